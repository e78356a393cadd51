"""`autograder grade`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.cli import places
from autograder.cli.assignment import the_assignment
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
from autograder.cli.notes import note, say_untimed
from autograder.cli.options import (
    CORES,
    AssignmentOption,
    FailUnderOption,
    JobsOption,
    MinLevelOption,
    OverridesOption,
    TimeoutOption,
    with_timeout,
)
from autograder.cli.progress import Live
from autograder.cli.stdout import say
from autograder.cli.tally import Tally
from autograder.cli.workers import (
    PATIENCE,
    Dask,
    DaskInsecureOption,
    DaskOption,
    DaskWaitOption,
    chosen,
)
from autograder.errors import ExitCode, UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading import regrade, run
from autograder.grading.engine import Engine
from autograder.grading.shards import WHOLE, Shard
from autograder.identity.people import Known, label
from autograder.intake.names import listed
from autograder.intake.plan import Batch, plan
from autograder.policy import kept
from autograder.policy.absent import decided
from autograder.policy.overrides import check_students
from autograder.results import Level
from autograder.system import refuse_windows
from autograder.terms import Terms
from autograder.text import nfc, visible


class _Prefer(StrEnum):
    IPYNB = "ipynb"
    PY = "py"


def grade(
    submissions: SubmissionsArgument,
    out: OutOption = None,
    jobs: JobsOption = CORES,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh", help="Grade everything again, even if an earlier run has recorded it."
        ),
    ] = False,
    only: Annotated[
        str | None,
        typer.Option(help="Grade only this student; other rows stay.", show_default=False),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="K/N",
            help="Grade only the K-th of N parts of the class; `autograder merge` joins them.",
            show_default=False,
        ),
    ] = None,
    prefer: Annotated[
        _Prefer, typer.Option(help="Which file counts if a student has both.")
    ] = _Prefer.IPYNB,
    timeout: TimeoutOption = None,
    min_level: MinLevelOption = Level.SEALED,
    fail_under: FailUnderOption = None,
    overrides: OverridesOption = None,
    format_: FormatOption = Format.TEXT,
    layout: LayoutOption = None,
    pattern: PatternOption = None,
    roster: RosterOption = None,
    dask: DaskOption = None,
    dask_wait: DaskWaitOption = PATIENCE,
    dask_insecure: DaskInsecureOption = False,
    dry_run: DryRunOption = False,
    assignment: AssignmentOption = None,
) -> None:
    """Grade SUBMISSIONS into OUT: report.html, grades.csv, results/, feedback/, gradebook.sqlite.

    To go on after a run was stopped, run the same command again.
    """
    if dry_run and format_ is Format.JSON:
        raise UsageError(
            "--dry-run grades nothing and has no events: leave out --dry-run or --format"
        )
    part = _the_shard(shard, only)
    terminal = Console(stderr=True)
    refuse_windows()
    submissions = places.submissions(submissions)
    described = with_timeout(the_assignment(assignment, submissions), timeout)
    out = _output(out, submissions, dry_run=dry_run)
    reading = the_reading(layout, pattern, roster)
    terms = kept.declared(described, overrides)
    batch = plan(submissions, described, prefer=prefer.value, reading=reading)
    for notice in batch.notices:
        note(terminal, notice)
    granted = {name: batch.absent[name] for name in decided(batch.absent, terms)}
    if out is None:
        show(replace(batch, entries=part.entries(batch)), granted)
        return
    cluster = Dask(dask, dask_wait, dask_insecure)
    with chosen(cluster, jobs, min_level, terminal) as who:
        engine = Engine.load(described, who.level)
        with (
            Gradebook.open(out) as gradebook,
            Live(terminal) as live,
            Events(live, engine, out, format_) as observer,
        ):
            check_students(terms.overrides, batch.students | gradebook.known().keys())
            live.tally.labels = _labels(batch)
            kept.keep(gradebook, terms)
            _say_what_changed(regrade.outdated(gradebook, engine), terminal)
            before = gradebook.files("results")
            run.grade(
                batch,
                engine,
                gradebook,
                observer,
                workers=who.workers,
                fresh=fresh,
                only=only,
                shard=part,
            )
            gone = before - gradebook.files("results")
            say_untimed(gradebook, terminal)
            observer.end(_exit_code(live.tally, fail_under))
    _say_who_comes_and_goes(gone, granted, batch, terms, terminal)
    if format_ is Format.TEXT:
        console = Console()
        live.tally.show(console)
        say(
            console,
            f"see {out / 'report.html'}, {out / 'grades.csv'}, {out / 'results'}/ and feedback/",
        )
    if live.tally.faults:
        say(Console(stderr=True), live.tally.blame())
    raise typer.Exit(_exit_code(live.tally, fail_under))


def _the_shard(shard: str | None, only: str | None) -> Shard:
    """Return the part of the class that is to be graded.

    Raises:
        UsageError: it is written in another way, or --only names a student besides.
    """
    if shard is None:
        return WHOLE
    if only is not None:
        raise UsageError("--only grades one student and --shard a part: leave out one of them")
    return Shard.parse(shard)


def _output(out: Path | None, submissions: list[Path], *, dry_run: bool) -> Path | None:
    """Return the checked folder for grades, or None if nothing is written."""
    if dry_run:
        return None
    if out is None:
        raise UsageError("no folder is named for the grades: add --out OUT or --dry-run")
    return places.output(out, submissions)


def _say_what_changed(changed: Counter[str], terminal: Console) -> None:
    if changed:
        causes = ", ".join(f"{cause} ({count})" for cause, count in changed.most_common())
        note(terminal, f"some earlier results are not reused, because of changes: {causes}")


def _labels(batch: Batch) -> dict[str, str]:
    """Return the students' names for people."""
    known = {entry.student: entry.known for entry in batch.entries if entry.known is not None}
    return {student: label(student, each.person) for student, each in known.items()}


def _say_who_comes_and_goes(
    gone: set[str], granted: Mapping[str, Known], batch: Batch, terms: Terms, terminal: Console
) -> None:
    """Name who lost a row, who has one without a submission, and whose override has no effect."""
    if gone:
        students = ", ".join(sorted(name.removesuffix(".json") for name in gone)[:5])
        note(
            terminal,
            f"{len(gone)} of the students of an earlier run are not among these submissions and "
            f"were removed from the grades (such as {students}): to grade one student and keep the "
            "others, name the whole class and --only",
        )
    if granted:
        names = listed([visible(label(name, known.person)) for name, known in granted.items()])
        note(
            terminal,
            f"{len(granted)} of the students without a submission have a row, because an override "
            f"sets their score: {names}",
        )
    there = set(map(nfc, batch.students))
    without = [visible(student) for student in terms.overrides if student not in there]
    if without:
        note(
            terminal,
            f"the overrides name {listed(without)}, who have no submission and no line in a "
            "roster: these overrides have no effect",
        )


def _exit_code(tally: Tally, fail_under: float | None) -> ExitCode:
    if tally.faults:
        return ExitCode.OUR_FAULT
    mean = tally.mean_percent
    if fail_under is not None and (mean is None or mean < fail_under):
        return ExitCode.NOT_ALL_PASSED
    return ExitCode.DONE
