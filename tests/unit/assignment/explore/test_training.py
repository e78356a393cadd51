"""What training with the reference's functions shows is what the page says."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """NumPy warns of no number, as where training runs."""
    with np.errstate(all="ignore"):
        yield


@pytest.fixture(scope="module")
def fitted(explored: Any) -> list[dict[str, Any]]:
    """The runs whose weights did not collapse, λ above 0."""
    return [run for run in explored.runs if run["lambda"] > 0 and not run["collapsed"]]


@pytest.fixture(scope="module")
def collapsed(explored: Any) -> list[dict[str, Any]]:
    """The runs whose weights collapsed."""
    return [run for run in explored.runs if run["collapsed"]]


@pytest.fixture(scope="module")
def task(explorer: dict[str, Any]) -> Any:
    """A short training at λ = 2."""
    return explorer["plan"].Task(lambd=2.0, steps=50)


def test_j_is_the_cross_entropy_and_half_lambda_over_m_times_the_squares(
    explored: Any, data: Any
) -> None:
    for run in explored.runs:
        term = run["lambda"] / (2 * data.m) * sum(norm**2 for norm in run["norms"])
        assert run["J"] == pytest.approx(run["cross_entropy"] + term, rel=1e-12)


def test_no_weights_are_above_the_bound(explored: Any, data: Any) -> None:
    for run in explored.runs:
        if run["state"] in ("converged", "settled"):
            assert math.hypot(*run["norms"]) <= math.sqrt(2 * data.m * math.log(2) / run["lambda"])


def test_some_runs_converge(explored: Any) -> None:
    assert sum(run["state"] == "converged" for run in explored.runs) >= 3


def test_small_lambdas_fit_and_large_ones_collapse(
    fitted: list[dict[str, Any]], collapsed: list[dict[str, Any]]
) -> None:
    assert fitted
    assert collapsed
    assert max(run["lambda"] for run in fitted) < min(run["lambda"] for run in collapsed)


def test_where_the_weights_collapse_j_is_the_ceiling(
    explorer: dict[str, Any], data: Any, collapsed: list[dict[str, Any]]
) -> None:
    ceiling = explorer["content"].ceiling(data)
    assert [run["J"] for run in collapsed] == pytest.approx([ceiling] * len(collapsed), rel=1e-6)


def test_a_collapsed_network_says_the_same_everywhere(collapsed: list[dict[str, Any]]) -> None:
    assert all(len(set(run["grid"][:-4])) <= 4 for run in collapsed)  # one byte, in base64


def test_collapse_is_not_the_silence_of_all_units(collapsed: list[dict[str, Any]]) -> None:
    assert any(run["silent"][0] < 20 and run["silent"][1] < 3 for run in collapsed)


def test_the_ceiling_is_at_most_ln_2(explorer: dict[str, Any], data: Any) -> None:
    assert 0 < explorer["content"].ceiling(data) <= math.log(2)


def test_the_collapse_is_looked_for_between_two_lambdas(explored: Any, small: Any) -> None:
    assert len(explored.runs) == 1 + small.positions + small.refinements


def test_the_largest_lambda_shrinks_weights_at_each_step(data: Any, small: Any) -> None:
    assert abs(1 - small.alpha * small.largest(data.m) / data.m) < 1


def test_lambda_0_is_trained_too(explored: Any) -> None:
    assert explored.runs[0]["lambda"] == 0


def test_each_lambda_begins_with_the_same_weights(explored: Any) -> None:
    begun = {str(run["path"][0][1]) for run in explored.runs}
    assert len(begun) == 1


def test_the_decay_is_lambda_over_m_times_the_weights(explored: Any, data: Any) -> None:
    for run in explored.runs:
        for _, weights, _, decay, _ in run["path"]:
            expected = run["lambda"] / data.m * np.array(weights)
            assert np.array(decay) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_the_same_training_gives_the_same_numbers(
    explorer: dict[str, Any], reference: Any, data: Any, task: Any
) -> None:
    once, again = (
        explorer["training"].train(reference, data, task, 0.3, lambda _step: None) for _ in range(2)
    )
    assert once == again


def test_a_rate_beyond_the_limit_diverges(
    explorer: dict[str, Any], reference: Any, data: Any
) -> None:
    beyond = explorer["plan"].Task(lambd=3.0 * 2 * data.m / 0.3, steps=5000)
    run = explorer["training"].train(reference, data, beyond, 0.3, lambda _step: None)
    assert run["state"] == "diverged"


def test_training_goes_on_from_descent_and_never_up(
    explorer: dict[str, Any], reference: Any, data: Any
) -> None:
    training, Task = explorer["training"], explorer["plan"].Task
    costs = []
    for steps in (50, 200, 600):
        task = Task(lambd=9.0, steps=steps)
        costs.append(training.train(reference, data, task, 0.3, lambda _step: None)["J"])
    assert costs == sorted(costs, reverse=True)


def test_the_bottom_is_where_plain_descent_ends_too(
    explorer: dict[str, Any], reference: Any, data: Any
) -> None:
    training, Task = explorer["training"], explorer["plan"].Task
    found = training.train(reference, data, Task(lambd=12.0, steps=900), 0.3, lambda _step: None)
    student = explorer["student"]
    problem, parameters = student.Problem(reference, data, 12.0), student.start()
    for _ in range(6000):
        grads = problem.gradients(parameters)
        parameters = {name: value - 0.3 * grads[f"d{name}"] for name, value in parameters.items()}
    assert found["J"] == pytest.approx(problem.cost(parameters), abs=2e-5)


def test_without_lambda_training_goes_far_below_where_short_descent_stops(
    explorer: dict[str, Any], reference: Any, data: Any
) -> None:
    task = explorer["plan"].Task(lambd=0.0, steps=2500)
    found = explorer["training"].train(reference, data, task, 0.3, lambda _step: None)
    assert found["J"] < 0.148  # where plain descent is after 60,000 updates
    assert math.hypot(*found["norms"]) > 29.4


def test_gradients_that_are_not_the_slope_of_j_are_followed_by_descent_alone(
    explorer: dict[str, Any], functions: Any, edited: Any, data: Any, task: Any
) -> None:
    wrong = functions(edited(("dW3 = dZ3 @ A2.T / m", "dW3 = 2 * dZ3 @ A2.T / m")))
    found = explorer["training"].train(wrong, data, task, 0.3, lambda _step: None)
    assert (found["polished"], found["steps"]) == (False, task.steps)


def test_a_network_that_diverges_has_no_accuracy(
    explorer: dict[str, Any], functions: Any, edited: Any, data: Any
) -> None:
    wrong = functions(edited(("lambd / m *", "-1e4 * lambd / m *")))
    beyond = explorer["plan"].Task(lambd=9.0, steps=300)
    found = explorer["training"].train(wrong, data, beyond, 0.3, lambda _step: None)
    assert (found["state"], found["dev"], found["collapsed"]) == ("diverged", None, False)


def test_no_run_is_above_what_the_weights_of_the_next_larger_lambda_cost(explored: Any) -> None:
    fits = [run for run in explored.runs if not run["collapsed"]]
    for run, above in itertools.pairwise(fits):
        term = (above["J"] - above["cross_entropy"]) * run["lambda"] / above["lambda"]
        assert run["J"] <= above["cross_entropy"] + term + 1e-3
