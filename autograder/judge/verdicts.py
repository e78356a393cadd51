"""From the outcomes of the rules to a result: points, verdicts, and words for the student."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from autograder.errors import GraderFault, SuiteError
from autograder.judge.call import why_failed
from autograder.judge.compare import NOTHING, RuleFailedError
from autograder.results import About, QuestionResult, RuleResult, Verdict
from autograder.sandbox.answers import Answer, Answers, Ended, FoundFunction
from autograder.sandbox.wire import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from autograder.exercise import Question
    from autograder.judge.rules import Rule


# Said of a rule of form that holds, until one about values does.
WAITING = "this counts as soon as a rule about the values holds"

# Said of a rule that does not hold where no more can be said.
HELD_BACK = "it does not hold"

SOME_CASES = "in some cases "  # begins what is said when only some calls failed

# The first of these that occurred in any call names a question whose rules do not all hold.
_PRECEDENCE = (
    (Ended.REFUSED, Verdict.FORBIDDEN),
    (Ended.TIMED_OUT, Verdict.TIMED_OUT),
    (Ended.RAISED, Verdict.CRASHED),
    (Ended.DIED, Verdict.CRASHED),
)
_SHOWN_RULES = 2  # failed rules that a question's message names


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one rule.

    Attributes:
        passed: it holds in every case.
        message: why not; a passed rule may carry a note here.
        earned: the share of its points that a rule earns which does not hold in some cases.
    """

    passed: bool
    message: str = ""
    earned: Fraction = NOTHING


def outcome(test: str, error: BaseException | None, notes: Sequence[str]) -> Outcome:
    """Say what became of a rule.

    Args:
        test: the rule's id.
        error: what its test raised.
        notes: what it noted, for a rule that holds.

    Raises:
        SuiteError: the test asks for what is not there.
        GraderFault: the test itself failed, in a way that says nothing about the submission.
    """
    if error is None:
        return Outcome(passed=True, message="; ".join(notes))
    if isinstance(error, RuleFailedError):
        return Outcome(passed=False, message=str(error), earned=error.earned)
    if isinstance(error, AssertionError):
        # pytest's text of a plain assert would show expected values.
        return Outcome(passed=False, message=HELD_BACK)
    if isinstance(error, SuiteError):
        raise error
    raise GraderFault(f"the test {test} failed itself: {error!r}") from error


def judge_question(
    question: Question,
    rules: Sequence[Rule],
    outcomes: Mapping[str, Outcome],
    answers: Answers,
    calls: Sequence[Answer],
) -> tuple[QuestionResult, tuple[RuleResult, ...]]:
    """Return a question's result and those of its rules.

    Args:
        question: the graded function.
        rules: the question's rules.
        outcomes: what became of each, by rule id.
        answers: of the whole submission.
        calls: the answers to all calls of this question's function.
    """
    any_value = any(outcomes[rule.id].passed for rule in rules if rule.about is About.VALUE)
    results = tuple(_rule_result(rule, outcomes[rule.id], any_value) for rule in rules)
    # A submission that ended before it was loaded is judged by how it ended.
    assumed = FoundFunction(state=State.DEFINED if calls else State.MISSING)
    found = answers.functions.get(question.function, assumed)
    verdict = _verdict(results, found, calls)
    result = QuestionResult(
        id=question.id,
        title=question.title,
        verdict=verdict,
        points=sum(rule.points for rule in results),
        max_points=sum(rule.max_points for rule in results if not rule.bonus),
        bonus=sum(rule.max_points for rule in results if rule.bonus),
        message=_message(verdict, question, results, found, calls),
    )
    return result, results


def not_counted(
    question: Question, rules: Sequence[Rule], verdict: Verdict, message: str
) -> QuestionResult:
    """Return the result of a question that was never judged."""
    return QuestionResult(
        id=question.id,
        title=question.title,
        verdict=verdict,
        points=0,
        max_points=sum(rule.points for rule in rules if not rule.bonus),
        bonus=sum(rule.points for rule in rules if rule.bonus),
        message=message,
    )


def unmarked(question: Question) -> QuestionResult:
    """Return the result of a question that is marked by hand, until it is."""
    worth = question.points or 0
    return QuestionResult(
        id=question.id,
        title=question.title,
        verdict=Verdict.UNMARKED,
        points=0,
        max_points=0 if question.bonus else worth,
        bonus=worth if question.bonus else 0,
    )


def _rule_result(rule: Rule, outcome: Outcome, any_value: bool) -> RuleResult:
    passed, message = outcome.passed, outcome.message
    earned = Fraction(1) if passed else outcome.earned
    if rule.about is About.FORM and not any_value:
        earned = NOTHING
        if passed:
            passed, message = False, WAITING
    return RuleResult(
        id=rule.id,
        number=rule.number,
        question=rule.question,
        rule=rule.sentence,
        about=rule.about,
        points=math.floor(rule.points * earned),  # whole points: all of them only when it holds
        max_points=rule.points,
        passed=passed,
        message=message,
        bonus=rule.bonus,
    )


def _verdict(
    results: Sequence[RuleResult], found: FoundFunction, calls: Sequence[Answer]
) -> Verdict:
    if found.state is State.BROKEN:
        return Verdict.SYNTAX_ERROR
    if found.state is not State.DEFINED:
        return Verdict.MISSING
    counted = [rule for rule in results if not rule.bonus] or results
    if all(rule.passed for rule in counted):
        return Verdict.PASSED
    if calls and all(call.blank for call in calls):
        return Verdict.UNFILLED
    endings = {call.ended for call in calls}
    return next((verdict for ended, verdict in _PRECEDENCE if ended in endings), Verdict.FAILED)


def _message(
    verdict: Verdict,
    question: Question,
    results: Sequence[RuleResult],
    found: FoundFunction,
    calls: Sequence[Answer],
) -> str:
    if verdict is Verdict.PASSED:
        return next((rule.message for rule in results if rule.passed and rule.message), "")
    if verdict in (Verdict.MISSING, Verdict.SYNTAX_ERROR):
        return missing(question.function, found)
    if verdict is Verdict.UNFILLED:
        return unfilled(question.function, calls)
    failed = [rule for rule in results if not rule.passed]
    failed.sort(key=lambda rule: rule.about is About.FORM)  # values say more
    if verdict is not Verdict.FAILED:
        worst = next(call for ended, _ in _PRECEDENCE for call in calls if call.ended is ended)
        of_whole = worst.ended is Ended.TIMED_OUT and worst.detail  # the time of all calls together
        any_returned = any(call.ended is Ended.RETURNED for call in calls)
        some = SOME_CASES if any_returned and not of_whole else ""
        return f"{some}{why_failed(worst)}"
    shown = [f"{rule.rule.rstrip('.')}: {rule.message}" for rule in failed[:_SHOWN_RULES]]
    more = len(failed) - len(shown)
    return " / ".join(shown) + (f" / and {more} more" if more else "")


def unfilled(function: str, calls: Iterable[Answer]) -> str:
    """Say that a function is still a stub, and where that shows."""
    places = (call.raised.place for call in calls if call.raised)
    where = next((f" ({place})" for place in places if place), "")
    return f"{function} is not filled in yet{where}"


def missing(function: str, found: FoundFunction) -> str:
    """Say what a submission has instead of a function."""
    match found.state:
        case State.RENAMED:
            return f"there is no {function}; did you mean {_spelled(found.hint)}? Rename it"
        case State.IN_CLASS:
            return f"{function} is a method of {found.hint}; define it at the top level"
        case State.BROKEN:
            return f"{function} has a syntax error in {found.hint}"
        case State.NOT_CALLABLE:
            return f"{function} is not a function when all cells have run"
        case State.UNDEFINED:
            return f"{function} could not be defined ({found.hint})"
        case _:
            return f"there is no function named {function}"


def _spelled(name: str) -> str:
    """Show a name, and the code points of letters that only look like Latin ones."""
    strange = [f"U+{ord(letter):04X}" for letter in name if not letter.isascii()]
    return f"{name} (its letters {', '.join(strange)} are not Latin)" if strange else name
