"""What a cluster costs over the pool: one class here and on 1, 2 and 4 worker processes of Dask.

`make bench` runs this after `benchmarks.grading`. Each run is one command on the same class, from
its start to its end; the ratio is the pool's wall clock over the cluster's, with as many processes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.grading import make_class
from tests.clusters import machines

ROOT = Path(__file__).parent.parent
PROCESSES = (1, 2, 4)


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description="Grade a class here and on a cluster.")
    parser.add_argument("--size", type=int, default=1000)
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        submissions = make_class(folder / "class", size)
        print(f"\n| {size:,} submissions | pool | Dask | pool / Dask |\n|---|---|---|---|")
        for count in PROCESSES:
            pool = _seconds(submissions, folder / f"pool-{count}", "--jobs", str(count))
            place = folder / f"cluster-{count}"
            place.mkdir()
            with machines(place, count) as made:
                dask = _seconds(submissions, folder / f"dask-{count}", "--dask", str(made.file))
            row = f"| {count} processes | {pool:.1f} s | {dask:.1f} s | {pool / dask:.2f} |"
            print(row, flush=True)


def _seconds(submissions: Path, out: Path, *options: str) -> float:
    command = [sys.executable, "-m", "autograder", "grade", str(submissions), "-o", str(out)]
    begin = time.perf_counter()
    subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
