"""What a check says, in lines of text: the same on a terminal, in pytest and in a notebook."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from autograder.judge.verdicts import SOME_CASES
from autograder.judge.view import IN_CASES
from autograder.results import Verdict
from autograder.student.order import Standing
from autograder.text import sentence
from autograder.wording import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograder.student.checker import Checked
    from autograder.student.order import Placed


_WIDTH = 80
_CODE = 4  # spaces by which a line of code is indented
_MOST_NOTES = 5
_MOST_OFF = 3  # rules that are told in full
_UNFILLED = VERDICTS[Verdict.UNFILLED].at_home
_NOT_RUN = (Verdict.MISSING, Verdict.SYNTAX_ERROR)


def headline(checked: Checked) -> tuple[str, str]:
    """Return the question in words, and what became of it."""
    question = checked.question
    word = _UNFILLED if checked.is_open else VERDICTS[question.verdict].at_home
    return f"{question.id}  {question.title}: ", word


def lines(checked: Checked) -> list[str]:
    """Return what to say below the headline: the hint, what is open, and the first broken rule."""
    question = checked.question
    if checked.passed:
        return [f"Note: {question.message}"] if question.message else []
    if question.verdict in _NOT_RUN:
        return [sentence(question.message)]
    if checked.is_open:
        return [_unfilled(checked) or question.message, *_right(checked)]
    message = "" if question.verdict is Verdict.FAILED else question.message
    told = [
        f"Hint: {question.hint}" if question.hint else "",
        sentence(message),
        _unfilled(checked),
        *_off(checked, message),
        *_right(checked),
    ]
    return [line for line in told if line]


def reason(placed: Placed) -> str:
    """Return why a rule that neither holds nor is off says nothing."""
    if placed.standing is Standing.OPEN:
        return _UNFILLED
    return f"waits for {placed.waits_for}" if placed.waits_for else placed.result.message


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


def wrapped(told: Iterable[str], indent: str = "    ") -> list[str]:
    """Return lines that are no wider than a page; lines of code, far indented, stay whole."""
    return [line for text in told for part in text.split("\n") for line in _wrapped(part, indent)]


def _wrapped(line: str, indent: str) -> list[str]:
    text = line.lstrip(" ")
    before = indent + line.removesuffix(text)
    if len(before) >= len(indent) + _CODE:
        return [indent + line]
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=before,
        subsequent_indent=before + "  " * (before == indent),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _unfilled(checked: Checked) -> str:
    return f"Not filled in yet: {', '.join(checked.unfilled)}." if checked.unfilled else ""


def _off(checked: Checked, told: str) -> list[str]:
    """Return the rules that are off, each step and each reason once, and what waits for them.

    Args:
        checked: the question.
        told: a reason that is told already.
    """
    reasons = {told.removeprefix(SOME_CASES)} - {""}
    steps: set[str] = set()
    found: list[Placed] = []
    for placed in checked.standing(Standing.OFF):
        reason = placed.result.message.partition(IN_CASES)[0]
        if reason not in reasons and placed.step not in steps:
            found.append(placed)
        reasons.add(reason)
        steps.update(filter(None, [placed.step]))
    more = len(found) - _MOST_OFF
    return [
        *map(_not_yet, found[:_MOST_OFF]),
        *([f"And {more} more."] if more > 0 else []),
        *_waiting(checked, {each.step for each in found[:_MOST_OFF]}),
    ]


def _not_yet(placed: Placed) -> str:
    """Return a rule and what breaks it; a step that the rule names is not named again."""
    message = placed.result.message.removeprefix(f"{placed.step}: ")
    told = [f"Not yet: {placed.result.rule}", *([f"  {sentence(message)}"] if message else [])]
    if placed.result.line:
        where = f" ({placed.result.place})" if placed.result.place else ""
        told.append(f"  Your code{where}: `{placed.result.line}`")
    return "\n".join(told)


def _waiting(checked: Checked, shown: set[str]) -> list[str]:
    waiting: dict[str, list[str]] = {}
    for each in checked.standing(Standing.WAITS):
        if each.waits_for in shown and each.step and each.step not in shown:
            waiting.setdefault(each.waits_for, []).append(each.step)
    return [
        f"Waiting for {step}: {', '.join(dict.fromkeys(names))}." for step, names in waiting.items()
    ]


def _right(checked: Checked) -> list[str]:
    left = {each.step for each in checked.placed if each.standing is not Standing.HOLDS}
    right = dict.fromkeys(
        each.step for each in checked.placed if each.step and each.step not in left
    )
    return [f"Right so far: {', '.join(right)}."] if right else []
