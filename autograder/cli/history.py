"""`autograder history`."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import OutArgument
from autograder.errors import UsageError
from autograder.people import Known
from autograder.policy import kept
from autograder.policy.final import Final, final
from autograder.record.changes import Change, causes
from autograder.record.gradebook import Gradebook
from autograder.record.text import visible
from autograder.results import Status

if TYPE_CHECKING:
    from autograder.record.model import Key, Past
    from autograder.results import Result

__all__ = ["history"]

_DIGITS = 8  # of a hash; enough to tell the versions of a term apart


def history(
    out: OutArgument,
    student: Annotated[str, typer.Argument(help="The name, as in grades.csv.")],
) -> None:
    """Show every result ever recorded for a student, oldest first, and what changed."""
    with Gradebook.open(out.expanduser(), create=False) as gradebook:
        pasts = _pasts(gradebook, student)
        terms = kept.kept(gradebook)
        known = gradebook.known().get(pasts[-1].row.result.student, Known())
        before: Past | None = None
        for past in pasts:
            # Only of what was handed in last is it known when that was.
            is_last = past.row.key.submission_sha256 == pasts[-1].row.key.submission_sha256
            becomes = final(past.row, known, terms) if terms.in_force and is_last else None
            for line in _lines(past, before, becomes):
                typer.echo(visible(line))
            before = past


def _pasts(gradebook: Gradebook, student: str) -> list[Past]:
    """Return the results of a student; a name may be written as its cell in grades.csv is."""
    for name in dict.fromkeys((student, student.removeprefix("'"))):
        if found := list(gradebook.history(name)):
            return found
    near = get_close_matches(student, sorted(gradebook.students(ever=True)))
    hint = f"did you mean {' or '.join(map(visible, near))}?" if near else "see grades.csv"
    raise UsageError(f"nothing was ever recorded of {student!r} in {gradebook.out}: {hint}")


def _lines(past: Past, before: Past | None, becomes: Final | None) -> Iterator[str]:
    result = past.row.result
    yield f"{past.recorded_at}{', in the class list now' if past.is_listed else ''}"
    yield f"  {result.submission}: {_hashes(past.row.key)}, level {result.level.value}"
    yield f"  {_outcome(result)}"
    if becomes is not None:
        yield f"  {_final(becomes)}"
    if before is not None:
        yield f"  changed: {_changed(before, past)}"


def _hashes(key: Key) -> str:
    submission = key.submission_sha256[:_DIGITS] or "no bytes"
    suite, vectors = key.suite_sha256[:_DIGITS], key.vectors_sha256[:_DIGITS]
    return f"submission {submission}, suite {suite}, vectors {vectors}, {key.engine}"


def _outcome(result: Result) -> str:
    if result.score is None:
        return f"no score, a fault of the grader: {result.message}"
    total = f"{result.score} of {result.max_score}"
    if result.status is Status.UNREADABLE:
        return f"{total}, unreadable: {result.message}"
    each = [f"{q.id} {q.points} of {q.max_points} {q.verdict.value}" for q in result.questions]
    return f"{total}: {', '.join(each)}"


def _final(becomes: Final) -> str:
    if becomes.excused:
        return becomes.reason
    score = "none" if becomes.score is None else f"{round(becomes.score, 2):.12g}"
    remarks = "; ".join(filter(None, [becomes.reason, becomes.note]))
    return f"final score {score}" + (f": {remarks}" if remarks else "")


def _changed(before: Past, past: Past) -> str:
    why = ", ".join(causes(before.row.key, past.row.key)) or "nothing, graded again"
    change = Change.between(before.row.result, past.row.result)
    if change is None:
        return f"{why}; the outcome is the same"
    points = [f"{q.question} {_points(q.old)} → {_points(q.new)}" for q in change.questions]
    return "; ".join([why, *points, *change.rules])


def _points(points: int | None) -> str:
    return "none" if points is None else str(points)
