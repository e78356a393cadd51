"""Options that several commands share."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from autograder import system
from autograder.results import Level
from autograder.run import level

if TYPE_CHECKING:
    from autograder.description import Assignment

__all__ = [
    "CORES",
    "AssignmentOption",
    "FailUnderOption",
    "JobsOption",
    "MinLevelOption",
    "OutArgument",
    "OverridesOption",
    "TimeoutOption",
    "proved_level",
    "with_timeout",
]

AssignmentOption = Annotated[
    Path | None,
    typer.Option(
        "--assignment",
        envvar="AUTOGRADER_ASSIGNMENT",
        help="Folder whose pyproject.toml describes the assignment; else the nearest above.",
        show_default=False,
    ),
]

OverridesOption = Annotated[
    Path | None,
    typer.Option(
        "--overrides",
        help="CSV of what is granted to single students; else the description's.",
        show_default=False,
    ),
]

CORES = os.cpu_count() or 1

JobsOption = Annotated[
    int, typer.Option("-j", "--jobs", min=1, help="Processes that grade side by side.")
]

TimeoutOption = Annotated[
    float | None,
    typer.Option("--timeout", min=0.05, help="Seconds that one call may take.", show_default=False),
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
        help="Exit 3 when the score in percent is lower; of many, the mean.",
        show_default=False,
    ),
]

OutArgument = Annotated[Path, typer.Argument(help="Folder that `autograder grade` wrote.")]


def with_timeout(described: Assignment, timeout: float | None) -> Assignment:
    """Return the assignment with the seconds that one call may take, if they were named.

    A submission may then use at least as much in all.
    """
    if timeout is None:
        return described
    whole = max(timeout, described.limits.submission_seconds)
    limits = replace(described.limits, call_seconds=timeout, submission_seconds=whole)
    return replace(described, limits=limits)


def proved_level(minimum: Level, terminal: Console) -> Level:
    """Find out how strongly submissions can be confined here.

    Args:
        minimum: what is asked for.
        terminal: is warned when submissions are hardly confined.

    Raises:
        UsageError: it is less than what is asked for.
    """
    proved = level.at_least(minimum)
    if proved is Level.OPEN:
        limit = "a time and memory limit" if system.lack() is None else "a time limit"
        terminal.print(
            f"[bold red]warning:[/] submissions run at level [bold]open[/]: with {limit}, but able "
            "to read files and use the network as you can. Grade only code that you trust, or on "
            "a machine that holds nothing else.",
            highlight=False,
            soft_wrap=True,
        )
    return proved
