"""`autograder bundle otter`: the zip that Otter grades with."""

from __future__ import annotations

from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption
from autograder.cli.zips import OutputOption, write
from autograder.hosts.otter import bundle as bundling

__all__ = ["otter"]


def otter(output: OutputOption, assignment: AssignmentOption = None) -> None:
    """Write Otter's autograder zip, for `otter run` and Gradescope; this engine does the grading.

    The zip contains the hidden tests and vectors: keep it from students.
    """
    write(output, bundling.otter(the_assignment(assignment)))
