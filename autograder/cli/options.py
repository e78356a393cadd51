"""Options that several commands share."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder import description
from autograder.description import Assignment
from autograder.errors import DescriptionError, UsageError
from autograder.results import Level
from autograder.run import level

__all__ = [
    "CORES",
    "AssignmentOption",
    "JobsOption",
    "MinLevelOption",
    "OutArgument",
    "OverridesOption",
    "TimeoutOption",
    "proved_level",
    "the_assignment",
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

OutArgument = Annotated[Path, typer.Argument(help="Folder that `autograder grade` wrote.")]


def the_assignment(option: Path | None) -> Assignment:
    """Load the assignment that was named, or the one that the working folder is in.

    Raises:
        DescriptionError: there is none, or it is wrong.
    """
    if option is None:
        return description.find(Path.cwd())
    option = option.expanduser()
    path = option / "pyproject.toml" if option.is_dir() else option
    if not path.is_file():
        raise DescriptionError(
            f"there is no {path}: name the folder whose pyproject.toml has [tool.autograder]"
        )
    return description.load(path)


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
