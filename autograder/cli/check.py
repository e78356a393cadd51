"""`autograder check`: a student's self-check; it needs only what the hand-out contains."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder import exercise
from autograder.cli.assignment import say, the_assignment
from autograder.cli.options import AssignmentOption
from autograder.cli.places import expanded
from autograder.errors import DescriptionError
from autograder.exercise import Exercise
from autograder.student import command


def check(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A notebook or module. Default: the assignment's own file in this folder.",
            show_default=False,
        ),
    ] = None,
    assignment: AssignmentOption = None,
) -> None:
    """Check a file with the public rules and vectors; exit 3 if a question does not pass.

    This works in a hand-out and needs no hidden files.
    """
    described = _described(assignment)
    if described.public_suite is None:
        raise DescriptionError(
            "[tool.autograder] has no public_suite: name the folder of the rules for the self-check"
        )
    raise typer.Exit(command.check(described, None if file is None else expanded(file)))


def _described(option: Path | None) -> Exercise:
    """Return the named hand-out or repository, or the nearest one at or above this folder."""
    start = Path.cwd() if option is None else expanded(option)
    for folder in (start, *start.parents) if option is None else (start,):
        if (folder / exercise.FOLDER / exercise.FILE).is_file():
            found = exercise.read(folder / exercise.FOLDER)
            say(found.title, folder / exercise.FOLDER / exercise.FILE)
            return found
        if (folder / "pyproject.toml").is_file():
            break
    return the_assignment(option)
