"""Which files are still the hand-out's own: every graded function in them is the stub it came as.

A student's file is not parsed here. From each ``def`` of a graded function on, its lines are
compared with the hand-out's, without white space, comments, docstrings and what is not ASCII, so
that neither saved outputs nor another editor's line ends make a difference. Whatever differs counts
as filled.
"""

from __future__ import annotations

import ast
import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path

from autograder.description import Assignment
from autograder.errors import DescriptionError
from autograder.intake.names import NOTEBOOK, split
from autograder.stub import stub

_MOST = 100  # definitions of one function that are looked at; more are no stub's
_ROOM = 8192  # bytes beyond the stub's own length, for indentation, quotes and comments

# A piece of a JSON string: an escape, the step from one line of a list to the next, which is not
# the step to another key, the string's end, or text.
_PIECE = re.compile(
    rb"\\(?P<code>u[0-9a-fA-F]{4}|.)"
    rb'|(?P<step>"\s*,\s*"(?![^"\\]{0,99}"\s*:))|(?P<end>")|(?P<text>[^"\\]+)',
    re.DOTALL,
)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b""}
_NOT_ASCII = bytes(range(128, 256))
_LINE = re.compile(rb"\r\n|\r|\n")
# Text in three quotes that begins a line, as a docstring does; a comment behind no other quote.
_TEXT = re.compile(rb"""(?<=[\n\r])[ \t]*[rR]?("{3}|'{3}).*?\1""", re.DOTALL)
_COMMENT = re.compile(rb"""\A([^'"#]*)#.*""", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stubs:
    """The graded functions as a student receives them.

    Attributes:
        versions: by a function's name, its lines as they are compared, in each of the hand-out's
            files; none where there is no hand-out to be seen.
    """

    versions: dict[str, frozenset[tuple[bytes, ...]]] = field(default_factory=dict)

    @classmethod
    def of(cls, assignment: Assignment) -> Stubs:
        """Return the stubs of the hand-out, and of the source that it is built from."""
        texts = [
            text for name in assignment.files for text in _own_texts(assignment.handout / name)
        ]
        with suppress(OSError, ValueError, DescriptionError):  # not everywhere that is graded
            texts.append(stub(assignment.source.read_text("utf-8")))
        found: dict[str, set[tuple[bytes, ...]]] = {name: set() for name in assignment.functions}
        for text in texts:
            for name, lines in _functions(text):
                if name in found:
                    found[name].add(lines)
        return cls(versions={name: frozenset(some) for name, some in found.items() if some})

    def is_all(self, content: bytes, filename: str) -> bool:
        """Return whether a file defines graded functions, and each as the hand-out does."""
        text = _ascii(content)
        is_notebook = split(filename)[1] == NOTEBOOK
        seen = False
        for name, versions in self.versions.items():
            starts = re.finditer(rb"def[ \t]+" + re.escape(name.encode()) + rb"\b", text)
            for count, found in enumerate(starts):
                at = found.start()
                if count >= _MOST or not _has_one(text, at, versions, is_notebook=is_notebook):
                    return False
                seen = True
        return seen


def _has_one(
    text: bytes, at: int, versions: frozenset[tuple[bytes, ...]], *, is_notebook: bool
) -> bool:
    """Return whether one of the versions stands at `at`, and nothing of the function after it."""
    for version in versions:
        window = text[at : at + 4 * sum(map(len, version)) + _ROOM]
        code = b"".join(_string(window)) if is_notebook else window
        lines = _lines(code)
        bare = tuple(line for _, line in islice(lines, len(version)))
        following, _ = next(lines, (b"", b""))
        if bare == version and following[:1] not in (b" ", b"\t"):
            return True
    return False


def _lines(code: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield every line of code as it is, and as it is compared."""
    for line in _LINE.split(_TEXT.sub(b"", code)):
        bare = b"".join(_COMMENT.sub(rb"\1", line).split())
        if bare:
            yield line, bare


def _string(text: bytes) -> Iterator[bytes]:
    """Yield what a JSON string, or a list of them, says from inside its first one on."""
    for found in _PIECE.finditer(text):
        if found["end"]:
            return
        if found["text"]:
            yield found["text"]
        elif code := found["code"]:
            yield _character(code) if len(code) > 1 else _ESCAPES.get(code, code)


def _character(code: bytes) -> bytes:
    number = int(code[1:], 16)
    return bytes([number]) if number < 128 else b""


def _ascii(content: bytes) -> bytes:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", "ignore").encode("ascii", "ignore")
    return content.translate(None, _NOT_ASCII + b"\0")


def _own_texts(path: Path) -> list[str]:
    """Return the code of one of the hand-out's own files; nothing where it is not there."""
    try:
        text = path.read_text("utf-8")
        if path.suffix != NOTEBOOK:
            return [text]
        cells = json.loads(text)["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return []


@lru_cache  # several batches are often planned with the same hand-out
def _functions(text: str) -> tuple[tuple[str, tuple[bytes, ...]], ...]:
    """Return each function of our own text: its name, and its lines in the form compared."""
    if "def" not in text:  # as in most cells of a notebook
        return ()
    try:
        nodes = ast.parse(text).body
    except SyntaxError:  # a cell with magics
        return ()
    lines = text.split("\n")
    own = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return tuple((node.name, _compared(lines[node.lineno - 1 : node.end_lineno])) for node in own)


def _compared(lines: Sequence[str]) -> tuple[bytes, ...]:
    code = "\n".join(lines).encode("ascii", "ignore")
    return tuple(bare for _, bare in _lines(code))
