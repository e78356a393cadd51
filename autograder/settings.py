"""Which settings of a question go together, and what to do about those that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.exercise import Limits, Question


A_DAY = 86_400  # in seconds: the most that anything may be given to run
MOST = {"call_seconds": A_DAY, "submission_seconds": A_DAY, "memory_mib": 1 << 20}  # of the limits
FINEST = 1e-9  # of S: `judge.compare.EXACT`, which is not imported here because it needs NumPy


class Trouble(NamedTuple):
    """What is wrong with a key of a question: in words, and what to do about it."""

    key: str
    trouble: str
    remedy: str


def troubles(question: Question, limits: Limits) -> Iterator[Trouble]:
    """Yield what is wrong with a question's settings."""
    yield from _by_hand(question) if question.is_by_hand else _judged(question, limits)


def _by_hand(question: Question) -> Iterator[Trouble]:
    why = f"for {question.id}, which has no `function` and is marked by hand"
    for key in ("call_seconds", "tolerance"):
        if getattr(question, key) is not None:
            yield Trouble(
                key, f"has `{key}` {why}", f"delete `{key}`, or name the question's `function`"
            )
    if question.points is None or question.points < 1:
        yield Trouble(
            "points",
            f"has no points {why}",
            "write `points`, a whole number from 1, or name the question's `function`",
        )


def _judged(question: Question, limits: Limits) -> Iterator[Trouble]:
    seconds, tolerance, most = question.call_seconds, question.tolerance, limits.submission_seconds
    if question.points is not None:
        yield Trouble(
            "points",
            f"has `points` for {question.id}, whose points are those of its rules",
            "delete `points`, or delete `function` to mark the question by hand",
        )
    if seconds is not None and not 0 < seconds <= most:
        yield Trouble(
            "call_seconds",
            f"has `call_seconds` = {seconds:g} for {question.id}, and {most:g} s for a submission",
            "set more than 0, and no more than `submission_seconds` of [tool.autograder.limits]",
        )
    if tolerance is not None and not FINEST <= tolerance <= 1:
        yield Trouble(
            "tolerance",
            f"has `tolerance` = {tolerance:g} for {question.id}",
            f"set it from {FINEST:g}, which is the rounding of float64, to 1",
        )
