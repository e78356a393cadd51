"""The oracle's answers agree with the reference, the published example and second opinions."""

from __future__ import annotations

import importlib
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.authoring.vectors.build import files, seed_of
from autograder.authoring.vectors.diff import diff
from autograder.description import find
from autograder.vectors import hdf5
from autograder.vectors.model import Group, VectorSet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from autograder.vectors.model import Vector

ROOT = Path(__file__).parents[3]
ASSIGNMENT = find(ROOT)
SEED = ASSIGNMENT.seed
SETS = [pytest.param("hidden", marks=pytest.mark.slow), "public"]
WEIGHTS = ("W1", "W2", "W3")


@pytest.fixture(scope="module")
def solutions() -> Iterator[dict[str, ModuleType]]:
    """The modules of solutions/, imported as the engine imports its builder."""
    names = ("claims", "course_example", "opinions", "oracle", "reg_utils", "vectors")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "assignment"))
        patch.syspath_prepend(str(ROOT / "solutions"))
        yield {name: importlib.import_module(name) for name in names}


@pytest.fixture(scope="module")
def designed(request: pytest.FixtureRequest, solutions: dict[str, ModuleType]) -> list[Vector]:
    """The vectors of the set that the test is parametrized with."""
    seed = seed_of(request.param, SEED)
    vectors: list[Vector] = solutions["vectors"].design(request.param, seed)
    return vectors


@pytest.fixture(scope="module")
def standing(request: pytest.FixtureRequest) -> list[Vector]:
    """The vectors in the set's file, without the annotations of the catalogue."""
    found = hdf5.read(files(ASSIGNMENT)[request.param]).vectors
    return [replace(vector, kills=(), fingerprints={}) for vector in found]


def a_set(vectors: list[Vector]) -> VectorSet:
    """Return vectors as a file holds them."""
    return VectorSet(
        assignment="regularization", seed=SEED, generator="", content_sha256="", vectors=(*vectors,)
    )


def one_unit_each() -> dict[str, Any]:
    """Return gradients' inputs of a 1-1-1-1 network with two examples, easily done by hand."""
    cache = {
        "Z1": [[2.0, 3.0]], "A1": [[2.0, 3.0]], "W1": [[2.0]], "b1": [[0.0]],
        "Z2": [[4.0, 6.0]], "A2": [[4.0, 6.0]], "W2": [[2.0]], "b2": [[0.0]],
        "Z3": [[0.0, 0.0]], "A3": [[0.5, 0.5]], "W3": [[-3.0]], "b3": [[0.0]],
    }  # fmt: skip
    return {
        "X": np.array([[1.0, 1.5]]),
        "Y": np.array([[1.0, 0.0]]),
        "cache": {name: np.array(value) for name, value in cache.items()},
        "lambd": 4.0,
    }


@pytest.mark.parametrize(
    ("designed", "standing"),
    [pytest.param("hidden", "hidden", marks=pytest.mark.slow), ("public", "public")],
    indirect=True,
)
def test_the_standing_vectors_are_those_that_are_designed(
    designed: list[Vector], standing: list[Vector]
) -> None:
    assert diff(a_set(standing), a_set(designed)) == ()


@pytest.mark.parametrize("designed", SETS, indirect=True)
@pytest.mark.slow
def test_the_reference_agrees_on_every_vector(
    designed: list[Vector], solutions: dict[str, ModuleType]
) -> None:
    deviation = solutions["opinions"].deviation
    worst = {
        vector.id: deviation(vector, solutions["claims"].by_reference(vector))
        for vector in designed
    }
    assert max(worst.values()) <= 1e-12, worst


@pytest.mark.parametrize("designed", SETS, indirect=True)
@pytest.mark.slow
def test_every_second_opinion_agrees(
    designed: list[Vector], solutions: dict[str, ModuleType]
) -> None:
    heard = {vector.id: solutions["opinions"].opinions(vector) for vector in designed}
    assert max(max(opinions.values()) for opinions in heard.values()) <= 1e-14, heard


@pytest.mark.parametrize("designed", ["public"], indirect=True)
def test_every_second_opinion_applies_to_some_vector(
    designed: list[Vector], solutions: dict[str, ModuleType]
) -> None:
    heard = {name for vector in designed for name in solutions["opinions"].opinions(vector)}
    assert heard == {"summation", "identity", "complex step", "differences"}


@pytest.mark.parametrize("designed", ["public"], indirect=True)
@pytest.mark.parametrize("opinion", ["identity", "complex step", "differences"])
def test_a_wrong_expected_value_is_seen_by_every_opinion(
    designed: list[Vector], solutions: dict[str, ModuleType], opinion: str
) -> None:
    vector = next(v for v in designed if v.question == "q2" and "square" in v.flags)
    wrong = vector.expected["dW2"] + 1e-9 * vector.scale["dW2"]
    damaged = replace(vector, expected={**vector.expected, "dW2": wrong})
    assert solutions["opinions"].opinions(damaged)[opinion] == pytest.approx(1e-9, rel=1e-3)


@pytest.mark.parametrize("designed", ["public"], indirect=True)
def test_a_wrong_cost_is_seen_by_summation(
    designed: list[Vector], solutions: dict[str, ModuleType]
) -> None:
    vector = next(vector for vector in designed if vector.question == "q1")
    damaged = replace(vector, expected={"cost": vector.expected["cost"] * (1 + 1e-9)})
    assert solutions["opinions"].opinions(damaged)["summation"] == pytest.approx(1e-9, rel=1e-3)


@pytest.mark.parametrize("designed", SETS, indirect=True)
def test_no_expected_value_is_larger_than_its_scale(designed: list[Vector]) -> None:
    for vector in designed:
        for name, expected in vector.expected.items():
            # Both are rounded, each to its own nearest float64.
            assert np.all(abs(expected) <= vector.scale[name] * (1 + 1e-15)), (vector.id, name)


@pytest.mark.parametrize("designed", SETS, indirect=True)
def test_expected_arrays_have_the_shapes_of_what_they_are_gradients_of(
    designed: list[Vector],
) -> None:
    for vector in designed:
        cache = vector.inputs.get("cache")
        if isinstance(cache, Group):
            shapes = {f"d{name}": np.asarray(value).shape for name, value in cache.items.items()}
            assert {name: array.shape for name, array in vector.expected.items()} == {
                name: shapes[name] for name in vector.expected
            }


@pytest.mark.parametrize("designed", ["public"], indirect=True)
def test_every_claim_about_the_public_vectors_holds(
    designed: list[Vector], solutions: dict[str, ModuleType]
) -> None:
    claims = list(solutions["claims"].claims({"public": a_set(designed)}))
    assert len(claims) == 7
    assert [claim for claim in claims if not claim[1]] == []


@pytest.mark.parametrize("designed", ["public"], indirect=True)
def test_a_claim_fails_when_an_expected_value_is_wrong(
    designed: list[Vector], solutions: dict[str, ModuleType]
) -> None:
    first, *others = designed
    damaged = replace(first, expected={"cost": first.expected["cost"] * (1 + 1e-9)})
    claims = solutions["claims"].claims({"public": a_set([damaged, *others])})
    assert [name for name, holds, _ in claims if not holds] == [
        "public: the reference solution agrees",
        "public: second opinion by summation agrees",
        "public: the course's cost reproduced",
    ]


def test_the_published_cost_is_reproduced(solutions: dict[str, ModuleType]) -> None:
    example = solutions["course_example"].of_cost()
    published = example.pop("published")
    assert abs(solutions["oracle"].cost(**example).expected["cost"] - published) <= 1e-12


def test_the_published_gradients_are_reproduced(solutions: dict[str, ModuleType]) -> None:
    example = solutions["course_example"].of_gradients()
    published = example.pop("published")
    expected = solutions["oracle"].gradients(**example).expected
    assert list(expected) == list(solutions["oracle"].GRADIENTS)
    for name, array in expected.items():
        np.testing.assert_allclose(array, published[name], rtol=0, atol=1e-7, err_msg=name)


def test_the_cost_of_a_coin_is_log_2_and_half_the_squares(
    solutions: dict[str, ModuleType],
) -> None:
    parameters = {name: np.array([[2.0, -1.0]]) for name in WEIGHTS}
    answer = solutions["oracle"].cost(np.array([[0.5]]), np.array([[1]]), parameters, 2)
    assert answer.expected["cost"] == math.log(2) + 15


def test_gradients_are_those_done_by_hand(solutions: dict[str, ModuleType]) -> None:
    expected = solutions["oracle"].gradients(**one_unit_each()).expected
    by_hand = {
        "dZ3": [[-0.5, 0.5]], "dW3": [[0.5 - 6.0]], "db3": [[0.0]],
        "dA2": [[1.5, -1.5]], "dZ2": [[1.5, -1.5]], "dW2": [[-0.75 + 4.0]], "db2": [[0.0]],
        "dA1": [[3.0, -3.0]], "dZ1": [[3.0, -3.0]], "dW1": [[-0.75 + 4.0]], "db1": [[0.0]],
    }  # fmt: skip
    assert {name: array.tolist() for name, array in expected.items()} == by_hand


def test_scales_are_those_done_by_hand(solutions: dict[str, ModuleType]) -> None:
    scale = solutions["oracle"].gradients(**one_unit_each()).scale
    by_hand = {
        "dZ3": [[1.5, 0.5]], "dW3": [[4.5 + 6.0]], "db3": [[1.0]],
        "dA2": [[4.5, 1.5]], "dZ2": [[4.5, 1.5]], "dW2": [[6.75 + 4.0]], "db2": [[3.0]],
        "dA1": [[9.0, 3.0]], "dZ1": [[9.0, 3.0]], "dW1": [[6.75 + 4.0]], "db1": [[6.0]],
    }  # fmt: skip
    assert {name: array.tolist() for name, array in scale.items()} == by_hand


@pytest.mark.parametrize("layer", [1, 2])
def test_the_derivative_of_relu_at_0_is_0(solutions: dict[str, ModuleType], layer: int) -> None:
    inputs = one_unit_each()
    inputs["cache"][f"Z{layer}"][0, 0] = inputs["cache"][f"A{layer}"][0, 0] = 0.0
    expected = solutions["oracle"].gradients(**inputs).expected
    assert expected[f"dZ{layer}"][0, 0] == 0 != expected[f"dA{layer}"][0, 0]


def test_each_result_is_rounded_once_to_the_nearest_float(
    solutions: dict[str, ModuleType],
) -> None:
    # A float64 product of 3 and the second number is rounded, and the sum then 2**8 off.
    inputs = one_unit_each() | {"X": np.array([[2.0**60, 2.0**60 + 2.0**8]]), "lambd": 0}
    expected = solutions["oracle"].gradients(**inputs).expected
    assert expected["dW1"].tolist() == [[-3 * 2.0**7]]


def test_forward_is_what_the_given_helper_computes(solutions: dict[str, ModuleType]) -> None:
    reg_utils = solutions["reg_utils"]
    parameters = reg_utils.initialize_parameters([2, 4, 3, 1])
    X = np.random.RandomState(1).randn(2, 7)
    A3, cache = reg_utils.forward_propagation(X, parameters)
    exact = solutions["oracle"].forward(X, parameters)
    assert A3 is cache[9]
    for name, value in zip(solutions["oracle"].CACHE, cache, strict=True):
        np.testing.assert_allclose(value, exact[name], rtol=1e-13, atol=1e-15, err_msg=name)


def test_the_given_cost_is_the_cost_without_regularization(
    solutions: dict[str, ModuleType],
) -> None:
    example = solutions["course_example"].of_cost()
    A3, Y, parameters = example["A3"], example["Y"], example["parameters"]
    exact = solutions["oracle"].cost(A3, Y, parameters, 0).expected["cost"]
    given = solutions["reg_utils"].compute_cost(A3, Y)
    assert isinstance(given, float)
    assert abs(given - exact) <= 1e-15 * exact


@pytest.mark.parametrize("module", ["oracle", "opinions", "designs"])
def test_nothing_that_makes_answers_uses_the_reference(module: str) -> None:
    source = (ROOT / "solutions" / f"{module}.py").read_text("utf-8")
    assert not re.search(r"^\s*(import|from) (regularization|reg_utils)", source, re.MULTILINE)
