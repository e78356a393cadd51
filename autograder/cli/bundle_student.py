"""`autograder bundle student`: the zip that students receive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.bundle import student as bundling
from autograder.cli.options import AssignmentOption, the_assignment
from autograder.record.failures import explained
from autograder.record.files import replace

__all__ = ["student"]


def student(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.zip", help="The zip to write.")
    ],
    assignment: AssignmentOption = None,
) -> None:
    """Write the hand-out, built anew, as one zip; the same sources give the same bytes."""
    described = the_assignment(assignment)
    path = output.expanduser()
    image = bundling.student(described)
    with explained(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, image)
    typer.echo(f"wrote {path} ({len(image) / 1024:.0f} KiB)")
