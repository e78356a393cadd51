"""What no file of a hand-out may hold: code that knows an answer, and hidden numbers."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder import author_file
from autograder.authoring.handout import numbers
from autograder.files import read
from autograder.stub import stub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.description import Assignment


_TELLING = 24  # squeezed characters from which on a statement is like no other by chance
_TELLING_SOLUTION = 8  # the solution's own are few, and worth being careful about


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What a hand-out may not hold.

    Attributes:
        code: where a statement comes from, by the squeezed statement.
        numbers: the hidden numbers.
    """

    code: dict[str, str]
    numbers: numbers.Hidden


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
    code = _of_suite(assignment) | _of_answers(assignment)
    code = {line: path for line, path in code.items() if len(line) >= _TELLING}
    if author_file.is_one(source):
        source = author_file.students_part(source)
    solution = {line for line in _statements(source) if len(line) >= _TELLING_SOLUTION}
    code |= dict.fromkeys(solution, assignment.source.name)
    return Secrets(
        code={line: path for line, path in code.items() if line not in public},
        numbers=numbers.hidden(
            assignment.hidden_vectors, assignment.public_vectors, assignment.data
        ),
    )


def leaks(name: str, content: bytes, kept: Secrets) -> Iterator[str]:
    """Yield a sentence for each source of which the file `name` holds a secret."""
    found: dict[str, str] = {}
    for text in _texts(name, content):
        whole = _squeezed(text) + "\n" + "\n".join(_statements(text))
        for line, path in kept.code.items():
            if _holds(whole, line):
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


def _of_answers(assignment: Assignment) -> dict[str, str]:
    return {
        line: path.relative_to(assignment.root).as_posix()
        for place in assignment.secret
        for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
        for line in _statements(read(path).decode())
    }


def _of_suite(assignment: Assignment) -> dict[str, str]:
    """Return the suite's statements; its tests may share some with the public ones."""
    shared: set[str] = set()
    if assignment.public_suite is not None:
        for path in assignment.public_suite.glob("*.py"):
            shared |= {*_statements(read(path).decode())}
    return {
        line: path.name
        for path in _modules(assignment.hidden_suite)
        for line in _statements(read(path).decode())
        if not (path.name.startswith("test_") and line in shared)
    }


def _modules(suite: Path) -> list[Path]:
    return [suite] if suite.is_file() else sorted(suite.rglob("*.py"))


def _squeezed(text: str) -> str:
    """Return `text` without white space, and with one kind of quotes."""
    return "".join(text.split()).replace('"', "'")


def _statements(source: str) -> Iterator[str]:
    """Yield each simple statement of `source`, squeezed, and each value that one assigns.

    Docstrings, imports and bare annotations are left out: they tell nothing of how a thing is
    worked out. Of text that is no Python there are no statements.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
                continue
            case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
                yield _squeezed(ast.unparse(node))
                yield _squeezed(ast.unparse(value))
            case ast.AugAssign() | ast.AnnAssign() | ast.Expr() | ast.Assert():
                yield _squeezed(ast.unparse(node))


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
