"""`autograder author`: what an exercise's authors do before students get it."""

from __future__ import annotations

from itertools import chain

import typer

from autograder.authoring import proof
from autograder.authoring.vectors import build as building
from autograder.cli.assignment import the_assignment
from autograder.cli.claims import prove
from autograder.cli.options import AssignmentOption, MinLevelOption
from autograder.results import Level

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Prove an exercise before students get it."
)


@app.callback()
def author() -> None:
    """Keep the name of the command in front, though there is only one."""


@app.command("check")
def check_command(
    assignment: AssignmentOption = None, min_level: MinLevelOption = Level.SEALED
) -> None:
    """Verify that the right answer earns every point, the stubs none, and the vectors' claims.

    Nothing is written; exit 1 if a claim does not hold.
    """
    described = the_assignment(assignment)
    prove(chain(proof.claims(described, min_level), building.verify(described)))
