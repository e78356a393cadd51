"""Proves a standing hand-out: it is what would be built, and nothing in it knows an answer."""

from __future__ import annotations

import tempfile
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.handout.build import files, present, read
from autograder.authoring.handout.leaks import leaks, secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from autograder.authoring.handout.leaks import Secrets
    from autograder.description import Assignment

__all__ = ["faults", "problems"]


def problems(assignment: Assignment) -> Iterator[str]:
    """Yield a sentence for everything that is wrong with the standing hand-out.

    Raises:
        UsageError: a file cannot be read, or a program is missing.
        DescriptionError: a source is not what can be built from.
        VectorFileError: a vector file cannot be used.
    """
    built = files(assignment)
    standing = {name: read(assignment.handout / name) for name in present(assignment.handout)}
    yield from _differences(built, standing)
    # What stands is looked at even where it is not what would be built: it may be out already.
    yield from dict.fromkeys(faults(assignment, {*built.items(), *standing.items()}))


def faults(assignment: Assignment, handout: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Yield a sentence for everything in `handout`, names and contents, that may not be there.

    Raises:
        UsageError: a source of what is kept secret cannot be read.
        VectorFileError: a vector file cannot be used.
    """
    kept = secrets(assignment)
    for name, content in sorted(handout):
        if not any(fnmatchcase(name, pattern) for pattern in assignment.allowed):
            yield f"{name} must not be handed out: remove it, or add it to `allowed`"
        yield from _told(assignment, name, content, kept)


def _differences(built: Mapping[str, bytes], standing: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted(built.keys() | standing.keys()):
        if name not in standing:
            yield f"{name} is missing: run autograder handout build"
        elif name not in built:
            yield f"{name} has no source: autograder handout build removes it"
        elif built[name] != standing[name]:
            yield f"{name} is out of date: run autograder handout build"


def _told(assignment: Assignment, name: str, content: bytes, kept: Secrets) -> Iterator[str]:
    yield from leaks(name, content, kept)
    for place in (assignment.root, Path.home(), Path(tempfile.gettempdir())):
        if len(place.parts) > 1 and f"{place.as_posix()}/".encode() in content:
            yield f"{name} contains a path of this machine, {place}: remove it from its source"
