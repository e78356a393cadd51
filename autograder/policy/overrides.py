"""The CSV file of what is granted to single students."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder import moments
from autograder.errors import UsageError
from autograder.identity.lookup import hinted
from autograder.identity.matching import Listing
from autograder.identity.parties import Party
from autograder.identity.people import Known, Person
from autograder.policy import lines
from autograder.terms import Override
from autograder.text import from_cell, nfc, visible

_FORM = lines.Form(
    name="a file of overrides",
    columns=("student", "due_at", "extra_days", "slip_days", "late_days", "score", "excused",
             "comment"),
    needed=("student",),
)  # fmt: skip
_YES = ("yes", "true", "1", "x")
_NO = ("no", "false", "0", "")
_LIMITS = {"extra_days": 3650, "slip_days": 365, "late_days": 3650, "score": 1_000_000}

# Fields that answer the same question: a line may fill one of each.
_RIVALS = (
    ("due_at", "extra_days", "late_days"),
    ("slip_days", "late_days"),
    ("score", "excused"),
)


def read(path: Path) -> dict[str, Override]:
    """Read a file of overrides: one line per student, by name in NFC.

    Raises:
        UsageError: it cannot be read, or something in it is not plain: an unknown column, a
            student twice, a cell that is no such value, two cells that contradict each other, a
            line that grants nothing.
    """
    overrides: dict[str, Override] = {}
    for line in lines.read(path, _FORM):
        student = from_cell(line.cells.pop("student", ""))
        if not student:
            raise UsageError(f"{line.place} names no student: fill that cell, or remove the line")
        if student in overrides:
            raise UsageError(f"{line.place} has {visible(student)!r} again: keep one line")
        overrides[student] = _override(line)
    return overrides


def check_students(overrides: Mapping[str, Override], students: Mapping[str, Known]) -> None:
    """Check that each override names a student as the row is called.

    A name of the person is not enough: others may be called so, now or at the next run.

    Args:
        overrides: by the student's name.
        students: who they are, by what their rows are called.

    Raises:
        UsageError: one names nobody among `students`; it says which name to write, if the student
            has another one.
    """
    people = {nfc(student): known.person for student, known in students.items()}
    for student in overrides:
        if student not in people:
            raise UsageError(f"the overrides name {visible(student)!r}, {_doubt(student, people)}")


def _doubt(name: str, people: Mapping[str, Person]) -> str:
    """Return why that is not enough to know a student, and what to do about it."""
    listing = Listing([Party(person=person) for person in people.values()])
    rows = [*people]
    called = [repr(visible(rows[place])) for place in listing.meant(name)]
    if len(called) == 1:
        return f"whose row is called {called[0]}: write that name instead"
    if called:
        return f"a name of several students: write what the row is called, {' or '.join(called)}"
    return f"who has no submission: {hinted(name, people, 'write it as in grades.csv')}"


def _override(line: lines.Line) -> Override:
    filled = dict(line.cells)
    if "excused" in filled and not _yes(filled.pop("excused"), line.place):
        del line.cells["excused"]
    for rivals in _RIVALS:
        both = [name for name in rivals if name in line.cells]
        if len(both) > 1:
            raise UsageError(f"{line.place} fills {both[0]} and {both[1]}: keep one of them")
    if not line.cells:
        raise UsageError(f"{line.place} has no effect: fill a cell, or remove the line")
    values: dict[str, Any] = {**filled, "excused": "excused" in line.cells}
    for name in _LIMITS.keys() & filled.keys():
        values[name] = _number(name, filled[name], line.place)
    if "due_at" in filled:
        values["due_at"] = _moment(filled["due_at"], line.place)
    return Override(**values)


def _moment(cell: str, place: str) -> datetime:
    moment = moments.read(cell)
    if moment is None or moment.utcoffset() is None or moment.year not in moments.YEARS:
        raise UsageError(
            f"{place} has {visible(cell)!r} under due_at: write 2026-11-20T23:59:00+01:00, with "
            "the offset from UTC"
        )
    return moment


def _yes(cell: str, place: str) -> bool:
    if cell.lower() not in (*_YES, *_NO):
        raise UsageError(f"{place} has {visible(cell)!r} under excused: write yes or no")
    return cell.lower() in _YES


def _number(name: str, cell: str, place: str) -> float:
    kind = int if name == "slip_days" else float
    try:
        number = kind(cell)
    except ValueError:
        number = -1
    if not 0 <= number <= _LIMITS[name]:
        whole = "a whole number" if kind is int else "a number"
        raise UsageError(
            f"{place} has {visible(cell)!r} under {name}: write {whole} from 0 to {_LIMITS[name]}"
        )
    return number
