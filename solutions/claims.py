"""What is proved about standing vectors, beyond that the builder makes the same ones again."""

import cost_designs
import course_example
import numpy as np
import regularization
from opinions import deviation, opinions

from autograder import Group

__all__ = ["by_reference", "claims"]

LEAST_GAP = 0.1  # ten times what rounding to 2 decimals can take away
LEAST_CROSS_ENTROPY = 0.5
LEAST_SPREAD = 0.1  # a hundred times what the rules ask of a student's own gradient
ROUNDING = 1e-12  # in units of S: more than any float64 program loses, far below a tolerance


def claims(sets):
    """Yield a name, whether it holds, and what was measured, for each claim.

    Args:
        sets: mapping from a set's name to its autograder.VectorSet.
    """
    for which, found in sets.items():
        for name, deviations in _measured(found.vectors).items():
            detail = f"at most {max(deviations):.1e} S away on {len(deviations)} vectors"
            yield f"{which}: {name}", max(deviations) <= ROUNDING, detail
    if "hidden" in sets:
        yield from _telling(sets["hidden"].vectors)
    course = [each for each in sets["public"].vectors if "course" in each.flags]
    yield _published("cost", course, {"cost": course_example.of_cost()["published"]}, 1e-12)
    gradients = course_example.of_gradients()["published"]
    yield _published("gradients", course, gradients, 1e-7)  # published to 8 decimals


def by_reference(vector):
    """Return what the reference solution returns, by the names of the expected arrays."""
    values = [_passed(value) for value in vector.inputs.values()]
    if vector.question == "q1":
        return {"cost": regularization.compute_cost_with_regularization(*values)}
    return regularization.backward_propagation_with_regularization(*values)


def _measured(vectors):
    """Return the deviations that each independent computation has, by its name."""
    measured = {"the reference solution agrees": []}
    for vector in vectors:
        worst = deviation(vector, by_reference(vector))
        measured["the reference solution agrees"].append(worst)
        for opinion, worst in opinions(vector).items():
            measured.setdefault(f"second opinion by {opinion} agrees", []).append(worst)
    return measured


def _telling(vectors):
    """Yield what the rules about single steps rely on; without it they refuse right versions."""
    square = {flag: each for each in _of(vectors, "q1", "square") for flag in each.flags}
    gaps = [
        abs(float(square[more].expected["cost"] - square[less].expected["cost"]))
        for more, less in cost_designs.SUBTRACTED
    ]
    yield (
        "hidden: no two costs that rules subtract are nearly the same",
        min(gaps) >= LEAST_GAP,
        (f"{min(gaps):.2f} apart"),
    )
    least = min(float(each.expected["cost"]) for each in _of(vectors, "q1", "lambda-zero"))
    name = "hidden: no cross-entropy is so small that rounding it to 2 decimals would matter"
    yield name, least >= LEAST_CROSS_ENTROPY, f"at least {least:.2f}"
    spreads = [
        np.ptp(each.expected[name]) / np.abs(each.expected[name]).max()
        for flag in ("square", "tall")
        for each in _of(vectors, "q2", flag)
        for name in ("dZ3", "dA2", "dZ2", "dA1")
    ]
    name = "hidden: no gradient that others are judged from is the same everywhere"
    yield name, min(spreads) >= LEAST_SPREAD, f"varies by {min(spreads):.2f} of its size or more"


def _of(vectors, question, flag):
    return [each for each in vectors if each.question == question and flag in each.flags]


def _published(name, course, published, tolerance):
    """Return the claim that a vector of the course expects what was published."""
    expected = next(each.expected for each in course if each.expected.keys() == published.keys())
    worst = max(float(np.max(abs(expected[key] - published[key]))) for key in published)
    return f"public: the course's {name} reproduced", worst <= tolerance, f"{worst:.1e} away"


def _passed(value):
    """Return an input as the called function receives it."""
    if not isinstance(value, Group):
        return value
    return dict(value.items) if value.kind == "dict" else tuple(value.items.values())
