"""Builds the hand-out: puts what is made beside what is authored in its folder.

A hand-out holds three kinds of files. Most are authored there and nowhere else. The module and the
notebook with stubs, and Otter's tests, are derived from the source and kept in version control. The
engine, the data and the exercise's description are put there for students, and ignored by git.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import exercise
from autograder.authoring import engine
from autograder.authoring.handout import checks, notebook
from autograder.errors import DescriptionError
from autograder.failures import explained
from autograder.files import read, replace
from autograder.stub import stub

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.description import Assignment


# What Python, pytest and Jupyter leave behind where they run, and what students make.
_IGNORED = frozenset({"__pycache__", ".pytest_cache", ".ipynb_checkpoints", ".venv"})
_OTTERS = "tests/"  # where `otter assign` puts its tests


def build(assignment: Assignment, *, engine_only: bool = False) -> list[Path]:
    """Write what is made into the hand-out's folder; return the files. Nothing else is touched.

    Args:
        assignment: whose hand-out it is.
        engine_only: leave what is derived as it stands, which needs otter-grader; write only the
            engine, the data and the description.

    Raises:
        UsageError: a file cannot be read or written, or a program is missing.
        DescriptionError: a source is not what can be built from, or lies in the wrong place.
    """
    derived = {} if engine_only else _derived(assignment)
    made = derived | _put_there(assignment, _standing(assignment) | derived)
    for name, content in made.items():
        path = assignment.handout / name
        with explained(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    return [assignment.handout / name for name in made]


def files(assignment: Assignment) -> dict[str, bytes]:
    """Return the content of every file of the hand-out, by its name with slashes, sorted.

    Raises:
        UsageError: a file cannot be read, or a program is missing.
        DescriptionError: a source is not what can be built from, or lies in the wrong place.
    """
    standing = _standing(assignment)
    authored = {name: text for name, text in standing.items() if not is_derived(assignment, name)}
    found = authored | _derived(assignment)
    return dict(sorted((found | _put_there(assignment, found)).items()))


def is_derived(assignment: Assignment, name: str) -> bool:
    """Return whether a file of this name comes from a source, and is not authored."""
    if name == assignment.source.name or checks.is_made(assignment, name):
        return True
    by_otter = name.startswith(_OTTERS) or name.endswith(".ipynb")
    return by_otter and assignment.notebook is not None


def present(folder: Path) -> list[str]:
    """Return the names, with slashes, of the files in `folder`, but for what programs leave."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir() and not _IGNORED.intersection(path.relative_to(folder).parts)
    )


def _standing(assignment: Assignment) -> dict[str, bytes]:
    """Return what is in the folder, once it has been seen to be a folder for a hand-out."""
    folder = assignment.handout
    inside = [
        path
        for path in (assignment.root / "pyproject.toml", assignment.source, assignment.hidden_suite)
        if path.is_relative_to(folder)
    ]
    if inside:
        raise DescriptionError(
            f"`handout` names {folder}, which holds {inside[0].name} too: name a folder of its own"
        )
    if exercise.is_old(folder):
        raise DescriptionError(
            f"{folder} holds a hand-out of version 0.1: delete its folder "
            f"{exercise.OLD_ENGINE}/, because the engine is in {exercise.ENGINE} now"
        )
    suite = folder / exercise.FOLDER
    if assignment.public_suite not in (None, suite):
        raise DescriptionError(
            f"`public_suite` names {assignment.public_suite}: move that folder to {suite}, because "
            "students' files are kept in the hand-out alone"
        )
    if assignment.explorer is not None and assignment.explorer.parent != folder:
        raise DescriptionError(
            f"`explorer` names {assignment.explorer}: move that folder into {folder}, because "
            "students' files are kept in the hand-out alone"
        )
    return {name: read(folder / name) for name in present(folder)}


def _derived(assignment: Assignment) -> dict[str, bytes]:
    """Return the stubs, and what ``otter assign`` makes for students: notebook and public tests."""
    made = {assignment.source.name: stub(read(assignment.source).decode()).encode()}
    made |= checks.rules(assignment)
    if assignment.notebook is None:
        return made
    with tempfile.TemporaryDirectory(prefix="autograder-") as temporary:
        folder = notebook.assign(assignment, Path(temporary)).student
        assigned = {name: read(folder / name) for name in present(folder)}
    for name, content in assigned.items():
        is_notebook = name.endswith(".ipynb")
        made[name] = notebook.settled(content.decode()) if is_notebook else content
    return made


def _put_there(assignment: Assignment, others: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the data, the description and the engine, as far as `others` need it.

    A helper that is not kept in the hand-out is put there too.
    """
    data = (
        assignment.public_vectors, assignment.hints, *assignment.data, *assignment.readable
    )  # fmt: skip
    made = {f"{exercise.DATA}/{path.name}": read(path) for path in data}
    elsewhere = [path for path in assignment.helpers if path.parent != assignment.handout]
    made |= {path.name: read(path) for path in elsewhere}
    if checks.has_rules(assignment, others):
        made |= checks.runners()
        made[f"{exercise.FOLDER}/{exercise.FILE}"] = exercise.encode(assignment)
    held = {**others, **made}
    part = engine.part(text for name, text in held.items() if name.endswith(".py"))
    if part is not None:
        made[exercise.ENGINE] = part
    return made
