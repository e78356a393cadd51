"""Who grades: processes here, or the workers of a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from autograder import extras
from autograder.cli.notes import note
from autograder.cli.options import Dask, proved_level, warn_if_open
from autograder.errors import UsageError
from autograder.results import Level

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.grading.pool import First
    from autograder.grading.workers import Opening


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who grades, and how strongly submissions are confined there.

    Attributes:
        level: the strongest that is proved there.
        elsewhere: opens what grades in place of processes here.
    """

    level: Level
    elsewhere: Opening | None = None


@contextmanager
def chosen(
    dask: Dask, minimum: Level, terminal: Console, first: First | None = None, saying: str = ""
) -> Iterator[Chosen]:
    """Find out who grades, and the strongest level that is proved there.

    Args:
        dask: the cluster, if one grades.
        minimum: the weakest level to accept.
        terminal: where to print notes, and the warning if submissions run at level open.
        first: a worker here, if one starts already.
        saying: what to show while that proves the level.

    Raises:
        UsageError: the level is weaker than `minimum`, or the cluster cannot be used.
        GraderFault: the cluster has no worker.
    """
    if dask.named is None:
        with terminal.status(saying):
            proof = first.proof() if first else None
        yield Chosen(proved_level(minimum, terminal, proof))
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
