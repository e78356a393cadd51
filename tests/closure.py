"""What imports lead to, found by parsing; the engine itself searches texts for them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "autograder"


def closure(entries: Iterable[str]) -> set[str]:
    """Return the modules of the engine that `entries` may need, with the packages around them."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        module = waiting.pop()
        if module in found or not _path(module).is_file():
            continue
        found.add(module)
        waiting += [name for name in _imports(module) if name.partition(".")[0] == PACKAGE]
        waiting += [module.rpartition(".")[0]] if "." in module else []
    return found


def foreign(entries: Iterable[str]) -> set[str]:
    """Return the top-level names of what `entries` need beside the engine."""
    names = {name.partition(".")[0] for module in closure(entries) for name in _imports(module)}
    return names - {PACKAGE}


def _path(module: str) -> Path:
    place = ROOT / Path(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


@cache
def _imports(module: str) -> tuple[str, ...]:
    return (*_found_imports(module),)


def _found_imports(module: str) -> Iterator[str]:
    """Yield what a module imports when it runs: not what only a type checker looks at.

    A text counts when it is a dotted name, as plugins are named, or a program that imports.
    """
    waiting: list[ast.AST] = [ast.parse(_path(module).read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            waiting += _program(node.value)
            yield from [node.value] if node.value.startswith(f"{PACKAGE}.") else []
        waiting += ast.iter_child_nodes(node)


def _program(text: str) -> list[ast.AST]:
    if f"from {PACKAGE}." not in text:
        return []
    try:
        return [ast.parse(text)]
    except SyntaxError:  # prose, such as a docstring
        return []
