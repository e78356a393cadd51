"""`autograder bundle student`: the zip that students receive."""

from __future__ import annotations

from autograder.authoring.handout import verify
from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption
from autograder.cli.zips import OutputOption, write

__all__ = ["student"]


def student(output: OutputOption, assignment: AssignmentOption = None) -> None:
    """Build the hand-out and write it as one zip; the same sources give the same bytes."""
    write(output, verify.student(the_assignment(assignment)))
