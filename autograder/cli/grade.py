"""`autograder grade`."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

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
from autograder.grading import regrade, run
from autograder.grading.engine import Engine
from autograder.intake.plan import plan
from autograder.policy import kept
from autograder.policy.overrides import check_students
from autograder.record.gradebook import Gradebook
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
    batch = plan(submissions, described, prefer=prefer.value, reading=reading)
    for notice in batch.notices:
        terminal.print(f"note: {notice}", markup=False, highlight=False, soft_wrap=True)
    if out is None:
        show(batch)
        return
    terms = kept.declared(described, overrides)
    engine = Engine.load(described, proved_level(min_level, terminal))
    with (
        Gradebook.open(out) as gradebook,
        Live(terminal) as live,
        Events(live, engine, out, format_) as observer,
    ):
        check_students(terms.overrides, batch.students | gradebook.known().keys())
        kept.keep(gradebook, terms)
        _say_what_changed(regrade.outdated(gradebook, engine), terminal)
        before = gradebook.files("results")
        run.grade(batch, engine, gradebook, observer, jobs=jobs, fresh=fresh, only=only)
        gone = before - gradebook.files("results")
        say_untimed(gradebook, terminal)
        observer.end(_exit_code(live.tally, fail_under))
    _say_who_is_gone(gone, terminal)
    _close(live.tally, out, format_)
    raise typer.Exit(_exit_code(live.tally, fail_under))


def _output(out: Path | None, submissions: list[Path], *, dry_run: bool) -> Path | None:
    """Return where grades go, made sure of; None where nothing is written."""
    if dry_run:
        return None
    if out is None:
        raise UsageError("no folder is named for the grades: add --out OUT, or --dry-run")
    return places.output(out, submissions)


def _say_what_changed(changed: Counter[str], terminal: Console) -> None:
    if changed:
        causes = ", ".join(f"{cause} ({count})" for cause, count in changed.most_common())
        terminal.print(
            f"note: earlier results are not reused where what they depend on has changed: {causes}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


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
