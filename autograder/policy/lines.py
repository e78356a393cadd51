"""The lines of a CSV file that a teacher writes: overrides, marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from autograder.errors import UsageError
from autograder.sheets import sheet
from autograder.text import visible

_AGAIN = "correct it, and save it as CSV UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What such a file looks like.

    Attributes:
        name: what sentences call it.
        columns: all that it may have.
        needed: of these, it needs one at least.
    """

    name: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line's number, as an editor counts, and its filled cells by column."""

    place: str
    cells: dict[str, str]


def read(path: Path, form: Form) -> Iterator[Line]:
    """Yield the lines of a file that are not empty.

    Raises:
        UsageError: it cannot be read, or has a column that is unknown, doubled or missing.
    """
    kind = sheet.Kind(name=form.name, again=_AGAIN, is_strict=True)
    table = sheet.load(path, kind, lambda header: len({*form.columns} & {*_stripped(header)}))
    header = _stripped(table.rows[0])
    _check_header(header, path, form)
    for line, cells in table.below():
        if any(cells):
            named = zip(header, _stripped(cells), strict=False)
            filled = {name: cell for name, cell in named if cell}
            yield Line(place=f"{visible(str(path))}:{line}", cells=filled)


def _stripped(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _check_header(header: list[str], path: Path, form: Form) -> None:
    unknown = [name for name in header if name not in form.columns]
    if unknown:
        near = get_close_matches(unknown[0], form.columns)
        hint = f"did you mean {near[0]}?" if near else f"columns are {', '.join(form.columns)}"
        raise UsageError(f"{path} has a column {visible(unknown[0])!r}: {hint}")
    if not {*form.needed} & {*header} or len(set(header)) < len(header):
        raise UsageError(
            f"the first line of {path} needs a column {' or '.join(form.needed)}, and each column "
            "only once"
        )
