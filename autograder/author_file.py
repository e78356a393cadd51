"""An exercise in one file, read without running it: its description, and what students receive.

The file is an ordinary module. Its one call of ``exercise(...)`` has the keys of [tool.autograder]
as keyword arguments, and the graded functions as positional ones; all of it is literal. Students
receive the docstring, the graded functions, and what these use of the file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from autograder.errors import DescriptionError
from autograder.solution_marks import marked_lines

_CALL, _QUESTION = "exercise", "question"
_ENGINE = "autograder"
_CLOSING = re.compile(r"\s+#")  # a comment that is indented, such as # END SOLUTION
_KINDS = (ast.FunctionDef, ast.ClassDef)

Defined = ast.FunctionDef | ast.ClassDef


def is_one(source: str) -> bool:
    """Return whether a module describes an exercise."""
    try:
        return any(map(_is_call, ast.parse(source).body))
    except (SyntaxError, ValueError):
        return False


def table(path: Path) -> dict[str, Any]:
    """Return what an author's file says of its exercise, as [tool.autograder] would say it.

    Raises:
        DescriptionError: it cannot be read, or has not one call of ``exercise`` with literals.
    """
    tree, call = _read(path)
    defined = {node.name: node for node in tree.body if isinstance(node, _KINDS)}
    keys = {keyword.arg or "": _literal(keyword.value, path) for keyword in call.keywords}
    if "" in keys or "questions" in keys:
        _refuse(path, call, "its functions and its keys by name", "exercise(f, title=...)")
    questions = [_question(node, defined, path) for node in call.args]
    for number, question in enumerate(questions, start=1):
        question.setdefault("id", f"q{number}")
    return keys | {"questions": questions}


def line_of(path: Path, at: str, key: str) -> int:
    """Return the line of a key of ``exercise(...)``, or of one of its questions; 0 for none.

    Args:
        path: the author's file.
        at: ``questions.1`` for the second question; empty, or another key, for the call itself.
        key: the key.
    """
    _, call = _read(path)
    name, _, number = at.partition(".")
    inside = call.args[int(number)] if name == "questions" and number else call
    keywords = inside.keywords if isinstance(inside, ast.Call) else []
    named = [each.value.lineno for each in keywords if each.arg in (key, name)]
    return named[0] if named else inside.lineno


def students_part(source: str) -> str:
    """Return the lines of an author's file that students receive, solutions still in them.

    What only a solution uses stays behind, but for the imports: students will need them too.
    """
    (call,) = filter(_is_call, ast.parse(source).body)
    return part(source, _graded(call))


def part(source: str, names: set[str], *, with_solutions: bool = False) -> str:
    """Return the lines of a module that bind `names`, and what those use in turn.

    Args:
        source: the module.
        names: functions or classes.
        with_solutions: whether what only a solution uses is kept too; imports always are.
    """
    tree = ast.parse(source)
    others = [node for node in tree.body if not _is_authors(node)]
    kept = _closure(others, names, frozenset() if with_solutions else marked_lines(source))
    if ast.get_docstring(tree) is not None:
        kept.insert(0, tree.body[0])
    lines = source.splitlines()
    texts = [_text(node, lines) for node in kept]
    pairs = zip([None, *kept], kept, texts, strict=False)
    return "".join(_gap(before, node) + text + "\n" for before, node, text in pairs)


def without_notes(source: str) -> str:
    """Return what of an author's file its rules depend on: all but cases and mistakes.

    What those come to is in the vectors, and their words bear on no grade.
    """
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if not _decorators(node) & {"case", "mistake"}]
    return ast.unparse(tree)


def _read(path: Path) -> tuple[ast.Module, ast.Call]:
    try:
        tree = ast.parse(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise DescriptionError(
            f"{path} cannot be read ({error.strerror}): check `author`"
        ) from error
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise DescriptionError(f"{path}:{line} is not Python ({error}): correct it") from error
    calls = [node.value for node in tree.body if _is_call(node) and isinstance(node, ast.Expr)]
    if len(calls) != 1 or not isinstance(calls[0], ast.Call):
        found = "no call" if not calls else f"{len(calls)} calls"
        raise DescriptionError(f"{path} has {found} of exercise(...): write one, by itself")
    return tree, calls[0]


def _is_call(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and _called(node.value) == _CALL


def _called(node: ast.AST) -> str:
    """Return the name of what an expression calls; empty where it is no such call."""
    if isinstance(node, ast.Call):
        node = node.func
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _question(node: ast.expr, defined: dict[str, Defined], path: Path) -> dict[str, Any]:
    """Return one question: a function's name, or ``question(function, key=...)``."""
    keys: dict[str, Any] = {}
    if isinstance(node, ast.Call) and _called(node) == _QUESTION:
        keys = {keyword.arg or "": _literal(keyword.value, path) for keyword in node.keywords}
        if len(node.args) > 1 or "" in keys:
            _refuse(path, node, "a function, and keys by name", "question(f, title=...)")
        if not node.args:
            return keys
        node = node.args[0]
    if not isinstance(node, ast.Name):
        _refuse(path, node, "the functions themselves", "exercise(f, title=...)")
    if node.id not in defined:
        near = get_close_matches(node.id, defined, 1)
        raise DescriptionError(
            f"{path}:{node.lineno} grades {node.id}, which it does not define: "
            + (f"did you mean {near[0]}?" if near else f"it defines {', '.join(defined)}")
        )
    documentation = ast.get_docstring(defined[node.id]) or node.id
    title = documentation.split("\n")[0].rstrip(".")
    return {"title": title} | keys | {"function": node.id}


def _literal(node: ast.expr, path: Path) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, SyntaxError, TypeError):
        _refuse(path, node, "values that are written out", "numbers, texts, lists and dicts")


def _refuse(path: Path, node: ast.expr, takes: str, such_as: str) -> NoReturn:
    raise DescriptionError(
        f"{path}:{node.lineno} exercise(...) is read without being run and takes {takes}: "
        f"write {such_as}"
    )


def _graded(call: ast.stmt) -> set[str]:
    """Return the names of the graded functions in the statement that is the call."""
    match call:
        case ast.Expr(value=ast.Call(args=arguments)):
            inner = [each.args[0] if isinstance(each, ast.Call) and each.args else each
                     for each in arguments]  # fmt: skip
            return {each.id for each in inner if isinstance(each, ast.Name)}
    return set()


def _is_authors(node: ast.stmt) -> bool:
    """Return whether a statement belongs to the author alone."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == _ENGINE:
        return True
    if _decorators(node) & {"case", "mistake", "rule", "scale"} or _is_call(node):
        return True
    return any(name.startswith("test_") for name in _bound(node))


def _decorators(node: ast.stmt) -> set[str]:
    return {_called(each) for each in getattr(node, "decorator_list", ())}


def _closure(nodes: list[ast.stmt], wanted: set[str], secret: frozenset[int]) -> list[ast.stmt]:
    """Return the statements that bind what is wanted, and what those use in turn, in order."""
    kept: set[int] = set()
    wanted, shown = set(wanted), set(wanted)
    while True:
        more = {
            number
            for number, node in enumerate(nodes)
            if _bound(node) & (wanted if _is_import(node) else shown)
        } - kept
        if not more:
            return [nodes[number] for number in sorted(kept)]
        kept |= more
        for number in more:
            wanted |= {name for name, _ in _used(nodes[number])}
            shown |= {name for name, line in _used(nodes[number]) if line not in secret}


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _bound(node: ast.stmt) -> set[str]:
    """Return the global names that a statement binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {(each.asname or each.name).split(".")[0] for each in names}
    return {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }


def _used(node: ast.stmt) -> Iterator[tuple[str, int]]:
    """Yield the names that a statement reads, each with its line."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load):
            yield each.id, each.lineno


def _gap(before: ast.stmt | None, node: ast.stmt) -> str:
    """Return the empty lines between two statements."""
    if before is None:
        return ""
    if isinstance(before, _KINDS) or isinstance(node, _KINDS):
        return "\n\n"
    return "" if _is_import(node) and _is_import(before) else "\n"


def _text(node: ast.stmt, lines: list[str]) -> str:
    """Return a statement's lines, with the comments right above it and those that end it."""
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]) - 1
    while first and lines[first - 1].startswith("#"):
        first -= 1
    last = node.end_lineno or node.lineno
    while last < len(lines) and _CLOSING.match(lines[last]):
        last += 1
    return "\n".join(lines[first:last])
