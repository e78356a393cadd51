"""The hand-out as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.bundle.zipping import zipped
from autograder.handout.build import files

if TYPE_CHECKING:
    from autograder.description import Assignment

__all__ = ["student"]


def student(assignment: Assignment) -> bytes:
    """Return the zip that students receive: one folder, so that unpacking makes no mess.

    Raises:
        UsageError: a source cannot be read, or a program is missing.
        DescriptionError: a source is not what can be built from.
    """
    return zipped({f"{assignment.id}/{name}": body for name, body in files(assignment).items()})
