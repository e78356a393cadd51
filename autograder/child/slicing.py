"""The slice: which top-level statements the graded functions need.

Global names are followed from the graded functions through the definitions and assignments that
bind them. A plot, a training loop or a broken cell that nothing graded depends on is not run, so
it can neither fail nor slow the grading.

- A name bound by def or class needs the last such statement, and any after it that may bind the
  name: the last definition wins, as in a notebook run from the top. An import only may bind,
  because what it asks for may not be there.
- A name bound by assignment needs its last assignment and every later statement that may change
  what it holds, such as ``names.append(..)`` in a loop, or a call of a function that does so.
- Star imports and ``from __future__`` always count.

Where the analysis is unsure it takes a statement in: one too many costs time, one too few would
refuse a right answer.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

__all__ = ["choose"]

# Calls that only look at their arguments; any other may change an object that it is given.
_LOOKS_ONLY = frozenset(
    "print display len type help str repr id range sum min max isinstance".split()
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)


@dataclass(slots=True)
class _Facts:
    """What one top-level statement does to global names.

    Attributes:
        defines: names bound by import, def or class.
        assigns: names bound in any other way.
        sure: those of them that are bound whenever the statement runs.
        changes: names whose objects it may change.
        now: names read while it runs.
        functions: functions and lambdas that it defines; what they read is needed when called.
        calls: whether it may call them itself.
        always: whether it belongs to every slice.
    """

    defines: set[str] = field(default_factory=set)
    assigns: set[str] = field(default_factory=set)
    sure: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    now: set[str] = field(default_factory=set)
    functions: list[ast.AST] = field(default_factory=list)
    calls: bool = False
    always: bool = False

    def later(self) -> set[str]:
        """Return the names that are read when a function that it defines is called."""
        return set().union(*(_free(function) for function in self.functions))


def choose(
    statements: Sequence[ast.stmt], wanted: Iterable[str], given: Collection[str] = ()
) -> list[int]:
    """Return the indices, in order, of the statements that the `wanted` names need.

    Args:
        statements: the top-level statements.
        wanted: names that are looked up when all statements have run.
        given: names that are there beforehand.
    """
    program = _Program([_facts(statement) for statement in statements], given)
    end = len(statements)
    chosen = {index for index in range(end) if program.facts[index].always}
    todo = [(name, end) for name in wanted]
    for index in chosen:
        todo.extend(program.needs(index, end))
    seen = set()
    while todo:
        need = todo.pop()
        if need in seen:
            continue
        seen.add(need)
        for index in program.suppliers(*need):
            chosen.add(index)
            todo.extend(program.needs(index, need[1]))
    return sorted(chosen)


class _Program:
    """The statements' facts, and what follows from all of them together."""

    def __init__(self, facts: list[_Facts], given: Collection[str]) -> None:
        self.facts = facts
        self._given = given
        self._later: dict[int, set[str]] = {}
        self._is_spread = False

    def needs(self, index: int, before: int) -> Iterator[tuple[str, int]]:
        """Yield the names that a statement needs, each with the index before which it is read.

        What it defines may be called from statement `before`, or when all have run.
        """
        fact = self.facts[index]
        if index not in self._later:
            self._later[index] = fact.later()
        yield from ((name, index) for name in fact.now)
        for at in {before, len(self.facts), index if fact.calls else before}:
            yield from ((name, at) for name in self._later[index])

    def suppliers(self, name: str, before: int) -> list[int]:
        """Return the statements that give `name` its value, seen from statement `before`."""
        found = self._binders(name, before)
        if not any(name in self.facts[index].assigns for index in found):
            if found or name in self._given:
                return found
        self._spread_effects()
        found = self._binders(name, before)
        changing = range(found[0], before) if found else ()
        return found + [index for index in changing if name in self.facts[index].changes]

    def _binders(self, name: str, before: int) -> list[int]:
        """Return the last statement that surely binds `name`, and those after it that may."""
        binders = []
        for index in range(before - 1, -1, -1):
            fact = self.facts[index]
            if name in fact.defines or name in fact.assigns:
                binders.append(index)
                if name in fact.sure:
                    break
        return binders[::-1]

    def _spread_effects(self) -> None:
        """Let each statement do to global names what the functions that it may call do.

        Few submissions keep state in global names, so this is put off until one is met.
        """
        if self._is_spread:
            return
        self._is_spread = True
        effects = [_effects(fact) for fact in self.facts]
        for fact in self.facts:
            for index in self._reachable(fact.now):
                bound, changed = effects[index]
                fact.assigns |= bound
                fact.changes |= changed

    def _reachable(self, names: Iterable[str]) -> set[int]:
        """Return the statements that define what may be called through `names`."""
        reached: set[int] = set()
        todo = {*names}
        while todo:
            name = todo.pop()
            for index, fact in enumerate(self.facts):
                if index not in reached and name in fact.defines | fact.assigns:
                    reached.add(index)
                    todo |= fact.now | fact.later()
        return reached


def _effects(fact: _Facts) -> tuple[set[str], set[str]]:
    """Return the global names that a statement's functions may bind, and may change."""
    bound: set[str] = set()
    changed: set[str] = set()
    for function in fact.functions:
        touched: set[str] = set()
        for node in ast.walk(function):
            touched |= _base_changed(node)
            if isinstance(node, ast.Global):
                bound |= set(node.names)
        changed |= touched & _free(function)
    return bound, changed


def _facts(statement: ast.stmt) -> _Facts:
    facts = _Facts(calls=not isinstance(statement, _DEFINITIONS))
    try:
        _visit(statement, facts)
    except RecursionError:  # too deep to be run, too
        return _Facts()
    if isinstance(statement, ast.ImportFrom):
        facts.always = statement.module == "__future__" or "*" in facts.defines
        facts.defines.discard("*")
    if isinstance(statement, (*_DEFINITIONS, ast.Assign)) or (
        isinstance(statement, ast.AnnAssign) and statement.value is not None
    ):
        facts.sure = facts.defines | facts.assigns
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
            for part in _outside(node):
                _visit(part, facts)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            facts.now |= _free(node)
            for inside in ast.walk(node):
                facts.changes |= _base_changed(inside)
                if isinstance(inside, ast.NamedExpr):  # binds outside the comprehension
                    facts.assigns.add(inside.target.id)
            for part in _outside(node):
                _visit(part, facts)
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
    match node:
        case ast.Name(ctx=ast.Load()):
            facts.now.add(node.id)
        case ast.Name():
            facts.assigns.add(node.id)
        case ast.AugAssign(target=ast.Name()):
            facts.now.add(node.target.id)
        case ast.Expr(value=ast.Call()):
            facts.changes |= _arguments_changed(node.value)
        case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() | ast.MatchMapping():
            facts.assigns |= _captured(node)
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
