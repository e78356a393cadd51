"""`autograder bundle gradescope`: the zip that Gradescope takes as an assignment's autograder."""

from __future__ import annotations

import typer

from autograder.bundle import gradescope as bundling
from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption
from autograder.cli.zips import OutputOption, write

__all__ = ["gradescope"]


def gradescope(output: OutputOption, assignment: AssignmentOption = None) -> None:
    """Pack what Gradescope needs to grade the assignment: upload the zip as its autograder."""
    described = the_assignment(assignment)
    write(output, bundling.bundle(described))
    if described.overrides is not None:
        typer.echo(
            f"note: {described.overrides.name} names students and was not packed: give "
            "extensions in Gradescope",
            err=True,
        )
