"""`autograder judge`: one file by hand."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.cli import early
from autograder.cli.assignment import the_assignment
from autograder.cli.options import (
    AssignmentOption,
    FailUnderOption,
    MinLevelOption,
    TimeoutOption,
    proved_level,
    with_timeout,
)
from autograder.cli.places import expanded
from autograder.errors import ExitCode
from autograder.intake import single
from autograder.results import Level
from autograder.system import refuse_windows


def judge(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A student's module or notebook.", show_default=False),
    ],
    timeout: TimeoutOption = None,
    min_level: MinLevelOption = Level.SEALED,
    fail_under: FailUnderOption = None,
    assignment: AssignmentOption = None,
) -> None:
    """Judge one FILE by the hidden suite, and show pytest's own output; nothing is recorded.

    FILE runs as in `grade`. The exit code is 0 whatever the points, unless you give
    --fail-under.
    """
    refuse_windows()
    file = expanded(file)
    described = with_timeout(the_assignment(assignment, [file]), timeout)
    submission = single.read(file)
    with early.proving() as proving, early.reading(described) as vectors:
        from autograder.judge import by_hand  # importing it takes as long as these two do

        accept = partial(proved_level, min_level, Console(stderr=True))
        result = by_hand.show(described, submission, vectors, proving, accept)
    score, highest = result.score, result.max_score
    if fail_under is not None and (score is None or score * 100 < fail_under * highest):
        raise typer.Exit(ExitCode.NOT_ALL_PASSED)
