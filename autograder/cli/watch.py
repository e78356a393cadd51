"""`autograder watch`."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from msgspec import structs
from rich.console import Console

from autograder.cli import places
from autograder.cli.assignment import the_assignment
from autograder.cli.intake_options import (
    LayoutName,
    LayoutOption,
    PatternOption,
    RosterOption,
    the_reading,
)
from autograder.cli.notes import note
from autograder.cli.options import (
    CORES,
    AssignmentOption,
    JobsOption,
    MinLevelOption,
    OverridesOption,
    TimeoutOption,
    no_nan,
    proved_level,
    with_timeout,
)
from autograder.cli.progress import Live
from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading import run
from autograder.grading.engine import Engine
from autograder.grading.standing import Standing
from autograder.grading.watching import watch as watching
from autograder.intake.plan import Batch, plan
from autograder.intake.rows import Entry
from autograder.policy import kept
from autograder.results import Level
from autograder.settings import A_DAY
from autograder.system import refuse_windows


@dataclass(slots=True, kw_only=True)
class _Desk:
    """What each round needs, and what the last one said."""

    folder: Path
    out: Path
    assignment: Assignment
    engine: Engine
    layout: LayoutName | None
    pattern: str | None
    roster: Path | None
    overrides: Path | None
    workers: Standing
    terminal: Console
    said: str = ""

    def grade(self, waiting: frozenset[str]) -> bool:
        """Grade what is there now; a class list or a folder that cannot be read is told once.

        Args:
            waiting: paths of what is still being written.
        """
        try:
            self._round(waiting)
        except UsageError as error:
            if str(error) != self.said:
                note(self.terminal, f"{error} (trying again)")
            self.said = str(error)
            return False
        self.said = ""
        return True

    def _round(self, waiting: frozenset[str]) -> None:
        reading = the_reading(self.layout, self.pattern, self.roster)
        batch = plan([self.folder], self.assignment, prefer="ipynb", reading=reading)
        batch = _without(batch, waiting)
        terms = kept.declared(self.assignment, self.overrides)
        with Gradebook.open(self.out) as gradebook, Live(self.terminal) as live:
            # Marks by hand wait for `grade`: they may name somebody who has not handed in yet.
            marks = kept.kept(gradebook).marks
            kept.keep(gradebook, structs.replace(terms, marks=marks))
            run.grade(
                batch,
                self.engine,
                gradebook,
                live,
                is_whole=False,
                elsewhere=self.workers.lend,
                with_code=False,
            )
        tally = live.tally
        new = tally.status.total() - tally.reused
        now = datetime.now().astimezone().strftime("%H:%M:%S")
        typer.echo(f"{now} graded {new} new, {tally.status.total()} in the folder")


def _without(batch: Batch, waiting: frozenset[str]) -> Batch:
    """Leave out the rows of which some file is in `waiting`."""

    def is_settled(entry: Entry) -> bool:
        inside = f"{entry.path}/"
        return not any(path == entry.path or path.startswith(inside) for path in waiting)

    return replace(batch, entries=tuple(filter(is_settled, batch.entries)))


def watch(
    folder: Annotated[
        Path, typer.Argument(help="The folder in which submissions arrive.", metavar="DIR")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder for grades and results.")],
    every: Annotated[
        float,
        typer.Option(
            min=0.2, max=A_DAY, callback=no_nan, help="Seconds between two looks at the folder."
        ),
    ] = 1.0,
    jobs: JobsOption = CORES,
    timeout: TimeoutOption = None,
    min_level: MinLevelOption = Level.SEALED,
    overrides: OverridesOption = None,
    layout: LayoutOption = None,
    pattern: PatternOption = None,
    roster: RosterOption = None,
    assignment: AssignmentOption = None,
) -> None:
    """Grade what arrives in DIR, and keep the reports in OUT current, until Ctrl-C.

    A row stays when its file goes: grade DIR at the end to list only what is still there. To show
    the report while it changes, run `autograder serve OUT` as well.
    """
    refuse_windows()
    (folder,) = places.submissions([folder])
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: name the folder in which submissions arrive")
    described = with_timeout(the_assignment(assignment, [folder]), timeout)
    terminal = Console(stderr=True)
    out = places.output(out, [folder])
    engine = Engine.load(described, proved_level(min_level, terminal))
    typer.echo(f"watching {folder}; Ctrl-C ends it")
    with Standing(jobs) as workers:
        desk = _Desk(
            folder=folder,
            out=out,
            assignment=described,
            engine=engine,
            layout=layout,
            pattern=pattern,
            roster=roster,
            overrides=overrides,
            workers=workers,
            terminal=terminal,
        )
        watching(folder, desk.grade, lambda: time.sleep(every))
