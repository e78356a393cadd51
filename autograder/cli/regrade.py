"""`autograder regrade`: its options; `regrading` does what they say."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import early
from autograder.cli.assignment import the_assignment
from autograder.cli.options import (
    CORES,
    DASK_WAIT,
    AssignmentOption,
    Dask,
    DaskInsecureOption,
    DaskOption,
    DaskWaitOption,
    JobsOption,
    MinLevelOption,
    OutArgument,
    OverridesOption,
    TimeoutOption,
    with_timeout,
)
from autograder.cli.places import expanded
from autograder.errors import UsageError
from autograder.results import Level


def regrade(
    out: OutArgument,
    jobs: JobsOption = CORES,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Show which submissions would be graded again; change nothing."
        ),
    ] = False,
    preview: Annotated[
        bool,
        typer.Option(
            "--preview",
            help="Show whose score would change, judging kept answers; run and change nothing.",
        ),
    ] = False,
    suite: Annotated[
        Path | None,
        typer.Option("--suite", help="With --preview: try the rules of another folder."),
    ] = None,
    timeout: TimeoutOption = None,
    min_level: MinLevelOption = Level.SEALED,
    overrides: OverridesOption = None,
    dask: DaskOption = None,
    dask_wait: DaskWaitOption = DASK_WAIT,
    dask_insecure: DaskInsecureOption = False,
    assignment: AssignmentOption = None,
) -> None:
    """Grade the submissions again that a change of vectors, suite, engine or settings affects.

    This needs no submissions: the gradebook in OUT keeps their bytes, what they returned, and all
    earlier results. Where only rules, points or tolerances have changed, nobody's code runs again.

    Examples: autograder regrade OUT --preview; autograder regrade OUT --preview --suite NEW_RULES
    """
    if suite is not None and not preview:
        raise UsageError("--suite tries rules and changes nothing: add --preview")
    out = expanded(out)
    described = with_timeout(the_assignment(assignment, [out]), timeout)
    if suite is not None:
        described = replace(described, hidden_suite=expanded(suite))
    with ExitStack() as stack:
        reading = stack.enter_context(early.reading(described))
        from autograder.cli import regrading  # importing it takes as long

        if preview:
            regrading.preview(out, described, reading, min_level, jobs)
            raise typer.Exit
        code = regrading.regrade(
            out,
            described,
            reading,
            cluster=Dask(dask, dask_wait, dask_insecure),
            jobs=jobs,
            dry_run=dry_run,
            min_level=min_level,
            overrides=overrides,
        )
    raise typer.Exit(code)
