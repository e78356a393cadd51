"""`autograder bundle`: one zip for students or for a grading service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.authoring.handout.verify import student as student_zip
from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption
from autograder.cli.places import expanded
from autograder.errors import UsageError
from autograder.failures import explained
from autograder.files import replace
from autograder.hosts.gradescope.bundle import bundle as gradescope_zip
from autograder.hosts.otter.bundle import otter as otter_zip

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Make one zip for students or for a grading service.",
)


def _named_as_zip(path: Path) -> Path:
    """Refuse a name that is not a zip's before anything is packed."""
    if path.suffix.lower() != ".zip":
        raise UsageError(f"{path} does not end in .zip: name a .zip file with -o")
    return path


OutputOption = Annotated[
    Path,
    typer.Option(
        "--output", "-o", metavar="FILE.zip", help="The zip to write.", callback=_named_as_zip
    ),
]


@app.command()
def gradescope(output: OutputOption, assignment: AssignmentOption = None) -> None:
    """Write the zip with which Gradescope grades the assignment; upload it as the autograder."""
    described = the_assignment(assignment)
    _write(output, gradescope_zip(described))
    if described.overrides is not None:
        typer.echo(
            f"note: {described.overrides.name} contains students' names and was not packed: set "
            "extensions in Gradescope",
            err=True,
        )


@app.command()
def otter(output: OutputOption, assignment: AssignmentOption = None) -> None:
    """Write Otter's autograder zip, for `otter run` and Gradescope; this engine does the grading.

    The zip contains the hidden tests and vectors: keep it from students.
    """
    _write(output, otter_zip(the_assignment(assignment)))


@app.command()
def student(output: OutputOption, assignment: AssignmentOption = None) -> None:
    """Build the hand-out and write it as one zip; the same sources give the same bytes."""
    _write(output, student_zip(the_assignment(assignment)))


def _write(output: Path, image: bytes) -> None:
    """Write a zip, whole or not at all, and say so.

    Raises:
        UsageError: the file cannot be written.
    """
    path = expanded(output)
    with explained(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, image)
    typer.echo(f"wrote {path} ({len(image) / 1024:.0f} KiB)")
