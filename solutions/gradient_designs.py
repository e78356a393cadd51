"""Designed inputs for q2, the gradients: which ones there are, and why."""

import numpy as np
import oracle
from designs import Design, classes, network, stream

__all__ = ["hidden", "public"]

SQUARE = (3, 3, 3, 1)


def hidden(seed):
    """Return the designs by which the gradients are graded."""
    return [*_families(seed), *_singles(seed)]


def public(seed):
    """Return the designs of the gradients that students see, besides the course's example."""
    return [
        _design(
            ("square", "lambda-large"),
            "Square weights run even where they are transposed or taken from another layer.",
            _inputs(stream(seed, "public q2 square"), SQUARE, 4, 3.0),
        ),
        _design(
            ("rectangle", "lambda-zero"),
            "Without λ the gradients are those of the cross-entropy alone.",
            _inputs(stream(seed, "public q2 rectangle"), (4, 3, 2, 1), 7, 0.0),
        ),
        _design(
            ("single", "zero-z"),
            "Some Z are exactly 0, where the derivative of ReLU counts as 0.",
            _inputs(stream(seed, "public q2 zero-z"), (2, 4, 3, 1), 10, 2.5, at_kink=True),
        ),
    ]


def _families(seed):
    """Two networks, each with three λ: the differences are in proportion to W and no more."""
    square = _inputs(stream(seed, "hidden q2 square"), SQUARE, 6, 3.0)
    tall = _inputs(stream(seed, "hidden q2 tall"), (2, 7, 4, 1), 9, 1.5)
    return [
        _design(
            ("square", "lambda-zero"),
            "The gradients of the cross-entropy alone, where a missing transpose still runs.",
            square | {"lambd": 0.0},
        ),
        _design(
            ("square", "lambda-large", "repeat"),
            "All weights have one shape: W, Wᵀ or a mask taken from another layer shows here.",
            square,
        ),
        _design(
            ("square", "lambda-small"),
            "A λ below 1, where a term is no special case and still stands out.",
            square | {"lambd": 0.4375},
        ),
        _design(
            ("tall", "lambda-zero"),
            "A second network without λ, so that special cases at λ = 0 show twice.",
            tall | {"lambd": 0.0},
        ),
        _design(
            ("tall", "lambda-large", "repeat"),
            "Other λ, m and shapes than in the square family: constants written for one fail.",
            tall,
        ),
        _design(
            ("tall", "lambda-small"),
            "λ = 0.7, as in the course's own example; the term is small beside the data's part.",
            tall | {"lambd": 0.7},
        ),
    ]


def _singles(seed):
    def draw(flag, widths, m, lambd, **kind):
        return _inputs(stream(seed, "hidden q2", flag), widths, m, lambd, **kind)

    integers = draw("int-y", (4, 3, 2, 1), 8, 6, at_kink=True)
    return [
        _single(
            "zero-z",
            "Two entries of Z1 and two of Z2 are exactly 0: there the derivative of ReLU is 0.",
            draw("zero-z", (3, 4, 3, 1), 8, 2.5, at_kink=True),
        ),
        _single(
            "one-example",
            "With m = 1 every array has one column, which careless sums flatten or lose; λ = 0.1.",
            draw("one-example", (3, 4, 3, 1), 1, 0.1),
        ),
        _single(
            "many-examples",
            "With m = 10,000 sums are long, and a term not divided by m is far off.",
            draw("many-examples", (2, 2, 1, 1), 10_000, 6000.0),
        ),
        _single(
            "all-positive",
            "All weights are positive, so a sign that weights of mixed signs would blur shows.",
            draw("all-positive", (3, 4, 3, 1), 8, 0.875, positive=True),
        ),
        _single(
            "confident",
            "A3 close to 0 and to 1, on either side, where cutting it off from 1e-3 on shows.",
            draw("confident", (3, 4, 3, 1), 8, 1.25, confident=True),
        ),
        _single(
            "fortran",
            "The arrays lie in memory column by column; results must not depend on that.",
            _fortran(draw("fortran", (3, 5, 4, 1), 7, 3.5)),
        ),
        _single(
            "int-y",
            "Y and λ are integers, as a student's own data may be; here too some Z are 0.",
            integers | {"Y": integers["Y"].astype(np.int64)},
        ),
        _single(
            "one-unit",
            "Hidden layers of one unit: products of 1 x 1 matrices must not trip.",
            draw("one-unit", (3, 1, 1, 1), 8, 2.25),
        ),
    ]


def _inputs(draw, widths, m, lambd, **kind):
    X, values = network(draw, widths, m, **kind)
    return {"X": X, "Y": classes(draw, m), "cache": oracle.forward(X, values), "lambd": lambd}


def _fortran(inputs):
    cache = {name: np.asfortranarray(value) for name, value in inputs["cache"].items()}
    return inputs | {"X": np.asfortranarray(inputs["X"]), "cache": cache}


def _single(flag, comment, inputs):
    return _design(("single", flag), comment, inputs)


def _design(flags, comment, inputs):
    return Design(question="q2", flags=flags, comment=comment, inputs=inputs)
