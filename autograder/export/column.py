"""Which column of a sheet receives the grades: one that is there, or none."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.errors import UsageError
from autograder.identity.naming import folded
from autograder.sheets.forms import Column, Form, Table
from autograder.text import visible

__all__ = ["chosen"]

_MOST = 8  # candidates in a sentence


def chosen(form: Form, rows: Table, wanted: str, title: str) -> Column:
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
    found = [column for column in columns if _is(column, sought, rows[0])]
    if not found and not wanted and form.one_assignment:
        found = columns
    if len(found) != 1:
        found = [column for column in found if not column.problem] or found
    if len(found) != 1:
        raise UsageError(_problem(found, columns, sought))
    (column,) = found
    if column.problem:
        raise UsageError(f"the column {visible(column.name)} {column.problem}")
    return column


def _is(column: Column, sought: str, header: Sequence[str]) -> bool:
    names = (column.title, column.id, column.name, header[column.place])
    return folded(sought) in {folded(name) for name in names if name}


def _problem(found: Sequence[Column], columns: Sequence[Column], sought: str) -> str:
    if not columns:
        return "it has no column of an assignment: make the assignment there, and export it again"
    candidates = [visible(column.name) for column in (found or columns)]
    more = f" and {len(candidates) - _MOST} more" if len(candidates) > _MOST else ""
    many = "it has several columns" if found else "it has no column"
    return (
        f"{many} {visible(sought)!r}: name one with --column TITLE_OR_ID, of "
        f"{', '.join(candidates[:_MOST])}{more}"
    )
