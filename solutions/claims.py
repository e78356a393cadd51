"""What is proved about standing vectors, beyond that the builder makes the same ones again."""

import course_example
import numpy as np
import regularization
from opinions import deviation, opinions

from autograder.vectors.model import Group

__all__ = ["by_reference", "claims"]

ROUNDING = 1e-12  # in units of S: more than any float64 program loses, far below a tolerance


def claims(sets):
    """Yield a name, whether it holds, and what was measured, for each claim.

    Args:
        sets: mapping from a set's name to its autograder.vectors.model.VectorSet.
    """
    for which, found in sets.items():
        for name, deviations in _measured(found.vectors).items():
            detail = f"at most {max(deviations):.1e} S away on {len(deviations)} vectors"
            yield f"{which}: {name}", max(deviations) <= ROUNDING, detail
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
