"""What a check says, in lines of text: the same on a terminal and in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.judge.verdicts import SOME_CASES, WAITING
from autograder.judge.view import IN_CASES
from autograder.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.check.checker import Checked
    from autograder.results import RuleResult

__all__ = ["closing", "headline", "lines"]

_MOST_NOTES = 5
_VERDICTS = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.CRASHED: "crashed",
    Verdict.TIMED_OUT: "timed out",
    Verdict.FORBIDDEN: "does what the grader forbids",
    Verdict.MISSING: "missing",
    Verdict.SYNTAX_ERROR: "does not run yet",
    Verdict.UNFILLED: "still to be filled in",
}
_NOT_RUN = (Verdict.MISSING, Verdict.SYNTAX_ERROR, Verdict.UNFILLED)


def headline(checked: Checked) -> tuple[str, str]:
    """Return the question in words, and what became of it."""
    question, verdict = checked.question, checked.question.verdict
    word = _VERDICTS[verdict]
    if verdict not in (Verdict.PASSED, *_NOT_RUN):
        held = len(checked.rules) - len(checked.failed)
        word += f" ({held} of {len(checked.rules)} rules hold)"
    return f"{question.id}  {question.title}: ", word


def lines(checked: Checked) -> list[str]:
    """Return what is to be said below the headline: rules that fail, how far off, what helps."""
    question = checked.question
    if question.verdict is Verdict.PASSED:
        return [f"note: {question.message}"] if question.message else []
    told = [] if question.verdict is Verdict.FAILED else [question.message]
    if question.verdict not in _NOT_RUN:
        told += _failures(checked.failed, question.message if told else "")
    if question.hint:
        told.append(f"hint: {question.hint}")
    return told


def closing(name: str, checked: Sequence[Checked], cases: int, notes: Sequence[str]) -> list[str]:
    """Return the last lines: how much is done, and what was left out of the file.

    Args:
        name: the file's.
        checked: all questions.
        cases: how many public vectors there are.
        notes: statements that were skipped or failed.
    """
    passed = sum(each.passed for each in checked)
    which = f"{name} as it was last saved" if name.lower().endswith(".ipynb") else name
    if passed == len(checked):
        return [f"{which}: all {passed} questions pass on the {cases} public cases"]
    left_out = [f"left out: {note}" for note in notes[:_MOST_NOTES]]
    if len(notes) > _MOST_NOTES:
        left_out.append(f"left out: {len(notes) - _MOST_NOTES} more")
    return [*left_out, f"{which}: {passed} of {len(checked)} questions pass"]


def _failures(failed: Sequence[RuleResult], told: str) -> list[str]:
    """Return the rules that fail, each reason once, and none that is `told` already."""
    rules: dict[str, list[str]] = {}
    for rule in failed:
        reason = rule.message.partition(IN_CASES)[0]
        if rule.message != WAITING and not (told and told.removeprefix(SOME_CASES) in reason):
            rules.setdefault(reason, []).append(f"{rule.rule.rstrip('.')}: {rule.message}")
    return [
        f"- {first}" + (f"; {_more(len(more))} for the same reason" if more else "")
        for first, *more in rules.values()
    ]


def _more(rules: int) -> str:
    return "1 more rule" if rules == 1 else f"{rules} more rules"
