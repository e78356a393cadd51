"""`autograder check`: a student's self-check, from what a hand-out holds alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder import exercise
from autograder.check import command
from autograder.cli.assignment import say, the_assignment
from autograder.cli.options import AssignmentOption
from autograder.cli.places import expanded
from autograder.errors import DescriptionError

if TYPE_CHECKING:
    from autograder.exercise import Exercise

__all__ = ["check"]


def check(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A notebook or module. Default: the assignment's own names in this folder.",
            show_default=False,
        ),
    ] = None,
    assignment: AssignmentOption = None,
) -> None:
    """Check a file by the public rules and vectors; exit 3 when not all questions pass.

    Works in a hand-out, and needs nothing hidden.
    """
    described = _described(assignment)
    if described.public_suite is None:
        raise DescriptionError("name public_suite in [tool.autograder]: it is what checks")
    raise typer.Exit(command.check(described, None if file is None else expanded(file)))


def _described(option: Path | None) -> Exercise:
    """Return what was named, or the nearest hand-out or course repository at or above."""
    start = Path.cwd() if option is None else expanded(option)
    for folder in (start, *start.parents) if option is None else (start,):
        if (folder / exercise.FOLDER / exercise.FILE).is_file():
            found = exercise.read(folder / exercise.FOLDER)
            say(found.title, folder / exercise.FOLDER / exercise.FILE)
            return found
        if (folder / "pyproject.toml").is_file():
            break
    return the_assignment(option)
