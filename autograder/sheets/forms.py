"""What there is to know of a sheet, whichever LMS it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from autograder.identity.people import Person
from autograder.sheets.numbers import Marks, number
from autograder.text import visible

Table = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that holds the grades of one assignment.

    Attributes:
        place: its number, from 0.
        title: the assignment's, without what the LMS adds to it.
        id: the LMS's number for it; empty where the sheet has none.
        points: what the assignment is worth, or None where the sheet does not say.
        problem: why no grade may be written there, to follow the column's name; usually empty.
    """

    place: int
    title: str
    id: str = ""
    points: Decimal | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        """What tells it from the others, for people."""
        return f"{self.title} ({self.id})" if self.id else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One student's row of a sheet.

    Attributes:
        row: its number, from 0.
        person: who it is, in the sheet's words.
        points: what the assignment is worth, where each row says so.
        locked: why the row must stay as it is, to follow the student's name; usually empty.
    """

    row: int
    person: Person
    points: Decimal | None = None
    locked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """Where a sheet takes what a student is told beside the grade.

    Attributes:
        place: the column of the text, from 0.
        kind: the column that says what the text is, or None where there is none.
        word: what that column says of HTML.
    """

    place: int
    kind: int | None = None
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one LMS lays its sheets out.

    Attributes:
        name: the LMS's, for people.
        recognises: returns whether this is the first row of such a sheet.
        columns: returns the columns of assignments; raises `UsageError` where they cannot be
            told, as in a language that is not known.
        lines: returns the rows of students; raises `UsageError` where they cannot be used.
        remarks: returns where feedback goes, given the rows and the column of grades; raises
            `UsageError` where the sheet has no place for it.
        excused: what an excused student's cell says, or None where there is no such word.
        not_graded: what it writes where there is no grade yet, in small letters; a grade may
            take its place. Every other word in a cell stays.
        words: what other words of its own mean, for people.
        one_assignment: whether a sheet is about one assignment, whatever its title.
        takes_more: whether a grade above what the assignment is worth is taken as it is.
    """

    name: str
    recognises: Callable[[Sequence[str]], bool]
    columns: Callable[[Table], list[Column]]
    lines: Callable[[Table], list[Line]]
    remarks: Callable[[Table, Column], Remarks]
    excused: str | None = None
    not_graded: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    one_assignment: bool = False
    takes_more: bool = True


def cell(row: Sequence[str], place: int | None) -> str:
    """Return a cell's text; empty where the row ends earlier or there is no such column."""
    return row[place].strip() if place is not None and place < len(row) else ""


def find(header: Sequence[str], *titles: str) -> int | None:
    """Return the number of the first column that has one of these titles; case does not count."""
    wanted = {title.casefold() for title in titles}
    found = (place for place, title in enumerate(header) if title.strip().casefold() in wanted)
    return next(found, None)


def find_all(header: Sequence[str], titles: Mapping[str, str]) -> dict[str, int | None]:
    """Return where the columns of these titles are, under the names that the titles have here."""
    return {name: find(header, title) for name, title in titles.items()}


def person(row: Sequence[str], places: Mapping[str, int | None]) -> Person:
    """Return who a row is about.

    Args:
        row: the cells.
        places: where the attributes of `Person` are; the name may be in two columns, `first` and
            `last`.
    """
    told: dict[str, Any] = {name: cell(row, place) for name, place in places.items()}
    name = f"{told.pop('first', '')} {told.pop('last', '')}".strip()
    return Person(**{"name": name} | told)


def worth(text: str, marks: Marks) -> tuple[Decimal | None, str]:
    """Return the points that a sheet names for an assignment, and why they cannot be used.

    Args:
        text: what the sheet says; empty where it says nothing.
        marks: of the sheet's numbers.
    """
    if not text:
        return None, ""
    points = number(text)
    if not points:
        return None, f"is worth {visible(text)!r} points in it: give it points in the LMS"
    if marks.is_open(text):
        return None, (
            f"is worth {visible(text)!r} points in it, which can be read as {points:f} or as "
            f"{text.replace(',', '.')}: give it another number of points in the LMS, and export "
            "the sheet again"
        )
    return points, ""
