"""`autograder report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder import description
from autograder.cli import assignment as using
from autograder.cli.lateness import say_untimed
from autograder.cli.options import AssignmentOption, OutArgument, OverridesOption
from autograder.description import Assignment
from autograder.policy import kept
from autograder.record.gradebook import Gradebook
from autograder.record.render import render
from autograder.report.similarity import compare

__all__ = ["report"]


def report(
    out: OutArgument,
    overrides: OverridesOption = None,
    assignment: AssignmentOption = None,
    similarity: Annotated[
        bool,
        typer.Option(
            "--similarity",
            help="Compare submissions with each other too; takes a while, and needs copydetect.",
        ),
    ] = False,
) -> None:
    """Write every report in OUT anew from its gradebook.

    The late policy is the assignment's present one, where this is run inside its folder or it is
    named; elsewhere, the one of the last run.
    """
    with Gradebook.open(out.expanduser(), create=False) as gradebook:
        kept.keep(gradebook, kept.current(gradebook, _described(gradebook, assignment), overrides))
        render(gradebook, likeness=compare(gradebook) if similarity else None)
        say_untimed(gradebook, Console(stderr=True))
    typer.echo(
        f"wrote {out / 'grades.csv'}, {out / 'report.html'}, {out / 'results'}/ and "
        f"{out / 'feedback'}/"
    )


def _described(gradebook: Gradebook, option: Path | None) -> Assignment | None:
    """Return the assignment that was named, or the gradebook's own if it is the nearest.

    Raises:
        DescriptionError: there is none where one was named, or it is wrong.
    """
    if option is not None:
        return using.the_assignment(option, [gradebook.out])
    path = description.nearest(Path.cwd())
    if path is None:
        return None
    found = description.load(using.trusted(path, [gradebook.out], is_named=False))
    own = kept.kept(gradebook).assignment
    if not own and (found.late_policy is not None or found.overrides is not None):
        typer.echo(
            f"note: {gradebook.out} does not say which assignment it is of: if it is {found.id}, "
            "name it with --assignment, and its late policy is applied",
            err=True,
        )
    if found.id != own:
        return None
    using.say(found.title, path)
    return found
