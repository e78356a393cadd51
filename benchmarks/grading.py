"""`make bench`: what grading a class costs, in one run, as ratios where possible.

The class is the example class without the submissions that wait for a limit (those cost their
limit, whatever the grader does), repeated to 1,000 and 10,000 with every copy's bytes different.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from autograder import description
from autograder.grading.engine import Engine
from autograder.grading.messages import Done, Job
from autograder.grading.pool import Pool
from autograder.results import Level
from autograder.sandbox.outside import level
from autograder.sandbox.outside.runner import Runner
from autograder.vectors import hdf5
from benchmarks import cold
from benchmarks.watching import watched

_ROOT = Path(__file__).parent.parent
_CLASS = _ROOT / "tests" / "submissions"
_ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_LIMITED = frozenset({"timed_out"})  # verdicts whose cost is a limit, not the grader's
_STAGES = ("child", "zygote", "worker", "command")
_SLOW = ("memory", "recursion")  # and submissions that use their limits up on purpose


def main() -> None:
    """Measure and print the table of the README."""
    levels = _levels()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = make_class(folder / "one", 1000)
        ten = make_class(folder / "ten", 10_000)
        floor = _floor(folder / "sources")
        starts = {each: _zygote_start(each) for each in levels}
        stages = {each: _stages(one, each) for each in levels}
        single, double = _runs(one, folder)
        small = single["peak_mib"]
        cold_rows = cold.rows(folder)
        large = _grade(ten, folder / "out-ten", 1)["peak_mib"]
    reached = levels[-1]
    run, judge = stages[reached]
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores")
    rows = [
        *(
            (
                f"run at level {each} (median / p95)",
                f"{_median(stages[each][0])} / {_p95(stages[each][0])} ms",
            )
            for each in levels
        ),
        *(
            (f"what {each} costs over open (median / p95)", _cost(stages, each))
            for each in levels[1:]
        ),
        ("judge (median / p95)", f"{_median(judge)} / {_p95(judge)} ms"),
        ("floor: fork and the student's own calls (mean)", f"{floor['mean']:.1f} ms"),
        ("run and judge / floor (means)", f"{(_mean(run) + _mean(judge)) / floor['mean']:.1f}"),
        ("1,000 submissions, 1 job", f"{single['wall']:.1f} s"),
        ("1,000 submissions, 2 jobs", f"{double['wall']:.1f} s"),
        *_processor_rows(single | {"double": 1000 * double["rate_wall"]}, floor),
        ("2 jobs / 1 job, throughput", f"{single['rate_wall'] / double['rate_wall']:.2f}"),
        *((f"start of a zygote, {each}", f"{starts[each]:.0f} ms") for each in levels),
        ("peak memory, 1,000 submissions", f"{small:.0f} MiB"),
        ("peak memory, 10,000 submissions", f"{large:.0f} MiB"),
        ("gradebook, 1,000 submissions", f"{single['kept']:.0f} bytes a submission"),
        *cold_rows,
    ]
    print("\n| what | measured |\n|---|---|")
    for what, measured in rows:
        print(f"| {what} | {measured} |")


def _chosen() -> list[Path]:
    """Return the example class's files that use up no limit."""
    with (_CLASS / "outcomes.csv").open(encoding="utf-8", newline="") as table:
        limited = {
            row["student"]
            for row in csv.DictReader(table)
            if _LIMITED & {row["q1"], row["q2"]} or any(word in row["why"] for word in _SLOW)
        }
    files = (path for path in sorted((_CLASS / "class").iterdir()) if path.is_file())
    return [path for path in files if path.suffix in {".py", ".ipynb"} and path.stem not in limited]


def make_class(folder: Path, size: int) -> Path:
    """Copy the chosen files under `size` names, each with bytes of its own."""
    folder.mkdir()
    sources = [(path.suffix, path.read_bytes()) for path in _chosen()]
    for number in range(size):
        suffix, content = sources[number % len(sources)]
        space = b" " * (number // len(sources) + 1) + b"\n"
        (folder / f"s{number:05}{suffix}").write_bytes(content + space)
    once = folder.parent / "sources"
    if not once.exists():
        once.mkdir()
        for number, path in enumerate(_chosen()):
            shutil.copyfile(path, once / f"{number:03}{path.suffix}")
    return folder


def _floor(folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.floor", str(folder)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=_ENVIRONMENT, cwd=_ROOT
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _levels() -> list[Level]:
    """Return the levels that this machine gives, `open` first."""
    known = list(Level)
    return known[: known.index(level.best().level) + 1]


def _cost(stages: dict[Level, tuple[list[float], list[float]]], each: Level) -> str:
    """Return what a level adds to the run of the same submission, median and p95."""
    pairs = zip(stages[Level.OPEN][0], stages[each][0], strict=True)
    added = [confined - plain for plain, confined in pairs]
    return f"{_median(added)} / {_p95(added)} ms"


def _zygote_start(each: Level) -> float:
    """Return the median milliseconds from nothing to a zygote that is ready."""
    assignment = description.find(_ROOT)
    vectors = hdf5.read(assignment.hidden_vectors).vectors
    seconds = []
    for _ in range(5):
        begin = time.perf_counter()
        with Runner(assignment, vectors, each):
            seconds.append(time.perf_counter() - begin)
    return 1000 * statistics.median(seconds)


def _stages(folder: Path, each: Level) -> tuple[list[float], list[float]]:
    """Return the seconds that each submission took to run and to judge, one after the other."""
    files = sorted(folder.iterdir())
    jobs = (
        Job(number=number, content=path.read_bytes(), filename=path.name)
        for number, path in enumerate(files)
    )
    with Pool(Engine.load(description.find(_ROOT), each), 1) as pool:
        done = [answer for answer in pool.grade(jobs) if isinstance(answer, Done)]
    assert len(done) == len(files)
    done.sort(key=lambda answer: answer.number)
    return [answer.run_seconds for answer in done], [answer.judge_seconds for answer in done]


def _runs(folder: Path, out: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Grade the class with one job and with two, in pairs; return the better of each."""
    pairs = [
        (_grade(folder, out / f"out-1-{n}", 1), _grade(folder, out / f"out-2-{n}", 2))
        for n in range(2)
    ]
    best = [min(column, key=lambda figures: figures["wall"]) for column in zip(*pairs, strict=True)]
    return best[0], best[1]


def _grade(folder: Path, out: Path, jobs: int) -> dict[str, Any]:
    """Grade a folder through the command line; return what it took."""
    size = sum(1 for _ in folder.iterdir())
    command = [sys.executable, "-m", "autograder", "grade", str(folder)]
    command += ["-o", str(out), "--jobs", str(jobs), "--min-level", "open"]
    begin = time.perf_counter()
    used = watched(command, _ROOT)
    wall = time.perf_counter() - begin
    return {
        "wall": wall,
        "rate_wall": wall / size,
        "peak_mib": used.peak_bytes / (1 << 20),
        "cpu": {stage: 1000 * seconds / size for stage, seconds in used.seconds.items()},
        "kept": (out / "gradebook.sqlite").stat().st_size / size,
    }


def _processor_rows(single: dict[str, Any], floor: dict[str, float]) -> list[tuple[str, str]]:
    stages = {stage: single["cpu"].get(stage, 0.0) for stage in _STAGES}
    total = sum(stages.values())
    each = ", ".join(f"{stage} {value:.1f}" for stage, value in stages.items())
    return [
        ("processor time of a submission, 1,000 in one run", f"{total:.1f} ms: {each}"),
        ("floor in processor time (mean)", f"{floor['cpu']:.1f} ms"),
        ("processor time / floor", f"{total / floor['cpu']:.1f}"),
        (
            "wall time of a submission with 2 jobs / floor",
            f"{single['double'] / floor['mean']:.2f}",
        ),
    ]


def _median(values: list[float]) -> str:
    return f"{1000 * statistics.median(values):.1f}"


def _mean(values: list[float]) -> float:
    return 1000 * statistics.fmean(values)


def _p95(values: list[float]) -> str:
    return f"{1000 * statistics.quantiles(values, n=20)[-1]:.1f}"


if __name__ == "__main__":
    main()
