"""`autograder bundle otter`: the zip that Otter grades with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.bundle import otter as bundling
from autograder.cli.options import AssignmentOption, the_assignment
from autograder.record.failures import explained
from autograder.record.files import replace

__all__ = ["otter"]


def otter(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.zip", help="The zip to write.")
    ],
    assignment: AssignmentOption = None,
) -> None:
    """Write Otter's autograder zip, for `otter run` and Gradescope; this engine grades in it.

    It holds the hidden tests and vectors: keep it from students.
    """
    described = the_assignment(assignment)
    path = output.expanduser()
    image = bundling.otter(described)
    with explained(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, image)
    typer.echo(f"wrote {path} ({len(image) / 1024:.0f} KiB)")
