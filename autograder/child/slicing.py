"""The slice: which top-level statements the graded functions need.

Global names are followed from the graded functions through the definitions and assignments that
bind them. A plot, a training loop or a broken cell that nothing graded depends on is not run, so
it can neither fail nor slow the grading.

- A name bound by import, def or class needs the last such statement (and any conditional one
  after it): the last definition wins, as in a notebook run from the top.
- A name bound by assignment needs its last assignment and every later statement that may change
  what it holds, such as ``names.append(..)`` in a loop.
- Star imports and ``from __future__`` always count.

Where the analysis is unsure it takes a statement in: one too many costs time, one too few would
refuse a right answer.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["choose"]

# Calls that only look at their arguments; any other may change an object that it is given.
_LOOKS_ONLY = frozenset(
    "print display len type help str repr id range sum min max isinstance".split()
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SIMPLE = (
    ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.Import, ast.ImportFrom,
)  # fmt: skip


@dataclass(slots=True)
class _Facts:
    """What one top-level statement does to global names.

    Attributes:
        defines: names bound by import, def or class.
        assigns: names bound in any other way.
        changes: names whose objects it may change.
        now: names read while it runs.
        functions: functions and lambdas that it defines; what they read is needed later.
        certain: whether it binds its names whenever it runs.
        always: whether it belongs to every slice.
    """

    defines: set[str] = field(default_factory=set)
    assigns: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    now: set[str] = field(default_factory=set)
    functions: list[ast.AST] = field(default_factory=list)
    certain: bool = False
    always: bool = False


def choose(statements: Sequence[ast.stmt], wanted: Iterable[str]) -> list[int]:
    """Return the indices, in order, of the statements that the `wanted` names need."""
    facts = [_facts(statement) for statement in statements]
    end = len(facts)
    chosen = {index for index, fact in enumerate(facts) if fact.always}
    todo = [(name, end) for name in wanted]
    for index in chosen:
        todo.extend(_needs(facts, index))
    seen = set()
    while todo:
        need = todo.pop()
        if need in seen:
            continue
        seen.add(need)
        for index in _suppliers(facts, *need):
            if index not in chosen:
                chosen.add(index)
                todo.extend(_needs(facts, index))
    return sorted(chosen)


def _needs(facts: list[_Facts], index: int) -> Iterator[tuple[str, int]]:
    """Yield the names that a statement needs, each with the index before which it is looked up."""
    end = len(facts)
    yield from ((name, index) for name in facts[index].now)
    for function in facts[index].functions:
        yield from ((name, end) for name in _free(function))


def _suppliers(facts: list[_Facts], name: str, before: int) -> list[int]:
    """Return the statements that give `name` its value, seen from statement `before`."""
    binders = [i for i in range(before) if name in facts[i].defines or name in facts[i].assigns]
    if not binders:
        return []
    sure = [i for i in binders if facts[i].certain]
    start = sure[-1] if sure else binders[0]
    found = [i for i in binders if i >= start]
    if any(name in facts[i].assigns for i in found):
        found += [i for i in range(start, before) if name in facts[i].changes]
    return found


def _facts(statement: ast.stmt) -> _Facts:
    facts = _Facts(certain=isinstance(statement, _SIMPLE))
    _visit(statement, facts)
    if isinstance(statement, ast.ImportFrom):
        facts.always = statement.module == "__future__" or "*" in facts.defines
        facts.defines.discard("*")
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        facts.changes |= _arguments_changed(statement.value)
    return facts


def _visit(node: ast.AST, facts: _Facts) -> None:
    """Record what `node` does at module level (class bodies run there too)."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            facts.defines.add(node.name)
            facts.functions.append(node)
            for part in _outside(node):
                _visit(part, facts)
        case ast.Lambda():
            facts.functions.append(node)
            for default in _defaults(node.args):
                _visit(default, facts)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            facts.now |= _free(node)
            for inside in ast.walk(node):
                facts.changes |= _base_changed(inside)
        case ast.ClassDef():
            inner = _Facts()
            for child in ast.iter_child_nodes(node):
                _visit(child, inner)
            facts.now |= inner.now
            facts.functions += inner.functions
            facts.changes |= inner.changes
            facts.defines.add(node.name)
        case ast.Import() | ast.ImportFrom():
            facts.defines |= {_bound(alias) for alias in node.names}
        case _:
            _visit_plain(node, facts)


def _visit_plain(node: ast.AST, facts: _Facts) -> None:
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load):
            facts.now.add(node.id)
        else:
            facts.assigns.add(node.id)
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        facts.now.add(node.target.id)
        facts.changes.add(node.target.id)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        facts.assigns.add(node.name)
    facts.changes |= _base_changed(node)
    for part in ast.iter_child_nodes(node):
        _visit(part, facts)


def _base_changed(node: ast.AST) -> set[str]:
    """Return the name whose object `node` may change: the owner of a method, item or attribute."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner: ast.AST = node.func.value
    elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        owner = node.value
    else:
        return set()
    while isinstance(owner, ast.Attribute | ast.Subscript):
        owner = owner.value
    return {owner.id} if isinstance(owner, ast.Name) else set()


def _arguments_changed(call: ast.Call) -> set[str]:
    """Return the names given to a call that stands alone, unless it only looks at them.

    A method of something else, such as ``plt.plot(costs)``, is taken to look only: real
    notebooks are full of plots, and shuffling through a module is rare and named below.
    """
    if isinstance(call.func, ast.Name) and call.func.id in _LOOKS_ONLY:
        return set()
    if isinstance(call.func, ast.Attribute) and call.func.attr not in {"shuffle", "fill_diagonal"}:
        return set()
    return {argument.id for argument in call.args if isinstance(argument, ast.Name)}


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    everyone = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    everyone += [extra for extra in (node.args.vararg, node.args.kwarg) if extra]
    return [each.annotation for each in everyone if each.annotation] + (
        [node.returns] if node.returns else []
    )


def _free(scope: ast.AST) -> set[str]:
    """Return the names that a function, lambda or comprehension reads from outside itself."""
    names = _Names()
    if isinstance(scope, _SCOPES):
        names.bound |= _parameters(scope.args)
        todo: list[ast.AST] = [*scope.body] if isinstance(scope.body, list) else [scope.body]
    else:
        todo = [*ast.iter_child_nodes(scope)]
    while todo:
        node = todo.pop()
        if isinstance(node, (*_SCOPES, *_COMPREHENSIONS)):
            names.read |= _free(node)
            names.bound |= {node.name} if isinstance(node, _FUNCTIONS) else set()
            todo += _outside(node)
        else:
            names.note(node)
            todo += ast.iter_child_nodes(node)
    return (names.read - names.bound) | names.outer


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
                self.bound |= {_bound(alias) for alias in node.names}
            case ast.ClassDef() | ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar():
                self.bound |= {node.name} if node.name else set()


def _outside(scope: ast.AST) -> list[ast.expr]:
    """Return the parts of a nested scope that are evaluated in the scope around it."""
    if isinstance(scope, _FUNCTIONS):
        return [*scope.decorator_list, *_defaults(scope.args), *_annotations(scope)]
    return _defaults(scope.args) if isinstance(scope, ast.Lambda) else []


def _parameters(arguments: ast.arguments) -> set[str]:
    everyone = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    everyone += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    return {each.arg for each in everyone}
