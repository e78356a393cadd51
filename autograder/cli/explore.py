"""`autograder explore`: one page that a student's own functions draw."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder import explorer
from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption
from autograder.cli.places import expanded
from autograder.errors import ExitCode

__all__ = ["explore"]


def explore(
    file: Annotated[
        Path | None,
        typer.Argument(help="The student's notebook or module; else the one in this folder."),
    ] = None,
    page: Annotated[
        Path, typer.Option("-o", "--output", help="The page to write; it ends in .html.")
    ] = Path("explore.html"),
    reference: Annotated[
        bool,
        typer.Option("--reference", help="For instructors: draw the reference as well, dashed."),
    ] = False,
    assignment: AssignmentOption = None,
) -> None:
    """Draw what a student's functions do, as one page that needs no network.

    The file's code runs in processes of its own with limits of time, not behind the walls of
    `autograder grade`: explore only code that you trust.
    """
    described = the_assignment(assignment)
    files = [Path(name) for name in described.files] if file is None else [expanded(file)]
    outcome = explorer.explore(described, files, expanded(page), with_reference=reference)
    typer.echo("\n".join(outcome.sentences))
    if not outcome.drawn:
        raise typer.Exit(ExitCode.NOT_ALL_PASSED)
