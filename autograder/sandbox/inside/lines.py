"""Finds the line of a function that works out each key of the dict that it returns.

Only where that can be told from the text: one place puts the key into a dict, and what it puts
there is worked out in one place. A name that is changed later, for one, is left out.
"""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def line_numbers(function: ast.FunctionDef, keys: Collection[str]) -> dict[str, int]:
    """Return the line that works out the value of each key, where it is known."""
    nodes = list(ast.walk(function))
    entries = [entry for node in nodes for entry in _entries(node) if entry[0] in keys]
    times = Counter(key for key, _ in entries)
    assigned = _assigned_once(nodes)
    found = {}
    for key, value in entries:
        line = assigned.get(value.id) if isinstance(value, ast.Name) else value.lineno
        if times[key] == 1 and line is not None:
            found[key] = line
    return found


def _entries(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield keys and what is put under them: in a dict, or by ``gradients["dW1"] = ...``."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        pairs = zip([node.targets[0].slice], [node.value], strict=True)
    else:
        return
    for key, value in pairs:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value


def _assigned_once(nodes: list[ast.AST]) -> dict[str, int]:
    """Return the line of each name that is assigned in one place and changed in no other."""
    changes = Counter(name for node in nodes for name in _changed(node))
    return {
        node.targets[0].id: node.lineno
        for node in nodes
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and changes[node.targets[0].id] == 1
    }


def _changed(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        yield from [node.value.id] if isinstance(node.value, ast.Name) else []
