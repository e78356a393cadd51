"""`autograder grade`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from unicodedata import normalize

import typer
from rich.console import Console

from autograder.cli import places
from autograder.cli.dry_run import show
from autograder.cli.events import Events, Format, FormatOption
from autograder.cli.intake_options import (
    DryRunOption,
    LayoutOption,
    OutOption,
    PatternOption,
    RosterOption,
    SubmissionsArgument,
    the_reading,
)
from autograder.cli.lateness import say_untimed
from autograder.cli.options import (
    CORES,
    AssignmentOption,
    JobsOption,
    MinLevelOption,
    OverridesOption,
    TimeoutOption,
    proved_level,
    the_assignment,
    with_timeout,
)
from autograder.cli.progress import Live
from autograder.cli.tally import Tally
from autograder.errors import ExitCode, UsageError
from autograder.grading import run
from autograder.grading.engine import Engine
from autograder.intake.names import listed
from autograder.intake.plan import Batch, plan
from autograder.people import Known, label
from autograder.policy import kept
from autograder.policy.absent import decided
from autograder.policy.overrides import check_students
from autograder.policy.terms import Terms
from autograder.record.gradebook import Gradebook
from autograder.record.text import visible
from autograder.results import Level

__all__ = ["grade"]


class _Prefer(StrEnum):
    IPYNB = "ipynb"
    PY = "py"


_FailUnderOption = Annotated[
    float | None,
    typer.Option(
        "--fail-under",
        min=0,
        max=100,
        help="Exit 3 when the mean score in percent is lower.",
        show_default=False,
    ),
]


def grade(
    submissions: SubmissionsArgument,
    out: OutOption = None,
    jobs: JobsOption = CORES,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Grade anew what an earlier run has recorded.")
    ] = False,
    only: Annotated[
        str | None,
        typer.Option(help="Grade this student alone; other rows stay.", show_default=False),
    ] = None,
    prefer: Annotated[
        _Prefer, typer.Option(help="Which counts when a student has both.")
    ] = _Prefer.IPYNB,
    timeout: TimeoutOption = None,
    min_level: MinLevelOption = Level.SEALED,
    fail_under: _FailUnderOption = None,
    overrides: OverridesOption = None,
    format_: FormatOption = Format.TEXT,
    layout: LayoutOption = None,
    pattern: PatternOption = None,
    roster: RosterOption = None,
    dry_run: DryRunOption = False,
    assignment: AssignmentOption = None,
) -> None:
    """Grade SUBMISSIONS into OUT: report.html, grades.csv, results/, feedback/, gradebook.sqlite.

    A run that was stopped goes on where it was when the same command is given again.
    """
    if dry_run and format_ is Format.JSON:
        raise UsageError(
            "--dry-run grades nothing, so that there are no events: leave out --dry-run or --format"
        )
    terminal = Console(stderr=True)
    described = with_timeout(the_assignment(assignment), timeout)
    submissions = places.submissions(submissions)
    out = _output(out, submissions, dry_run=dry_run)
    reading = the_reading(layout, pattern, roster)
    terms = kept.declared(described, overrides)
    batch = plan(submissions, described, prefer=prefer.value, reading=reading)
    for notice in batch.notices:
        terminal.print(f"note: {notice}", markup=False, highlight=False, soft_wrap=True)
    granted = {name: batch.absent[name] for name in decided(batch.absent, terms)}
    if out is None:
        show(batch, granted)
        return
    engine = Engine.load(described, proved_level(min_level, terminal))
    with (
        Gradebook.open(out) as gradebook,
        Live(terminal) as live,
        Events(live, engine, out, format_) as observer,
    ):
        check_students(terms.overrides, batch.students | gradebook.known().keys())
        live.tally.labels = _labels(batch)
        kept.keep(gradebook, terms)
        before = gradebook.files("results")
        run.grade(batch, engine, gradebook, observer, jobs=jobs, fresh=fresh, only=only)
        gone = before - gradebook.files("results")
        say_untimed(gradebook, terminal)
        observer.end(_exit_code(live.tally, fail_under))
    _say_who_is_gone(gone, terminal)
    _say_who_has_a_row(granted, terminal)
    _say_who_has_no_row(batch, terms, terminal)
    _close(live.tally, out, format_)
    raise typer.Exit(_exit_code(live.tally, fail_under))


def _output(out: Path | None, submissions: list[Path], *, dry_run: bool) -> Path | None:
    """Return where grades go, made sure of; None where nothing is written."""
    if dry_run:
        return None
    if out is None:
        raise UsageError("no folder is named for the grades: add --out OUT, or --dry-run")
    return places.output(out, submissions)


def _say_who_is_gone(gone: set[str], terminal: Console) -> None:
    if gone:
        students = ", ".join(sorted(name.removesuffix(".json") for name in gone)[:5])
        terminal.print(
            f"note: {len(gone)} of an earlier run are not among these submissions, and no longer "
            f"in the grades (such as {students}): to grade some and keep the others, name the "
            "whole class and --only",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _labels(batch: Batch) -> dict[str, str]:
    """Return what people call the students."""
    known = {entry.student: entry.known for entry in batch.entries if entry.known is not None}
    return {student: label(student, each.person) for student, each in known.items()}


def _say_who_has_no_row(batch: Batch, terms: Terms, terminal: Console) -> None:
    """Say whom the overrides name in vain: an earlier run knew them, and this one does not."""
    there = {normalize("NFC", student) for student in batch.students}
    names = [visible(student) for student in terms.overrides if student not in there]
    if names:
        terminal.print(
            f"note: the overrides name {listed(names)}, of whom there is no submission and no line "
            "in a roster: their lines count nothing",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _say_who_has_a_row(granted: Mapping[str, Known], terminal: Console) -> None:
    """Say who handed in nothing and has a row all the same."""
    if granted:
        names = listed([visible(label(name, known.person)) for name, known in granted.items()])
        terminal.print(
            f"note: {len(granted)} who handed in nothing have a row, because an override says what "
            f"their score is: {names}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _close(tally: Tally, out: Path, format_: Format) -> None:
    if format_ is Format.TEXT:
        console = Console()
        tally.show(console)
        seen = f"see {out / 'report.html'}, {out / 'grades.csv'}, {out / 'results'}/ and feedback/"
        console.print(seen, highlight=False, markup=False, soft_wrap=True)
    if tally.faults:
        Console(stderr=True).print(
            f"error: {tally.faults} of {tally.status.total()} submissions have no score, because "
            "the grader itself failed: run the same command again once that is mended; the first "
            f"is {tally.first_fault}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _exit_code(tally: Tally, fail_under: float | None) -> ExitCode:
    if tally.faults:
        return ExitCode.OUR_FAULT
    mean = tally.mean_percent
    if fail_under is not None and (mean is None or mean < fail_under):
        return ExitCode.NOT_ALL_PASSED
    return ExitCode.DONE
