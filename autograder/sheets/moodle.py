"""Moodle: an assignment's offline grading worksheet, in which grades are filled in.

Moodle wants `Identifier` and `Last modified (grade)` back as they were, and skips rows that were
graded elsewhere meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from autograder.errors import UsageError
from autograder.sheets.forms import Column, Form, Line, Remarks, Table, cell, find
from autograder.sheets.numbers import is_either, number
from autograder.sheets.worksheet import Places, may_be_worksheet, person, places
from autograder.text import visible

_COMMENTS = "Feedback comments"
_YES = frozenset(
    "yes ja oui sí si sim tak ano áno igen da evet kyllä jah taip jā ναι да так ya có bai はい 是 "
    "예 네 نعم כן بله ใช่ हाँ igen ndiyo já".split()
)
_NO = (
    frozenset(
        "no nein nee non não nej nei nie ne nem nu hayır ei όχι нет ні tidak nē không ez не "
        "いいえ 否 아니오 아니요 لا לא خیر ไม่ ไม่ใช่ नहीं hapana".split()
    )
    - _YES
)


def _columns(rows: Table) -> list[Column]:
    """Return the one column of grades.

    Raises:
        UsageError: its language is not known, and its rows do not tell; or grades are words.
    """
    found = places(rows)
    problem = ""
    if found.maximum is None:
        words = next((cell(row, found.scale) for row in rows[1:] if cell(row, found.scale)), "")
        problem = (
            f"is graded on a scale ({visible(words)}): give the assignment a grade in points in "
            "Moodle, and download the worksheet again"
        )
    return [Column(place=found.grade, title=cell(rows[0], found.grade), problem=problem)]


def _lines(rows: Table) -> list[Line]:
    """Return the rows of students.

    Raises:
        UsageError: a row does not say what the assignment is worth.
    """
    found = places(rows)
    answers = _Answers(cell(row, found.changeable) for row in rows[1:] if cell(row, 0))
    return [
        _line(place, row, found, answers) for place, row in enumerate(rows[1:], 1) if cell(row, 0)
    ]


def _remarks(rows: Table, column: Column) -> Remarks:
    """Return the column of the comments, which Moodle knows by its title.

    Raises:
        UsageError: there is none, or the worksheet is in another language.
    """
    del column
    place = find(rows[0], _COMMENTS)
    if place is None:
        raise UsageError(
            f"it has no column {_COMMENTS!r}: switch on that feedback type in the assignment's "
            "settings in Moodle, set your language to English, and download the worksheet again"
        )
    return Remarks(place=place)


def _line(place: int, row: Sequence[str], found: Places, answers: _Answers) -> Line:
    return Line(
        row=place,
        person=person(row, found),
        points=_points(cell(row, found.maximum), place),
        locked=answers.locked(cell(row, found.changeable)),
    )


def _points(text: str, place: int) -> Decimal:
    """Return the maximum grade of a row.

    Raises:
        UsageError: it is none. Moodle writes no thousands, and may write three decimals.
    """
    points = number(text)
    if not points:
        raise UsageError(
            f"row {place + 1} has no maximum grade that is a number: give the assignment a grade "
            "in points in Moodle, and download the worksheet again"
        )
    if is_either(text):
        raise UsageError(
            f"row {place + 1} has the maximum grade {text}, which can be read in two ways: show "
            "grades with two decimal places in Moodle, and download the worksheet again"
        )
    return points


class _Answers:
    """What a worksheet says of whether a grade can be changed, in the words of its language.

    Args:
        told: the cells of that column.
    """

    def __init__(self, told: Iterable[str]) -> None:
        words = {word.casefold() for word in told} - {""}
        # Of two words, one is yes: then the other one is no.
        is_pair = len(words) == 2 and len(words & _YES) == 1
        self._yes = words & _YES
        self._no = words - _YES if is_pair else words & _NO

    def locked(self, told: str) -> str:
        """Return why a row must stay as it is; empty when it need not."""
        word = told.casefold()
        if not word or word in self._yes:
            return ""
        if word in self._no:
            return "has a grade that cannot be changed"
        return (
            f"has {visible(told)!r} where the worksheet says whether the grade can be changed: "
            "download it in English"
        )


MOODLE = Form(
    name="Moodle",
    recognises=may_be_worksheet,
    columns=_columns,
    lines=_lines,
    remarks=_remarks,
    not_graded=frozenset({"-"}),
    one_assignment=True,
    takes_more=False,  # Moodle would skip the row without a word
)
