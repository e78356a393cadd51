"""Canvas: the gradebook's CSV, as "Export Entire Gradebook" writes it.

A title with the assignment's number in parentheses is what Canvas knows a column by; a column
that it does not know would become a new assignment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.errors import UsageError
from autograder.identity.people import Person
from autograder.sheets.forms import (
    Column,
    Form,
    Line,
    Remarks,
    Table,
    cell,
    find,
    find_all,
    person,
    worth,
)
from autograder.sheets.numbers import Marks

_POINTS = "Points Possible"
_TITLES = {
    "last": "LastName", "first": "FirstName", "username": "SIS Login ID",
    "sis_id": "SIS User ID", "lms_id": "ID",
}  # fmt: skip
_READ_ONLY = "(read only)"
_ASSIGNMENT = re.compile(r"\s*(?P<title>.*\S)\s*\((?P<id>\d+)\)\s*", re.DOTALL)


def _recognises(header: Sequence[str]) -> bool:
    """Return whether this is the first row of such a sheet."""
    first = cell(header, 0)
    starts = "Student" in first or first in {"LastName", "FirstName"}
    return starts and None not in (find(header, "ID"), find(header, "Section"))


def _columns(rows: Table) -> list[Column]:
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


def _lines(rows: Table) -> list[Line]:
    """Return the rows of students; the test student's is Canvas's own."""
    places = find_all(rows[0], _TITLES)
    last, first = places["last"], places["first"]
    if last is None:
        places["name"] = 0
    found = []
    begin = next((place for place, row in enumerate(rows) if _is_points(row)), 0) + 1
    for place, row in enumerate(rows[begin:], begin):
        each = person(row, places)
        is_test = is_test_student(each.name, last=cell(row, last), first=cell(row, first))
        if each != Person() and not is_test:
            found.append(Line(row=place, person=each))
    return found


def _remarks(rows: Table, column: Column) -> Remarks:
    """Refuse: a gradebook that is imported has no column for comments.

    Raises:
        UsageError: always.
    """
    del rows, column
    raise UsageError(
        "Canvas takes no comments from a sheet: make a zip of feedback files with --feedback zip, "
        "or use `autograder canvas return`"
    )


def is_test_student(name: str, *, last: str, first: str) -> bool:
    """Return whether this is the student that Canvas makes for whoever tries a course out."""
    return name == "Student, Test" or (last, first) == ("Student", "Test")


def _is_points(row: Sequence[str]) -> bool:
    return _POINTS in cell(row, 0)


CANVAS = Form(
    name="Canvas",
    recognises=_recognises,
    columns=_columns,
    lines=_lines,
    remarks=_remarks,
    excused="EX",
    words={"EX": "excused", "N/A": "not assigned, or not shown, to this student"},
)
