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

from autograder.sandbox.inside import scopes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


# Calls that only look at their arguments; any other may change an object that it is given.
_LOOKS_ONLY = frozenset(
    "print display len type help str repr id range sum min max isinstance".split()
)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


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
        yield from ((name, index) for name in fact.now)
        for at in {before, len(self.facts), index if fact.calls else before}:
            yield from ((name, at) for name in self._read_later(index))

    def suppliers(self, name: str, before: int) -> list[int]:
        """Return the statements that give `name` its value, seen from statement `before`."""
        found = self._binders(name, before)
        is_assigned = any(name in self.facts[index].assigns for index in found)
        if not is_assigned and (found or name in self._given):
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

    def _read_later(self, index: int) -> set[str]:
        if index not in self._later:
            functions = self.facts[index].functions
            self._later[index] = set().union(*(scopes.free(function) for function in functions))
        return self._later[index]

    def _spread_effects(self) -> None:
        """Let each statement do to global names what the functions that it may call do.

        Few submissions keep state in global names, so this is put off until one is met.
        """
        if self._is_spread:
            return
        self._is_spread = True
        binders: dict[str, list[int]] = {}
        for index, fact in enumerate(self.facts):
            for name in fact.defines | fact.assigns:
                binders.setdefault(name, []).append(index)
        effects = [_effects(fact) for fact in self.facts]
        for fact in self.facts:
            for index in self._reachable(fact.now, binders):
                bound, changed = effects[index]
                fact.assigns |= bound
                fact.changes |= changed

    def _reachable(self, names: set[str], binders: Mapping[str, list[int]]) -> set[int]:
        """Return the statements that define what may be called through `names`."""
        reached: set[int] = set()
        todo = [*names]
        while todo:
            for index in binders.get(todo.pop(), ()):
                if index not in reached:
                    reached.add(index)
                    todo += self.facts[index].now | self._read_later(index)
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
        changed |= touched & scopes.free(function)
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
            _visit_function(node, facts)
        case ast.Lambda():
            _visit_function(node, facts)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            _visit_comprehension(node, facts)
        case ast.ClassDef():
            facts.defines.add(node.name)
            _visit_class(node, facts)
        case ast.Import() | ast.ImportFrom():
            facts.defines |= {scopes.bound(alias) for alias in node.names}
        case _:
            _visit_plain(node, facts)


def _visit_function(node: ast.AST, facts: _Facts) -> None:
    facts.functions.append(node)
    for part in scopes.outside(node):
        _visit(part, facts)


def _visit_comprehension(node: ast.AST, facts: _Facts) -> None:
    facts.now |= scopes.free(node)
    for part in scopes.outside(node):
        _visit(part, facts)
    for inside in ast.walk(node):
        facts.changes |= _base_changed(inside)
        if isinstance(inside, ast.NamedExpr):  # it binds outside the comprehension
            facts.assigns.add(inside.target.id)


def _visit_class(node: ast.ClassDef, facts: _Facts) -> None:
    """Record what a class body does; the names that it binds are its own."""
    inner = _Facts()
    for part in ast.iter_child_nodes(node):
        _visit(part, inner)
    facts.now |= inner.now
    facts.functions += inner.functions
    facts.changes |= inner.changes


def _visit_plain(node: ast.AST, facts: _Facts) -> None:
    match node:
        case ast.Name(ctx=ast.Load()):
            facts.now.add(node.id)
        case ast.Name():
            facts.assigns.add(node.id)
        case ast.AugAssign(target=ast.Name(id=name)):
            facts.now.add(name)
        case ast.Expr(value=ast.Call() as call):
            facts.changes |= _arguments_changed(call)
        case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() | ast.MatchMapping():
            facts.assigns |= scopes.captured(node)
    facts.changes |= _base_changed(node)
    for part in scopes.parts(node):
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
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return {argument.id for argument in given if isinstance(argument, ast.Name)}
