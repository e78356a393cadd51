"""Options about who grades: processes here, or the workers of a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Annotated

import typer
from rich.console import Console

from autograder import extras
from autograder.cli.notes import note
from autograder.cli.options import proved_level, warn_if_open
from autograder.errors import UsageError
from autograder.grading.pool import local
from autograder.grading.workers import Opening
from autograder.results import Level

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
        "--dask-wait", min=0, help="Give up when the cluster has had no worker for these seconds."
    ),
]
PATIENCE = 30.0
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


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who grades, and how strongly submissions are confined there."""

    level: Level
    workers: Opening


@contextmanager
def chosen(dask: Dask, jobs: int, minimum: Level, terminal: Console) -> Iterator[Chosen]:
    """Find out who grades, and the strongest level that is proved there.

    Args:
        dask: the cluster, if one grades.
        jobs: otherwise, how many processes here.
        minimum: the weakest level to accept.
        terminal: where to print notes, and the warning if submissions run at level open.

    Raises:
        UsageError: the level is weaker than `minimum`, or the cluster cannot be used.
        GraderFault: the cluster has no worker.
    """
    if dask.named is None:
        yield Chosen(proved_level(minimum, terminal), local(jobs))
        return
    if find_spec("distributed") is None:
        raise UsageError(
            f"--dask needs packages that are not installed: run {extras.command('dask')}"
        )
    from autograder.cluster.connect import connected

    say = partial(note, terminal)
    with connected(
        dask.named, is_insecure=dask.is_insecure, patience=dask.wait, note=say
    ) as cluster:
        level = cluster.level(minimum)
        warn_if_open(level, terminal)
        yield Chosen(level, cluster.workers)
