"""`autograder grade`: its options; `grading` does what they say."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from typing import Annotated

import typer

from autograder.cli import early, places
from autograder.cli.assignment import the_assignment
from autograder.cli.intake_options import (
    DryRunOption,
    LayoutOption,
    OutOption,
    PatternOption,
    RosterOption,
    SubmissionsArgument,
    the_reading,
)
from autograder.cli.options import (
    CORES,
    DASK_WAIT,
    AssignmentOption,
    Dask,
    DaskInsecureOption,
    DaskOption,
    DaskWaitOption,
    FailUnderOption,
    Format,
    FormatOption,
    JobsOption,
    MinLevelOption,
    OverridesOption,
    TimeoutOption,
    with_timeout,
)
from autograder.errors import UsageError
from autograder.results import Level
from autograder.system import refuse_windows


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
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Also draw a page of what each mistake does, and link it from the feedback.",
        ),
    ] = False,
    overrides: OverridesOption = None,
    format_: FormatOption = Format.TEXT,
    layout: LayoutOption = None,
    pattern: PatternOption = None,
    roster: RosterOption = None,
    dask: DaskOption = None,
    dask_wait: DaskWaitOption = DASK_WAIT,
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
    if out is None and not dry_run:
        raise UsageError("no folder is named for the grades: add --out OUT or --dry-run")
    refuse_windows()
    submissions = places.submissions(submissions)
    place = None if out is None or dry_run else places.output(out, submissions)
    with ExitStack() as stack:
        described = with_timeout(the_assignment(assignment, submissions), timeout)
        if explain and described.explorer is None:
            raise UsageError("this assignment has no explorer to draw with: leave out --explain")
        vectors = None if dry_run else stack.enter_context(early.reading(described))
        here = dask is None and not dry_run
        first = stack.enter_context(early.first_worker(described)) if here else None
        from autograder.cli import grading  # importing it takes as long as these two do

        reading = the_reading(layout, pattern, roster)
        planned = grading.planned(submissions, described, reading, prefer.value, overrides)
        part = grading.the_shard(shard, only)
        if place is None or vectors is None:
            planned.show(part)
            return
        code = grading.grade(
            planned,
            place,
            first,
            vectors,
            cluster=Dask(dask, dask_wait, dask_insecure),
            jobs=jobs,
            fresh=fresh,
            only=only,
            part=part,
            min_level=min_level,
            fail_under=fail_under,
            format_=format_,
        )
    if explain:
        from autograder.cli import explained

        explained.draw(described, place, fresh=fresh)
    raise typer.Exit(code)
