"""Blackboard: the sheet of "Work Offline", comma or tab separated.

A header such as ``Essay [Total Pts: 10 Score] |1281892`` is one column of grades. Blackboard knows
it by the number behind the bar, and would make a new column where that is missing.
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

NAME = "Blackboard"
EXCUSED: str | None = None
NOT_GRADED = frozenset({"needs grading", "in progress"})
WORDS: Mapping[str, str] = MappingProxyType({})
ONE_ASSIGNMENT = False
TAKES_MORE = True

# The words in the brackets depend on the language; the number and the bar do not.
_GRADES = re.compile(
    r"\s*(?P<title>.*?)\s*\[(?P<words>[^\]\[]*?)(?P<points>\d[\d.,]*)(?P<kind>[^\]\[]*)\]\s*"
    r"(?:\|\s*(?P<id>\d+))?\s*",
    re.DOTALL,
)
_ENGLISH = ("Last Name", "First Name", "Username", "Student ID")


def recognises(header: Sequence[str]) -> bool:
    """Return whether this is the first row of such a sheet."""
    grades = [match for title in header if (match := _GRADES.fullmatch(title))]
    is_english = all(find(header, title) is not None for title in _ENGLISH[:3])
    return bool(grades) and (is_english or any(match["id"] for match in grades))


def columns(rows: Table) -> list[Column]:
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


def lines(rows: Table, column: Column) -> list[Line]:
    """Return the rows of students; in other languages the first columns have the same order."""
    del column  # every line has them all
    found = [find(rows[0], title) for title in _ENGLISH]
    last, first, username, number = found if found[2] is not None else (0, 1, 2, 3)
    return [
        Line(
            row=place,
            person=Person(
                name=people(row, last=last, first=first),
                username=cell(row, username),
                sis_id=cell(row, number),
            ),
        )
        for place, row in enumerate(rows[1:], 1)
        if cell(row, username)
    ]
