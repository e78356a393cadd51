"""Moodle's offline grading worksheet, as a list of people and of grades.

Its titles are in the course's language. Where that is not English, columns are known by what is in
them: the identifier by the one word and number that every row has, the grade by standing before
the maximum grade, which is one number all the way down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from autograder.errors import UsageError
from autograder.identity.people import Handed, Person
from autograder.sheets.forms import Table, cell, find
from autograder.sheets.numbers import number
from autograder.sheets.spoken import durations, moments

_IDENTIFIER = re.compile(r"\D*?(?P<id>\d+)")
_DATED = re.compile(r"[^\d)]\)$")
_REPORT = re.compile(r"\((?:Real|Percentage|Letter)\)$", re.IGNORECASE)
_EMPTY = {"", "-"}
_LATE = re.compile(r"\d+\s+\D")
_CLOCK = re.compile(r"\d:\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the columns are; None where there is none.

    Attributes:
        scale: of words that the assignment is graded on, in place of a maximum.
        status: the columns in which Moodle may say how late something came.
    """

    grade: int
    maximum: int | None
    scale: int | None = None
    name: int | None
    changeable: int | None
    email: int | None
    username: int | None = None
    number: int | None = None
    submitted: int | None = None
    status: range


def may_be_worksheet(header: Sequence[str]) -> bool:
    """Return whether this may be the first row of a worksheet.

    The shape that is left in other languages is at least seven columns with distinct titles, of
    which several end in a word in parentheses, for the dates.
    """
    if find(header, "Identifier") == 0:
        return find(header, "Grade") is not None
    titles = [title.strip() for title in header]
    dates = sum(_DATED.search(title) is not None for title in titles)
    return len(titles) >= 7 and dates >= 2 and all(titles) and len(set(titles)) == len(titles)


def is_worksheet(rows: Table) -> bool:
    """Return whether these are the rows of a worksheet."""
    if not rows or not may_be_worksheet(rows[0]):
        return False
    try:
        places(rows)
    except UsageError:
        return False
    return True


def places(rows: Table) -> Places:
    """Return where the columns are.

    Raises:
        UsageError: its language is not known, and its rows do not tell; or it is another sheet.
    """
    header = rows[0]
    grade, maximum, scale = (find(header, name) for name in ("Grade", "Maximum Grade", "Scale"))
    if find(header, "Identifier") != 0 or grade is None or (maximum is None and scale is None):
        return _by_shape(header, [row for row in rows[1:] if row])
    return Places(
        grade=grade,
        maximum=maximum,
        scale=scale,
        name=find(header, "Full name"),
        changeable=find(header, "Grade can be changed"),
        email=find(header, "Email address", "Email"),
        username=find(header, "Username"),
        number=find(header, "ID number"),
        submitted=find(header, "Last modified (submission)"),
        status=range(1, grade),
    )


def person(row: Sequence[str], places: Places) -> Person:
    """Return who a row is about."""
    identifier = _IDENTIFIER.fullmatch(cell(row, 0))
    return Person(
        name=cell(row, places.name),
        email=cell(row, places.email),
        username=cell(row, places.username),
        sis_id=cell(row, places.number),
        lms_id=identifier["id"] if identifier else "",
    )


def handed(rows: Table, places: Places) -> list[Handed]:
    """Return how each row's submission was handed in; Moodle tells no offset from UTC."""
    times = [cell(row, places.submitted) for row in rows]
    told = [time not in _EMPTY for time in times]
    return [
        _handed(row, places, time, moment) if is_told else Handed()
        for row, time, moment, is_told in zip(rows, times, moments(times), told, strict=True)
    ]


def _handed(row: Sequence[str], places: Places, time: str, moment: str) -> Handed:
    parts = [part for at in places.status for part in cell(row, at).split(" - ")]
    late = [part for part in parts if _LATE.search(part) and not _CLOCK.search(part)]
    # Moodle rounds down to two units, so that the submission is at least so late.
    seconds, _ = durations(late[0]) if len(late) == 1 else (None, False)
    return Handed(
        submitted_at=moment,
        is_late=bool(late),
        seconds_late=seconds if late else None,
        unclear="" if moment else time,
    )


def _by_shape(header: Sequence[str], rows: Table) -> Places:
    """Find the columns by what is in them.

    Raises:
        UsageError: they do not tell.
    """
    width = len(header)
    columns = [[cell(row, place) for row in rows] for place in range(width)]
    if _is_report(header, columns):
        raise UsageError(
            "it is the export of the grader report: open the assignment in Moodle, and choose "
            "Download grading worksheet there"
        )
    maxima = [at for at in range(2, width) if _is_maximum(columns[at], columns[at - 1])]
    scales = [at for at in range(2, width) if not maxima and _is_scale(columns[at])]
    possible = maxima or scales
    if not rows or not _are_identifiers(columns[0]) or len(possible) != 1:
        raise UsageError(
            "the worksheet's language is not known, and its rows do not show which column holds "
            "the grade: set your language to English in Moodle, and download it again"
        )
    (last,) = possible
    dates = [at for at in range(last + 1, width) if _DATED.search(header[at].strip())]
    return Places(
        grade=last - 1,
        maximum=last if maxima else None,
        scale=last if scales else None,
        # Where names are hidden, identifiers stand alone.
        name=1 if _are_names(columns[1]) else None,
        changeable=last + 1 if dates and dates[0] > last + 1 else None,
        email=next((at for at in range(1, last) if _are_emails(columns[at])), None),
        submitted=dates[0] if len(dates) > 1 else None,
        status=range(1, last - 1),
    )


def _is_report(header: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Return whether this is the grader report: its titles say so, or its last column of times."""
    titles = [title.strip() for title in header]
    is_named = any(_REPORT.search(title) for title in titles)
    times = columns[-1] if columns else []
    return is_named or (bool(times) and all(re.fullmatch(r"1\d{9}", time) for time in times))


def _are_identifiers(cells: Sequence[str]) -> bool:
    words = {re.sub(r"\d+\Z", "", each) for each in cells}
    return (
        len(words) == 1
        and words != {""}
        and len(set(cells)) == len(cells)
        and all(_IDENTIFIER.fullmatch(each) for each in cells)
    )


def _is_maximum(cells: Sequence[str], before: Sequence[str]) -> bool:
    """Return whether this is a column of one number, behind one of grades up to it."""
    if len(set(cells)) != 1 or not (most := number(cells[0])):
        return False
    return all(each in _EMPTY or _is_within(number(each), most) for each in before)


def _is_scale(cells: Sequence[str]) -> bool:
    """Return whether this is one list of words all the way down."""
    return len(set(cells)) == 1 and re.fullmatch(r"[^\d,][^,]*(, ?[^,]+)+", cells[0]) is not None


def _is_within(grade: Decimal | None, most: Decimal) -> bool:
    return grade is not None and 0 <= grade <= most


def _are_names(cells: Sequence[str]) -> bool:
    return all(each and "@" not in each and number(each) is None for each in cells)


def _are_emails(cells: Sequence[str]) -> bool:
    given = [each for each in cells if each]
    return bool(given) and all("@" in each for each in given)
