"""What a command starts before it imports the rest: processes that need a while by themselves."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.description import Assignment
    from autograder.grading.pool import First
    from autograder.sandbox.outside.level import Proving
    from autograder.vectors.hdf5 import Reading


def reading(described: Assignment) -> Reading:
    """Begin to read the hidden vectors of an assignment."""
    # Nothing here multiplies large matrices, and a process with one thread is easily forked.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import_module("numpy")  # here, and in none of the processes that are forked
    from autograder.vectors.hdf5 import Reading

    return Reading(described.hidden_vectors)


def first_worker(described: Assignment) -> First:
    """Start a worker; after `reading`, so that it has NumPy as well."""
    from autograder.grading.pool import First

    return First(described)


def proving() -> Proving:
    """Begin to prove the level."""
    from autograder.sandbox.outside.level import Proving

    return Proving()
