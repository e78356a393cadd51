"""Options that several commands share."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.results import Level
from autograder.settings import A_DAY

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.description import Assignment
    from autograder.sandbox.outside.level import Proof


def no_nan(value: float | None) -> float | None:
    """Return the value of an option that is no NaN, which is neither below nor above any bound.

    Raises:
        BadParameter: it is one.
    """
    if value is not None and math.isnan(value):
        raise typer.BadParameter("nan is not a number.")
    return value


AssignmentOption = Annotated[
    Path | None,
    typer.Option(
        "--assignment",
        envvar="AUTOGRADER_ASSIGNMENT",
        help="Folder whose pyproject.toml describes the assignment. Default: this or one above.",
        show_default=False,
    ),
]

OverridesOption = Annotated[
    Path | None,
    typer.Option(
        "--overrides",
        help="CSV file of exceptions for single students. Default: the description's.",
        show_default=False,
    ),
]

CORES = os.cpu_count() or 1

JobsOption = Annotated[
    int, typer.Option("-j", "--jobs", min=1, help="How many processes grade side by side.")
]

TimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        min=0.05,
        max=A_DAY,
        callback=no_nan,
        help="Seconds that one call may take.",
        show_default=False,
    ),
]

MinLevelOption = Annotated[
    Level, typer.Option("--min-level", help="Refuse to grade with weaker isolation than this.")
]

FailUnderOption = Annotated[
    float | None,
    typer.Option(
        "--fail-under",
        min=0,
        max=100,
        callback=no_nan,
        help="Exit 3 if the score in percent is lower; for several submissions, their mean.",
        show_default=False,
    ),
]


class Format(StrEnum):
    """What `grade` writes to stdout."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[
    Format, typer.Option("--format", help="json: events on stdout, one per line.")
]

DaskOption = Annotated[
    str | None,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help="Grade on a Dask cluster: the scheduler's address, or its scheduler file.",
        show_default=False,
    ),
]
DaskWaitOption = Annotated[
    float,
    typer.Option(
        "--dask-wait",
        min=0,
        callback=no_nan,
        help="Give up when the cluster has had no worker for these seconds.",
    ),
]
DaskInsecureOption = Annotated[
    bool,
    typer.Option(
        "--dask-insecure",
        help=(
            "Use a cluster without TLS on a network: whoever reaches it can read the hidden "
            "answers, change grades and run programs on these machines."
        ),
    ),
]


DASK_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Dask:
    """What the options say of a cluster.

    Attributes:
        named: its scheduler; None where processes here grade.
        wait: seconds to wait for a worker.
        is_insecure: it needs no encryption.
    """

    named: str | None
    wait: float
    is_insecure: bool


OutArgument = Annotated[Path, typer.Argument(help="The folder that `autograder grade` wrote.")]


def with_timeout(described: Assignment, timeout: float | None) -> Assignment:
    """Return the assignment with this limit of seconds for one call, if it was given.

    It holds for every question. A submission may then use at least as much in all.
    """
    if timeout is None:
        return described
    from autograder.exercise import timed

    whole = max(timeout, described.limits.submission_seconds)
    limits = replace(described.limits, call_seconds=timeout, submission_seconds=whole)
    return timed(described, limits)


def proved_level(minimum: Level, terminal: Console, proof: Proof | None = None) -> Level:
    """Return the strongest isolation level that can be proved here.

    Args:
        minimum: the weakest level to accept.
        terminal: where to warn if submissions run at level open.
        proof: of the level, where there is one already.

    Raises:
        UsageError: the level is weaker than `minimum`.
    """
    from autograder.sandbox.outside import level

    proved = level.enough(proof or level.best(), minimum)
    warn_if_open(proved, terminal)
    return proved


def warn_if_open(proved: Level, terminal: Console) -> None:
    """Warn if submissions run at level open."""
    from autograder import system

    if proved is Level.OPEN:
        limit = "a time and memory limit" if system.lack() is None else "a time limit"
        terminal.print(
            f"[bold red]warning:[/] submissions run at level [bold]open[/]: with {limit}, but they "
            "can read files and use the network as you can. Grade only code that you trust, or "
            "use a machine that contains nothing else.",
            highlight=False,
            soft_wrap=True,
        )
