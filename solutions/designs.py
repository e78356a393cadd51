"""Draws the inputs of test vectors: exactly representable, of order one, and telling.

Every number is an integer multiple of 1/1024 from a frozen stream of integers, so that the same
seed gives the same vectors on every machine, and so that a network's run on them is exact in
float64 up to its sigmoid. A network is drawn again until each of its examples can tell a right
ReLU mask from a wrong one.
"""

import hashlib
from dataclasses import dataclass

import numpy as np

__all__ = [
    "Design",
    "biases",
    "classes",
    "network",
    "numbers",
    "parameters",
    "probabilities",
    "stream",
]

UNIT = 1024
HIGHEST_Z3 = 2.5  # then A3 lies well inside [1/16, 15/16]
SURE_0, SURE_1 = (-9.0, -7.25), (7.25, 9.0)  # Z3 of an A3 that is within 1e-3 of 0 or of 1
NEAREST_TO_KINK = 1 / 64  # differences of J need steps that stay on one side of each ReLU
CANDIDATES = 16  # examples drawn for each one that is needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A vector before its answer is known.

    Attributes:
        question: the question whose function is called.
        flags: words by which hidden tests choose vectors.
        comment: why the vector exists, in a sentence.
        inputs: positional arguments by name, in call order; `parameters` and `cache` are dicts.
    """

    question: str
    flags: tuple[str, ...]
    comment: str
    inputs: dict


def stream(seed, *words):
    """Return the stream of random integers that belongs to a seed and a name.

    Each family of vectors has a stream of its own, so that a new one leaves the others unchanged.
    NumPy keeps RandomState frozen for ever; it promises that of no newer generator.
    """
    digest = hashlib.sha256("/".join([str(seed), *words]).encode()).digest()
    return np.random.RandomState(np.frombuffer(digest, dtype="<u4"))


def numbers(draw, shape, low, high):
    """Return multiples of 1/1024 of either sign and a size from low to high."""
    sizes = draw.randint(int(low * UNIT), int(high * UNIT) + 1, size=shape, dtype=np.int64)
    signs = draw.randint(0, 2, size=shape, dtype=np.int64) * 2 - 1
    return sizes * signs / UNIT


def probabilities(draw, m):
    """Return A3 of shape (1, m), from 1/16 to 15/16."""
    return draw.randint(UNIT // 16, UNIT * 15 // 16 + 1, size=(1, m), dtype=np.int64) / UNIT


def classes(draw, m):
    """Return Y of shape (1, m) as float64, with both classes in it where m is above 1."""
    while True:
        Y = draw.randint(0, 2, size=(1, m), dtype=np.int64).astype(np.float64)
        if m == 1 or 0 < Y.sum() < m:
            return Y


def biases(draw, widths, low=0.25, high=1.5):
    """Return b1, b2, b3 for layers of these widths, the input's first."""
    return {f"b{layer}": numbers(draw, (widths[layer], 1), low, high) for layer in (1, 2, 3)}


def parameters(draw, widths, *, positive=False):
    """Return W1, b1, W2, b2, W3, b3 for layers of these widths; no weight is below 1/4 in size."""
    values = biases(draw, widths)
    for layer in (1, 2, 3):
        W = numbers(draw, (widths[layer], widths[layer - 1]), 0.25, 1)
        values[f"W{layer}"] = abs(W) if positive else W
    return {f"{kind}{layer}": values[f"{kind}{layer}"] for layer in (1, 2, 3) for kind in "Wb"}


def network(draw, widths, m, *, positive=False, at_kink=False, confident=False):
    """Return X, shape (widths[0], m), and parameters that make it telling.

    In each example every hidden layer of several units has active and inactive ones. Every hidden
    unit is active in some examples and inactive in others, unless there is only one example or
    the weights are all positive, where chance hardly ever brings that about.

    Args:
        draw: the stream.
        widths: units of the input and of the three layers.
        m: the number of examples.
        positive: whether all weights are above 0.
        at_kink: whether two entries of Z1 and two of Z2 are exactly 0, all in the first two
            examples. Otherwise every Z is well away from 0.
        confident: whether A3 is close to 0 in the first example and close to 1 in the second.
    """
    while True:
        values = parameters(draw, widths, positive=positive)
        X = numbers(draw, (widths[0], CANDIDATES * m), 0.25, 2)
        if at_kink:
            _move_to_kink(X, values)
        if confident:
            values["W3"] *= 4
        good = np.flatnonzero(_is_telling(X, values))[:m]
        if confident:
            sure = _sure(X, values)
            if sure is None:
                continue
            good = np.concatenate([sure, good])[:m]
        if at_kink and not {0, 1} <= set(good):
            continue
        if len(good) == m and (m == 1 or positive or _units_switch(X[:, good], values)):
            return X[:, good], values


def _layers(X, values):
    """Return Z1, Z2, Z3; float64 holds them exactly for the numbers drawn here."""
    Z1 = values["W1"] @ X + values["b1"]
    Z2 = values["W2"] @ np.maximum(Z1, 0) + values["b2"]
    return Z1, Z2, values["W3"] @ np.maximum(Z2, 0) + values["b3"]


def _move_to_kink(X, values):
    """Change b1 and b2 so that units 0 and 1 of layers 1 and 2 get a Z of exactly 0."""
    for layer in (1, 2):
        Z = _layers(X, values)[layer - 1]
        for unit in (0, 1):
            # Layer 2 takes the examples the other way round: no example has one unit's zeros only.
            example = unit if layer == 1 else 1 - unit
            values[f"b{layer}"][unit] -= Z[unit, example]


def _is_telling(X, values):
    """Return of each example whether it is fit to be in a vector."""
    return _has_telling_units(X, values) & (abs(_layers(X, values)[2][0]) <= HIGHEST_Z3)


def _has_telling_units(X, values):
    """Return of each example whether its hidden units are fit to be in a vector."""
    Z1, Z2, _ = _layers(X, values)
    fit = np.full(X.shape[1], True)
    for Z in (Z1, Z2):
        fit &= ((Z == 0) | (abs(Z) >= NEAREST_TO_KINK)).all(axis=0)
        if len(Z) > 1:
            fit &= (Z > 0).any(axis=0) & (Z <= 0).any(axis=0)
    return fit


def _sure(X, values):
    """Return an example of A3 close to 0 and one of A3 close to 1; None where there are none."""
    Z3 = _layers(X, values)[2][0]
    fit = _has_telling_units(X, values)
    found = [np.flatnonzero(fit & (low < Z3) & (high > Z3)) for low, high in (SURE_0, SURE_1)]
    return np.array([each[0] for each in found]) if all(map(len, found)) else None


def _units_switch(X, values):
    """Say whether each hidden unit is active in a tenth of the examples and inactive in a tenth.

    A unit that is hardly ever active has gradients so small that rounding them to 8 decimals, which
    is allowed, would show. And say whether somewhere a gradient reaches an inactive unit of layer
    1: where layer 2 is active.
    """
    Z1, Z2, _ = _layers(X, values)
    shares = np.concatenate([(Z > 0).mean(axis=1) for Z in (Z1, Z2)])
    switches = bool(((shares >= 0.1) & (shares <= 0.9)).all())
    return switches and bool(np.any((Z1 <= 0) & (Z2 > 0).any(axis=0)))
