"""Expected values, computed independently of the reference solution.

Everything that is rational is computed in exact rational arithmetic from the float64 inputs;
logarithms and exponentials come from mpmath at 50 digits. Each result is rounded once, to the
nearest float64. Beside each expected array stands its condition scale S: the same formula with
every term replaced by its absolute value. A right program in float64 differs from the exact value
by a small multiple of 1e-16 S, however much its terms cancel.

The formulas follow from the definition of J by the chain rule; columns are examples, A0 is X:

    J    = -(1/m) Σ [Y log A3 + (1 - Y) log(1 - A3)] + (λ/2m) Σ W²
                                           S = J, for each of its terms is positive
    dZ3  = A3 - Y                          S = |A3| + |Y|
    dWl  = dZl A(l-1)ᵀ/m + (λ/m) Wl        S = S(dZl) |A(l-1)|ᵀ/m + |λ Wl/m|
    dbl  = Σ dZl / m                       S = Σ S(dZl) / m
    dAl  = W(l+1)ᵀ dZ(l+1)                 S = |W(l+1)|ᵀ S(dZ(l+1))
    dZl  = dAl where Al > 0, else 0        S = S(dAl) where Al > 0, else 0
"""

from dataclasses import dataclass
from fractions import Fraction

import mpmath
import numpy as np

__all__ = [
    "CACHE",
    "DIGITS",
    "GRADIENTS",
    "Answer",
    "cost",
    "exact",
    "forward",
    "gradients",
    "high_precision",
]

CACHE = ("Z1", "A1", "W1", "b1", "Z2", "A2", "W2", "b2", "Z3", "A3", "W3", "b3")
DIGITS = 50
GRADIENTS = ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a function must return, and how accurately that can be computed.

    Attributes:
        expected: float64 arrays by name, in the order in which a solution returns them.
        scale: S of each entry; same names and shapes.
    """

    expected: dict[str, np.ndarray]
    scale: dict[str, np.ndarray]


def cost(A3, Y, parameters, lambd):
    """Return the Answer of the regularized cost, one 0-d array named `cost`.

    Args:
        A3: probabilities strictly between 0 and 1; shape (1, m).
        Y: classes, 0 or 1; shape (1, m).
        parameters: mapping that holds W1, W2 and W3.
        lambd: λ, at least 0.
    """
    m = Y.shape[1]
    squares = sum(np.sum(exact(parameters[name]) ** 2) for name in ("W1", "W2", "W3"))
    penalty = exact(lambd)[()] * squares / (2 * m)
    with mpmath.workdps(DIGITS):
        surprises = map(_surprise, A3.ravel().tolist(), Y.ravel().tolist())
        value = np.array(float(mpmath.fsum(surprises) / m + high_precision(penalty)))
    return Answer(expected={"cost": value}, scale={"cost": value.copy()})


def gradients(X, Y, cache, lambd):
    """Return the Answer of the eleven gradients.

    Args:
        X: the input; shape (units of layer 0, m).
        Y: classes, 0 or 1; shape (1, m).
        cache: mapping with the names of CACHE; its numbers are taken as they are.
        lambd: λ, at least 0.
    """
    given = {name: exact(cache[name]) for name in CACHE} | {"A0": exact(X)}
    given |= {"Y": exact(Y), "lambd": exact(lambd)}
    values, unit = _integers(given)
    sizes = {name: abs(value) for name, value in values.items()}
    return Answer(
        expected=_backward(values["A3"] - values["Y"], values, unit),
        scale=_backward(sizes["A3"] + sizes["Y"], sizes, unit),
    )


def forward(X, parameters):
    """Return the cache of a network's run, a dict of float64 arrays in the order of CACHE.

    Each entry is computed exactly and rounded once. For inputs and parameters that are
    multiples of 1/1024 below 8 no Z or A before the sigmoid needs rounding at all.

    Args:
        X: the input; shape (units of layer 0, m).
        parameters: mapping of W1, b1, W2, b2, W3, b3.
    """
    names = [f"{kind}{layer}" for layer in (1, 2, 3) for kind in "Wb"]
    values, unit = _integers({"X": exact(X)} | {name: exact(parameters[name]) for name in names})
    cache = {}
    A, part = values["X"], unit  # A is in multiples of 1/part
    for layer in (1, 2, 3):
        W, b = f"W{layer}", f"b{layer}"
        Z = values[W] @ A + values[b] * part
        part *= unit
        A = np.where(Z > 0, Z, 0)
        cache[f"Z{layer}"] = _rounded(Z / part)
        cache[f"A{layer}"] = _rounded(A / part) if layer < 3 else _sigmoid(Z, part)
        cache |= {W: parameters[W], b: parameters[b]}
    return cache


def exact(numbers):
    """Return integers and floats, of any shape, as an array of Fractions of that shape."""
    numbers = np.asarray(numbers)
    fractions = np.empty(numbers.size, dtype=object)
    fractions[:] = [Fraction(number) for number in numbers.ravel().tolist()]
    return fractions.reshape(numbers.shape)


def high_precision(fraction):
    """Return a Fraction as mpmath's number, rounded to its working precision."""
    return mpmath.mpf(fraction.numerator) / fraction.denominator


def _integers(given):
    """Return arrays of Fractions as integers, in multiples of 1/unit, and that unit.

    The unit is the largest denominator: since floats have powers of two as denominators, it is a
    multiple of all others. Integers need not be reduced, which is most of the work with Fractions.
    """
    unit = max(number.denominator for array in given.values() for number in array.flat)
    whole = np.frompyfunc(lambda each: each.numerator * (unit // each.denominator), 1, 1)
    return {name: whole(array) for name, array in given.items()}, unit


def _backward(dZ, values, unit):
    """Go back through the layers from dZ3; the same steps give the gradients and their S.

    All numbers are integers: `values` and dZ3 in multiples of 1/unit, and a product in multiples
    of the product of its factors' units. Each result is divided once.
    """
    m, lambd = dZ.shape[1], values["lambd"]
    part = unit  # dZ is in multiples of 1/part
    found = {"dZ3": (dZ, part)}
    for layer in (3, 2, 1):
        W, below = values[f"W{layer}"], values[f"A{layer - 1}"]
        decay = lambd * W * (part // unit)
        found[f"dW{layer}"] = dZ @ below.T + decay, m * part * unit
        found[f"db{layer}"] = dZ.sum(axis=1, keepdims=True), m * part
        if layer > 1:
            part *= unit
            dA = W.T @ dZ
            dZ = np.where(below > 0, dA, 0)
            found |= {f"dA{layer - 1}": (dA, part), f"dZ{layer - 1}": (dZ, part)}
    return {name: _rounded(found[name][0] / found[name][1]) for name in GRADIENTS}


def _sigmoid(Z, part):
    """Return 1 / (1 + exp(-Z/part)) for an array of integers Z, each entry rounded once."""
    with mpmath.workdps(DIGITS):
        values = [float(1 / (1 + mpmath.exp(-mpmath.mpf(z) / part))) for z in Z.ravel()]
    return np.array(values).reshape(Z.shape)


def _surprise(probability, y):
    """Return -[y log p + (1 - y) log(1 - p)] of one example, at the working precision."""
    p, y = mpmath.mpf(probability), mpmath.mpf(y)
    return -(y * mpmath.log(p) + (1 - y) * mpmath.log(1 - p))


def _rounded(numbers):
    """Return the nearest float64 of each number."""
    return numbers.astype(np.float64)
