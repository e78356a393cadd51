"""The vectors of an exercise as they were at a revision of git."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import description
from autograder.authoring.vectors import build
from autograder.errors import AutograderError, UsageError
from autograder.vectors import hdf5

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.description import Assignment
    from autograder.vectors.model import VectorSet


def now(assignment: Assignment) -> Mapping[str, VectorSet]:
    """Return the sets as the builder makes them now.

    Raises:
        DescriptionError: the builder cannot be used.
        GraderFault: it raised.
    """
    builder = build.load(assignment)
    return {
        which: builder.build(which, build.seed_of(which, assignment.seed)) for which in build.SETS
    }


def at(assignment: Assignment, revision: str) -> Mapping[str, VectorSet]:
    """Return the sets of a revision: the files that it keeps, or what its builder makes.

    Raises:
        UsageError: there is no git, no such revision, or no such exercise in it.
        DescriptionError: the exercise cannot be built as it was.
    """
    image = _archive(assignment.root, revision)
    with tempfile.TemporaryDirectory(prefix="autograder-") as temporary:
        folder = Path(temporary).resolve() / assignment.root.name
        with tarfile.open(fileobj=io.BytesIO(image)) as archive:
            archive.extractall(folder, filter="data")
        _forget(assignment)
        try:
            return _sets(description.load(folder / "pyproject.toml"))
        except AutograderError as error:
            raise UsageError(
                f"the exercise cannot be built as it was at {revision}: {error}"
            ) from error
        finally:
            _forget(assignment)


def _sets(assignment: Assignment) -> Mapping[str, VectorSet]:
    paths = build.files(assignment)
    if all(path.is_file() for path in paths.values()):
        return {which: hdf5.read(path) for which, path in paths.items()}
    return now(assignment)


def _archive(folder: Path, revision: str) -> bytes:
    """Return a tar of a folder at a revision."""
    if revision.startswith("-"):
        raise UsageError(f"{revision} is no revision: name a commit, a branch or a tag")
    command = ["git", "-C", str(folder), "archive", "--format=tar", revision, "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise UsageError("git is not installed, which knows what was: install it") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it says nothing"]
        raise UsageError(f"git has no {revision} of {folder}: {said[-1].removeprefix('fatal: ')}")
    return done.stdout


def _forget(assignment: Assignment) -> None:
    """Have helper modules imported anew: at another revision they may be others."""
    for helper in assignment.helpers:
        sys.modules.pop(helper.stem, None)
