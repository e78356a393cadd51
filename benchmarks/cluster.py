"""What a cluster costs over the pool: one class here and on 1, 2 and 4 worker processes of Dask.

`make bench` runs this after `benchmarks.grading`. Workers are ready before the clock starts. The
ratios are the pool's figure over the cluster's, with as many processes; processor time is of all
processes, Dask's own included.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder import description
from autograder.cluster.connect import connected
from autograder.gradebook.store import Gradebook
from autograder.grading.engine import Engine
from autograder.grading.pool import Pool
from autograder.grading.run import grade
from autograder.grading.workers import Workers
from autograder.intake.plan import Batch, plan
from autograder.results import Level
from benchmarks.grading import make_class
from benchmarks.watching import Silent, spent
from tests.clusters import GUARD, machines

ROOT = Path(__file__).parent.parent
PROCESSES = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds for each submission."""

    wall: float
    processor: float


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description="Grade a class here and on a cluster.")
    parser.add_argument("--size", type=int, default=400)
    size = parser.parse_args().size
    assignment = description.find(ROOT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batch = plan([make_class(folder / "class", size)], assignment)
        engine = Engine.load(assignment, Level.SEALED)
        print(
            f"\n| {size:,} submissions, a submission | pool | Dask | pool / Dask | "
            "processor time: pool | Dask | pool / Dask |\n|---|---|---|---|---|---|---|"
        )
        for count in PROCESSES:
            place = folder / str(count)
            place.mkdir()
            pool = _cost(batch, engine, place / "pool", Pool(engine, count))
            print(_row(count, pool, _on_cluster(batch, engine, place, count)), flush=True)


def _on_cluster(batch: Batch, engine: Engine, folder: Path, count: int) -> Cost:
    with (
        machines(folder, count) as made,
        connected(str(made.file), is_insecure=False, patience=GUARD, note=print) as cluster,
    ):
        return _cost(batch, engine, folder / "dask", cluster.workers(engine, len(batch.entries)))


def _cost(
    batch: Batch,
    engine: Engine,
    out: Path,
    opening: AbstractContextManager[Workers],
) -> Cost:
    this = psutil.Process()
    with Gradebook.open(out) as gradebook, opening as workers:
        workers.ready  # noqa: B018 - wait for it
        before, begin = spent(this), time.perf_counter()
        grade(batch, engine, gradebook, Silent(), elsewhere=lambda *_: nullcontext(workers))
        wall, processor = time.perf_counter() - begin, spent(this) - before
    size = len(batch.entries)
    return Cost(1000 * wall / size, 1000 * processor / size)


def _row(count: int, pool: Cost, dask: Cost) -> str:
    return (
        f"| {count} processes | {pool.wall:.1f} ms | {dask.wall:.1f} ms "
        f"| {pool.wall / dask.wall:.2f} | {pool.processor:.1f} ms | {dask.processor:.1f} ms "
        f"| {pool.processor / dask.processor:.2f} |"
    )


if __name__ == "__main__":
    main()
