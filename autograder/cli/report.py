"""`autograder report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.record.gradebook import Gradebook
from autograder.record.render import render
from autograder.report.similarity import compare

__all__ = ["report"]


def report(
    out: Annotated[Path, typer.Argument(help="Folder that `autograder grade` wrote.")],
    similarity: Annotated[
        bool,
        typer.Option(
            "--similarity",
            help="Compare submissions with each other too; takes a while, and needs copydetect.",
        ),
    ] = False,
) -> None:
    """Write every report in OUT anew from its gradebook."""
    with Gradebook.open(out, create=False) as gradebook:
        likeness = compare(gradebook) if similarity else None
        render(gradebook, likeness=likeness)
    typer.echo(
        f"wrote {out / 'grades.csv'}, {out / 'report.html'}, {out / 'results'}/ and "
        f"{out / 'feedback'}/"
    )
