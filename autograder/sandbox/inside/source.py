"""From a submission's bytes to its top-level statements, cell by cell.

A syntax error costs only the column-0 block that it stands in: 9 of 53 real submissions had one
somewhere, with both graded functions intact.
"""

from __future__ import annotations

import ast
import codecs
import codeop
import io
import json
import re
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.sandbox.inside import kinds, slips

if TYPE_CHECKING:
    from types import TracebackType


# Code objects carry this and the cell's label, so that a traceback tells the student's own lines.
FILENAME = "<submission>"

# A block that ends within a string or bracket goes on at column 0; it is tried together with at
# most this many of the blocks that follow.
_MOST_JOINED = 60

# Cell magics whose cell is not Python, or is not run here; any other drops only itself.
_FOREIGN_CELLS = frozenset(
    "bash sh script cmd system sx html javascript js latex markdown svg perl ruby R cython "
    "python2 pypy writefile file".split()
)
_MAGIC_LINE = re.compile(r"^(\s*)(?:[%!?].*|[\w.,\s]*=\s*[%!].*|[\w.]+\?{1,2})\s*$")
_LINE = re.compile(
    r"\bline ([0-9]{1,6})\b"
)  # in Python's own words, counted from the block's first
_LONGEST_LINE = 120  # characters that are quoted of a line
_CONTINUES = re.compile(r"(?:else|elif|except|finally)\b|[)\]}]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableError(Exception):
    """The bytes are not text, or not a notebook; the message is a sentence's end."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell, or a whole module.

    Attributes:
        label: ``code cell 3``, counted from 1, or empty for a module.
        text: its lines end with a line feed alone.
    """

    label: str
    text: str

    def place(self, line: int) -> str:
        """Where line `line` is, in words."""
        return f"{self.label}, line {line}" if self.label else f"line {line}"

    def places(self, first: int, last: int) -> str:
        """Where the lines from `first` to `last` are, in words."""
        if first == last:
            return self.place(first)
        lines = f"lines {first}-{last}"
        return f"{self.label}, {lines}" if self.label else lines


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement that parses."""

    node: ast.stmt
    cell: Cell

    @property
    def first(self) -> int:
        """The line on which it begins, decorators included."""
        decorators: list[ast.expr] = getattr(self.node, "decorator_list", [])
        return min([self.node.lineno, *(part.lineno for part in decorators)])


@dataclass(frozen=True, slots=True)
class Broken:
    """A block that does not parse, or a cell that was dropped, and why.

    Attributes:
        text: of the block.
        column: of the place on the line, from 1; 0 where there is no telling.
        quoted: the line, or of a long one the part around the place.
    """

    cell: Cell
    line: int
    text: str
    reason: str
    column: int = 0
    quoted: str = ""

    def __str__(self) -> str:
        """Say where, what is wrong, and what stands there."""
        column = f", column {self.column}" if self.column else ""
        line = f": `{self.quoted}`" if self.quoted else ""
        return f"{self.cell.place(self.line)}{column}: {self.reason}{line}"


@dataclass(frozen=True, slots=True)
class Source:
    """A submission taken apart."""

    statements: tuple[Statement, ...]
    broken: tuple[Broken, ...]
    is_notebook: bool

    def own(self, trace: TracebackType | None) -> tuple[TracebackType | None, str, list[str]]:
        """Return a traceback's innermost entry in the student's text, its place, and the text."""
        found = None
        while trace is not None:
            if trace.tb_frame.f_code.co_filename.startswith(FILENAME):
                found = trace
            trace = trace.tb_next
        label = found.tb_frame.f_code.co_filename.removeprefix(FILENAME) if found else ""
        for statement in self.statements:
            if found and statement.cell.label == label:
                return found, statement.cell.place(found.tb_lineno), statement.cell.text.split("\n")
        return None, "", []


def read(content: bytes, filename: str) -> Source:
    """Take a module or notebook apart.

    Raises:
        UnreadableError: the bytes are not text, or a notebook's JSON is not a notebook.
    """
    statements: list[Statement] = []
    broken: list[Broken] = []
    for cell in cells(content, filename):
        _take_apart(cell, statements, broken)
    return Source(tuple(statements), tuple(broken), _is_notebook(filename))


def cells(content: bytes, filename: str) -> list[Cell]:
    """Return the code cells of a notebook, or a module as one cell.

    Raises:
        UnreadableError: the bytes are not text, or a notebook's JSON is not a notebook.
    """
    if said := kinds.of_bytes(content):
        raise UnreadableError(said)
    text, is_notebook = _decode(content), _is_notebook(filename)
    if said := kinds.of_text(text, is_notebook=is_notebook):
        raise UnreadableError(said)
    return _notebook_cells(text) if is_notebook else [Cell("", text)]


def _is_notebook(filename: str) -> bool:
    return filename.lower().endswith(".ipynb")


def _decode(content: bytes) -> str:
    try:
        if content.startswith(_UTF16):
            text = content.decode("utf-16")
        else:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
            text = content.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        raise UnreadableError("is not text that Python can read (save it as UTF-8)") from None
    if "\0" in text:
        raise UnreadableError("is a binary file, not Python text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _notebook_cells(text: str) -> list[Cell]:
    if not text.strip():
        return []
    try:
        cells = _raw_cells(json.loads(text))
    except (ValueError, RecursionError, MemoryError):
        said = kinds.conflict(text) or "is not a notebook: its JSON is damaged"
        raise UnreadableError(said) from None
    except (TypeError, AttributeError, KeyError):
        raise UnreadableError("is JSON but not a Jupyter notebook") from None
    return [Cell(f"code cell {number}", cell) for number, cell in enumerate(cells, 1)]


def _raw_cells(notebook: Any) -> list[str]:
    """Return the code cells' texts of nbformat 4 (``cells``) or 3 (``worksheets``)."""
    if "cells" in notebook:
        raw = notebook["cells"]
    else:
        raw = [cell for sheet in notebook["worksheets"] for cell in sheet.get("cells", [])]
    texts = [
        _cell_text(cell.get("source", cell.get("input")))
        for cell in raw
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    return [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]


def _cell_text(source: Any) -> str:
    """Return a cell's text, which is one string or a list of lines; a damaged cell has none."""
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _take_apart(cell: Cell, statements: list[Statement], broken: list[Broken]) -> None:
    nodes = _parse(cell.text)
    if nodes is None:
        text = _without_cell_magics(cell, broken)
        nodes = _parse(text)
        if nodes is None:
            nodes = _parse_blocks(cell, _without_margin(text), broken)
    statements.extend(Statement(node, cell) for node in nodes)


def _parse(text: str) -> list[ast.stmt] | None:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _without_cell_magics(cell: Cell, broken: list[Broken]) -> str:
    """Blank the cell magics, or the whole cell when they say that it is not Python here."""
    lines = cell.text.split("\n")
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if not line.startswith("%%"):
            break
        magic = line[2:].split()[0] if line[2:].split() else ""
        if magic in _FOREIGN_CELLS:
            broken.append(Broken(cell, index + 1, "", f"a %%{magic} cell is not run"))
            return ""
        lines[index] = ""
    return "\n".join(lines)


def _without_margin(text: str) -> str:
    """Remove the first line's indentation from all lines, as a notebook does with a cell."""
    first = text.lstrip("\n")
    margin = first[: len(first) - len(first.lstrip(" \t"))]
    return "\n".join(line.removeprefix(margin) for line in text.split("\n"))


def _parse_blocks(cell: Cell, text: str, broken: list[Broken]) -> list[ast.stmt]:
    """Parse each column-0 block alone; report those that do not parse."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if not number or _begins_block(line)]
    ends = [*starts[1:], len(lines)]
    nodes: list[ast.stmt] = []
    at = 0
    while at < len(starts):
        last, parsed = at, None
        for last in range(at, min(at + _MOST_JOINED, len(starts))):
            block = lines[starts[at] : ends[last]]
            parsed = _parse_block(block, starts[at])
            if parsed is not None or not _goes_on(block):
                break
        if parsed is None:
            last = at
            broken.append(_broken(cell, lines[starts[at] : ends[at]], starts[at]))
        nodes.extend(parsed or ())
        at = last + 1
    return nodes


def _goes_on(lines: list[str]) -> bool:
    """Whether the lines end within a string, a bracket or a statement."""
    try:
        return codeop.compile_command("\n".join(lines), symbol="exec") is None
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return False


def _begins_block(line: str) -> bool:
    return bool(line) and not line[0].isspace() and line[0] != "#" and not _CONTINUES.match(line)


def _parse_block(lines: list[str], offset: int) -> list[ast.stmt] | None:
    """Parse a block as it stands, else without its magics; line numbers are the cell's."""
    nodes = _parse("\n".join(lines))
    if nodes is None:
        nodes = _parse("\n".join(_MAGIC_LINE.sub(r"\1pass", line) for line in lines))
    for node in nodes or ():
        ast.increment_lineno(node, offset)
    return nodes


def _broken(cell: Cell, lines: list[str], offset: int) -> Broken:
    """Say what is wrong with a block that begins after `offset` lines of its cell."""
    text = "\n".join(lines)
    plain = [_MAGIC_LINE.sub(r"\1pass", line) for line in lines]
    reason = "it is nested too deeply"
    try:
        ast.parse("\n".join(plain))
    except SyntaxError as error:
        number = min(max(error.lineno or 1, 1), len(lines))
        whole = cell.text.split("\n")[offset + number - 1]
        margin = max(len(whole) - len(plain[number - 1]), 0)
        column = 0 if isinstance(error, IndentationError) else margin + max(error.offset or 1, 1)
        reason = _LINE.sub(
            lambda found: f"line {int(found[1]) + offset}", slips.meaning(plain, error)
        )
        return Broken(cell, offset + number, text, reason, column, _quoted(whole, column))
    except ValueError:
        reason = "it has a character that Python cannot read"
    except (RecursionError, MemoryError):
        pass
    return Broken(cell, offset + 1, text, reason)


def _quoted(line: str, column: int) -> str:
    """Return a line or, of a long one, the part around a column between marks."""
    whole, start = line.strip(), len(line) - len(line.lstrip())
    if len(whole) <= _LONGEST_LINE:
        return whole
    first = min(max(column - start - _LONGEST_LINE // 2, 0), len(whole) - _LONGEST_LINE)
    last = first + _LONGEST_LINE
    left, right = "…" if first else "", "…" if last < len(whole) else ""
    return f"{left}{whole[first:last].strip()}{right}"
