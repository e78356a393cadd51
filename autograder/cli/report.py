"""`autograder report`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder import description
from autograder.cli import assignment as using
from autograder.cli.notes import say_untimed
from autograder.cli.options import AssignmentOption, OutArgument, OverridesOption
from autograder.cli.places import expanded
from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading.engine import hints_of
from autograder.policy import kept
from autograder.report.render import render, render_anonymous, render_slides, surveyed
from autograder.report.similarity import compare
from autograder.report.survey import Survey
from autograder.vectors import hdf5


def report(
    out: OutArgument,
    overrides: OverridesOption = None,
    assignment: AssignmentOption = None,
    similarity: Annotated[
        bool,
        typer.Option(
            "--similarity",
            help="Also compare submissions with each other; takes a while.",
        ),
    ] = False,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="OLD",
            help="Also compare with the class in this earlier OUT.",
            show_default=False,
        ),
    ] = None,
    slides: Annotated[
        bool,
        typer.Option("--slides", help="Also write slides for the projector, without names."),
    ] = False,
    anonymous: Annotated[
        bool,
        typer.Option("--anonymous", help="Also write a class report without names."),
    ] = False,
) -> None:
    """Write every report in OUT again from its gradebook.

    Inside the assignment's folder, or with --assignment, this uses its present hints and late
    policy; elsewhere, those of the last run.
    """
    earlier = None if since is None else _earlier(expanded(since), expanded(out))
    with Gradebook.open(expanded(out), create=False) as gradebook:
        described = _described(gradebook, assignment)
        kept.keep(gradebook, kept.current(gradebook, described, overrides))
        if described is not None:
            _take_words(gradebook, described)
        likeness = compare(gradebook) if similarity else None
        render(gradebook, likeness=likeness, earlier=earlier)
        hidden = render_anonymous(gradebook) if anonymous else None
        shown = _slides(gradebook, described) if slides else None
        say_untimed(gradebook, Console(stderr=True))
    typer.echo(
        f"wrote {out / 'grades.csv'}, {out / 'report.html'}, {out / 'results'}/ and "
        f"{out / 'feedback'}/"
    )
    for path in filter(None, (hidden, shown)):
        typer.echo(f"wrote {path}, which names nobody")


def _earlier(old: Path, out: Path) -> Survey:
    """Return what an earlier class came to.

    Raises:
        UsageError: it is the same folder, or has no gradebook.
    """
    if old.resolve() == out.resolve():
        raise UsageError(f"--since names {old} itself: name the folder of the earlier class")
    with Gradebook.open(old, create=False) as gradebook:
        return surveyed(gradebook)


def _slides(gradebook: Gradebook, assignment: Assignment | None) -> Path:
    """Write slides with numbers from the assignment's public vectors.

    Raises:
        UsageError: the assignment is not at hand.
    """
    if assignment is None:
        raise UsageError(
            "--slides shows numbers of the public vectors: name the assignment with --assignment"
        )
    return render_slides(gradebook, hdf5.read(assignment.public_vectors).vectors)


def _take_words(gradebook: Gradebook, assignment: Assignment) -> None:
    """Store the assignment's present titles and hints, which change no grade."""
    words = replace(
        gradebook.described(),
        title=assignment.title,
        titles=assignment.titles,
        hints=hints_of(assignment),
    )
    gradebook.describe(words)


def _described(gradebook: Gradebook, option: Path | None) -> Assignment | None:
    """Return the named assignment, or the nearest if it is the gradebook's own.

    Raises:
        DescriptionError: the named description is missing, or a description is wrong.
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
            f"note: {gradebook.out} does not say which assignment it belongs to: if it is "
            f"{found.id}, name it with --assignment to apply its late policy",
            err=True,
        )
    if found.id != own:
        return None
    using.say(found.title, path)
    return found
