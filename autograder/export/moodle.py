"""Moodle: an assignment's offline grading worksheet.

Its titles are in the course's language. Where that is not English, columns are known by what is in
them: the identifier by the one word and number that every row has, the grade by standing before
the maximum grade, which is one number all the way down. Moodle wants `Identifier` and
`Last modified (grade)` back as they were, and skips rows that were graded elsewhere meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from autograder.errors import UsageError
from autograder.export.forms import Column, Line, Table, cell, find
from autograder.export.numbers import number
from autograder.people import Person

__all__ = ["EXCUSED", "NAME", "ONE_ASSIGNMENT", "TAKES_MORE", "columns", "lines", "recognises"]

NAME = "Moodle"
EXCUSED: str | None = None
ONE_ASSIGNMENT = True
TAKES_MORE = False  # Moodle would skip the row without a word

_IDENTIFIER = re.compile(r"\D*?(?P<id>\d+)")
_EMPTY = {"", "-"}
_YES = frozenset("yes ja oui sí si sim tak ano igen da evet kyllä jah taip jā ναι да так".split())
_NO = frozenset("no nein nee non não nej nei nie ne nem nu hayır ei όχι нет ні".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where the columns are; None where there is none."""

    grade: int
    maximum: int
    name: int | None
    changeable: int | None
    email: int | None
    username: int | None = None
    number: int | None = None


def recognises(header: Sequence[str]) -> bool:
    """Tell whether this may be the first row of such a sheet.

    The shape that is left in other languages is at least nine columns with distinct titles, of
    which several end in a word in parentheses, for the dates.
    """
    if find(header, "Identifier") == 0:
        return find(header, "Grade") is not None
    titles = [title.strip() for title in header]
    dates = sum(title.endswith(")") and not re.search(r"\d\)$", title) for title in titles)
    return len(titles) >= 7 and dates >= 2 and all(titles) and len(set(titles)) == len(titles)


def columns(rows: Table) -> list[Column]:
    """Return the one column of grades.

    Raises:
        UsageError: its language is not known, and its rows do not tell; or grades are words.
    """
    places = _places(rows)
    return [Column(place=places.grade, title=cell(rows[0], places.grade))]


def lines(rows: Table, column: Column) -> list[Line]:
    """Return the rows of students.

    Raises:
        UsageError: a row does not say what the assignment is worth.
    """
    del column  # there is no other
    places = _places(rows)
    return [_line(place, row, places) for place, row in enumerate(rows[1:], 1) if cell(row, 0)]


def _line(place: int, row: Sequence[str], places: _Places) -> Line:
    points = number(cell(row, places.maximum))
    if not points:
        raise UsageError(
            f"row {place + 1} has no maximum grade that is a number: give the assignment a grade "
            "in points in Moodle, and download the worksheet again"
        )
    identifier = _IDENTIFIER.fullmatch(cell(row, 0))
    is_locked = cell(row, places.changeable).casefold() in _NO
    person = Person(
        name=cell(row, places.name),
        email=cell(row, places.email),
        username=cell(row, places.username),
        sis_id=cell(row, places.number),
        lms_id=identifier["id"] if identifier else "",
    )
    locked = "has a grade that cannot be changed" if is_locked else ""
    return Line(row=place, person=person, points=points, locked=locked)


def _places(rows: Table) -> _Places:
    header = rows[0]
    grade, maximum = find(header, "Grade"), find(header, "Maximum Grade")
    if find(header, "Identifier") == 0 and grade is not None and maximum is not None:
        return _Places(
            grade=grade,
            maximum=maximum,
            name=find(header, "Full name"),
            changeable=find(header, "Grade can be changed"),
            email=find(header, "Email address", "Email"),
            username=find(header, "Username"),
            number=find(header, "ID number"),
        )
    return _by_shape([row for row in rows[1:] if row], len(header))


def _by_shape(rows: Table, width: int) -> _Places:
    """Find the columns by what is in them.

    Raises:
        UsageError: they do not tell.
    """
    columns = [[cell(row, place) for row in rows] for place in range(width)]
    possible = [
        place for place in range(2, width) if _is_maximum(columns[place], columns[place - 1])
    ]
    if not rows or not _are_identifiers(columns[0]) or len(possible) != 1:
        raise UsageError(
            "the worksheet's language is not known, and its rows do not show which column holds "
            "the grade: set your language to English in Moodle, and download it again"
        )
    (maximum,) = possible
    answers = [place for place in range(maximum + 1, width) if _are_answers(columns[place])]
    return _Places(
        grade=maximum - 1,
        maximum=maximum,
        # Where names are hidden, identifiers stand alone.
        name=1 if _are_names(columns[1]) else None,
        changeable=answers[0] if answers else None,
        email=next((place for place in range(1, maximum) if _are_emails(columns[place])), None),
    )


def _are_identifiers(cells: Sequence[str]) -> bool:
    words = {re.sub(r"\d+\Z", "", each) for each in cells}
    return (
        len(words) == 1
        and words != {""}
        and len(set(cells)) == len(cells)
        and all(_IDENTIFIER.fullmatch(each) for each in cells)
    )


def _is_maximum(cells: Sequence[str], before: Sequence[str]) -> bool:
    """Tell a column of one number, behind one of grades up to it."""
    if len(set(cells)) != 1 or not (most := number(cells[0])):
        return False
    return all(each in _EMPTY or _is_within(number(each), most) for each in before)


def _is_within(grade: Decimal | None, most: Decimal) -> bool:
    return grade is not None and 0 <= grade <= most


def _are_answers(cells: Sequence[str]) -> bool:
    return {each.casefold() for each in cells} <= _YES | _NO


def _are_names(cells: Sequence[str]) -> bool:
    return all(each and "@" not in each and number(each) is None for each in cells)


def _are_emails(cells: Sequence[str]) -> bool:
    given = [each for each in cells if each]
    return bool(given) and all("@" in each for each in given)
