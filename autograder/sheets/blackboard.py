"""Blackboard: the sheet of "Work Offline", comma or tab separated.

A header such as ``Essay [Total Pts: 10 Score] |1281892`` is one column of grades. Blackboard knows
it by the number behind the bar, and would make a new column where that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.errors import UsageError
from autograder.sheets.forms import (
    Column,
    Form,
    Line,
    Remarks,
    Table,
    find,
    find_all,
    person,
    worth,
)
from autograder.sheets.numbers import Marks

# The words in the brackets depend on the language; the number and the bar do not.
_GRADES = re.compile(
    r"\s*(?P<title>.*?)\s*\[(?P<words>[^\]\[]*?)(?P<points>\d[\d.,]*)(?P<kind>[^\]\[]*)\]\s*"
    r"(?:\|\s*(?P<id>\d+))?\s*",
    re.DOTALL,
)
_TITLES = {
    "last": "Last Name", "first": "First Name", "username": "Username", "sis_id": "Student ID"
}  # fmt: skip
_TEXT, _KIND = "Feedback to Learner", "Feedback Format"
_RICH = "SMART_TEXT"  # in which Blackboard shows HTML


def _recognises(header: Sequence[str]) -> bool:
    """Return whether this is the first row of such a sheet."""
    grades = [match for title in header if (match := _GRADES.fullmatch(title))]
    *names, _ = find_all(header, _TITLES).values()
    return bool(grades) and (None not in names or any(match["id"] for match in grades))


def _columns(rows: Table) -> list[Column]:
    """Return the columns of grades."""
    marks = Marks.of(each for row in rows for each in row)
    found = []
    for place, title in enumerate(rows[0]):
        if match := _GRADES.fullmatch(title):
            points, problem = worth(match["points"], marks)
            column = Column(
                place=place,
                title=match["title"],
                id=match["id"] or "",
                points=points,
                problem=_problem(match) or problem,
            )
            found.append(column)
    return found


def _problem(match: re.Match[str]) -> str:
    if not match["id"]:
        return "has no number behind a bar, so that Blackboard would make a new column"
    if match["words"].rpartition(":")[2].strip():  # Total Pts: up to 1,499
        return "is one that Blackboard computes itself: name the column of the assignment"
    if "Pts:" in match["words"] and match["kind"].strip() not in {"", "Score"}:
        return "is not shown as a score: make Score its primary display in Blackboard"
    return ""


def _lines(rows: Table) -> list[Line]:
    """Return the rows of students; in other languages the first columns have the same order."""
    places = find_all(rows[0], _TITLES)
    if places["username"] is None:
        places = {name: place for place, name in enumerate(_TITLES)}
    people = enumerate((person(row, places) for row in rows[1:]), 1)
    return [Line(row=place, person=each) for place, each in people if each.username]


def _remarks(rows: Table, column: Column) -> Remarks:
    """Return the first columns for feedback behind those of the grade.

    Raises:
        UsageError: the sheet was downloaded without comments.
    """
    behind = rows[0][column.place + 1 :]
    place, kind = (find(behind, title) for title in (_TEXT, _KIND))
    if place is None or kind is None:
        raise UsageError(
            f"it has no columns {_TEXT!r} and {_KIND!r} behind the grade: download the grades of "
            "this one column again in Blackboard, and include the comments"
        )
    first = column.place + 1
    return Remarks(place=first + place, kind=first + kind, word=_RICH)


BLACKBOARD = Form(
    name="Blackboard",
    recognises=_recognises,
    columns=_columns,
    lines=_lines,
    remarks=_remarks,
    not_graded=frozenset({"needs grading", "in progress"}),
)
