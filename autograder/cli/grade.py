"""`autograder grade`."""

from __future__ import annotations

import os
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.cli import places
from autograder.cli.options import AssignmentOption, the_assignment
from autograder.cli.progress import Live
from autograder.cli.tally import Tally
from autograder.description import Assignment
from autograder.errors import ExitCode, UsageError
from autograder.grading import run
from autograder.grading.engine import Engine
from autograder.intake.plan import plan
from autograder.record.gradebook import Gradebook
from autograder.results import Level
from autograder.run import level

__all__ = ["grade"]


class _Prefer(StrEnum):
    IPYNB = "ipynb"
    PY = "py"


def grade(
    submissions: Annotated[
        list[Path],
        typer.Argument(
            help="A file, a folder of files, a folder per student, or a zip of either.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for grades and results.")],
    jobs: Annotated[
        int, typer.Option("-j", "--jobs", min=1, help="Processes that grade side by side.")
    ] = os.cpu_count() or 1,
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
    timeout: Annotated[
        float | None,
        typer.Option(min=0.05, help="Seconds that one call may take.", show_default=False),
    ] = None,
    min_level: Annotated[
        Level, typer.Option(help="Refuse to grade with weaker isolation than this.")
    ] = Level.SEALED,
    fail_under: Annotated[
        float | None,
        typer.Option(
            min=0, max=100, help="Exit 3 when the mean score in percent is lower.",
            show_default=False,
        ),
    ] = None,
    assignment: AssignmentOption = None,
) -> None:  # fmt: skip
    """Grade SUBMISSIONS into OUT: report.html, grades.csv, results/, feedback/, gradebook.sqlite.

    A run that was stopped goes on where it was when the same command is given again.
    """
    terminal = Console(stderr=True)
    described = _with_timeout(the_assignment(assignment), timeout)
    submissions = places.submissions(submissions)
    out = places.output(out, submissions)
    batch = plan(submissions, described, prefer=prefer.value)
    for notice in batch.notices:
        terminal.print(f"note: {notice}", markup=False, highlight=False, soft_wrap=True)
    engine = Engine.load(described, _proved_level(min_level, terminal))
    with Gradebook.open(out) as gradebook, Live(terminal) as live:
        before = gradebook.files("results")
        run.grade(batch, engine, gradebook, live, jobs=jobs, fresh=fresh, only=only)
        gone = before - gradebook.files("results")
    _say_who_is_gone(gone, terminal)
    _close(live.tally, out)
    raise typer.Exit(_exit_code(live.tally, fail_under))


def _with_timeout(described: Assignment, timeout: float | None) -> Assignment:
    if timeout is None:
        return described
    return replace(described, limits=replace(described.limits, call_seconds=timeout))


def _proved_level(minimum: Level, terminal: Console) -> Level:
    """Find out how strongly submissions can be confined here, and whether that is enough."""
    proof = level.best()
    levels = list(Level)
    if levels.index(proof.level) < levels.index(minimum):
        raise UsageError(
            f"submissions can only be run at level {proof.level} here, because {proof.reason}, and "
            f"{minimum} is asked for: see autograder doctor, or grade only code that you trust, "
            f"with --min-level {proof.level}"
        )
    if proof.level is Level.OPEN:
        terminal.print(
            "[bold red]warning:[/] submissions run at level [bold]open[/]: with a time and memory "
            "limit, but able to read files and use the network as you can. Grade only code that "
            "you trust, or on a machine that holds nothing else.",
            highlight=False,
            soft_wrap=True,
        )
    return proof.level


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


def _close(tally: Tally, out: Path) -> None:
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
