"""Proves a hand-out: it is what would be built, and nothing in it knows an answer."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.handout.build import files, is_derived, present
from autograder.authoring.handout.leaks import leaks, secrets
from autograder.errors import DescriptionError
from autograder.files import read
from autograder.zipping import zipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from autograder.authoring.handout.leaks import Secrets
    from autograder.description import Assignment


def problems(assignment: Assignment) -> Iterator[str]:
    """Yield a sentence for everything that is wrong with the standing hand-out.

    Raises:
        UsageError: a file cannot be read, or a program is missing.
        DescriptionError: a source is not what can be built from.
        VectorFileError: a vector file cannot be used.
    """
    built = files(assignment)
    standing = {name: read(assignment.handout / name) for name in present(assignment.handout)}
    yield from _differences(assignment, built, standing)
    # What stands is looked at even where it is not what would be built: it may be out already.
    yield from dict.fromkeys(faults(assignment, {*built.items(), *standing.items()}))


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


def faults(assignment: Assignment, handout: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Yield a sentence for everything in `handout`, names and contents, that may not be there.

    Zips are looked into: what lies in one is named as in a folder.

    Raises:
        UsageError: a source of what is kept secret cannot be read.
        VectorFileError: a vector file cannot be used.
    """
    kept = secrets(assignment)
    for outer, whole in sorted(handout):
        for name, content in _unpacked(outer, whole):
            if content is None:
                yield f"{name} is damaged or not a zip: run autograder handout build"
                continue
            if not any(fnmatchcase(name, pattern) for pattern in assignment.allowed):
                yield f"{name} must not be handed out: remove it, or add it to `allowed`"
            yield from _told(assignment, name, content, kept)


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Yield a file and, when it is a zip, what is in it; nothing for what cannot be opened."""
    yield name, content
    if not name.endswith(".zip"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield from _unpacked(f"{name}/{member.filename}", archive.read(member))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        # Damaged, cut short, encrypted, or compressed in a way that nothing of ours is.
        yield name, None


def _differences(
    assignment: Assignment, built: Mapping[str, bytes], standing: Mapping[str, bytes]
) -> Iterator[str]:
    for name in sorted(built.keys() | standing.keys()):
        if name not in standing:
            yield f"{name} is missing: run autograder handout build"
        elif name not in built and is_derived(assignment, name):
            yield f"{name} has no source: remove it"
        elif name in built and built[name] != standing[name]:
            yield f"{name} is out of date: run autograder handout build"


def _told(assignment: Assignment, name: str, content: bytes, kept: Secrets) -> Iterator[str]:
    yield from leaks(name, content, kept)
    for place in (assignment.root, Path.home(), Path(tempfile.gettempdir())):
        if len(place.parts) > 1 and f"{place.as_posix()}/".encode() in content:
            yield f"{name} contains a path of this machine, {place}: remove it from its source"
