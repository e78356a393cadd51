"""Runs a submission's slice, statement by statement, and finds the graded functions in it.

A statement that fails is reported and costs itself only, as in a notebook whose user went on to
the next cell.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.sandbox.inside import lines, slicing, stubs
from autograder.sandbox.inside.absent import Absent
from autograder.sandbox.inside.source import FILENAME
from autograder.sandbox.wire import State

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from types import CodeType

    from autograder.sandbox.inside.source import Broken, Cell, Source, Statement


_MOST_NOTES = 20


@dataclass(frozen=True, slots=True)
class Function:
    """What a submission has under the name of one graded function.

    Attributes:
        hint: another name, a line, or a class, as the state needs it; empty otherwise.
    """

    state: State
    call: Callable[..., Any] | None = None
    hint: str = ""
    stub: stubs.Stub = stubs.NO_STUB


@dataclass(frozen=True, slots=True)
class Loaded:
    """A submission after its slice has run; the notes say which of its statements failed."""

    functions: Mapping[str, Function]
    notes: tuple[str, ...]
    absent: Absent = field(default_factory=Absent)


def load(
    source: Source,
    names: Sequence[str],
    namespace: dict[str, Any],
    skip: Collection[int],
    announce: Callable[[int], None],
    reveal: Callable[[list[int]], None] = lambda _: None,
) -> Loaded:
    """Run what the graded functions `names` need and find them.

    Args:
        source: the submission taken apart.
        names: the graded functions.
        namespace: the names given beforehand; receives the submission's own.
        skip: indices of statements that ended an earlier child and are not tried again.
        announce: called with a statement's index just before it runs.
        reveal: called with the indices of the slice before any of it runs.
    """
    nodes = [statement.node for statement in source.statements]
    failures: dict[int, str] = {}
    absent = Absent()
    flags = _future_flags(nodes)
    given = namespace.keys() | vars(builtins).keys()
    chosen = slicing.choose(nodes, names, given)
    reveal(chosen)
    for index in chosen:
        if index in skip:
            failures[index] = "it did not end in time, or ended the program; it was left out"
        else:
            announce(index)
            reasons = list(_run(source.statements[index], namespace, flags, absent))
            if reasons:
                failures[index] = "; ".join(reasons)
    notes = []
    for index, reason in failures.items():
        statement = source.statements[index]
        notes.append(f"{statement.cell.place(statement.node.lineno)}: {reason}")
    functions = {name: find(name, source, names, namespace, failures) for name in names}
    return Loaded(functions, tuple(notes[:_MOST_NOTES]), absent)


def broken(source: Source, names: Sequence[str]) -> list[tuple[str, int]]:
    """Return where and why parts of a submission are not run at all.

    Beside each stands which of the graded functions `names` it is to define, from 1; 0 for none.
    """
    items = source.broken[:_MOST_NOTES]
    return [
        (str(item), next((n for n, name in enumerate(names, 1) if _defines(item, name)), 0))
        for item in items
    ]


def _defines(item: Broken, name: str) -> bool:
    return bool(re.search(rf"\bdef\s+{name}\b", item.text))


def places(source: Source, indices: Sequence[int]) -> list[str]:
    """Return where the statements `indices`, in order, are; neighbours of a cell are joined."""
    runs: list[list[int]] = []
    for index in indices:
        cell = source.statements[index].cell
        if runs and runs[-1][1] == index - 1 and source.statements[index - 1].cell is cell:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return [_lines(source.statements[first], source.statements[last]) for first, last in runs]


def _lines(first: Statement, last: Statement) -> str:
    return first.cell.places(first.first, last.node.end_lineno or last.node.lineno)


def find(
    name: str,
    source: Source,
    names: Sequence[str],
    namespace: Mapping[str, Any],
    failures: Mapping[int, str],
) -> Function:
    """Return what a submission has under the name of a graded function.

    Args:
        name: the function.
        source: the submission taken apart.
        names: all graded functions.
        namespace: the submission's names after it has run.
        failures: why statements failed, by their index.
    """
    return _find(name, source, namespace, failures) or _look_elsewhere(name, source, names)


def is_blank(name: str, source: Source) -> bool:
    """Say whether a graded function is not there, or shows a sign of the hand-out's stub."""
    stub = _stub(name, source)
    if stub is None:
        return True
    return stub.blanks or stub.empty_block or stub.idle


def open_names(name: str, source: Source) -> list[str]:
    """Return what a graded function still assigns a blank to; nothing where it is not there."""
    found = _definition(name, source)
    return [] if found is None else stubs.open_names(found[0])


def key_lines(name: str, source: Source, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return place and text of the line that works out each key of what a function returns.

    Args:
        name: the graded function.
        source: the submission taken apart.
        keys: the keys to look for; one whose line is not known is left out.
    """
    found = _definition(name, source)
    if found is None:
        return {}
    function, cell = found
    texts = dict(enumerate(cell.text.split("\n"), start=1))
    return {
        key: (cell.place(line), texts.get(line, "").strip())
        for key, line in lines.line_numbers(function, keys).items()
    }


def explain(error: BaseException) -> str:
    """Return an exception's type and text; text that cannot be had is left out."""
    try:
        # The text of a syntax error ends with the name of a file, which is ours.
        text = error.msg if type(error) is SyntaxError else str(error)
    except BaseException:  # a stranger's __str__ may do anything
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _future_flags(nodes: list[ast.stmt]) -> int:
    """Return the flags of all futures that a file asks for, and that of annotations.

    An annotation is never evaluated: what it names may not be there, and costs nothing then.
    """
    flags = __future__.annotations.compiler_flag
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                feature = getattr(__future__, alias.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
    return flags


def _run(
    statement: Statement, namespace: dict[str, Any], flags: int, absent: Absent
) -> Iterator[str]:
    """Run one statement; yield why each part of it that failed did."""
    filename = FILENAME + statement.cell.label
    for part in _parts(statement.node, absent):
        try:
            code = _compiled(part, filename, flags)
            exec(code, namespace)  # noqa: S102 - running it is what this process is for
        except ImportError:
            yield absent.why(part)
        except NameError as error:
            absent.note_failure(part)
            package = absent.package(error.name) if isinstance(error.name, str) else ""
            yield f"{package}: not available to the grader" if package else explain(error)
        except BaseException as error:  # SystemExit and all: one statement's fault
            yield explain(error)


def _compiled(node: ast.stmt, filename: str, flags: int) -> CodeType:
    module = ast.Module([node], [])
    code: CodeType
    try:
        code = compile(module, filename, "exec", flags=flags, dont_inherit=True)
    except SyntaxError:  # some annotations may only be where they are evaluated
        plain = flags & ~__future__.annotations.compiler_flag
        code = compile(module, filename, "exec", flags=plain, dont_inherit=True)
    return code


def _parts(node: ast.stmt, absent: Absent) -> list[ast.stmt]:
    """Return what is run of a statement, each part on its own.

    What only marks it for a package that is not there is left away.
    """
    return [part for each in absent.without(node) for part in _split(each)]


def _split(node: ast.stmt) -> list[ast.stmt]:
    """Split an import, so that one name that is not there does not take the others with it."""
    if isinstance(node, ast.Import):
        return [ast.copy_location(ast.Import([alias]), node) for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module != "__future__":
        return [
            ast.copy_location(ast.ImportFrom(node.module, [alias], node.level), node)
            for alias in node.names
        ]
    return [node]


def _find(
    name: str, source: Source, namespace: Mapping[str, Any], failures: Mapping[int, str]
) -> Function | None:
    if name in namespace:
        found = namespace[name]
        if callable(found):
            return Function(State.DEFINED, found, stub=_stub(name, source) or stubs.NO_STUB)
        return Function(State.NOT_CALLABLE)
    for item in source.broken:
        if _defines(item, name):
            return Function(State.BROKEN, hint=str(item))
    for index, statement in enumerate(source.statements):
        if getattr(statement.node, "name", None) == name and index in failures:
            return Function(State.UNDEFINED, hint=failures[index])
    return None


def _look_elsewhere(name: str, source: Source, graded: Sequence[str]) -> Function:
    """Look for a method of that name, or for a function of another name that comes close."""
    functions = []
    for statement in source.statements:
        node = statement.node
        if isinstance(node, ast.ClassDef):
            if any(getattr(part, "name", None) == name for part in node.body):
                return Function(State.IN_CLASS, hint=node.name)
        elif isinstance(node, ast.FunctionDef) and node.name not in graded:
            functions.append(node.name)
    close = difflib.get_close_matches(name, functions, n=1, cutoff=0.6)
    return Function(State.RENAMED, hint=close[0]) if close else Function(State.MISSING)


def _stub(name: str, source: Source) -> stubs.Stub | None:
    """Look for signs of the hand-out's stub in the last definition of `name`, if there is one."""
    found = _definition(name, source)
    return None if found is None else stubs.Stub(found[0], found[1].text)


def _definition(name: str, source: Source) -> tuple[ast.FunctionDef, Cell] | None:
    """Return the last definition of `name`, and its cell."""
    for statement in reversed(source.statements):
        if isinstance(statement.node, ast.FunctionDef) and statement.node.name == name:
            return statement.node, statement.cell
    return None
