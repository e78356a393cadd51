"""Designed inputs for q1, the regularized cost: which ones there are, and why."""

import numpy as np
from designs import UNIT, Design, biases, classes, numbers, parameters, probabilities, stream

__all__ = ["SUBTRACTED", "hidden", "public"]

SQUARE = (3, 3, 3, 1)

# The calls of the square family whose costs rules subtract and divide by what is left.
SUBTRACTED = (
    ("lambda-large", "lambda-zero"),
    ("lambda-large", "no-weights"),
    ("doubled", "no-weights"),
    ("doubled", "only-w1"),
    ("only-w1", "no-weights"),
    ("only-w2", "no-weights"),
    ("only-w3", "no-weights"),
    ("lambda-large", "without-w1"),
    ("lambda-large", "without-w2"),
    ("lambda-large", "without-w3"),
)


def hidden(seed):
    """Return the designs by which the cost is graded."""
    return [*_square_family(seed), *_wide_family(seed), *_confident_family(seed), *_singles(seed)]


def public(seed):
    """Return the designs of the cost that students see, besides the course's example."""
    square = _inputs(stream(seed, "public q1 square"), SQUARE, 4, 3.0)
    rectangle = _inputs(stream(seed, "public q1 rectangle"), (4, 3, 2, 1), 7, 0.0)
    integers = _inputs(stream(seed, "public q1 integers"), (2, 4, 3, 1), 10, 6)
    return [
        _design(
            ("square", "lambda-large"),
            "Every term of J counts, and square weights run even where they are transposed.",
            square,
        ),
        _design(
            ("rectangle", "lambda-zero"), "Without λ only the cross-entropy is left.", rectangle
        ),
        _design(
            ("single", "int-y"),
            "Y and λ are integers, as a student's own data may be; m is none of the widths.",
            integers | {"Y": integers["Y"].astype(np.int64)},
        ),
    ]


def _square_family(seed):
    """One A3 and one Y; what the weights add is J less the cost of no-weights."""
    draw = stream(seed, "hidden q1 square")
    base = _inputs(draw, SQUARE, 6, 15.0)
    generic = base["parameters"]
    weights = [name for name in generic if name.startswith("W")]
    other = biases(draw, SQUARE, 2, 4)
    entries = np.multiply(numbers(draw, (1,), 0.375, 0.5), [3, 4, -3])

    def having(**values):
        return base | {"parameters": generic | values}

    def sparse(layer):
        empty = {name: np.zeros_like(generic[name]) for name in weights}
        return having(**empty | {f"W{layer}": _sparse(generic[f"W{layer}"], layer, entries)})

    return [
        _design(
            ("square", "lambda-zero"),
            "The cross-entropy alone, under which the penalties of this family are measured.",
            base | {"lambd": 0.0},
        ),
        _design(
            ("square", "lambda-large", "repeat"),
            "Every term of J counts, and λ, m and the widths tell wrong factors apart.",
            base,
        ),
        *(
            _design(
                ("square", "lambda-small", flag),
                f"λ = {lambd}, as in the course's own example: below 1 a term is no special case.",
                base | {"lambd": lambd},
            )
            for flag, lambd in (("seven-tenths", 0.7), ("one-tenth", 0.1))
        ),
        _design(
            ("square", "other-biases"),
            "Large other biases: the cost must be that of lambda-large, for biases cost nothing.",
            having(**other),
        ),
        _design(
            ("square", "no-weights"),
            "All weights are 0: what any weights add to the cost is measured from here.",
            having(**{name: np.zeros_like(generic[name]) for name in weights}),
        ),
        *(
            _design(
                ("square", f"only-w{layer}"),
                f"Only W{layer} has weights, the same three as the other layers have in turn: a "
                f"penalty that leaves it out or counts it twice shows.",
                sparse(layer),
            )
            for layer in (1, 2, 3)
        ),
        *(
            _design(
                ("square", f"without-w{layer}"),
                f"The weights of lambda-large but for W{layer}, which is 0: a second look at "
                f"whether that layer counts.",
                having(**{f"W{layer}": np.zeros_like(generic[f"W{layer}"])}),
            )
            for layer in (1, 2, 3)
        ),
        _design(
            ("square", "same-squares"),
            "The sum of squares of lambda-large in every layer, from other weights: the sum and "
            "the sum of absolute values differ, the penalty must not.",
            having(**{name: _same_squares(generic[name]) for name in weights}),
        ),
        _design(
            ("square", "doubled"),
            "The weights of lambda-large doubled: the penalty must be four times as large.",
            having(**{name: 2 * generic[name] for name in weights}),
        ),
    ]


def _wide_family(seed):
    wide = _inputs(stream(seed, "hidden q1 wide"), (5, 4, 3, 1), 17, 2.5)
    return [
        _design(
            ("wide", "lambda-zero"),
            "A second cross-entropy alone, so that special cases at λ = 0 show twice.",
            wide | {"lambd": 0.0},
        ),
        _design(
            ("wide", "lambda-large", "repeat"),
            "Other λ, m and shapes than in the square family: constants written for one fail.",
            wide,
        ),
    ]


def _confident_family(seed):
    """A3 close to 0 and to 1, on the right and on the wrong side."""
    draw = stream(seed, "hidden q1 confident")
    sure = _inputs(draw, (3, 4, 2, 1), 7, 0.8125)
    least = numbers(draw, (2, 2), 0.5, 0.96875) / UNIT
    sides = np.array([0.0, 1.0, 1.0, 0.0])  # which class each of the first four is sure of
    A3, Y = sure["A3"], sure["Y"]
    A3[0, :4] = abs(sides - abs(least).ravel())
    Y[0, :4] = [1, 0, 1, 0]
    return [
        _design(
            ("confident", "lambda-zero"),
            "A3 close to 0 and to 1, where cutting it off from 1e-3 on shows, and 1e-8 does not.",
            sure | {"lambd": 0.0},
        ),
        _design(
            ("confident", "lambda-small"),
            "The same confident network with a λ below 1.",
            sure,
        ),
    ]


def _singles(seed):
    def draw(flag, widths, m, lambd, **kind):
        return _inputs(stream(seed, "hidden q1", flag), widths, m, lambd, **kind)

    integers = draw("int-y", (2, 3, 4, 1), 8, 6)
    fortran = draw("fortran", (4, 6, 3, 1), 9, 3.0)
    return [
        _single(
            "one-example",
            "With m = 1 a mean and a sum are the same, and shapes of (1, 1) must not trip.",
            draw("one-example", (3, 4, 2, 1), 1, 2.25),
        ),
        _single(
            "many-examples",
            "With m = 10,000 sums are long, and a penalty not divided by m is far off.",
            draw("many-examples", (4, 3, 2, 1), 10_000, 6000.0),
        ),
        _single(
            "all-positive",
            "All weights are positive: a correct penalty must not depend on mixed signs.",
            draw("all-positive", (4, 4, 3, 1), 8, 1.75, positive=True),
        ),
        _single(
            "fortran",
            "The arrays lie in memory column by column; results must not depend on that.",
            fortran | {"A3": np.asfortranarray(fortran["A3"])} | _fortran(fortran["parameters"]),
        ),
        _single(
            "int-y",
            "Y and λ are integers, as a student's own data may be.",
            integers | {"Y": integers["Y"].astype(np.int64)},
        ),
        _single(
            "one-unit",
            "Hidden layers of one unit: W2 and W3 are 1 x 1 and must still be counted.",
            draw("one-unit", (3, 1, 1, 1), 8, 2.25),
        ),
    ]


def _inputs(draw, widths, m, lambd, *, positive=False):
    return {
        "A3": probabilities(draw, m),
        "Y": classes(draw, m),
        "parameters": parameters(draw, widths, positive=positive),
        "lambd": lambd,
    }


def _fortran(values):
    return {"parameters": {name: np.asfortranarray(value) for name, value in values.items()}}


def _sparse(W, layer, entries):
    """Return a matrix of the shape of W that has three entries."""
    found = np.zeros_like(W)
    # No two in one row or column: norms of a matrix other than the Frobenius norm differ then.
    rows = (0, 1, 2) if layer < 3 else (0, 0, 0)
    found[rows, (1, 2, 0)] = entries
    return found


def _same_squares(W):
    """Return other weights with the sum of squares of W: one column takes over another's."""
    found = W.copy()
    # Squares and their sum are exact here and IEEE 754 rounds roots right, on every machine.
    found[:, 0] = -np.sqrt(W[:, 0] ** 2 + W[:, 1] ** 2)
    found[:, 1] = 0.0
    return found


def _single(flag, comment, inputs):
    return _design(("single", flag), comment, inputs)


def _design(flags, comment, inputs):
    return Design(question="q1", flags=flags, comment=comment, inputs=inputs)
