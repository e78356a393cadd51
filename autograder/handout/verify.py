"""Proves a standing hand-out: it is what would be built, and all of it may be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.handout.build import files, present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.description import Assignment

__all__ = ["problems"]


def problems(assignment: Assignment) -> Iterator[str]:
    """Yield a sentence for everything that is wrong with the standing hand-out.

    Raises:
        UsageError: a file cannot be read, or a program is missing.
        DescriptionError: a source is not what can be built from.
    """
    built = files(assignment)
    standing = {
        name: (assignment.handout / name).read_bytes() for name in present(assignment.handout)
    }
    for name in sorted(built.keys() | standing.keys()):
        if built.get(name) != standing.get(name):
            yield f"{name} is not what would be built: run autograder handout build"
