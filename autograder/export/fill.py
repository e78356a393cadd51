"""Fills a sheet that an LMS exported with final scores, and nothing else in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from autograder.errors import UsageError
from autograder.export.comments import Comments
from autograder.export.matching import Match, Matches, match, named
from autograder.identity.naming import folded
from autograder.policy.final import Final
from autograder.sheets.blackboard import BLACKBOARD
from autograder.sheets.brightspace import BRIGHTSPACE
from autograder.sheets.canvas import CANVAS
from autograder.sheets.forms import Column, Form, Line, Remarks, Table, cell
from autograder.sheets.moodle import MOODLE
from autograder.sheets.numbers import Marks, number, scaled, written
from autograder.sheets.sheet import GRADES, Sheet, load
from autograder.text import visible

FORMS: MappingProxyType[str, Form] = MappingProxyType(
    # Moodle is last: in other languages it is known by its shape alone.
    {form.name.lower(): form for form in (CANVAS, BLACKBOARD, BRIGHTSPACE, MOODLE)}
)
_MOST_UNCLEAR = 5  # students in a sentence
_MOST_COLUMNS = 8
_BLANK = frozenset({"", "-"})
_IN_PARENTHESES = re.compile(r"\s*\([\d.,]+\)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled sheet, and what to tell of it.

    Attributes:
        content: the file's bytes.
        column: where the grades went.
        points: what the sheet counts in, or None where scores are written as they are.
        matches: who was found.
        cells: what was written, by the row of the sheet.
        left: students whose cell stays as it was, and why; `(student, reason)`.
        replaced: how many cells had another grade before.
        told: how many students' feedback was written.
        kept: students whose feedback was not written, and why; `(student, reason)`.
    """

    content: bytes
    column: Column
    points: Decimal | None
    matches: Matches
    cells: dict[int, str] = field(default_factory=dict)
    left: list[tuple[Final, str]] = field(default_factory=list)
    replaced: int = 0
    told: int = 0
    kept: list[tuple[Final, str]] = field(default_factory=list)


def fill(
    template: Path,
    form: Form,
    finals: Sequence[Final],
    *,
    wanted: str,
    title: str,
    comments: Comments | None = None,
) -> Filled:
    """Return `template` with the final scores of its students.

    Args:
        template: the sheet as the LMS exported it.
        form: how that LMS lays sheets out.
        finals: the class list.
        wanted: title or number of the assignment in the LMS; empty when nobody said.
        title: the assignment's own, for when nobody said.
        comments: what students are told, where that is to be written as well.

    Raises:
        UsageError: the sheet is another LMS's or damaged, has no such column or several, or
            nobody is found in it for sure.
    """
    sheet = opened(template, form)
    try:
        column = _chosen(form, sheet.rows, wanted, title)
        lines = form.lines(sheet.rows)
        remarks = form.remarks(sheet.rows, column) if comments else None
    except UsageError as error:
        raise UsageError(f"{template}: {error}") from error
    matches = match(finals, lines)
    filling = _Filling(form, sheet.rows, column)
    for one in matches.matched:
        filling.add(one)
    _check(matches, filling.cells, template)
    for row, text in filling.cells.items():
        sheet.put(row, column.place, text)
    kept: list[tuple[Final, str]] = []
    if comments is not None and remarks is not None:
        kept = _comment(sheet, remarks, matches.matched, comments)
    points = column.points or next((one.line.points for one in matches.matched), None)
    return Filled(
        content=sheet.content(),
        column=column,
        points=points,
        matches=matches,
        cells=filling.cells,
        left=filling.left,
        replaced=filling.replaced,
        told=0 if comments is None else len(matches.matched) - len(kept),
        kept=kept,
    )


def _comment(
    sheet: Sheet, remarks: Remarks, matched: Sequence[Match], comments: Comments
) -> list[tuple[Final, str]]:
    """Write students' feedback beside their grades, and return whose is not written, and why."""
    kept = []
    for one in matched:
        before = cell(sheet.rows[one.line.row], remarks.place)
        why = comments.lack(one.final) or comments.objection(before)
        if why:
            kept.append((one.final, why))
            continue
        sheet.put(one.line.row, remarks.place, comments.html(one.final))
        if remarks.kind is not None:
            sheet.put(one.line.row, remarks.kind, remarks.word)
    return kept


def opened(template: Path, form: Form) -> Sheet:
    """Read a sheet that an LMS exported.

    Raises:
        UsageError: it is another LMS's, or no grade sheet.
    """
    others = {name: other for name, other in FORMS.items() if other is not form}

    def fit(header: Sequence[str]) -> int:
        is_other = any(other.recognises(header) for other in others.values())
        return 2 if form.recognises(header) else int(is_other)

    sheet = load(template, GRADES, fit)
    header = sheet.rows[0]
    if form.recognises(header):
        sheet.refuse_shifted()
        return sheet
    for name, other in others.items():
        if other.recognises(header):
            raise UsageError(
                f"{template} looks like a sheet of {other.name}, not of {form.name}: use export "
                f"{name}"
            )
    raise UsageError(
        f"{template} is not a grade sheet of {form.name} in English: set your language there to "
        "English, export the sheet again, and name that file"
    )


def _chosen(form: Form, rows: Table, wanted: str, title: str) -> Column:
    """Return the column that was asked for, or the one with the assignment's own title.

    Args:
        form: how the sheet is laid out.
        rows: the sheet.
        wanted: title, number or whole header of a column; empty when nobody said.
        title: the assignment's own.

    Raises:
        UsageError: there is no such column, there are several, or it cannot take grades.
    """
    columns = form.columns(rows)
    sought = wanted or title
    found = [column for column in columns if _is_called(column, sought, rows[0])]
    if not found and not wanted and form.one_assignment:
        found = columns
    if len(found) != 1:
        found = [column for column in found if not column.problem] or found
    if len(found) != 1:
        raise UsageError(_not_one(found, columns, sought))
    (column,) = found
    if column.problem:
        raise UsageError(f"the column {visible(column.name)} {column.problem}")
    return column


def _is_called(column: Column, sought: str, header: Sequence[str]) -> bool:
    names = (column.title, column.id, column.name, header[column.place])
    return folded(sought) in {folded(name) for name in names if name}


def _not_one(found: Sequence[Column], columns: Sequence[Column], sought: str) -> str:
    if not columns:
        return "it has no column of an assignment: make the assignment there, and export it again"
    candidates = [visible(column.name) for column in (found or columns)]
    more = f" and {len(candidates) - _MOST_COLUMNS} more" if len(candidates) > _MOST_COLUMNS else ""
    many = "it has several columns" if found else "it has no column"
    return (
        f"{many} {visible(sought)!r}: name one with --column TITLE_OR_ID, of "
        f"{', '.join(candidates[:_MOST_COLUMNS])}{more}"
    )


def _check(matches: Matches, cells: Mapping[int, str], template: Path) -> None:
    """Refuse to write a sheet that nobody's grade is in, where that is not for a good reason.

    Raises:
        UsageError: nobody is in the sheet, or nobody for sure.
    """
    if cells or (matches.matched and not matches.unclear):
        return
    if not matches.unclear:
        raise UsageError(
            f"nothing was written, because none of the {len(matches.absent)} students is in "
            f"{template}: if it is the right class, identify the students with grade --roster"
        )
    told = [f"{named(final)} {doubt}" for final, doubt in matches.unclear]
    more = len(told) - _MOST_UNCLEAR
    raise UsageError(
        f"nothing was written, because it is not clear who is who in {template}: "
        f"{'; '.join(told[:_MOST_UNCLEAR])}{f'; and {more} more' if more > 0 else ''}. Give these "
        "students numbers, with grade --roster, or correct the sheet"
    )


class _Filling:
    """Decides about each cell."""

    def __init__(self, form: Form, rows: Table, column: Column) -> None:
        self._form = form
        self._rows = rows
        self._column = column
        self._comma = Marks.of(each for row in rows for each in row).has_commas
        self.cells: dict[int, str] = {}
        self.left: list[tuple[Final, str]] = []
        self.replaced = 0

    def add(self, one: Match) -> None:
        """Write a student's cell, or note why it stays."""
        before = cell(self._rows[one.line.row], self._column.place)
        text, reason = self._text(one.final, one.line)
        kept = "" if text in {None, before} else self._kept(before)
        if text is None or kept:
            self.left.append((one.final, kept or reason))
            return
        self.replaced += number(before) not in {None, number(text)}
        self.cells[one.line.row] = text

    def _kept(self, before: str) -> str:
        """Return why a cell stays in which the LMS has written something other than a grade."""
        if before in _BLANK or number(before) is not None:
            return ""
        # Blackboard: Needs Grading(7.50), where another attempt has a grade
        if _IN_PARENTHESES.sub("", before.casefold()) in self._form.not_graded:
            return ""
        meaning = self._form.words.get(before)
        said = f"has {visible(before)!r} in that cell"
        return f"{said}: {meaning}" if meaning else f"{said}, which is not a number"

    def _text(self, final: Final, line: Line) -> tuple[str | None, str]:
        """Return what the cell is to say; or None, and why it stays as it was."""
        if line.locked:
            return None, line.locked
        if final.excused:
            return (
                self._form.excused,
                f"is excused, but {self._form.name} has no word for that here",
            )
        if final.score is None:
            return None, "has no score, because the grader itself failed"
        most = final.row.result.max_score
        points = line.points or self._column.points or Decimal(most)
        score = scaled(final.score, most, points)
        if score < 0 or (score > points and not self._form.takes_more):
            return None, f"has {score} of {points} points, which {self._form.name} would not accept"
        return written(score, comma=self._comma), ""
