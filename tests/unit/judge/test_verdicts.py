"""From rules to a question's verdict, points and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from autograder.exercise import Question
from autograder.judge.rules import Rule
from autograder.judge.verdicts import Outcome, judge_question, not_counted
from autograder.results import About, QuestionResult, RuleResult, Verdict
from autograder.sandbox.answers import Answer, Answers, Ended, FoundFunction, Raised, Value
from autograder.sandbox.wire import State, ValueKind

QUESTION = Question(id="q1", function="compute_cost", title="The cost")
PASSED = Outcome(passed=True)
FAILED = Outcome(passed=False, message="it is off by half")
RETURNED = Answer(ended=Ended.RETURNED, value=Value(kind=ValueKind.SINGLE))
TIMED_OUT = Answer(ended=Ended.TIMED_OUT)
REFUSED = Answer(ended=Ended.REFUSED, detail="it tried to open a file")
DIED = Answer(ended=Ended.DIED, detail="it was stopped")
RAISED = Answer(
    ended=Ended.RAISED,
    raised=Raised(error="E", text="E: no", place="line 3", line="x = 1"),
)
BLANK = Answer(ended=Ended.RAISED, raised=RAISED.raised, blank=True)


def rule(name: str, points: int, about: About = About.VALUE) -> Rule:
    return Rule(
        id=name,
        number="1.1",
        question="q1",
        sentence=f"Rule {name} holds.",
        about=about,
        points=points,
    )


RULES = (rule("a", 5), rule("b", 3), rule("form", 2, About.FORM))


def judged(
    outcomes: Mapping[str, Outcome],
    calls: Sequence[Answer] = (RETURNED,),
    found: FoundFunction | None = FoundFunction(state=State.DEFINED),  # noqa: B008 - it is frozen
) -> tuple[QuestionResult, Mapping[str, RuleResult]]:
    answers = Answers(functions={"compute_cost": found} if found else {})
    filled = {each.id: outcomes.get(each.id, PASSED) for each in RULES}
    result, rules = judge_question(QUESTION, RULES, filled, answers, calls)
    return result, {each.id: each for each in rules}


NONE_PASSED = {"a": FAILED, "b": FAILED, "form": FAILED}


# Points


def test_points_are_those_of_the_rules_that_hold() -> None:
    result, rules = judged({"b": FAILED})
    assert (result.points, result.max_points) == (7, 10)
    assert [rules[name].points for name in ("a", "b", "form")] == [5, 0, 2]


def test_form_counts_only_beside_a_rule_about_values() -> None:
    result, rules = judged({"a": FAILED, "b": FAILED})
    assert result.points == 0
    assert not rules["form"].passed
    assert rules["form"].message == "this counts as soon as a rule about the values holds"


def test_one_rule_about_values_is_enough_for_form_to_count() -> None:
    assert judged({"a": FAILED})[0].points == 5


@pytest.mark.parametrize(
    ("earned", "points"), [((1, 5), 1), ((4, 5), 4), ((99, 100), 4), ((1, 6), 0), ((0, 1), 0)]
)
def test_a_share_of_a_rule_is_whole_points_and_never_all(
    earned: tuple[int, int], points: int
) -> None:
    share = Outcome(passed=False, message="no", earned=Fraction(*earned))
    result, rules = judged({"a": share})
    assert (rules["a"].points, rules["a"].passed) == (points, False)
    assert result.points == points + 5


def test_a_share_of_a_rule_about_values_does_not_make_form_count() -> None:
    share = Outcome(passed=False, message="no", earned=Fraction(4, 5))
    result, rules = judged({"a": share, "b": share})
    assert (result.points, rules["form"].points) == (4 + 2, 0)


def test_a_share_of_a_rule_of_form_counts_beside_a_rule_about_values_alone() -> None:
    share = Outcome(passed=False, message="no", earned=Fraction(1, 2))
    assert judged({"form": share})[1]["form"].points == 1
    assert judged({"a": FAILED, "b": FAILED, "form": share})[1]["form"].points == 0


def test_what_is_not_judged_has_no_points() -> None:
    result = not_counted(QUESTION, RULES, Verdict.GRADER_ERROR, "")
    assert (result.verdict, result.points, result.max_points) == (Verdict.GRADER_ERROR, 0, 10)


# Verdicts


def test_passed_means_every_rule() -> None:
    assert judged({})[0].verdict is Verdict.PASSED


def test_a_wrong_answer_is_failed() -> None:
    assert judged({"b": FAILED})[0].verdict is Verdict.FAILED


def test_what_the_code_survived_with_right_answers_is_passed() -> None:
    assert judged({}, [RETURNED, REFUSED])[0].verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("calls", "verdict"),
    [
        ([RETURNED, RAISED], Verdict.CRASHED),
        ([RETURNED, DIED], Verdict.CRASHED),
        ([DIED, TIMED_OUT, RAISED], Verdict.TIMED_OUT),
        ([RAISED, TIMED_OUT, REFUSED], Verdict.FORBIDDEN),
        ([BLANK, RETURNED], Verdict.CRASHED),
        ([BLANK, TIMED_OUT], Verdict.TIMED_OUT),
        ([BLANK, BLANK], Verdict.UNFILLED),
    ],
)
def test_the_gravest_ending_of_any_call_is_the_verdict(
    calls: list[Answer], verdict: Verdict
) -> None:
    assert judged(NONE_PASSED, calls)[0].verdict is verdict


@pytest.mark.parametrize("state", set(State) - {State.DEFINED, State.BROKEN})
def test_a_function_that_is_not_there_is_missing(state: State) -> None:
    result, _ = judged(NONE_PASSED, [], FoundFunction(state=state, hint="g"))
    assert (result.verdict, result.points) == (Verdict.MISSING, 0)


def test_a_function_that_python_cannot_read_is_not_called_missing() -> None:
    result, _ = judged(NONE_PASSED, [], FoundFunction(state=State.BROKEN, hint="line 2: no"))
    assert (result.verdict, result.points) == (Verdict.SYNTAX_ERROR, 0)


@pytest.mark.parametrize(
    ("call", "verdict"), [(TIMED_OUT, Verdict.TIMED_OUT), (DIED, Verdict.CRASHED)]
)
def test_a_submission_that_never_got_loaded_is_judged_by_how_it_ended(
    call: Answer, verdict: Verdict
) -> None:
    assert judged(NONE_PASSED, [call, call], None)[0].verdict is verdict


def test_a_function_that_nobody_told_of_is_missing() -> None:
    assert judged(NONE_PASSED, [], None)[0].verdict is Verdict.MISSING


# Words


def test_a_passed_question_shows_its_note() -> None:
    noted = Outcome(passed=True, message="less exact than it can be")
    assert judged({"b": noted})[0].message == "less exact than it can be"


def test_a_failed_question_shows_its_first_rules() -> None:
    message = judged(NONE_PASSED)[0].message
    assert all(words in message for words in ("Rule a holds", "it is off by half", "Rule b holds"))
    assert "Rule form holds" not in message


def test_a_crash_in_some_cases_says_so() -> None:
    result, _ = judged({"a": FAILED}, [RETURNED, RAISED])
    assert result.message == "in some cases it raised E: no (line 3): `x = 1`"


def test_a_crash_in_all_cases_says_only_why() -> None:
    assert judged(NONE_PASSED, [DIED])[0].message == "it was stopped"


def test_an_unfilled_stub_is_named_with_its_place() -> None:
    result, _ = judged(NONE_PASSED, [BLANK])
    assert result.message == "compute_cost is not filled in yet (line 3)"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (FoundFunction(state=State.MISSING), "there is no function named compute_cost"),
        (FoundFunction(state=State.RENAMED, hint="cost"), "did you mean cost? Rename it"),
        (FoundFunction(state=State.RENAMED, hint="соst"), "U+0441, U+043E are not Latin"),
        (FoundFunction(state=State.IN_CLASS, hint="Net"), "is a method of Net"),
        (FoundFunction(state=State.BROKEN, hint="line 2: no"), "syntax error in line 2: no"),
        (FoundFunction(state=State.NOT_CALLABLE), "is not a function when all cells have run"),
        (FoundFunction(state=State.UNDEFINED, hint="E"), "could not be defined (E)"),
    ],
    ids=lambda value: value.state.name if isinstance(value, FoundFunction) else "",
)
def test_why_a_function_is_missing_is_said(found: FoundFunction, words: str) -> None:
    assert words in judged(NONE_PASSED, [], found)[0].message


# Bonus


WITH_BONUS = (*RULES, replace(rule("more", 4), bonus=True))


@pytest.mark.parametrize(("outcome", "points"), [(PASSED, 14), (FAILED, 10)])
def test_a_bonus_comes_on_top_of_the_possible_points(outcome: Outcome, points: int) -> None:
    outcomes = {each.id: PASSED for each in RULES} | {"more": outcome}
    answers = Answers(functions={"compute_cost": FoundFunction(state=State.DEFINED)})
    result, rules = judge_question(QUESTION, WITH_BONUS, outcomes, answers, [RETURNED])
    assert (result.points, result.max_points, result.bonus) == (points, 10, 4)
    assert result.possible == "10 + 4 bonus"
    assert [each.possible for each in rules] == ["5", "3", "2", "4 bonus"]
    assert (result.verdict, result.message) == (Verdict.PASSED, "")


def test_a_question_that_is_all_bonus_passes_when_its_rules_hold() -> None:
    all_bonus = [replace(each, bonus=True) for each in RULES]
    answers = Answers(functions={"compute_cost": FoundFunction(state=State.DEFINED)})
    outcomes = {each.id: PASSED for each in RULES}
    passed, _ = judge_question(QUESTION, all_bonus, outcomes, answers, [RETURNED])
    failed, _ = judge_question(QUESTION, all_bonus, outcomes | NONE_PASSED, answers, [RETURNED])
    assert (passed.verdict, passed.points, passed.max_points) == (Verdict.PASSED, 10, 0)
    assert failed.verdict is Verdict.FAILED


def test_what_was_never_judged_has_the_same_possible_points() -> None:
    result = not_counted(QUESTION, WITH_BONUS, Verdict.MISSING, "")
    assert (result.points, result.max_points, result.bonus) == (0, 10, 4)
