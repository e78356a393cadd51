"""Reads every table that people hand to the grader: grade sheets, class lists, overrides.

There is one rule for encodings, delimiters, quotes, sizes and errors. The standard library reads
such files well, and forgets how they were quoted and encoded; a sheet that goes back to an LMS
should differ in its grades alone. So cells are read as Python's `csv` reads them, single cells can
be written, and every other byte stays.

Encodings are UTF-8 and UTF-16, with a byte-order mark or without. Older versions of Excel save
grade sheets in a code page, so a `Kind` may name one for bytes that are not UTF-8.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NoReturn

from autograder.errors import UsageError
from autograder.text import visible

_DELIMITERS = (",", ";", "\t")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LARGEST = 32 << 20  # bytes; ten thousand students and a hundred columns are about 10 MiB
_MOST_ROWS = 200_000
_LONGEST = 1 << 17  # characters of a cell, as in Python's csv
_LEAD = re.compile(r"sep=([,;\t])\r?\n")  # with which some files tell Excel the delimiter
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"(.*)', re.DOTALL)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, .xls


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a file is read as.

    Attributes:
        name: what sentences call it.
        again: how to get a file that can be read, to end a sentence with.
        code_page: the encoding of bytes that are not UTF-8; empty if they are refused.
        is_strict: whether text behind a closing quote is refused; `csv` adds it to the cell.
    """

    name: str
    again: str
    code_page: str = ""
    is_strict: bool = False


GRADES = Kind(
    name="a grade sheet", again="download it from the LMS as CSV again", code_page="cp1252"
)


@dataclass(slots=True)
class _Record:
    """A row: the line on which it begins, its cells as they are written, and what ends it."""

    line: int
    cells: list[str]
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file's text, and what is needed to write it back to the byte.

    Attributes:
        lead: a first line that is no row.
    """

    text: str
    label: str
    kind: Kind
    encoding: str = "utf-8"
    mark: bytes = b""
    lead: str = ""

    @classmethod
    def of(cls, content: bytes, label: str, kind: Kind) -> Text:
        """Decode a file in the encoding that its bytes show.

        Raises:
            UsageError: it is no text, it is empty, or it is far too large.
        """
        mark, encoding = next(
            ((mark, encoding) for mark, encoding in _MARKS if content.startswith(mark)),
            (b"", _unmarked(content, kind)),
        )
        body = content[len(mark) :]
        source = cls(text="", label=label, kind=kind, encoding=encoding, mark=mark)
        if len(content) > _LARGEST:
            source.refuse(f" is larger than {_LARGEST >> 20} MiB, too large for {kind.name}")
        if content.startswith(_WORKBOOKS):
            source.refuse(" is a workbook, not CSV")
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError as error:
            before = body[: error.start].decode(encoding, "replace")
            source.refuse(
                f" has the byte 0x{body[error.start]:02X} (number {len(mark) + error.start + 1} "
                "of the file), which is neither UTF-8 nor UTF-16",
                1 + _ends(before),
            )
        if not text.strip():
            source.refuse(" is empty")
        found = _LEAD.match(text)
        lead = found.group() if found else ""
        return replace(source, text=text.removeprefix(lead), lead=lead)

    def refuse(self, trouble: str, line: int = 0) -> NoReturn:
        """Refuse the file because of what is in one of its lines, from 1, or in all of it.

        Raises:
            UsageError: always.
        """
        where = f"{self.label}:{line}" if line else self.label
        raise UsageError(f"{where}{trouble}: {self.kind.again}")

    def records(self, delimiter: str) -> Iterator[_Record]:
        """Yield the rows as they are written.

        Raises:
            UsageError: a quote is opened and never closed, or a cell is far too long.
        """
        cell = _cell(delimiter)
        cells: list[str] = []
        line = next_line = 1 + bool(self.lead)
        place = 0
        while place < len(self.text) or cells:
            found = cell.match(self.text, place)
            assert found is not None  # it matches anything
            if found["open"] is not None:
                self.refuse(" opens a quote that is never closed", next_line)
            if place + _LONGEST < found.end("cell"):
                self.refuse(f" has a cell of more than {_LONGEST:,} characters", next_line)
            if found["more"] and self.kind.is_strict:
                self.refuse(" has text behind a closing quote", next_line)
            cells.append(found["cell"])
            place = found.end()
            if found["more"] is not None:  # it is quoted, and may hold line ends
                next_line += _ends(found["cell"])
            if found["end"] != delimiter:
                yield _Record(line, cells, found["end"])
                next_line += 1
                cells, line = [], next_line


class Sheet:
    """A whole table, of which the first row is the header.

    Args:
        source: the file's text.
        delimiter: what stands between cells.

    Raises:
        UsageError: it is no such table, or is far too long.

    Attributes:
        rows: the cells' values, row by row, as they were read; blank rows have no cells.
        lines: the line of the file on which each row begins, from 1.
    """

    def __init__(self, source: Text, delimiter: str) -> None:
        self._source = source
        self._delimiter = delimiter
        self._records = list(islice(source.records(delimiter), _MOST_ROWS + 1))
        if len(self._records) > _MOST_ROWS:
            source.refuse(f" has more than {_MOST_ROWS:,} rows, too many for {source.kind.name}")
        self.lines = [record.line for record in self._records]
        self.rows: Sequence[Sequence[str]] = [_values(record) for record in self._records]

    def refuse_shifted(self) -> None:
        """Refuse a row with more cells than the header, as where 1,000 is not quoted.

        Raises:
            UsageError: there is one: what follows in it may stand in the wrong column.
        """
        width = len(self.rows[0])
        for line, row in zip(self.lines, self.rows, strict=True):
            if any(cell.strip() for cell in row[width:]):
                self._source.refuse(
                    " has more cells than its header, so that its columns are not sure", line
                )

    def below(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Return an iterator over the line and the cells of each row below the header.

        Raises:
            UsageError: a row has more cells than the header.
        """
        self.refuse_shifted()
        return islice(zip(self.lines, self.rows, strict=True), 1, None)

    def put(self, row: int, column: int, value: str) -> None:
        """Write a cell, quoted where it was or has to be; a row that ends earlier is filled up."""
        cells = self._records[row].cells
        cells.extend([""] * (column + 1 - len(cells)))
        must_be = any(mark in value for mark in (self._delimiter, '"', "\r", "\n"))
        is_quoted = cells[column].startswith('"') or must_be
        doubled = value.replace('"', '""')
        cells[column] = f'"{doubled}"' if is_quoted else value

    def content(self) -> bytes:
        """Return the file's bytes.

        What its encoding lacks, as a code page lacks λ, is written as HTML does: ``&#955;``.
        """
        rows = (f"{self._delimiter.join(each.cells)}{each.end}" for each in self._records)
        source = self._source
        text = f"{source.lead}{''.join(rows)}"
        return source.mark + text.encode(source.encoding, "xmlcharrefreplace")


def load(path: Path, kind: Kind, fit: Callable[[Sequence[str]], int]) -> Sheet:
    """Read the table in the file at `path`; see `read`.

    Raises:
        UsageError: it cannot be read, or is no such table.
    """
    label = visible(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{label} cannot be read: {error.strerror}") from error
    return read(content, label, kind, fit)


def read(content: bytes, label: str, kind: Kind, fit: Callable[[Sequence[str]], int]) -> Sheet:
    """Read a table.

    Args:
        content: the file's bytes.
        label: what sentences call the file.
        kind: what it is read as.
        fit: how well a header fits. The delimiter with which it fits best is chosen; of several,
            the one that makes most cells.

    Raises:
        UsageError: it is no such table.
    """
    source = Text.of(content, label, kind)

    def fits(delimiter: str) -> tuple[int, int]:
        try:
            header = _values(next(source.records(delimiter)))
        except UsageError:  # the table may be divided otherwise
            return -1, 0
        return fit(header), len(header)

    found = _LEAD.match(source.lead)
    return Sheet(source, found[1] if found else max(_DELIMITERS, key=fits))


def _unmarked(content: bytes, kind: Kind) -> str:
    """Return the encoding of bytes that say nothing of it."""
    if b"\0" in content[:2]:
        return "utf-16-be" if content.startswith(b"\0") else "utf-16-le"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return kind.code_page or "utf-8"
    return "utf-8"


def _ends(text: str) -> int:
    """Return how many lines end in a text."""
    return len(_LINE_END.findall(text))


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    plain = rf"[^{delimiter}\r\n]*+"
    return re.compile(
        rf'(?P<cell>"(?:[^"]|"")*+"(?P<more>{plain})|(?P<open>"){plain}|{plain})'
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
