"""The zip that is uploaded to Gradescope as an assignment's autograder.

At its root are the two scripts that Gradescope starts, what they install, and the assignment: its
description, hidden suite and vectors, the modules given to students, and the hints. Of solutions
nothing is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path, PurePosixPath

from autograder.bundle import archive, wheel
from autograder.description import Assignment
from autograder.errors import DescriptionError, UsageError
from autograder.gradescope import document
from autograder.grading.engine import Engine
from autograder.judge import session
from autograder.judge.suite import Suite
from autograder.record.failures import explained
from autograder.record.results_json import encoded
from autograder.results import Level

__all__ = ["LARGEST", "bundle"]

LARGEST = 5_000_000  # bytes; an image is built from it at every change
_SCRIPTS = ("run_autograder", "setup.sh")
_ASSIGNMENT = PurePosixPath("assignment")
_DESCRIPTION = "pyproject.toml"


def bundle(assignment: Assignment) -> bytes:
    """Return the zip, once the assignment has been seen to load.

    Raises:
        UsageError: a file is missing or cannot be used, or the zip would be too large.
    """
    members = {PurePosixPath(name): _script(name) for name in _SCRIPTS}
    members[PurePosixPath("unfinished.json")] = _unfinished(assignment)
    name, content = wheel.built()
    members[PurePosixPath(name)] = content
    requirements = wheel.CHECKOUT / "requirements/core.txt"
    members[PurePosixPath("requirements.txt")] = requirements.read_bytes()
    for path in _files(assignment):
        with explained(path):
            members[_ASSIGNMENT / _place(path, assignment.root)] = path.read_bytes()
    zipped = archive.packed(members)
    if len(zipped) > LARGEST:
        raise UsageError(
            f"the bundle would have {len(zipped):,} bytes, more than {LARGEST:,}: see what is "
            f"large in {assignment.hidden_suite} and {assignment.hidden_vectors}"
        )
    return zipped


def _script(name: str) -> bytes:
    return resources.files("autograder.gradescope").joinpath(name).read_bytes()


def _unfinished(assignment: Assignment) -> bytes:
    """Return the results.json of a submission whose grading has not ended.

    Raises:
        UsageError: suite, vectors or hints cannot be used.
    """
    engine = Engine.load(assignment, Level.SEALED)
    suite = Suite(assignment, engine.vectors.vectors)
    session.hold(suite, _collected)
    return encoded(document.unfinished(suite.rules.values(), assignment.gradescope))


def _collected(judge: session.Judge) -> None:
    """Judge nothing: the rules are known once they are collected."""
    del judge


def _files(assignment: Assignment) -> Iterator[Path]:
    """Yield the files of the assignment that grading reads."""
    yield assignment.root / _DESCRIPTION
    yield from (assignment.hidden_vectors, assignment.hints, *assignment.helpers)
    for path in assignment.hidden_suite.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
            yield path


def _place(path: Path, root: Path) -> PurePosixPath:
    """Return where a file is in the assignment's folder, from where the description names it.

    Raises:
        DescriptionError: it is elsewhere.
    """
    try:
        return PurePosixPath(path.resolve().relative_to(root).as_posix())
    except ValueError as error:
        raise DescriptionError(
            f"{path} is outside of {root}: keep what [tool.autograder] names beside it, so that "
            "it can be packed"
        ) from error
