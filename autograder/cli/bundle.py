"""`autograder bundle`: one zip for students or for a grading service."""

from __future__ import annotations

import typer

from autograder.cli import bundle_gradescope, bundle_otter, bundle_student

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Make one zip for students or for a grading service.",
)
app.command("gradescope")(bundle_gradescope.gradescope)
app.command("otter")(bundle_otter.otter)
app.command("student")(bundle_student.student)
