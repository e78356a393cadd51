"""`make bench`: what grading a class costs, in one run, as ratios where possible.

The class is the example class without the submissions that wait for a limit (those cost their
limit, whatever the grader does), repeated with every copy's bytes different. What memory a class
takes depends on how many there are and not on what they compute, so the 1,000 and 10,000 of those
rows define nothing: they are graded in a third of the time.
"""

from __future__ import annotations

import argparse
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
from collections.abc import Iterator
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
_Stages = dict[Level, tuple[list[float], list[float]]]  # seconds to run and to judge
_SLOW = ("memory", "recursion")  # and submissions that use their limits up on purpose


def main() -> None:
    """Measure and print the table of the README."""
    parser = argparse.ArgumentParser(description="Measure what grading a class costs.")
    parser.add_argument("--size", type=int, default=1000, help="submissions of the class")
    parser.add_argument("--large", type=int, default=10_000, help="for the memory of a large one")
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores")
    print("\n| what | measured |\n|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for what, measured in _rows(Path(name), asked.size, asked.large):
            print(f"| {what} | {measured} |", flush=True)


def _rows(folder: Path, size: int, large: int) -> Iterator[tuple[str, str]]:
    """Yield each row as it becomes known."""
    yield from cold.rows(folder)
    some, whole = make_class(folder / "some", size // 4), make_class(folder / "class", size)
    floor = _floor(folder / "sources")
    yield "floor: fork and the student's own calls (mean)", f"{floor['mean']:.1f} ms"
    yield "floor in processor time (mean)", f"{floor['cpu']:.1f} ms"
    levels = _levels()
    for each in levels:
        yield f"start of a zygote, {each}", f"{_zygote_start(each):.0f} ms"
    yield from _stage_rows({each: _stages(some, each) for each in levels}, floor)
    yield from _run_rows(_grade(whole, folder / "1", 1), _grade(whole, folder / "2", 2), floor)
    for count in (size, large):
        used = _grade(_defining_nothing(folder / f"nothing-{count}", count), folder / f"{count}", 2)
        yield f"peak memory of the command, {count:,} submissions", f"{used['peak_mib']:.0f} MiB"


def _stage_rows(stages: _Stages, floor: dict[str, float]) -> Iterator[tuple[str, str]]:
    for each, (run, _) in stages.items():
        yield f"run at level {each} (median / p95)", f"{_median(run)} / {_p95(run)} ms"
    for each in list(stages)[1:]:
        yield f"what {each} costs over open (median / p95)", _cost(stages, each)
    run, judge = stages[list(stages)[-1]]
    yield "judge (median / p95)", f"{_median(judge)} / {_p95(judge)} ms"
    both = (_mean(run) + _mean(judge)) / floor["mean"]
    yield "run and judge / floor (means)", f"{both:.1f}"


def _run_rows(
    single: dict[str, Any], double: dict[str, Any], floor: dict[str, float]
) -> Iterator[tuple[str, str]]:
    yield "a submission of many, 1 job", f"{1000 * single['rate_wall']:.1f} ms"
    yield "a submission of many, 2 jobs", f"{1000 * double['rate_wall']:.1f} ms"
    yield "2 jobs / 1 job, throughput", f"{single['rate_wall'] / double['rate_wall']:.2f}"
    stages = {stage: single["cpu"].get(stage, 0.0) for stage in _STAGES}
    total = sum(stages.values())
    each = ", ".join(f"{stage} {value:.1f}" for stage, value in stages.items())
    yield "processor time of a submission, 1 job", f"{total:.1f} ms: {each}"
    yield "processor time / floor", f"{total / floor['cpu']:.1f}"
    wall = 1000 * double["rate_wall"] / floor["mean"]
    yield "wall time of a submission with 2 jobs / floor", f"{wall:.2f}"
    yield "gradebook", f"{single['kept']:.0f} bytes a submission"


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


def _defining_nothing(folder: Path, size: int) -> Path:
    folder.mkdir()
    for number in range(size):
        (folder / f"s{number:05}.py").write_text(f"# {number}\n", "utf-8")
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


def _cost(stages: _Stages, each: Level) -> str:
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


def _median(values: list[float]) -> str:
    return f"{1000 * statistics.median(values):.1f}"


def _mean(values: list[float]) -> float:
    return 1000 * statistics.fmean(values)


def _p95(values: list[float]) -> str:
    return f"{1000 * statistics.quantiles(values, n=20)[-1]:.1f}"


if __name__ == "__main__":
    main()
