"""The hand-out as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.authoring.handout.build import files
from autograder.authoring.handout.verify import faults
from autograder.authoring.zipping import zipped
from autograder.errors import DescriptionError

if TYPE_CHECKING:
    from autograder.description import Assignment

__all__ = ["student"]


def student(assignment: Assignment) -> bytes:
    """Return the zip that students receive: one folder, so that unpacking makes no mess.

    Raises:
        UsageError: a source cannot be read, or a program is missing.
        DescriptionError: a source is not what can be built from, or what was built from it may
            not be handed out.
    """
    built = files(assignment)
    fault = next(faults(assignment, built.items()), None)
    if fault is not None:
        raise DescriptionError(f"nothing was written, because {fault}")
    return zipped({f"{assignment.id}/{name}": body for name, body in built.items()})
