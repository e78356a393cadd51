"""`autograder history`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from autograder.cli.options import OutArgument
from autograder.cli.places import expanded
from autograder.gradebook.changes import Change, causes
from autograder.gradebook.model import Entry, Key, Row
from autograder.gradebook.store import Gradebook
from autograder.identity.lookup import called, the_student
from autograder.identity.people import Known, Person
from autograder.policy import kept
from autograder.policy.absent import REASON, absent
from autograder.policy.final import Final, final, finals
from autograder.results import Result, Status
from autograder.terms import Terms
from autograder.text import visible
from autograder.wording import VERDICTS

_DIGITS = 8  # of a hash; enough to tell the versions of a term apart


def history(
    out: OutArgument,
    student: Annotated[
        str | None,
        typer.Argument(
            help="The name in grades.csv, or a name, number, login or e-mail. Default: nobody's "
            "results, but all decisions about the class.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show every result ever recorded for a student, oldest first, and who changed what when."""
    with Gradebook.open(expanded(out), create=False) as gradebook:
        if student is None:
            _show_journal(gradebook.journal())
            return
        known = gradebook.known()
        without = absent(gradebook)
        everybody = gradebook.students(ever=True) | without
        where = f"{gradebook.out} has no results of"
        name = the_student(student, everybody, known, where)
        person = known.get(name, Known())
        if person.person != Person():
            typer.echo(called(name, person.person))
        terms = kept.kept(gradebook)
        pasts = list(gradebook.history(name))
        entries = gradebook.journal(name)
        before: Row | None = None
        for past in pasts:
            entries = _show_journal(entries, past.recorded_at)
            # The time of submission is known only for the last one.
            is_last = past.key.submission_sha256 == pasts[-1].key.submission_sha256
            becomes = final(past, person, terms) if terms.in_force and is_last else None
            for line in _lines(past, before, becomes):
                typer.echo(visible(line))
            before = past
        _show_journal(entries)
        if not any(past.is_listed for past in pasts) and name in without:
            _show_absent(gradebook, name, terms)


def _show_journal(entries: Sequence[Entry], until: str = "") -> list[Entry]:
    """Show the entries before a moment, or all; return the others."""
    shown = [each for each in entries if not until or each.at < until]
    for each in shown:
        typer.echo(visible(f"{each.at}, by {each.who}"))
        typer.echo(visible(f"  {f'{each.student}: ' if each.student else ''}{each.what}"))
    return [each for each in entries if each not in shown]


def _show_absent(gradebook: Gradebook, student: str, terms: Terms) -> None:
    typer.echo(REASON)
    for each in finals(gradebook, None, terms):
        if each.row.result.student == student:
            typer.echo(f"  {visible(_final(each))}")


def _lines(past: Row, before: Row | None, becomes: Final | None) -> Iterator[str]:
    result = past.result
    yield f"{past.recorded_at}{', in the class list now' if past.is_listed else ''}"
    yield f"  {result.submission}: {_hashes(past.key)}, level {result.level.value}"
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
        return f"no score, because the grader itself failed: {result.message}"
    total = f"{result.score} of {result.max_score}"
    if result.status is Status.UNREADABLE:
        return f"{total}, unreadable: {result.message}"
    each = [
        f"{q.id} {q.points} of {q.possible} {VERDICTS[q.verdict].name}" for q in result.questions
    ]
    return f"{total}: {', '.join(each)}"


def _final(becomes: Final) -> str:
    if becomes.excused:
        return becomes.reason
    score = "none" if becomes.score is None else f"{round(becomes.score, 2):.12g}"
    remarks = "; ".join(filter(None, [becomes.reason, becomes.note]))
    return f"final score {score}" + (f": {remarks}" if remarks else "")


def _changed(before: Row, past: Row) -> str:
    why = ", ".join(causes(before.key, past.key)) or "nothing; graded again"
    change = Change.between(before.result, past.result)
    if change is None:
        return f"{why}; the outcome is the same"
    points = [f"{q.question} {_points(q.old)} → {_points(q.new)}" for q in change.questions]
    return "; ".join([why, *points, *change.rules])


def _points(points: int | None) -> str:
    return "none" if points is None else str(points)
