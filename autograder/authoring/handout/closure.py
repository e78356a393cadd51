"""The part of the engine that students need: the modules that an import leads to, and no other."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from autograder import HOMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["closure", "imported"]

_DOTTED = re.compile(r"[a-z_]+(\.[a-z_0-9]+)+")


def closure(package: Path, entries: Iterable[str]) -> dict[str, Path]:
    """Return every module of `package` that importing `entries` may lead to, and its file.

    Args:
        package: the folder of a package, such as ``.../autograder``.
        entries: dotted names as `imported` gives them.
    """
    found: dict[str, Path] = {}
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        path = _file(package, name)
        if name in found or path is None:
            continue
        found[name] = path
        waiting += _parents(name)
        waiting += imported(path.read_text("utf-8"), package.name)
    return dict(sorted(found.items()))


def imported(source: str, package: str) -> set[str]:
    """Return the dotted names below `package` that the imports of `source` may stand for.

    Imports count at any depth, in functions too, but for those that only a type checker follows.
    ``from a.b import c`` stands for ``a.b`` and ``a.b.c``, of which the second need not be one. A
    name of the package itself stands for the module that the front door takes it from. A
    text counts too when it is a dotted name, as plugins are named, or imports the package, as a
    program for ``python -c`` does.
    """
    names: set[str] = set()
    nodes = [*_running(ast.parse(source))]
    imports = [alias for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    whole = {alias.asname or package for alias in imports if alias.name == package}
    names |= {alias.name for alias in imports}
    for node in nodes:
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in whole:
            names.add(f"{package}.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names |= _named(node.value, package)
    if f"{package}.*" in names:
        names |= {f"{package}.{name}" for name in HOMES}
    return {_home(name, package) for name in names if name.split(".")[0] == package}


def _home(name: str, package: str) -> str:
    """Return where a name of the package's front door comes from; any other as it is."""
    home = HOMES.get(name.removeprefix(f"{package}."))
    return f"{package}.{home}" if home else name


def _named(text: str, package: str) -> set[str]:
    """Return the modules that a text names or, being a program, imports."""
    if _DOTTED.fullmatch(text):
        return {text}
    if f"import {package}" not in text and f"from {package}." not in text:
        return set()
    try:
        return imported(text, package)
    except SyntaxError:  # prose, such as a docstring
        return set()


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that may run, without what only a type checker reads."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and _for_type_checkers(child.test):
            for alternative in child.orelse:
                yield from _running(alternative)
        else:
            yield from _running(child)


def _for_type_checkers(test: ast.expr) -> bool:
    return ast.unparse(test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _file(package: Path, name: str) -> Path | None:
    place = package.parent.joinpath(*name.split("."))
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return path
    return None
