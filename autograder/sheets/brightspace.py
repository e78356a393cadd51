"""Brightspace (D2L): the sheet of "Export" under Grades, with keys and points grades.

Keys are exported with ``#`` in front, and every row ends with a cell ``#``.
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
from autograder.text import visible

_END = "End-of-Line Indicator"
_TITLES = {
    "last": "Last Name", "first": "First Name", "sis_id": "OrgDefinedId", "username": "Username",
    "email": "Email",
}  # fmt: skip
_GRADES = re.compile(
    r"\s*(?P<title>.*\S)\s+Points Grade\s*(?:<[^>]*?MaxPoints:\s*(?P<points>[\d.,]+)[^>]*>)?\s*",
    re.DOTALL | re.IGNORECASE,
)
_OTHER = re.compile(
    r"\s*(?P<title>.*\S)\s+(?P<kind>Scheme Symbol|Text Grade|Weighted Grade)\s*(?:<.*>)?\s*",
    re.DOTALL | re.IGNORECASE,
)


def _recognises(header: Sequence[str]) -> bool:
    """Return whether this is the first row of such a sheet."""
    places = find_all(header, _TITLES)
    is_keyed = (places["sis_id"], places["username"]) != (None, None)
    return find(header, _END) is not None and is_keyed


def _columns(rows: Table) -> list[Column]:
    """Return the columns of points, and the others of assignments that have none of points."""
    marks = Marks.of(each for row in rows for each in row)
    found = []
    for place, title in enumerate(rows[0]):
        if match := _GRADES.fullmatch(title):
            points, problem = worth(match["points"] or "", marks)
            column = Column(place=place, title=match["title"], points=points, problem=problem)
            found.append(column)
    titles = {column.title for column in found}
    for place, title in enumerate(rows[0]):
        other = _OTHER.fullmatch(title)
        if other and other["title"] not in titles:
            found.append(Column(place=place, title=other["title"], problem=_problem(other["kind"])))
    return found


def _problem(kind: str) -> str:
    return (
        f"has a {kind.casefold()} in this sheet and no points: export it again in Brightspace, "
        "with grade value Points grade"
    )


def _lines(rows: Table) -> list[Line]:
    """Return the rows of students."""
    places = find_all(rows[0], _TITLES)
    rows = [[cell.strip().removeprefix("#") for cell in row] for row in rows]
    people = enumerate((person(row, places) for row in rows[1:]), 1)
    return [Line(row=place, person=each) for place, each in people if each.sis_id or each.username]


def _remarks(rows: Table, column: Column) -> Remarks:
    """Return the column of the text item whose name is the assignment's and ``feedback``.

    Raises:
        UsageError: there is none; Brightspace imports no other texts.
    """
    wanted = f"{column.title} feedback"
    titles = {
        other["title"].casefold(): place
        for place, title in enumerate(rows[0])
        if (other := _OTHER.fullmatch(title)) and other["kind"].casefold() == "text grade"
    }
    if wanted.casefold() not in titles:
        raise UsageError(
            f"it has no column {visible(wanted)!r} of texts: add a grade item of the type Text "
            "with that name in Brightspace, and export the grades again"
        )
    return Remarks(place=titles[wanted.casefold()])


BRIGHTSPACE = Form(
    name="Brightspace",
    recognises=_recognises,
    columns=_columns,
    lines=_lines,
    remarks=_remarks,
    takes_more=False,  # it would be cut down to the maximum, without a word
)
