"""What there is to know of a sheet, whichever LMS it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from autograder.identity.people import Person
from autograder.sheets.numbers import Marks, number
from autograder.text import visible

__all__ = ["Column", "Form", "Line", "Table", "cell", "find", "people", "worth"]

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


class Form(Protocol):
    """How one LMS lays its sheets out; a module of this package is one.

    Attributes:
        NAME: the LMS's, for people.
        EXCUSED: what an excused student's cell says, or None where there is no such word.
        NOT_GRADED: what it writes where there is no grade yet, in small letters; a grade may
            take its place. Every other word in a cell stays.
        WORDS: what other words of its own mean, for people.
        ONE_ASSIGNMENT: whether a sheet is about one assignment, whatever its title.
        TAKES_MORE: whether a grade above what the assignment is worth is taken as it is.
    """

    @property
    def NAME(self) -> str: ...  # noqa: D102, N802 - a constant of a module
    @property
    def EXCUSED(self) -> str | None: ...  # noqa: D102, N802
    @property
    def NOT_GRADED(self) -> frozenset[str]: ...  # noqa: D102, N802
    @property
    def WORDS(self) -> Mapping[str, str]: ...  # noqa: D102, N802
    @property
    def ONE_ASSIGNMENT(self) -> bool: ...  # noqa: D102, N802
    @property
    def TAKES_MORE(self) -> bool: ...  # noqa: D102, N802

    def recognises(self, header: Sequence[str]) -> bool:
        """Return whether this is the first row of such a sheet."""

    def columns(self, rows: Table) -> list[Column]:
        """Return the columns of assignments.

        Raises:
            UsageError: they cannot be told, as in a language that is not known.
        """

    def lines(self, rows: Table, column: Column) -> list[Line]:
        """Return the rows of students, for grades in `column`."""


def cell(row: Sequence[str], place: int | None) -> str:
    """Return a cell's text; empty where the row ends earlier or there is no such column."""
    return row[place].strip() if place is not None and place < len(row) else ""


def find(header: Sequence[str], *titles: str) -> int | None:
    """Return the number of the first column that has one of these titles; case does not count."""
    wanted = {title.casefold() for title in titles}
    found = (place for place, title in enumerate(header) if title.strip().casefold() in wanted)
    return next(found, None)


def people(
    row: Sequence[str], *, last: int | None, first: int | None, name: int | None = None
) -> str:
    """Return a person's name from one column, or from those of the family and given names."""
    if name is not None:
        return cell(row, name)
    return f"{cell(row, first)} {cell(row, last)}".strip()


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
