"""The quasi-Newton method goes down to a minimum, says how it ended, and never goes up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest


@pytest.fixture(scope="module")
def lowest(explorer: dict[str, Any]) -> Any:
    """The method."""
    return explorer["minimum"].lowest


Valued = tuple[float, Callable[[], Any]]


def rosenbrock(point: Any) -> Valued:
    """Return a valley with a bend, whose minimum is 0 at (1, 1), and its gradient."""
    x, y = point
    slope = np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])
    return float((1 - x) ** 2 + 100 * (y - x**2) ** 2), lambda: slope


def kink(point: Any) -> Valued:
    """Return a function with a kink in its minimum, at 0."""
    slope = np.array([np.sign(point[0]), 2 * point[1]])
    return float(np.abs(point[0]) + point[1] ** 2), lambda: slope


def test_it_finds_the_minimum_of_a_bent_valley(lowest: Any) -> None:
    found = lowest(rosenbrock, np.array([-1.2, 1.0]), 500)
    assert found.ending == "converged"
    assert found.point == pytest.approx([1, 1], abs=1e-5)


def test_it_rests_in_a_kink(lowest: Any) -> None:
    found = lowest(kink, np.array([1.3, 0.7]), 3000)
    assert found.ending == "settled"
    assert found.value == pytest.approx(0, abs=1e-4)


def test_it_stops_when_its_evaluations_are_used_up(lowest: Any) -> None:
    found = lowest(rosenbrock, np.array([-1.2, 1.0]), 5)
    assert found.ending == "stopped"


def test_what_has_no_minimum_diverges(lowest: Any) -> None:
    found = lowest(
        lambda point: (-float(point @ point), lambda: -2 * point), np.array([1.0, 1.0]), 500
    )
    assert found.ending == "diverged"


def test_a_value_that_is_not_finite_is_not_gone_to(lowest: Any) -> None:
    def walled(point: Any) -> Valued:
        value = np.nan if point[0] < 0.5 else float(point @ point)
        return value, lambda: 2 * point

    found = lowest(walled, np.array([2.0, 2.0]), 300)
    assert np.isfinite(found.value)
    assert found.value < 1


def test_it_never_goes_up(lowest: Any) -> None:
    values = [lowest(rosenbrock, np.array([-1.2, 1.0]), most).value for most in range(1, 60)]
    assert values == sorted(values, reverse=True)


def test_the_gradient_is_asked_only_where_j_has_become_smaller(lowest: Any) -> None:
    asked, best = [], [np.inf]

    def watched(point: Any) -> Valued:
        value, slope = rosenbrock(point)

        def told() -> Any:
            asked.append(value <= best[-1])
            best.append(value)
            return slope()

        return value, told

    found = lowest(watched, np.array([-1.2, 1.0]), 500)
    assert all(asked)
    assert len(asked) < found.evaluations
