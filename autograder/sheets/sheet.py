"""A delimited sheet in which single cells change and every other byte stays.

The standard library reads such files well, and forgets how they were quoted; a sheet that goes
back to an LMS should differ in its grades alone. Cells are read as Python's `csv` reads them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.errors import UsageError

__all__ = ["DELIMITERS", "Sheet", "Text", "decoded", "header"]

DELIMITERS = (",", ";", "\t")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LARGEST = 64 << 20  # bytes; ten thousand students and a hundred columns are about 10 MiB
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"(.*)', re.DOTALL)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, .xls


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file's text, and what is needed to write it back to the byte."""

    text: str
    encoding: str
    mark: bytes


@dataclass(slots=True)
class _Record:
    """One row: its cells as they are written, and what ends it."""

    cells: list[str]
    end: str


class Sheet:
    """A whole sheet.

    Args:
        source: the file's text.
        delimiter: what stands between cells.

    Raises:
        UsageError: a quote is opened and never closed.

    Attributes:
        rows: the cells' values, row by row, as they were read; blank rows have no cells.
        delimiter: what stands between cells.
    """

    def __init__(self, source: Text, delimiter: str) -> None:
        self._source = source
        self.delimiter = delimiter
        self._records = list(_records(source.text, delimiter))
        self.rows: Sequence[Sequence[str]] = [_values(record) for record in self._records]

    def put(self, row: int, column: int, value: str) -> None:
        """Write a cell, quoted where it was or has to be; a row that ends earlier is filled up."""
        cells = self._records[row].cells
        cells.extend([""] * (column + 1 - len(cells)))
        is_quoted = cells[column].startswith('"') or self.delimiter in value
        cells[column] = f'"{value}"' if is_quoted else value

    def content(self) -> bytes:
        """Return the file's bytes."""
        text = "".join(
            f"{self.delimiter.join(record.cells)}{record.end}" for record in self._records
        )
        return self._source.mark + text.encode(self._source.encoding)


def decoded(path: Path) -> Text:
    """Read the file at `path`, in the encoding that its bytes show.

    Raises:
        UsageError: it cannot be read, is no text, or is far too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise UsageError(f"{path} is larger than {_LARGEST >> 20} MiB: name a grade sheet")
    if content.startswith(_WORKBOOKS):
        raise UsageError(f"{path} is a workbook: download the sheet from the LMS as CSV again")
    mark, encoding = next(
        ((mark, encoding) for mark, encoding in _MARKS if content.startswith(mark)),
        (b"", _unmarked(content)),
    )
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not text: download the sheet from the LMS again") from error
    if not text.strip():
        raise UsageError(f"{path} is empty: download the sheet from the LMS again")
    return Text(text=text, encoding=encoding, mark=mark)


def _unmarked(content: bytes) -> str:
    """Guess the encoding of bytes that say nothing of it; older Excel saves in Windows' own."""
    if b"\0" in content[:2]:
        return "utf-16-be" if content.startswith(b"\0") else "utf-16-le"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def header(source: Text, delimiter: str) -> Sequence[str]:
    """Return the values of the first row alone, as `delimiter` divides it."""
    return _values(next(_records(source.text, delimiter)))


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    cell = _cell(delimiter)
    cells: list[str] = []
    place = number = 0
    while place < len(text) or cells:
        found = cell.match(text, place)
        assert found is not None  # it matches anything
        cells.append(found["cell"])
        if found["open"] is not None:
            raise UsageError(
                f"row {number + 1} of the sheet opens a quote that is never closed: download the "
                "sheet from the LMS again"
            )
        place = found.end()
        if found["end"] != delimiter:
            yield _Record(cells, found["end"])
            cells = []
            number += 1


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    plain = rf"[^{delimiter}\r\n]*+"
    return re.compile(
        rf'(?P<cell>"(?:[^"]|"")*+"{plain}|(?P<open>"){plain}|{plain})'
        rf"(?P<end>{delimiter}|\r\n|\r|\n|\Z)"
    )


def _values(record: _Record) -> list[str]:
    if record.cells == [""]:
        return []
    return [_value(cell) if cell.startswith('"') else cell for cell in record.cells]


def _value(cell: str) -> str:
    """Return what a cell that begins with a quote says; what follows the closing one stands."""
    found = _QUOTED.match(cell)
    assert found is not None  # an open quote was refused
    return found[1].replace('""', '"') + found[2]
