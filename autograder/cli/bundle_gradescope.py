"""`autograder bundle gradescope`: the zip that Gradescope takes as an assignment's autograder."""

from __future__ import annotations

import typer

from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption
from autograder.cli.zips import OutputOption, write
from autograder.hosts.gradescope import bundle as bundling

__all__ = ["gradescope"]


def gradescope(output: OutputOption, assignment: AssignmentOption = None) -> None:
    """Write the zip with which Gradescope grades the assignment; upload it as the autograder."""
    described = the_assignment(assignment)
    write(output, bundling.bundle(described))
    if described.overrides is not None:
        typer.echo(
            f"note: {described.overrides.name} contains students' names and was not packed: set "
            "extensions in Gradescope",
            err=True,
        )
