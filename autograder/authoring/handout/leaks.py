"""What no file of a hand-out may hold: code that knows an answer, and hidden numbers."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograder import author_file
from autograder.authoring.handout import numbers
from autograder.files import read
from autograder.stub import stub

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from autograder.description import Assignment


_TELLING = 24  # squeezed characters from which on a statement is like no other by chance
_TELLING_SOLUTION = 8  # the solution's own are few, and worth being careful about
_SHORT = 2000  # characters; a shorter text is always parsed
_BLOCKS = ("body", "handlers", "cases", "orelse", "finalbody")  # fields that hold nested statements
_NAME = re.compile(  # skips strings: with escapes, the same text can be written in many ways
    r"""(?<!\w)[a-zA-Z]{0,2}(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?<!\w)(?P<name>[^\W\d]\w*)"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What a hand-out may not hold.

    Attributes:
        code: where a statement comes from, by the squeezed statement.
        numbers: the hidden numbers.
        names: the names in each statement, by the squeezed statement.
    """

    code: dict[str, str]
    numbers: numbers.Hidden
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)


def secrets(assignment: Assignment) -> Secrets:
    """Collect what the hand-out of `assignment` may not hold.

    Raises:
        UsageError: a file cannot be read.
        VectorFileError: a vector file cannot be used.
    """
    source = read(assignment.source).decode()
    public = {*_statements(stub(source))}
    for path in assignment.helpers:
        public |= {*_statements(read(path).decode())}
    told = _of_suite(assignment) | _of_answers(assignment)
    told = {text: path for text, path in told.items() if len(_squeezed(text)) >= _TELLING}
    if author_file.is_one(source):
        source = author_file.students_part(source)
    solution = {text for text in _unparsed(source) if len(_squeezed(text)) >= _TELLING_SOLUTION}
    told |= dict.fromkeys(solution, assignment.source.name)
    told = {text: path for text, path in told.items() if _squeezed(text) not in public}
    return Secrets(
        code={_squeezed(text): path for text, path in told.items()},
        names={_squeezed(text): _names(text) for text in told},
        numbers=numbers.hidden(
            assignment.hidden_vectors, assignment.public_vectors, assignment.data
        ),
    )


def leaks(name: str, content: bytes, kept: Secrets) -> Iterator[str]:
    """Yield a sentence for each source of which the file `name` holds a secret."""
    found: dict[str, str] = {}
    for text in _texts(name, content):
        whole = _squeezed(text)
        if _may_state(text, kept):
            whole += "\n" + "\n".join(_statements(text))
        for line, path in kept.code.items():
            if line in whole and _holds(whole, line):  # `in` is fast, and mostly false
                found.setdefault(path, line)
        number = numbers.in_text(text, kept.numbers)
        if number is not None:
            found.setdefault("the hidden vectors", number)
    number = numbers.in_bytes(content, kept.numbers)
    if number is not None:
        found.setdefault("the hidden vectors", number)
    for path, what in found.items():
        yield f"{name} contains an answer: {what[:60]} is from {path}"


def _holds(whole: str, line: str) -> bool:
    """Return whether `line` is in `whole`, not as the end of a longer name."""
    place = whole.find(line)
    while place > 0 and (whole[place - 1].isidentifier() or whole[place - 1].isdigit()):
        place = whole.find(line, place + 1)
    return place >= 0


def _may_state(text: str, kept: Secrets) -> bool:
    """Return whether `text` could contain a kept statement: whether it has all names of one.

    Names are compared in the normal form in which Python reads them. Searching a long text for
    names is much faster than parsing it; a short text always counts as yes.
    """
    if len(text) < _SHORT:
        return True
    normal = unicodedata.normalize("NFKC", text)
    sought = frozenset[str]().union(*kept.names.values())
    missing = {name for name in sought if name not in normal}
    return any(missing.isdisjoint(kept.names.get(line, ())) for line in kept.code)


def _names(statement: str) -> frozenset[str]:
    """Return the names and keywords in a statement, outside of its strings."""
    return frozenset(found["name"] for found in _NAME.finditer(statement) if found["name"])


def _of_answers(assignment: Assignment) -> dict[str, str]:
    return {
        text: path.relative_to(assignment.root).as_posix()
        for place in assignment.secret
        for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
        for text in _unparsed(read(path).decode())
    }


def _of_suite(assignment: Assignment) -> dict[str, str]:
    """Return the suite's statements; its tests may share some with the public ones."""
    shared: set[str] = set()
    if assignment.public_suite is not None:
        for path in assignment.public_suite.glob("*.py"):
            shared |= {*_statements(read(path).decode())}
    return {
        text: path.name
        for path in _modules(assignment.hidden_suite)
        for text in _unparsed(read(path).decode())
        if not (path.name.startswith("test_") and _squeezed(text) in shared)
    }


def _modules(suite: Path) -> list[Path]:
    return [suite] if suite.is_file() else sorted(suite.rglob("*.py"))


def _squeezed(text: str) -> str:
    """Return `text` without white space, and with one kind of quotes."""
    return "".join(text.split()).replace('"', "'")


def _statements(source: str) -> Iterator[str]:
    """Yield each statement of `source`, squeezed."""
    return map(_squeezed, _unparsed(source))


def _unparsed(source: str) -> Iterator[str]:
    """Yield each simple statement of `source`, and each assigned or returned value, normalized.

    Docstrings, imports and bare annotations are left out: they tell nothing of how a thing is
    worked out. Of text that is no Python there are no statements.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in _blocks(tree):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
                continue
            case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
                yield ast.unparse(node)
                yield ast.unparse(value)
            case ast.AugAssign() | ast.AnnAssign() | ast.Expr() | ast.Assert():
                yield ast.unparse(node)


def _blocks(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the statements that `ast.walk` does, without visiting the expressions in them."""
    waiting: deque[ast.AST] = deque([tree])
    while waiting:
        node = waiting.popleft()
        yield node
        waiting.extend(each for name in _BLOCKS for each in getattr(node, name, ()))


def _texts(name: str, content: bytes) -> Iterator[str]:
    """Yield the texts in a file: its own or, of JSON and notebooks, every text in it.

    Lines of a notebook's cell are one text.
    """
    try:
        whole = content.decode("utf-8")
    except UnicodeDecodeError:
        return
    if not name.endswith((".ipynb", ".json")):
        yield whole
        return
    try:
        yield from _strings(json.loads(whole))
    except ValueError:
        yield whole


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            if value and all(isinstance(item, str) for item in value):
                yield "".join(value)
            else:
                for item in value:
                    yield from _strings(item)
        case dict():
            for key, item in value.items():
                yield key
                yield from _strings(item)
