"""`autograder explore`: a page drawn from a student's own functions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption
from autograder.cli.places import expanded
from autograder.errors import ExitCode
from autograder.student import browser, explorer


def explore(
    file: Annotated[
        Path | None,
        typer.Argument(help="The student's notebook or module. Default: the one in this folder."),
    ] = None,
    page: Annotated[
        Path, typer.Option("-o", "--output", help="The page to write; its name ends in .html.")
    ] = Path("explore.html"),
    reference: Annotated[
        bool,
        typer.Option("--reference", help="For instructors: also draw the reference, dashed."),
    ] = False,
    opened: Annotated[
        bool,
        typer.Option("--open/--no-open", help="Open the page in a browser, if there is a screen."),
    ] = True,
    assignment: AssignmentOption = None,
) -> None:
    """Draw what a student's functions do, on one page that needs no network.

    The file's code runs in separate processes with time limits, but not confined as in
    `autograder grade`: explore only code that you trust.
    """
    described = the_assignment(assignment)
    named = None if file is None else expanded(file)
    show = browser.opener(wanted=opened)
    outcome = explorer.explore(
        described, named, expanded(page), with_reference=reference, show=show
    )
    typer.echo("\n".join(outcome.sentences))
    if not outcome.drawn:
        raise typer.Exit(ExitCode.NOT_ALL_PASSED)
