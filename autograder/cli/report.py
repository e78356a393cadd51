"""`autograder report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.record.gradebook import Gradebook
from autograder.record.render import render

__all__ = ["report"]


def report(
    out: Annotated[Path, typer.Argument(help="Folder that `autograder grade` wrote.")],
) -> None:
    """Write every report in OUT anew from its gradebook."""
    with Gradebook.open(out, create=False) as gradebook:
        render(gradebook)
    typer.echo(f"wrote {out / 'grades.csv'} and {out / 'results'}/")
