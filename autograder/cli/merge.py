"""`autograder merge`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.cli import places
from autograder.cli.notes import say_untimed
from autograder.cli.stdout import say
from autograder.cli.tally import Tally
from autograder.errors import ExitCode, UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading import merging
from autograder.identity.people import label


def merge(
    outs: Annotated[
        list[Path],
        typer.Argument(
            metavar="OUT...", help="The folders that `autograder grade --shard` wrote, all of them."
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="The folder for the grades of the whole class.")
    ],
) -> None:
    """Join the shards of a class: the files are those that one run would have written.

    This grades nothing and needs neither submissions nor assignment. To use later results of a
    shard, run the same command again.
    """
    shards = [places.expanded(shard) for shard in outs]
    if places.expanded(out).resolve() in {shard.resolve() for shard in shards}:
        raise UsageError(f"{out} is a shard itself: choose another -o")
    tally, terminal = Tally(), Console(stderr=True)
    with Gradebook.open(places.output(out, shards)) as gradebook:
        merging.merge(shards, gradebook)
        known = gradebook.known()
        tally.labels = {student: label(student, each.person) for student, each in known.items()}
        for row in gradebook.rows():
            tally.add(row.result, reused=False)
        say_untimed(gradebook, terminal)
    console = Console()
    tally.show(console)
    say(
        console,
        f"see {out / 'report.html'}, {out / 'grades.csv'}, {out / 'results'}/ and feedback/",
    )
    if tally.faults:
        say(terminal, tally.blame())
        raise typer.Exit(ExitCode.OUR_FAULT)
