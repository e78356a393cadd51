"""Brightspace (D2L): the sheet of "Export" under Grades, with keys and points grades.

Keys are exported with ``#`` in front, and every row ends with a cell ``#``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from autograder.identity.people import Person
from autograder.sheets.forms import Column, Line, Table, cell, find, people, worth
from autograder.sheets.numbers import Marks

__all__ = [
    "EXCUSED", "NAME", "NOT_GRADED", "ONE_ASSIGNMENT", "TAKES_MORE", "WORDS", "columns", "lines",
    "recognises",
]  # fmt: skip

NAME = "Brightspace"
EXCUSED: str | None = None
NOT_GRADED: frozenset[str] = frozenset()
WORDS: Mapping[str, str] = MappingProxyType({})
ONE_ASSIGNMENT = False
TAKES_MORE = False  # it would be cut down to the maximum, without a word

_END = "End-of-Line Indicator"
_GRADES = re.compile(
    r"\s*(?P<title>.*\S)\s+Points Grade\s*(?:<[^>]*?MaxPoints:\s*(?P<points>[\d.,]+)[^>]*>)?\s*",
    re.DOTALL | re.IGNORECASE,
)
_OTHER = re.compile(
    r"\s*(?P<title>.*\S)\s+(?P<kind>Scheme Symbol|Text Grade|Weighted Grade)\s*(?:<.*>)?\s*",
    re.DOTALL | re.IGNORECASE,
)


def recognises(header: Sequence[str]) -> bool:
    """Return whether this is the first row of such a sheet."""
    keys = (find(header, "OrgDefinedId"), find(header, "Username"))
    return find(header, _END) is not None and keys != (None, None)


def columns(rows: Table) -> list[Column]:
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
