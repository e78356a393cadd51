"""Refuses to judge by hand with any settings of pytest's but the suite's.

pytest looks for its settings before it loads a plugin. It takes every path on its command line for
a place of tests, FILE of `--submission FILE` too (unless `joined` comes first), and may find the
settings, plugins and conftests of FILE's author. `autograder judge FILE` leaves it no choice; by
hand, what it took is looked at here, before a conftest is loaded and before anything is judged.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder import description, exercise
from autograder.errors import DescriptionError
from autograder.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.description import Assignment


def refuse_foreign(config: pytest.Config, submission: Path) -> None:
    """Refuse a session by hand whose settings are not the suite's, or its assignment's.

    Args:
        config: of a session that has loaded no conftest yet.
        submission: the file to judge.

    Raises:
        pytest.UsageError: it has other settings, names no suite, or has imported what lies beside
            the file.
    """
    named: list[str] = config.known_args_namespace.file_or_dir
    folder = config.invocation_params.dir
    places = [(folder / each.partition("::")[0]).resolve() for each in named or ["."]]
    if _is_hand_out(places[0]):
        return  # a student's own file, on the student's own machine
    instead = "`autograder judge FILE` judges one file, and reads nothing that lies around it"
    suite, assignment = _suite(places)
    if suite is None or assignment is None:
        raise pytest.UsageError(
            "--submission goes with the folder of a suite: pytest tests/hidden --submission=FILE; "
            f"{instead}"
        )
    ours = {suite, *(each for each in suite.parents if assignment.root in (each, *each.parents))}
    if config.inipath is not None and config.inipath.parent.resolve() not in ours:
        raise pytest.UsageError(
            f"pytest took its settings from {visible(str(config.inipath))} and may have run what "
            f"they name: write --submission=FILE, in one word; {instead}"
        )
    if config.rootpath.resolve() not in (suite, *suite.parents):
        raise pytest.UsageError(
            f"pytest took {visible(str(config.rootpath))} for its root, where the suite is not: "
            f"{instead}"
        )
    # Path.resolve() fails where a link leads to itself.
    _refuse_imported(Path(os.path.realpath(folder / submission)).parent, ours, instead)


def _is_hand_out(place: Path) -> bool:
    folders = (place, *place.parents)
    return any(
        (each / exercise.FILE).is_file() or (each / exercise.FOLDER / exercise.FILE).is_file()
        for each in folders
        if not (each / "pyproject.toml").is_file()
    )


def _suite(places: Sequence[Path]) -> tuple[Path | None, Assignment | None]:
    """Return the suite that all places lie in, and its assignment."""
    with contextlib.suppress(DescriptionError):
        assignment = description.find(places[0])
        for suite in filter(None, (assignment.hidden_suite, assignment.public_suite)):
            real = suite.resolve()
            if all(real in (place, *place.parents) for place in places):
                return real, assignment
    return None, None


def _refuse_imported(folder: Path, ours: set[Path], instead: str) -> None:
    """Refuse when a module of the file's folder is here, as with `python -m pytest` beside it."""
    if any(folder in (each, *each.parents) for each in ours):
        return  # the course's own folder
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and folder in Path(path).resolve().parents:
            raise pytest.UsageError(
                f"{visible(path)}, which lies beside the submission, has been imported: {instead}"
            )
