"""Steps are judged from a student's own numbers, while these are anywhere near the right size."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder import description
from autograder.judge.session import Judge
from autograder.judge.suite import Suite
from autograder.results import Level
from autograder.vectors import hdf5

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from autograder.results import Result

    Grade = Callable[[str, Callable[..., Any]], Result]

ROOT = Path(__file__).parents[2]
ROOM = 30  # how many times farther off than any mistake of the catalogue numbers may be


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The hidden suite and the catalogue."""

    suite: Suite[description.Assignment]
    exposure: ModuleType
    misconceptions: ModuleType
    catalogue_steps: ModuleType
    suite_steps: ModuleType


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Everything as its users import it."""
    assignment = description.load(ROOT / "pyproject.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "assignment"))
        patch.syspath_prepend(str(ROOT / "solutions"))
        patch.syspath_prepend(str(assignment.hidden_suite))
        yield World(
            suite=Suite(assignment, hdf5.read(assignment.hidden_vectors).vectors),
            exposure=importlib.import_module("exposure"),
            misconceptions=importlib.import_module("misconceptions"),
            catalogue_steps=importlib.import_module("misconceptions.steps"),
            suite_steps=importlib.import_module("steps"),
        )


def lost(world: World, question: str, function: Callable[..., Any]) -> dict[str, str]:
    """Return the rules that a function does not earn, and why, by the names of their tests."""
    vectors = [vector for vector in world.suite.vectors if vector.question == question]
    answers = world.exposure.answers(function, vectors)
    rules = Judge(world.suite)(answers, Level.OPEN).rules
    return {
        rule.id.split("::")[1]: rule.message
        for rule in rules
        if rule.question == question and not rule.passed
    }


def gradients(world: World, change: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a right backward propagation but for what is done to dZ3."""
    steps = world.catalogue_steps

    def backward(X: Any, Y: Any, cache: Any, lambd: Any) -> Any:
        return steps.backward(X, Y, cache, lambd, error=lambda net, *_: change(net.A[3] - net.Y))

    return backward


@pytest.mark.parametrize("factor", [-1.0, 1 / 9, 9.0, 0.01, 150.0])
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_one_mistake_costs_its_own_rule(world: World, factor: float, kind: Any) -> None:
    found = lost(world, "q2", gradients(world, lambda error: (error * factor).astype(kind)))
    assert set(found) == {"test_error_at_the_output", "test_right_in_every_case"}


@pytest.mark.parametrize(("factor", "how"), [(1e5, "large"), (1e-5, "small"), (1e12, "large")])
def test_numbers_far_from_the_right_size_are_not_judged_further(
    world: World, factor: float, how: str
) -> None:
    found = lost(world, "q2", gradients(world, lambda error: error * factor))
    assert f"is far too {how} for anything to be judged" in found["test_bias_gradients"]
    assert f"is far too {how} for anything to be judged" in found["test_error_is_carried_back"]


@pytest.mark.parametrize("jitter", [0.0, 1e-9, 1e-5])
def test_nothing_is_judged_from_an_array_that_is_nearly_the_same_everywhere(
    world: World, jitter: float
) -> None:
    found = lost(world, "q2", gradients(world, lambda error: np.ones_like(error) + jitter * error))
    assert "dZ3 is the same everywhere" in found["test_bias_gradients"]


def test_no_mistake_of_the_catalogue_is_near_where_judging_ends(world: World) -> None:
    near = world.suite_steps.FAR / ROOM
    prepared = {
        question: world.exposure.prepare(
            [each for each in world.suite.vectors if each.question == question]
        )
        for question in {each.question for each in world.suite.vectors}
    }
    off = [
        (version.id, name)
        for version in world.misconceptions.CATALOGUE
        for call in world.exposure.ask(version.function, prepared[version.question]).all
        for name, array in (call.answer.value.arrays if call.answer.value else {}).items()
        if name in ("", "dZ3", "dA2", "dZ2", "dA1", "dZ1") and array.data is not None
        if {"square", "wide", "tall", "zero-z"} & set(call.vector.flags)
        if not is_near(array.data, call.vector.expected[name or "cost"], near) and size(array.data)
    ]
    assert off == []


def is_near(found: Any, right: Any, times: float) -> bool:
    """Return whether a gradient is near the right size; a cost may be small, as terms cancel."""
    share = size(found) / size(right)
    return share < times and (share > 1 / times or found.ndim == 0)


def size(array: Any) -> float:
    """Return the largest entry's size."""
    return float(np.abs(array).max())


@pytest.mark.parametrize("constant", [3e4, 4e9, 2e12, 7e15, 1e18, 1e60])
def test_a_constant_earns_a_wrong_cost_nothing(world: World, constant: float) -> None:
    def costing(constant: float) -> Callable[..., float]:
        def cost(A3: Any, Y: Any, parameters: Any, lambd: Any) -> float:
            counted = sum(np.abs(array).sum() for array in parameters.values())
            counted += 3 * np.abs(parameters["W2"]).sum()
            return float(constant + (900 + counted if lambd else 0.0))

        return cost

    assert set(lost(world, "q1", costing(constant))) >= set(lost(world, "q1", costing(0.0)))


def test_a_penalty_of_next_to_nothing_is_judged_as_strictly(world: World) -> None:
    steps = world.catalogue_steps

    def cost(A3: Any, Y: Any, parameters: Any, lambd: Any) -> Any:
        counted = sum(np.abs(array).sum() for array in parameters.values())
        return steps.cross_entropy(A3, Y) + 1e-7 * lambd * counted

    found = lost(world, "q1", cost)
    assert {"test_every_layer_counts", "test_entries_are_squared"} <= set(found)
    assert "test_biases_are_left_out" in found
