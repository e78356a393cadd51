"""Brightspace (D2L): the sheet of "Export" under Grades, with keys and points grades.

Keys are exported with ``#`` in front, and every row ends with a cell ``#``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.export.forms import Column, Line, Table, cell, find, people
from autograder.export.numbers import number
from autograder.people import Person

__all__ = ["EXCUSED", "NAME", "ONE_ASSIGNMENT", "TAKES_MORE", "columns", "lines", "recognises"]

NAME = "Brightspace"
EXCUSED: str | None = None
ONE_ASSIGNMENT = False
TAKES_MORE = False  # it would be cut down to the maximum, without a word

_END = "End-of-Line Indicator"
_GRADES = re.compile(
    r"\s*(?P<title>.*\S)\s+Points Grade\s*(?:<[^>]*?MaxPoints:\s*(?P<points>[\d.,]+)[^>]*>)?\s*",
    re.DOTALL | re.IGNORECASE,
)


def recognises(header: Sequence[str]) -> bool:
    """Tell whether this is the first row of such a sheet."""
    keys = (find(header, "OrgDefinedId"), find(header, "Username"))
    return find(header, _END) is not None and keys != (None, None)


def columns(rows: Table) -> list[Column]:
    """Return the columns of points; grades as symbols or text are not written."""
    return [
        Column(
            place=place,
            title=match["title"],
            points=number(match["points"] or ""),
            problem=_problem(match["points"]),
        )
        for place, title in enumerate(rows[0])
        if (match := _GRADES.fullmatch(title))
    ]


def _problem(points: str | None) -> str:
    return f"is worth {points!r} points in it" if points and not number(points) else ""


def lines(rows: Table, column: Column) -> list[Line]:
    """Return the rows of students."""
    del column  # every line has them all
    header = rows[0]
    last, first = find(header, "Last Name"), find(header, "First Name")
    places = [find(header, key) for key in ("OrgDefinedId", "Username", "Email")]
    found = []
    for place, row in enumerate(rows[1:], 1):
        sis_id, username, email = (cell(row, each).removeprefix("#") for each in places)
        if sis_id or username:
            person = Person(
                name=people(row, last=last, first=first),
                email=email,
                username=username,
                sis_id=sis_id,
            )
            found.append(Line(row=place, person=person))
    return found
