"""What a cluster costs over the pool: one class here and on 1, 2 and 4 worker processes of Dask.

`make bench` runs this after `benchmarks.grading`. Each run is one command on the same class. The
efficiency is the pool's wall clock over the cluster's, with as many processes; beside it is the
processor time of all processes, which says the same on a machine that has other work.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.grading import make_class
from tests.clusters import Machines, machines

ROOT = Path(__file__).parent.parent
PROCESSES = (1, 2, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds of wall clock, and of processor time of all processes."""

    wall: float
    spent: float


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description="Grade a class here and on a cluster.")
    parser.add_argument("--size", type=int, default=1000)
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        submissions = make_class(folder / "class", size)
        print(f"\n| {size:,} submissions | wall clock | processor time | of the pool's |")
        print("|---|---|---|---|")
        for count in PROCESSES:
            pool = _run(submissions, folder / f"pool-{count}", "--jobs", str(count))
            _print(f"pool of {count}", pool, pool)
            place = folder / f"cluster-{count}"
            place.mkdir()
            with machines(place, count) as made:
                before = _of(made)
                options = ("--dask", str(made.file))
                here = _run(submissions, folder / f"dask-{count}", *options)
                cluster = Cost(wall=here.wall, spent=here.spent + _of(made) - before)
            _print(f"Dask, {count} workers", cluster, pool)


def _print(what: str, cost: Cost, pool: Cost) -> None:
    ratios = f"{pool.wall / cost.wall:.2f} / {pool.spent / cost.spent:.2f}"
    print(f"| {what} | {cost.wall:.1f} s | {cost.spent:.1f} s | {ratios} |", flush=True)


def _run(submissions: Path, out: Path, *options: str) -> Cost:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    command = [sys.executable, "-m", "autograder", "grade", str(submissions), "-o", str(out)]
    subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall=time.perf_counter() - begin, spent=spent)


def _of(made: Machines) -> float:
    """Return the processor time of a scheduler, nannies and all below them, so far."""
    total = 0.0
    for root in (made.scheduler, *made.nannies):
        process = psutil.Process(root.pid)
        for each in (process, *process.children(recursive=True)):
            times = each.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


if __name__ == "__main__":
    main()
