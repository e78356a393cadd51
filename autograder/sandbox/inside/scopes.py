"""Which names a function, lambda, comprehension or class takes from outside itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


Capturing = ast.ExceptHandler | ast.MatchAs | ast.MatchStar | ast.MatchMapping

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (*_FUNCTIONS, ast.Lambda, *_COMPREHENSIONS, ast.ClassDef)
_CHILDLESS = (ast.Name, ast.Constant, ast.expr_context, ast.operator)  # for speed: most nodes


def free(scope: ast.AST) -> set[str]:
    """Return the names that a function, lambda, comprehension or class reads from outside."""
    names = _Names()
    if isinstance(scope, (*_FUNCTIONS, ast.Lambda)):
        names.bound |= _parameters(scope.args)
        todo: list[ast.AST] = [*scope.body] if isinstance(scope.body, list) else [scope.body]
    else:
        todo = [*ast.iter_child_nodes(scope)]
    while todo:
        node = todo.pop()
        names.note(node)
        if isinstance(node, _SCOPES):
            names.read |= free(node)
            todo += outside(node)
        elif not isinstance(node, _CHILDLESS):
            todo += parts(node)
    if isinstance(scope, ast.ClassDef):  # `x = x` in a class reads the outer one
        return names.read | names.outer
    return (names.read - names.bound) | names.outer


def outside(scope: ast.AST) -> list[ast.expr]:
    """Return the parts of a scope that are evaluated in the scope around it."""
    match scope:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*scope.decorator_list, *_defaults(scope.args), *_annotations(scope)]
        case ast.Lambda():
            return _defaults(scope.args)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return [scope.generators[0].iter]
        case _:
            return []


def parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is evaluated of a node: all below it, but what annotates a variable."""
    if isinstance(node, ast.AnnAssign):
        yield node.target
        if node.value is not None:
            yield node.value
    else:
        yield from ast.iter_child_nodes(node)


def bound(alias: ast.alias) -> str:
    """Return the name that a part of an import binds."""
    return alias.asname or alias.name.split(".")[0]


def captured(node: Capturing) -> set[str]:
    """Return the name that an except clause or a part of a pattern binds, if it does."""
    name = node.rest if isinstance(node, ast.MatchMapping) else node.name
    return {name} if name else set()


@dataclass(slots=True)
class _Names:
    """The names of one scope: bound in it, read in it, and declared to be of an outer one."""

    bound: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)

    def note(self, node: ast.AST) -> None:
        match node:
            case ast.Name(ctx=ast.Load()):
                self.read.add(node.id)
            case ast.Name():
                self.bound.add(node.id)
            case ast.Global() | ast.Nonlocal():
                self.outer |= set(node.names)
            case ast.Import() | ast.ImportFrom():
                self.bound |= {bound(alias) for alias in node.names}
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.bound.add(node.name)
            case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() | ast.MatchMapping():
                self.bound |= captured(node)


def _parameters(arguments: ast.arguments) -> set[str]:
    return {each.arg for each in _all_parameters(arguments)}


def _all_parameters(arguments: ast.arguments) -> list[ast.arg]:
    everyone = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return everyone + [extra for extra in (arguments.vararg, arguments.kwarg) if extra]


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """Return the annotations that may be read: no function evaluates them, decorators may."""
    if not node.decorator_list:
        return []
    found = [each.annotation for each in _all_parameters(node.args)] + [node.returns]
    return [annotation for annotation in found if annotation]
