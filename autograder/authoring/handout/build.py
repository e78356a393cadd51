"""Builds the hand-out: every file that a student receives, each from its one source."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import autograder
from autograder import exercise
from autograder.authoring.handout.assign import assign
from autograder.authoring.handout.closure import closure, imported
from autograder.authoring.handout.notebook import settled
from autograder.errors import DescriptionError, UsageError
from autograder.failures import explained
from autograder.files import remove, replace
from autograder.stub import stub

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.description import Assignment

__all__ = ["IGNORED", "build", "files", "present", "read"]

# What Python, pytest and Jupyter leave behind where they run; git ignores it too.
IGNORED = frozenset({"__pycache__", ".pytest_cache", ".ipynb_checkpoints"})


def build(assignment: Assignment) -> list[Path]:
    """Make the hand-out's folder hold what is built and nothing else; return what it holds.

    Raises:
        UsageError: a file cannot be read or written, or a program is missing.
        DescriptionError: a source is not what can be built from, or lies in the hand-out.
    """
    _refuse_shared_folder(assignment)
    built = files(assignment)
    for name in present(assignment.handout):
        if name not in built:
            remove(assignment.handout / name)
    for name, content in built.items():
        path = assignment.handout / name
        with explained(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    return [assignment.handout / name for name in built]


def _refuse_shared_folder(assignment: Assignment) -> None:
    """Refuse a folder that holds anything but the hand-out, for what is not built is removed."""
    sources = (assignment.root / "pyproject.toml", assignment.source, assignment.hidden_suite)
    inside = [path for path in sources if path.is_relative_to(assignment.handout)]
    if inside:
        raise DescriptionError(
            f"`handout` names {assignment.handout}, which holds {inside[0].name} too: name a "
            "folder of its own"
        )


def files(assignment: Assignment) -> dict[str, bytes]:
    """Return the content of every file of the hand-out, by its name with slashes, sorted.

    Raises:
        UsageError: a file cannot be read, or a program is missing.
        DescriptionError: a source is not what can be built from.
    """
    built = {
        assignment.source.name: stub(read(assignment.source).decode()).encode(),
        **{path.name: read(path) for path in assignment.helpers},
        **_folder(assignment.extras),
        **_explorer(assignment),
        **_data(assignment),
        **_checks(assignment),
        **_assigned(assignment),
    }
    return dict(sorted((built | _engine(built)).items()))


def present(folder: Path) -> list[str]:
    """Return the names, with slashes, of the files in `folder`, but for what programs leave."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir() and not IGNORED.intersection(path.relative_to(folder).parts)
    )


def _folder(folder: Path | None, prefix: str = "") -> dict[str, bytes]:
    if folder is None:
        return {}
    return {prefix + name: read(folder / name) for name in present(folder)}


def _explorer(assignment: Assignment) -> dict[str, bytes]:
    folder = assignment.explorer
    return _folder(folder, f"{folder.name}/") if folder else {}


def _data(assignment: Assignment) -> dict[str, bytes]:
    paths = (assignment.public_vectors, assignment.hints, *assignment.data)
    return {f"data/{path.name}": read(path) for path in paths}


def _checks(assignment: Assignment) -> dict[str, bytes]:
    """Return the public rules, and what they need to know of the assignment."""
    if assignment.public_suite is None:
        return {}
    described = exercise.encode(
        assignment,
        vectors=f"data/{assignment.public_vectors.name}",
        hints=f"data/{assignment.hints.name}",
        helpers=[path.name for path in assignment.helpers],
    )
    return {
        **_folder(assignment.public_suite, "checks/"),
        f"checks/{exercise.FILE}": described,
        "pytest.ini": exercise.PYTEST_INI.encode(),
    }


def _engine(built: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the modules of the engine that the built files lead to, as they are."""
    package = Path(autograder.__file__).parent
    entries: set[str] = set()
    for name, content in built.items():
        if name.endswith(".py"):
            entries |= imported(content.decode(), package.name)
    return {
        path.relative_to(package.parent).as_posix(): read(path)
        for path in closure(package, entries).values()
    }


def _assigned(assignment: Assignment) -> Mapping[str, bytes]:
    """Return what ``otter assign`` makes for students: the notebook and its public tests."""
    if assignment.notebook is None:
        return {}
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        made = _folder(assign(assignment, Path(folder)).student)
    return {
        name: settled(content.decode()) if name.endswith(".ipynb") else content
        for name, content in made.items()
    }


def read(path: Path) -> bytes:
    """Return the file's content.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
