"""`autograder regrade`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.assignment import the_assignment
from autograder.cli.notes import say_untimed
from autograder.cli.options import (
    CORES,
    AssignmentOption,
    JobsOption,
    MinLevelOption,
    OutArgument,
    OverridesOption,
    TimeoutOption,
    with_timeout,
)
from autograder.cli.places import expanded
from autograder.cli.progress import Live
from autograder.cli.stdout import say
from autograder.cli.workers import (
    PATIENCE,
    Dask,
    DaskInsecureOption,
    DaskOption,
    DaskWaitOption,
    chosen,
)
from autograder.errors import ExitCode
from autograder.gradebook.changes import Change
from autograder.gradebook.store import Gradebook
from autograder.grading import regrade as again
from autograder.grading.engine import Engine
from autograder.identity.people import Known, label
from autograder.policy import kept
from autograder.results import Level
from autograder.text import visible


def regrade(
    out: OutArgument,
    jobs: JobsOption = CORES,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Show which submissions would be graded again; change nothing."
        ),
    ] = False,
    timeout: TimeoutOption = None,
    min_level: MinLevelOption = Level.SEALED,
    overrides: OverridesOption = None,
    dask: DaskOption = None,
    dask_wait: DaskWaitOption = PATIENCE,
    dask_insecure: DaskInsecureOption = False,
    assignment: AssignmentOption = None,
) -> None:
    """Grade the submissions again that a change of vectors, suite, engine or settings affects.

    This needs no submissions: the gradebook in OUT keeps their bytes, and all earlier results.
    """
    terminal = Console(stderr=True)
    out = expanded(out)
    described = with_timeout(the_assignment(assignment, [out]), timeout)
    cluster = Dask(dask, dask_wait, dask_insecure)
    with (
        Gradebook.open(out, create=False) as gradebook,
        chosen(cluster, jobs, min_level, terminal) as who,
    ):
        terms = kept.current(gradebook, described, overrides)
        engine = Engine.load(described, who.level)
        planned = again.plan(gradebook, engine)
        known = gradebook.known()
        _announce(planned, known)
        if dry_run:
            _list(planned, known)
            raise typer.Exit
        kept.keep(gradebook, terms)
        with Live(terminal) as live:
            changes = again.regrade(gradebook, engine, live, planned, workers=who.workers)
        say_untimed(gradebook, terminal)
    _show(changes, planned, known)
    if live.tally.faults:
        say(terminal, live.tally.blame())
        raise typer.Exit(ExitCode.OUR_FAULT)


def _announce(planned: again.Plan, known: Mapping[str, Known]) -> None:
    """Print how many rows are affected, the causes, and which rows cannot be graded again."""
    counts = Counter(cause for _, _, causes in planned.affected for cause in causes)
    because = ", ".join(f"{visible(cause)} ({count})" for cause, count in counts.most_common())
    affected = f"{len(planned.affected)} of {planned.total} to grade again"
    typer.echo(f"{affected}; changed: {because}" if because else affected)
    for student, path in planned.without_bytes:
        called = _called(student, known)
        typer.echo(f"not graded again, because it could not be read: {called}, {path}")


def _list(planned: again.Plan, known: Mapping[str, Known]) -> None:
    for student, path, causes in planned.affected:
        typer.echo(f"{_called(student, known)}, {visible(path)}: {visible(', '.join(causes))}")


def _called(student: str, known: Mapping[str, Known]) -> str:
    return visible(label(student, known.get(student, Known()).person))


def _show(changes: list[Change], planned: again.Plan, known: Mapping[str, Known]) -> None:
    """Print whose grade changed, and why."""
    causes = {(student, path): why for student, path, why in planned.affected}
    table = Table("student", "score", "questions", "why", box=None, padding=(0, 2, 0, 0))
    for change in changes:
        questions = [f"{each.question} {_arrow(each.old, each.new)}" for each in change.questions]
        why = ", ".join(causes[change.student, change.submission])
        rules = "; ".join(change.rules)
        table.add_row(
            Text(_called(change.student, known)),
            _arrow(change.old, change.new),
            "\n".join(questions),
            Text(visible(f"{why}: {rules}" if rules else why)),
        )
    if changes:
        Console().print(table)
    same = len(planned.affected) - len(changes)
    if planned.affected:
        typer.echo(f"{len(changes)} changed, {same} graded again with the same outcome")


def _arrow(old: int | None, new: int | None) -> str:
    before, after = ("none" if points is None else str(points) for points in (old, new))
    return f"{before} → {after}" if before != after else after
