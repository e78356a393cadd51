"""`autograder handout`: what students receive, derived from the one source."""

from __future__ import annotations

import typer

from autograder import handout
from autograder.cli.options import AssignmentOption, the_assignment
from autograder.errors import ExitCode

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Build and verify what students receive.")


@app.command()
def build(assignment: AssignmentOption = None) -> None:
    """Write the hand-out from its source."""
    described = the_assignment(assignment)
    for path in handout.build(described):
        typer.echo(f"wrote {path}")


@app.command()
def verify(assignment: AssignmentOption = None) -> None:
    """Check that the hand-out is what would be built; exit 1 when it is not."""
    differing = handout.stale(the_assignment(assignment))
    for path in differing:
        typer.echo(f"{path} is not what would be built: run autograder handout build")
    if differing:
        raise typer.Exit(ExitCode.OUR_FAULT)
    typer.echo("the hand-out is what its source gives")
