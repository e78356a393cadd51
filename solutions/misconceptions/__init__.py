"""The catalogue of misconceptions: named wrong versions of both graded functions.

Each is a small function that makes one mistake as a student would make it (or, in `combinations`,
two), with the words of a patient teacher. They prove that the test vectors see the mistake, and
their answers, stored as fingerprints, let the grader name it.
"""

from misconceptions import (
    combinations,
    cost_entropy,
    cost_factor,
    cost_sum,
    gradient_flow,
    gradient_parts,
    gradient_term,
)
from misconceptions.model import Misconception, written_in

__all__ = ["CATALOGUE", "Misconception", "hints"]

_MODULES = (
    cost_factor,
    cost_sum,
    cost_entropy,
    gradient_term,
    gradient_flow,
    gradient_parts,
    combinations,
)

CATALOGUE = tuple(found for module in _MODULES for found in written_in(module))
"""All misconceptions of both questions."""


def hints():
    """Return what the engine may tell about each misconception: question, title and hint by id."""
    return {
        found.id: {"question": found.question, "title": found.title, "hint": found.hint}
        for found in sorted(CATALOGUE, key=lambda found: found.id)
    }
