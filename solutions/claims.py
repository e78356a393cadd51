"""What is proved about standing vectors, beyond that the builder makes the same again."""

import numpy as np
import regularization
from opinions import deviation, opinions

from autograder.vectors.model import Group

__all__ = ["arguments", "by_reference", "claims"]

ROUNDING = 1e-12  # of S: what a float64 program may lose; the grading tolerance is 1e-9
PUBLISHED = {"q1": 1e-12, "q2": 1e-7}  # absolute: one is published in full, the other to 8 decimals


def claims(sets):
    """Yield a name, whether it holds, and what was measured, for each claim.

    Args:
        sets: mapping from a set's name to its autograder.vectors.model.VectorSet.
    """
    for which, found in sets.items():
        measured = {"the reference solution": []}
        for vector in found.vectors:
            worst = deviation(vector, by_reference(vector))
            measured["the reference solution"].append(worst)
            for opinion, worst in opinions(vector).items():
                measured.setdefault(f"second opinion, {opinion}", []).append(worst)
        for name, deviations in measured.items():
            detail = f"at most {max(deviations):.1e} S on {len(deviations)} vectors"
            yield f"{which}: {name}", max(deviations) <= ROUNDING, detail
