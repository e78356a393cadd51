"""Whatever the public check refuses, the hidden suite refuses: nobody passes by chance.

There are many small changes: `make test` tries a part of them, and `make sweeps` all.
"""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder import description
from autograder.student.checker import Checker
from tests.meta.judging import judging
from tests.meta.styles import MISTAKES, RIGHT, STYLES, made, text_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.meta.judging import Judging
    from tests.sweeps import Extent

    Versions = Iterator[tuple[str, str, Callable[..., Any]]]

ROOT = Path(__file__).parents[2]
FULL = {"q1": 40, "q2": 60}
CLIPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.4)
HARMLESS_CLIPS = (1e-15, 1e-10, 1e-8)
LAMBDAS = (0.05, 0.1, 0.11, 0.5, 0.7, 0.71, 1.0, 1.5, 2.5, 3.0, 6.0)


@pytest.fixture(scope="module")
def suite(extent: Extent) -> Iterator[Judging]:
    """The hidden suite."""
    with judging(extent.vectors) as found:
        yield found


@pytest.fixture(scope="module")
def checker() -> Checker:
    """The public check."""
    return Checker(description.load(ROOT / "pyproject.toml"))


def passed_by_chance(suite: Judging, checker: Checker, versions: Versions) -> list[str]:
    """Return the versions that the public check refuses and the hidden suite does not."""
    return [
        name
        for name, question, function in versions
        if suite.earns_all(question, function)  # first, because hardly any does
        and refused_at_home(suite, checker, question, function)
    ]


def refused_at_home(
    suite: Judging, checker: Checker, question: str, function: Callable[..., Any]
) -> bool:
    """Return whether the public check refuses a function."""
    vectors = [each for each in checker.vectors if each.question == question]
    answers = importlib.import_module("exposure").answers(function, vectors)
    return not checker.check(suite.questions[question], answers).passed


def right(question: str) -> Callable[..., Any]:
    """Return the reference."""
    names = {"q1": "compute_cost", "q2": "backward_propagation"}
    found: Callable[..., Any] = getattr(
        importlib.import_module("regularization"), f"{names[question]}_with_regularization"
    )
    return found


def catalogue() -> Versions:
    """Yield the catalogue."""
    for each in importlib.import_module("misconceptions").CATALOGUE:
        yield each.id, each.question, each.function


def table() -> Versions:
    """Yield the table of mistakes in every style."""
    compute_cost = importlib.import_module("reg_utils").compute_cost
    for each in MISTAKES:
        for style in STYLES:
            text = text_with(each.question, style, each.edits[style])
            yield f"{each.what}, {style}", each.question, made(each.question, text, compute_cost)


def mutants() -> Versions:
    """Yield every version in which one operator, comparison or number is another."""
    compute_cost = importlib.import_module("reg_utils").compute_cost
    for (question, style), text in RIGHT.items():
        for number in range(len([*_places(ast.parse(text))])):
            tree = ast.parse(text)
            place = [*_places(tree)][number]
            for how in _changes(place):
                code = ast.unparse(ast.fix_missing_locations(tree))
                name = f"{style} {question}, place {number}: {how}"
                yield name, question, made(question, code, compute_cost)


def _places(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        is_number = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
        if isinstance(node, ast.BinOp | ast.Compare | ast.UnaryOp) or is_number:
            yield node


def _changes(node: ast.AST) -> Iterator[str]:
    """Change a node in each way, one after the other, and yield how."""
    if isinstance(node, ast.Constant):
        value = node.value
        assert isinstance(value, int | float)
        for other in (value + 1, value - 1):
            node.value = other
            yield f"{value} is {other}"
    elif isinstance(node, ast.Compare):
        for comparison in (ast.GtE, ast.Lt, ast.NotEq, ast.Eq):
            node.ops = [comparison()]
            yield f"compares with {comparison.__name__}"
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()
        yield "without minus"
    elif isinstance(node, ast.BinOp):
        was = type(node.op)
        for operator in (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow):
            if operator is not was:
                node.op = operator()
                yield f"{was.__name__} is {operator.__name__}"


def clipped(limits: tuple[float, ...]) -> Versions:
    """Yield versions that cut A3 off, on either side or on both."""
    for limit in limits:
        for low, high in ((limit, 1 - limit), (limit, 1.0), (0.0, 1 - limit)):

            def cost(A3: Any, *rest: Any, low: float = low, high: float = high) -> Any:
                return right("q1")(np.clip(A3, low, high), *rest)

            def gradients(
                X: Any, Y: Any, cache: Any, lambd: Any, low: float = low, high: float = high
            ) -> Any:
                A3 = np.clip(cache[9], low, high)
                return right("q2")(X, Y, (*cache[:9], A3, *cache[10:]), lambd)

            yield f"cost of A3 in [{low}, {high}]", "q1", cost
            yield f"gradients of A3 in [{low}, {high}]", "q2", gradients


def special_lambdas() -> Versions:
    """Yield versions that treat some λ as if it were another."""
    changes: dict[str, Callable[[float], float]] = {
        "whole": int,
        "rounded": lambda lambd: round(lambd, 1),
    }
    for limit in LAMBDAS:
        changes |= changed_at(limit)
    for name, change in changes.items():
        for question in FULL:

            def version(*given: Any, question: str = question, change: Any = change) -> Any:
                return right(question)(*given[:-1], change(given[-1]))

            yield f"{question}: λ {name}", question, version


def changed_at(limit: float) -> dict[str, Callable[[float], float]]:
    """Return what may be done to λ around a limit, by name."""
    return {
        f"below {limit} is 0": lambda lambd: lambd if lambd >= limit else 0.0,
        f"at most {limit} is 0": lambda lambd: lambd if lambd > limit else 0.0,
        f"above {limit} is {limit}": lambda lambd: min(lambd, limit),
        f"at least {limit}": lambda lambd: max(lambd, limit),
        f"{limit} is doubled": lambda lambd: lambd * (1 + (lambd == limit)),
    }


@pytest.mark.parametrize(
    "versions",
    [catalogue, table, lambda: clipped(CLIPS), special_lambdas],
    ids=["catalogue", "table", "clips", "special λ"],
)
def test_what_is_refused_at_home_is_refused_by_the_grader(
    suite: Judging, checker: Checker, versions: Callable[[], Versions]
) -> None:
    with np.errstate(all="ignore"):
        assert passed_by_chance(suite, checker, versions()) == []


def test_small_changes_that_are_refused_at_home_are_refused_by_the_grader(
    suite: Judging, checker: Checker, extent: Extent
) -> None:
    with np.errstate(all="ignore"):
        assert passed_by_chance(suite, checker, extent.part(mutants())) == []


def test_cutting_off_from_a_thousandth_on_costs_points(suite: Judging) -> None:
    found = {
        name: suite.points(question, f) - FULL[question] for name, question, f in clipped(CLIPS)
    }
    assert [name for name, lost in found.items() if not lost] == []


def test_cutting_off_next_to_nothing_costs_none(suite: Judging) -> None:
    versions = clipped(HARMLESS_CLIPS)
    found = {name: suite.points(question, f) - FULL[question] for name, question, f in versions}
    assert [name for name, lost in found.items() if lost] == []


@pytest.mark.parametrize("question", FULL)
def test_a_lambda_below_1_is_no_special_case(suite: Judging, question: str) -> None:
    versions = [each for each in special_lambdas() if each[1] == question]
    wanted = tuple(f"{question}: λ {how}" for how in (
        "at most 0.1 is 0", "0.1 is doubled", "below 0.7 is 0", "at most 0.7 is 0",
        "0.7 is doubled", "below 1.0 is 0", "at least 0.11", "at least 0.7", "whole",
    ))  # fmt: skip
    special = [(name, f) for name, _, f in versions if name in wanted]
    assert len(special) == len(wanted)
    assert [name for name, f in special if suite.points(question, f) == FULL[question]] == []
