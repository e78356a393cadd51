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
    values = {name: exact(cache[name]) for name in CACHE} | {"A0": exact(X)}
    sizes = {name: abs(value) for name, value in values.items()}
    Y, lambd = exact(Y), exact(lambd)[()]
    expected = _backward(values["A3"] - Y, values, lambd)
    scale = _backward(sizes["A3"] + abs(Y), sizes, abs(lambd))
    return Answer(
        expected={name: _rounded(expected[name]) for name in GRADIENTS},
        scale={name: _rounded(scale[name]) for name in GRADIENTS},
    )


def forward(X, parameters):
    """Return the cache of a network's run, a dict of float64 arrays in the order of CACHE.

    Each entry is computed exactly and rounded once. For inputs and parameters that are
    multiples of 1/1024 below 8 no Z or A before the sigmoid needs rounding at all.

    Args:
        X: the input; shape (units of layer 0, m).
        parameters: mapping of W1, b1, W2, b2, W3, b3.
    """
    cache = {}
    A = exact(X)
    for layer in (1, 2, 3):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = exact(W) @ A + exact(b)
        A = np.where(Z > 0, Z, Fraction(0)) if layer < 3 else _sigmoid(Z)
        cache |= {f"Z{layer}": _rounded(Z), f"A{layer}": _rounded(A)}
        cache |= {f"W{layer}": W, f"b{layer}": b}
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


def _backward(dZ, values, lambd):
    """Go back through the layers from dZ3; the same steps give the gradients and their S."""
    m = dZ.shape[1]
    found = {"dZ3": dZ}
    for layer in (3, 2, 1):
        W, below = values[f"W{layer}"], values[f"A{layer - 1}"]
        found[f"dW{layer}"] = (dZ @ below.T + lambd * W) / m
        found[f"db{layer}"] = dZ.sum(axis=1, keepdims=True) / m
        if layer > 1:
            dA = W.T @ dZ
            dZ = np.where(below > 0, dA, Fraction(0))
            found |= {f"dA{layer - 1}": dA, f"dZ{layer - 1}": dZ}
    return found


def _sigmoid(Z):
    """Return 1 / (1 + exp(-Z)) of Fractions, each rounded once."""
    with mpmath.workdps(DIGITS):
        values = [float(1 / (1 + mpmath.exp(-high_precision(z)))) for z in Z.ravel()]
    return np.array(values).reshape(Z.shape)


def _surprise(probability, y):
    """Return -[y log p + (1 - y) log(1 - p)] of one example, at the working precision."""
    p, y = mpmath.mpf(probability), mpmath.mpf(y)
    return -(y * mpmath.log(p) + (1 - y) * mpmath.log(1 - p))


def _rounded(numbers):
    """Return the nearest float64 of each number."""
    return numbers.astype(np.float64)
