"""Designed inputs for q1, the regularized cost: which ones there are, and why."""

import numpy as np
from designs import Design, biases, classes, numbers, parameters, probabilities, stream

__all__ = ["hidden", "public"]

SQUARE = (3, 3, 3, 1)


def hidden(seed):
    """Return the designs by which the cost is graded."""
    return [*_square_family(seed), *_wide_family(seed), *_singles(seed)]


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
    """One A3 and one Y; what the weights add is J less the cross-entropy of lambda-zero."""
    draw = stream(seed, "hidden q1 square")
    base = _inputs(draw, SQUARE, 6, 3.0)
    generic = base["parameters"]
    other = biases(draw, SQUARE, 2, 4)
    three, four = np.multiply(numbers(draw, (1,), 0.25, 0.5), [3, 4])
    last = abs(numbers(draw, (1,), 0.5, 1))[0] * -np.sign(three)
    entries = [three, four, last]

    def sparse(layer, values):
        return base | {"parameters": _sparse(generic, layer, values)}

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
        _design(
            ("square", "other-biases"),
            "Large other biases: the cost must be that of lambda-large, for biases cost nothing.",
            base | {"parameters": generic | other},
        ),
        *(
            _design(
                ("square", f"only-w{layer}"),
                f"Only W{layer} has weights, the same three as the other layers have in turn: a "
                f"penalty that leaves it out or counts it twice shows.",
                sparse(layer, entries),
            )
            for layer in (1, 2, 3)
        ),
        _design(
            ("square", "same-squares"),
            "The sum of squares of only-w1 from other weights: the sum and the sum of absolute "
            "values differ, the penalty must not.",
            sparse(1, [-three / 3 * 5, 0.0, last]),
        ),
        _design(
            ("square", "doubled"),
            "The weights of only-w1 doubled: the penalty must be four times as large.",
            sparse(1, [2 * entry for entry in entries]),
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


def _singles(seed):
    def draw(flag, widths, m, lambd, **kind):
        return _inputs(stream(seed, "hidden q1", flag), widths, m, lambd, **kind)

    integers = draw("int-y", (2, 3, 4, 1), 8, 6)
    fortran = draw("fortran", (4, 6, 3, 1), 9, 3.5)
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


def _sparse(generic, layer, entries):
    """Return the parameters with all weights 0 but three of one layer; biases stay."""
    values = {
        name: np.zeros_like(value) if name.startswith("W") else value
        for name, value in generic.items()
    }
    # No two in one row or column: norms of a matrix other than the Frobenius norm differ then.
    rows = (0, 1, 2) if layer < 3 else (0, 0, 0)
    values[f"W{layer}"][rows, (1, 2, 0)] = entries
    return values


def _single(flag, comment, inputs):
    return _design(("single", flag), comment, inputs)


def _design(flags, comment, inputs):
    return Design(question="q1", flags=flags, comment=comment, inputs=inputs)
