"""What is found beside training: where giving up becomes cheaper, and what λ adds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest


@pytest.fixture(scope="module")
def found(explorer: dict[str, Any], reference: Any, data: Any) -> tuple[float, Any]:
    """Where giving up becomes cheaper, and the bottom of the valley there."""
    training, Task = explorer["training"], explorer["plan"].Task
    task = Task(lambd=12.0, steps=1500)
    run = training.train(reference, data, task, 0.3, lambda _step: None)
    parameters = {name: np.array(value) for name, value in run["parameters"].items()}
    crossing = explorer["training"].crossing(reference, data, 12.0, parameters)
    problem = explorer["student"].Problem(reference, data, crossing)
    return crossing, training.bottom(problem, parameters, 1500)[1]


def test_giving_up_becomes_cheaper_where_j_of_the_valley_is_the_ceiling(
    explorer: dict[str, Any], data: Any, found: tuple[float, Any]
) -> None:
    _, bottom = found
    assert bottom.value == pytest.approx(explorer["content"].ceiling(data), abs=1e-5)


def test_just_before_the_crossing_the_valley_is_cheaper(
    explorer: dict[str, Any], data: Any, found: tuple[float, Any]
) -> None:
    crossing, bottom = found
    weights = bottom.point[[*range(40), *range(60, 120), *range(123, 126)]]
    slope = float(weights @ weights) / (2 * data.m)  # of J by λ
    assert bottom.value - 0.1 * slope < explorer["content"].ceiling(data) < bottom.value + 0.1
    assert crossing == pytest.approx(15.17, abs=0.01)


def test_no_crossing_is_found_where_there_is_no_l2_term(
    explorer: dict[str, Any], functions: Any, edited: Any, data: Any
) -> None:
    without = functions(edited(("return cross_entropy + penalty", "return cross_entropy")))
    start = explorer["student"].start()
    assert explorer["training"].crossing(without, data, 1.0, start) is None


def test_the_look_measures_each_matrix_and_the_biases(
    explorer: dict[str, Any], reference: Any, data: Any
) -> None:
    looks = explorer["looks"]
    look = looks.first_look(reference, data)
    probe = looks._probe()
    for lambd, (*terms, biases) in zip(explorer["plan"].PROBED, look["terms"], strict=True):
        expected = [lambd / (2 * data.m) * np.sum(probe[f"W{layer}"] ** 2) for layer in (1, 2, 3)]
        assert terms == pytest.approx(expected, abs=1e-12)
        assert biases == 0


def test_the_slope_of_right_functions_is_their_gradient(
    explorer: dict[str, Any], reference: Any, data: Any
) -> None:
    assert max(explorer["looks"].first_look(reference, data)["slope"]) < 1e-6


def test_j_at_w_0_is_the_ceiling(explorer: dict[str, Any], reference: Any, data: Any) -> None:
    at_zero = explorer["looks"].first_look(reference, data)["at_zero"]
    assert at_zero == pytest.approx(explorer["content"].ceiling(data), rel=1e-12)
    assert at_zero <= math.log(2)
