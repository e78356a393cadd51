"""The bottom of the valley that gradient descent has reached: a limited-memory quasi-Newton method.

SciPy has a better one, which the exercise's environment does not: this one needs NumPy alone. Its
line search looks for a weak Wolfe point by doubling and halving, which is known to work where ReLU
puts kinks into J (Lewis and Overton, "Nonsmooth optimization via quasi-Newton methods", 2013).
"""

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Lowest", "lowest"]

MEMORY = 20  # pairs of steps and changes of the gradient that are remembered
SETTLED = 1e-6  # largest entry of the gradient at which the minimum is reached
LEVEL = 1e-5  # J has come to rest when it falls by less within so many steps
WITHIN = 100
DECREASE, CURVATURE = 1e-4, 0.9  # what a step has to do to J and to its slope
HALVINGS = 30
FIRST = 0.3  # length of a step, as a share of the gradient, when nothing is remembered
RUNAWAY = 1e7  # norm of a point from which there is no way back


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowest:
    """Where the search has ended.

    Attributes:
        point: the vector.
        value: J there.
        evaluations: how often J and its gradient were computed.
        ending: "converged" where the gradient is 0, "settled" where J has come to rest (in a
            kink, the gradient is not 0), "stopped" where the evaluations are used up, "diverged"
            where the point runs away or J is not finite.
    """

    point: np.ndarray
    value: float
    evaluations: int
    ending: str


def lowest(function, point, evaluations):
    """Go down from `point` until J comes to rest; J never rises on the way.

    Args:
        function: returns J at a vector, and what returns the gradient there.
        point: a vector.
        evaluations: the most calls of `function`.
    """
    search = _Search(function, point)
    while not (ending := search.ending(evaluations)):
        search.step()
    return Lowest(
        point=search.point, value=search.value, evaluations=search.evaluations, ending=ending
    )


class _Search:
    def __init__(self, function, point):
        self._function = function
        self._pairs: deque[tuple[Any, Any]] = deque(maxlen=MEMORY)
        self._values: deque[float] = deque(maxlen=WITHIN)
        self._is_stuck = False
        self.evaluations = 0
        self.point = point
        self.value, slope = self._at(point)
        self._gradient = slope()

    def ending(self, evaluations):
        """Return how the search ends, or nothing when it goes on."""
        if not np.isfinite(self.value) or not np.linalg.norm(self.point) < RUNAWAY:
            return "diverged"
        if np.max(np.abs(self._gradient)) < SETTLED:
            return "converged"
        at_rest = len(self._values) == WITHIN and self._values[0] - self.value < LEVEL
        if self._is_stuck or at_rest:
            return "settled"
        return "stopped" if self.evaluations >= evaluations else ""

    def step(self):
        """Take one step down, or forget what is remembered when it leads nowhere."""
        direction = self._direction()
        if not direction @ self._gradient < 0:
            self._pairs.clear()
            direction = self._direction()
        found = self._searched(direction)
        if found is None:
            self._is_stuck = not self._pairs
            self._pairs.clear()
            return
        point, value, gradient = found
        moved, bent = point - self.point, gradient - self._gradient
        if moved @ bent > 1e-12 * np.linalg.norm(moved) * np.linalg.norm(bent):
            self._pairs.append((moved, bent))
        self._values.append(self.value)
        self.point, self.value, self._gradient = point, value, gradient

    def _at(self, point):
        self.evaluations += 1
        return self._function(point)

    def _direction(self):
        """Return minus the approximate inverse of the second derivative times the gradient.

        In the compact form of Byrd, Nocedal and Schnabel ("Representations of quasi-Newton
        matrices", 1994, equation 3.1): a few products of whole matrices, no loop over the pairs.
        """
        way = -self._gradient
        if not self._pairs:
            return FIRST * way
        moved, bent = (np.array(each) for each in zip(*self._pairs, strict=True))  # one a row
        products = moved @ bent.T
        scale = products[-1, -1] / (bent[-1] @ bent[-1])
        upper, curves = np.triu(products), np.diag(products)
        inner = np.linalg.solve(upper, moved @ way)
        outer = curves * inner + scale * (bent @ (inner @ bent - way))
        return scale * (way - inner @ bent) + np.linalg.solve(upper.T, outer) @ moved

    def _searched(self, direction):
        """Return a lower point along a direction with its J and gradient; None if there is none."""
        slope, low, high, length = self._gradient @ direction, 0.0, np.inf, 1.0
        found = None
        for _ in range(HALVINGS):
            point = self.point + length * direction
            value, slope_there = self._at(point)
            if not value <= self.value + DECREASE * length * slope:
                high = length
            else:
                gradient = slope_there()  # of most points that are not taken, J alone is asked
                found = (point, value, gradient)
                if gradient @ direction >= CURVATURE * slope:
                    return found
                low = length
            length = (low + high) / 2 if np.isfinite(high) else 2 * length
        return found
