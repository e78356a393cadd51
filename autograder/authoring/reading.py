"""What the text of a right answer tells: what its parts are called, and what nobody can grade."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# What cannot be graded, by the name that is called, and what to do instead.
_UNGRADED = {
    "input": "asks a person for input: make what it asks for an argument",
    "show": "draws: have it return the numbers that are drawn, and draw elsewhere",
}
_PYPLOT = ("plt", "pyplot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the parts of a function's arguments and of its answer are called in its own text.

    Attributes:
        answer: what it returns, where that is a variable.
        items: the parts of the answer that are tuples, by path: ``""`` for the whole.
        unpacked: names for the items of an argument that is taken apart, by its name.
    """

    answer: str = ""
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unpacked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of_items(self, answer: Any, path: str = "") -> list[tuple[str, list[Any]]]:
        """Return names for the items of an answer that is a tuple or list, each with its items'.

        Where the text names other ones than there are, it names none.
        """
        names = self.items.get(path, ())
        if not isinstance(answer, tuple | list) or len(names) != len(answer):
            return []
        below = (f"{path}/{name}".lstrip("/") for name in names)
        pairs = zip(names, below, answer, strict=True)
        return [(name, self.of_items(item, inner)) for name, inner, item in pairs]


def functions(tree: ast.Module) -> Iterator[tuple[str, Names]]:
    """Yield the names that each function of a module tells, and each method: ``Momentum.step``."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, names_of(node)
        elif isinstance(node, ast.ClassDef):
            inner = ast.Module(body=node.body, type_ignores=[])
            yield from ((f"{node.name}.{name}", names) for name, names in functions(inner))


def names_of(function: ast.FunctionDef) -> Names:
    """Return the names that the last ``return`` of a function and its assignments tell."""
    assigned = dict(_assigned(function))
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    last = returned[-1] if returned else None
    answer = last.id if isinstance(last, ast.Name) else ""
    items: dict[str, tuple[str, ...]] = {}
    _follow(last, "", assigned, items)
    unpacked = {
        node.value.id: names
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
        for names in [_plain(node.targets[0])]
        if names
    }
    return Names(answer=answer, items=items, unpacked=unpacked)


def troubles(tree: ast.Module, graded: Collection[str]) -> Iterator[str]:
    """Yield what an author's file does that cannot work, each with what to do instead."""
    bound: set[str] = set()
    for node in tree.body:
        for name in _names(node):
            if name in bound:
                yield f"line {node.lineno} gives the name {name} to a second thing: rename one"
            bound.add(name)
        if _is_rule(node) and not any(name.startswith("test_") for name in _names(node)):
            yield (
                f"line {node.lineno} makes a rule that has no name: write test_... = rule(...), "
                "because its name is its id"
            )
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in graded:
            yield from (f"{node.name} {what}" for what in dict.fromkeys(_ungraded(node)))


def _ungraded(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id="input")):
                yield _UNGRADED["input"]
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in _PYPLOT:
                yield _UNGRADED["show"]


def _names(node: ast.stmt) -> list[str]:
    """Return the names that a definition or an assignment binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [each.id for each in targets if isinstance(each, ast.Name)]
    return []


def _is_rule(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(value=value) | ast.Expr(value=value):
            return isinstance(value, ast.Call) and getattr(value.func, "id", "") == "rule"
    return False


def _assigned(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _follow(
    node: ast.expr | None,
    path: str,
    assigned: Mapping[str, ast.expr],
    items: dict[str, tuple[str, ...]],
) -> None:
    """Collect the names of the items of a tuple, and of the tuples in it."""
    if isinstance(node, ast.Name) and isinstance(assigned.get(node.id), ast.Tuple):
        node = assigned[node.id]
    names = _plain(node)
    if not names or not isinstance(node, ast.Tuple | ast.List):
        return
    items[path] = names
    for name, item in zip(names, node.elts, strict=True):
        if isinstance(item, ast.Name) and item.id in assigned:
            _follow(assigned[item.id], f"{path}/{name}".lstrip("/"), assigned, items)


def _plain(node: ast.expr | None) -> tuple[str, ...]:
    """Return the names in a tuple of different names; none where it is something else."""
    if not isinstance(node, ast.Tuple | ast.List):
        return ()
    names = [each.id for each in node.elts if isinstance(each, ast.Name)]
    return tuple(names) if len(set(names)) == len(node.elts) else ()
