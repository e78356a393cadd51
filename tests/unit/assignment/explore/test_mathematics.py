"""The page's mathematics, computed again with NumPy and with 30 digits."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest


@pytest.fixture(scope="module")
def fits(explored: Any) -> list[dict[str, Any]]:
    """The runs whose weights did not collapse, λ above 0."""
    return [run for run in explored.runs if run["lambda"] > 0 and not run["collapsed"]]


def network(run: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a run as arrays."""
    return {name: np.array(value) for name, value in run["parameters"].items()}


def cost(data: Any, parameters: dict[str, Any], lambd: float) -> float:
    """Return J, computed with 30 digits by the formula alone."""
    A = data.X
    for layer in (1, 2):
        A = np.maximum(0, parameters[f"W{layer}"] @ A + parameters[f"b{layer}"])
    Z = (parameters["W3"] @ A + parameters["b3"])[0]
    with mpmath.workdps(30):
        entropy = mpmath.fsum(
            mpmath.log(1 + mpmath.exp(-z if y else z)) for z, y in zip(Z, data.Y[0], strict=True)
        )
        squares = mpmath.fsum(
            mpmath.mpf(w) ** 2 for name in ("W1", "W2", "W3") for w in parameters[name].ravel()
        )
        return float((entropy + mpmath.mpf(lambd) / 2 * squares) / data.m)


def test_the_ceiling_is_the_entropy_of_the_classes(explorer: dict[str, Any], data: Any) -> None:
    with mpmath.workdps(30):
        share = mpmath.mpf(int(data.Y.sum())) / data.m
        entropy = -share * mpmath.log(share) - (1 - share) * mpmath.log(1 - share)
    assert explorer["content"].ceiling(data) == pytest.approx(float(entropy), rel=1e-14)


@pytest.mark.parametrize("t", [0.0, 0.35, 1.0, 1.5])
@pytest.mark.slow
def test_j_along_the_line_is_that_of_t_times_the_weights(
    explorer: dict[str, Any], data: Any, fits: list[dict[str, Any]], t: float
) -> None:
    share = data.Y.mean()
    at = int(np.flatnonzero(np.isclose(explorer["plan"].LINE, t))[0])
    for run in fits:
        there = {name: t * value for name, value in network(run).items()}
        there["b3"] = there["b3"] + (1 - t) * math.log(share / (1 - share))
        entropies, terms = run["line"]
        assert entropies[at] + terms[at] == pytest.approx(cost(data, there, run["lambda"]))


def test_the_line_begins_at_the_ceiling_and_passes_the_network(
    explorer: dict[str, Any], data: Any, fits: list[dict[str, Any]]
) -> None:
    for run in fits:
        sums = np.sum(run["line"], axis=0)
        assert sums[0] == pytest.approx(explorer["content"].ceiling(data))
        assert sums[20] == pytest.approx(run["J"])


def test_the_l2_term_grows_with_the_square_of_t(
    explorer: dict[str, Any], fits: list[dict[str, Any]]
) -> None:
    for run in fits:
        terms = np.array(run["line"][1])
        assert terms == pytest.approx(explorer["plan"].LINE ** 2 * terms[20], abs=1e-12)


def test_what_lies_below_the_ceiling_is_below_the_bound(
    explorer: dict[str, Any], data: Any, explored: Any
) -> None:
    ceiling = explorer["content"].ceiling(data)
    for run in explored.runs:
        if run["lambda"] > 0 and run["J"] <= ceiling:
            bound = math.sqrt(2 * data.m * ceiling / run["lambda"])
            assert explorer["content"].total(run) <= bound


def test_at_rest_the_norms_balance_but_for_the_free_biases(
    explorer: dict[str, Any], data: Any, reference: Any
) -> None:
    Task = explorer["plan"].Task
    task = Task(lambd=12.0, steps=1500)
    run = explorer["training"].train(reference, data, task, 0.3, lambda _step: None)
    assert run["state"] == "converged"
    assert np.ptp(run["norms"]) < 1e-3 * max(run["norms"])


def test_no_slope_is_steeper_than_the_product_of_the_norms(fits: list[dict[str, Any]]) -> None:
    for run in fits:
        steepest, product = run["slopes"]
        assert 0 < steepest <= product * (1 + 1e-12)


def test_the_steepest_slope_is_that_of_small_steps(
    explorer: dict[str, Any], data: Any, fits: list[dict[str, Any]]
) -> None:
    parameters = network(fits[0])
    points = explorer["looks"]._points(data)

    def answer(X: Any) -> Any:
        A = X
        for layer in (1, 2):
            A = np.maximum(0, parameters[f"W{layer}"] @ A + parameters[f"b{layer}"])
        return (parameters["W3"] @ A + parameters["b3"])[0]

    width = 1e-6
    ways = [np.array([[width], [0.0]]), np.array([[0.0], [width]])]
    slopes = [(answer(points + way) - answer(points - way)) / (2 * width) for way in ways]
    steepest = float(np.max(np.hypot(*slopes)))
    assert fits[0]["slopes"][0] == pytest.approx(steepest, rel=1e-3)
