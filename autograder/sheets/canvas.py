"""Canvas: the gradebook's CSV, as "Export Entire Gradebook" writes it.

A title with the assignment's number in parentheses is what Canvas knows a column by; a column
that it does not know would become a new assignment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from autograder.errors import UsageError
from autograder.identity.people import Person
from autograder.sheets.forms import Column, Line, Table, cell, find, people, worth
from autograder.sheets.numbers import Marks

__all__ = [
    "EXCUSED", "NAME", "NOT_GRADED", "ONE_ASSIGNMENT", "TAKES_MORE", "WORDS", "columns",
    "is_test_student", "lines", "recognises",
]  # fmt: skip

NAME = "Canvas"
EXCUSED: str | None = "EX"
NOT_GRADED: frozenset[str] = frozenset()
WORDS: Mapping[str, str] = MappingProxyType(
    {"EX": "excused", "N/A": "not assigned, or not shown, to this student"}
)
ONE_ASSIGNMENT = False
TAKES_MORE = True

_POINTS = "Points Possible"
_READ_ONLY = "(read only)"
_ASSIGNMENT = re.compile(r"\s*(?P<title>.*\S)\s*\((?P<id>\d+)\)\s*", re.DOTALL)


def recognises(header: Sequence[str]) -> bool:
    """Return whether this is the first row of such a sheet."""
    first = cell(header, 0)
    starts = "Student" in first or first in {"LastName", "FirstName"}
    return starts and None not in (find(header, "ID"), find(header, "Section"))


def columns(rows: Table) -> list[Column]:
    """Return the columns of assignments.

    Raises:
        UsageError: there is no row of points possible.
    """
    points = next((row for row in rows[1:] if _is_points(row)), None)
    if points is None:
        raise UsageError(f"the sheet has no row {_POINTS!r}: export the gradebook again")
    marks = Marks.of(each for row in rows for each in row)
    found = []
    for place, title in enumerate(rows[0]):
        match = _ASSIGNMENT.fullmatch(title)
        if match and (text := cell(points, place)) != _READ_ONLY:
            value, problem = worth(text, marks)
            found.append(
                Column(
                    place=place, title=match["title"], id=match["id"], points=value, problem=problem
                )
            )
    return found


def lines(rows: Table, column: Column) -> list[Line]:
    """Return the rows of students; the test student's is Canvas's own."""
    del column  # every line has them all
    header = rows[0]
    last, first = find(header, "LastName"), find(header, "FirstName")
    name = 0 if last is None else None
    places = [find(header, key) for key in ("SIS Login ID", "SIS User ID", "ID")]
    found = []
    begin = next((place for place, row in enumerate(rows) if _is_points(row)), 0) + 1
    for place, row in enumerate(rows[begin:], begin):
        username, sis_id, lms_id = (cell(row, each) for each in places)
        person = Person(
            name=people(row, last=last, first=first, name=name),
            username=username,
            sis_id=sis_id,
            lms_id=lms_id,
        )
        is_test = is_test_student(cell(row, name), last=cell(row, last), first=cell(row, first))
        if person != Person() and not is_test:
            found.append(Line(row=place, person=person))
    return found


def is_test_student(name: str, *, last: str, first: str) -> bool:
    """Return whether this is the student that Canvas makes for whoever tries a course out."""
    return name == "Student, Test" or (last, first) == ("Student", "Test")


def _is_points(row: Sequence[str]) -> bool:
    return _POINTS in cell(row, 0)
