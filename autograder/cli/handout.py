"""`autograder handout`: the folder that students receive, built from the one source."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.authoring.graded import require_functions
from autograder.authoring.handout import build as building
from autograder.authoring.handout import verify as verifying
from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption
from autograder.errors import ExitCode

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Build and verify the folder that students receive.",
)


@app.command()
def build(
    assignment: AssignmentOption = None,
    engine_only: Annotated[
        bool,
        typer.Option(
            "--engine-only",
            help="Write only what git ignores: engine, data, description. Needs no otter-grader.",
        ),
    ] = False,
) -> None:
    """Write into the hand-out all that is made from sources; authored files stay as they are."""
    described = the_assignment(assignment)
    require_functions(described)
    written = building.build(described, engine_only=engine_only)
    typer.echo(f"wrote {len(written)} files to {described.handout}")


@app.command()
def verify(assignment: AssignmentOption = None) -> None:
    """Check that the hand-out is up to date and contains no answer; exit 1 if not."""
    described = the_assignment(assignment)
    found = False
    for sentence in verifying.problems(described):
        typer.echo(sentence)
        found = True
    if found:
        raise typer.Exit(ExitCode.OUR_FAULT)
    typer.echo(f"{described.handout} is up to date and contains no answer")
