"""Second opinions on expected values, by methods that share nothing with the oracle's formulas.

- `complex step`: J is run in float64 with one quantity moved by i·h; Im(J)/h is its derivative,
  without any cancellation (Squire and Trapp, SIAM Review 40, 1998). At Z = 0 it follows the
  ruling that ReLU's derivative is 0, because it compares real parts.
- `differences`: central differences of J at 50 digits; only for small networks and away from
  the kinks of ReLU, where no difference decides.
- `identity`: dW(λ) - dW(0) = (λ/m) W, which needs no derivative at all.
- `summation`: the cost from float64 terms, summed without any rounding in between.

The first two run the network from X, so they apply only where the cache belongs to X exactly.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import mpmath
import numpy as np
import oracle

__all__ = ["opinions"]

FEW_EXAMPLES = 20
IMAGINARY_STEP = 1e-30
REAL_STEP = mpmath.mpf("1e-15")  # the truncation error is of the order of its square


def opinions(vector):
    """Return the largest deviation of each second opinion that applies, in units of S.

    Args:
        vector: an autograder.Vector with its expected arrays.

    Returns:
        A dict from the opinion's name to a float; a few 1e-16 is agreement.
    """
    if vector.question == "q1":
        return {"summation": deviation(vector, {"cost": _summed(vector.inputs)})}
    found = {"identity": deviation(vector, _by_identity(vector))}
    if _runs_from_x(vector.inputs):
        found["complex step"] = deviation(vector, _by_complex_step(vector.inputs))
        if _is_smooth_and_small(vector.inputs):
            found["differences"] = deviation(vector, _by_differences(vector.inputs))
    return found


def deviation(vector, got):
    """Return the largest |got - expected| / S; where S is 0, anything but 0 counts as infinite."""
    worst = 0.0
    for name, value in got.items():
        error, scale = abs(value - vector.expected[name]), vector.scale[name]
        units = np.divide(error, scale, out=np.where(error > 0, np.inf, 0.0), where=scale > 0)
        worst = max(worst, float(units.max()))
    return worst


def _summed(inputs):
    A3, Y = inputs["A3"].ravel().tolist(), inputs["Y"].ravel().tolist()
    surprises = [-math.log(a) if y else -math.log1p(-a) for a, y in zip(A3, Y, strict=True)]
    weights = [inputs["parameters"].items[name].ravel() for name in ("W1", "W2", "W3")]
    squares = math.fsum(np.square(np.concatenate(weights)))
    return (math.fsum(surprises) + inputs["lambd"] / 2 * squares) / len(Y)


def _by_identity(vector):
    """Return what dW must be: dW(0) + (λ/m) W."""
    X, Y, cache, lambd = vector.inputs.values()
    without = oracle.gradients(X, Y, cache.items, 0).expected
    factor = lambd / Y.shape[1]
    return {f"d{W}": without[f"d{W}"] + factor * cache.items[W] for W in ("W1", "W2", "W3")}


def _runs_from_x(inputs):
    cache = inputs["cache"].items
    again = oracle.forward(inputs["X"], cache)
    return all(np.array_equal(again[name], cache[name]) for name in oracle.CACHE)


def _is_smooth_and_small(inputs):
    cache = inputs["cache"].items
    nearest = min(abs(cache[name]).min() for name in ("Z1", "Z2"))
    return inputs["Y"].shape[1] <= FEW_EXAMPLES and nearest > 1e-6


def _by_complex_step(inputs):
    arrays = {"X": inputs["X"], **inputs["cache"].items}

    def slopes(name, place):
        cost = _Cost(inputs=inputs, arrays=arrays, exp=np.exp, log=np.log)
        moved = cost.moved(name, place, 1j * IMAGINARY_STEP)
        return [part.imag / IMAGINARY_STEP for part in moved]

    return _derivatives(inputs, slopes)


def _by_differences(inputs):
    number, exp, log = (np.frompyfunc(f, 1, 1) for f in (mpmath.mpf, mpmath.exp, mpmath.log))
    arrays = {"X": inputs["X"], **inputs["cache"].items}
    arrays = {name: number(array) for name, array in arrays.items()}

    def slopes(name, place):
        cost = _Cost(inputs=inputs, arrays=arrays, exp=exp, log=log)
        above, below = (cost.moved(name, place, step) for step in (REAL_STEP, -REAL_STEP))
        return [(high - low) / (2 * REAL_STEP) for high, low in zip(above, below, strict=True)]

    with mpmath.workdps(oracle.DIGITS):
        return _derivatives(inputs, slopes)


def _derivatives(inputs, slopes):
    """Return all gradients from `slopes(name, place)`, the derivatives of losses and penalty.

    Examples do not touch each other, so a row of Z or A is moved in all examples at once.
    """
    m = inputs["Y"].shape[1]
    found = {}
    for gradient in oracle.GRADIENTS:
        name = gradient[1:]
        found[gradient] = result = np.zeros(inputs["cache"].items[name].shape)
        if name[0] in "ZA":
            for row in range(result.shape[0]):
                result[row] = slopes(name, row)[0][0].astype(np.float64)
        else:
            for place in np.ndindex(result.shape):
                losses, penalty = slopes(name, place)
                result[place] = np.sum(losses) / m + penalty
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    """J of one vector, in the numbers that `arrays`, `exp` and `log` work with."""

    inputs: Mapping
    arrays: Mapping
    exp: Callable
    log: Callable

    def moved(self, name, place, step):
        """Return the loss of each example, (1, m), and the penalty; J is mean plus penalty.

        The entries of the named array at `place` are larger by `step`.
        """

        def shifted(name_here, value):
            if name_here != name:
                return value
            value = value + 0 * step  # a copy, complex where the step is
            value[place] += step
            return value

        A, squares = self.arrays["X"], 0
        for layer in (1, 2, 3):
            W, b = (shifted(f"{kind}{layer}", self.arrays[f"{kind}{layer}"]) for kind in "Wb")
            squares = squares + np.sum(W * W)
            Z = shifted(f"Z{layer}", W @ A + b)
            A = np.where(Z.real > 0, Z, 0 * Z) if layer < 3 else 1 / (1 + self.exp(-Z))
            A = shifted(f"A{layer}", A)
        Y, lambd = self.inputs["Y"], self.inputs["lambd"]
        return -(Y * self.log(A) + (1 - Y) * self.log(1 - A)), lambd * squares / (2 * Y.shape[1])
