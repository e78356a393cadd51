"""`autograder bundle gradescope`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.bundle.gradescope import bundle
from autograder.cli.options import AssignmentOption, the_assignment
from autograder.errors import UsageError
from autograder.record.files import replace

__all__ = ["gradescope"]


def gradescope(
    file: Annotated[Path, typer.Option("-o", "--output", help="Zip to write.")],
    assignment: AssignmentOption = None,
) -> None:
    """Pack what Gradescope needs to grade the assignment: upload the zip as its autograder."""
    file = file.expanduser()
    if file.suffix.lower() != ".zip":
        raise UsageError(f"{file} is not the name of a zip: give -o one that ends in .zip")
    described = the_assignment(assignment)
    content = bundle(described)
    replace(file, content)
    if described.overrides is not None:
        typer.echo(
            f"note: {described.overrides.name} names students and was not packed: give "
            "extensions in Gradescope",
            err=True,
        )
    typer.echo(f"wrote {file}: {len(content):,} bytes")
