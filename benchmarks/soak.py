"""`make soak`: thousands of submissions, one in ten of them hostile, through one worker.

No grade may be wrong, and neither descriptors nor memory may grow. The honest ones are the
example class, whose points are known from its own table; the hostile ones are the programs of
`tests/hostile`, whose answers are worth nothing here, made into submissions of this assignment.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import itertools
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import psutil
from rich.console import Console
from rich.progress import track

from autograder import description
from autograder.grading.engine import Engine
from autograder.grading.messages import Done, Failed, Job
from autograder.grading.pool import Pool
from autograder.sandbox.outside import level
from tests.hostile.lab import CANARY_VARIABLE, Lab
from tests.hostile.table import PROGRAMS

_ROOT = Path(__file__).parent.parent
_CLASS = _ROOT / "tests" / "submissions"
_LIMITED = frozenset({"timed_out"})  # these cost their limit, which says nothing of the grader
_SEED = 4711
_CALL_SECONDS = 1.0  # most of the run is spent waiting for programs that never end
_LOOKS = 20  # at descriptors and memory, spread over the run
_GROWTH_MIB = 8.0  # of worker and zygote together, after the first twentieth
_ZYGOTE = "autograder.sandbox.inside.zygote"
# What a hostile program defines, as the functions of this assignment.
_AS_ANSWERS = """

def {q1}(*inputs):
    return f(inputs[0], 2)

def {q2}(*inputs):
    return g(inputs[0]) if "g" in globals() else f(inputs[0], 2)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A submission, and the points that it must get; None where that is luck."""

    name: str
    filename: str
    content: bytes
    points: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What the worker and its zygote held at one moment."""

    descriptors: int
    mib: float


def main() -> None:
    """Run the soak and print what was seen; exit 1 when something is wrong or grew."""
    parser = argparse.ArgumentParser(description="Grade many submissions, some hostile.")
    parser.add_argument("--size", type=int, default=5_000)
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder:
        problems = _soak(size, Path(folder))
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


def _soak(size: int, folder: Path) -> list[str]:
    assignment = description.find(_ROOT)
    limits = replace(assignment.limits, call_seconds=_CALL_SECONDS)
    assignment = replace(assignment, limits=limits)
    honest, hostile = list(_honest()), list(hostile_submissions(folder, assignment.functions))
    submissions = _mixed(size, honest, hostile)
    jobs = (
        Job(number=number, content=each.content, filename=each.filename)
        for number, each in enumerate(submissions)
    )
    problems, looks = [], []
    begin = time.perf_counter()
    reached = level.best().level
    console = Console(stderr=True)
    with Pool(Engine.load(assignment, reached), 1) as pool:
        answers = track(pool.grade(jobs), "soaking", size, console=console)
        for count, answer in enumerate(answers, 1):
            problems += wrong(answer, submissions)
            if count % max(1, size // _LOOKS) == 0:
                looks.append(_look())
    seconds = time.perf_counter() - begin
    _print(size, len(hostile), str(reached), seconds, problems, looks)
    return [*problems, *_growth(looks)]


def _honest() -> Iterator[Submission]:
    with (_CLASS / "outcomes.csv").open(encoding="utf-8", newline="") as table:
        rows = {row["student"]: row for row in csv.DictReader(table)}
    for path in sorted((_CLASS / "class").iterdir()):
        row = rows.get(path.stem) or rows.get("'" + path.stem)
        if path.suffix not in {".py", ".ipynb"} or row is None or row["status"] != "graded":
            continue
        if _LIMITED & {row["q1"], row["q2"]}:
            continue
        if path.suffix == ".py" and path.with_suffix(".ipynb").exists():
            continue  # the notebook is what the table speaks of
        points = int(row["q1_points"]) + int(row["q2_points"])
        content = path.read_bytes()
        yield Submission(name=path.stem, filename=path.name, content=content, points=points)


def hostile_submissions(folder: Path, functions: Sequence[str]) -> Iterator[Submission]:
    """Yield the hostile programs as submissions of an assignment with these two functions."""
    folder.chmod(0o777)
    lab = Lab(folder, None)
    entries = _AS_ANSWERS.format(q1=functions[0], q2=functions[1]).encode()
    for program in PROGRAMS:
        content = program.submission(lab.places)
        if not program.content and program.filename.endswith(".py"):
            content += entries
        points = None if program.right == "any" else 0
        yield Submission(name=program.id, filename=program.filename, content=content, points=points)


def _mixed(
    size: int, honest: Sequence[Submission], hostile: Sequence[Submission]
) -> list[Submission]:
    """Return `size` submissions in a seeded order, every tenth hostile."""
    order = np.random.default_rng(_SEED)
    count = size // 10
    bad = list(itertools.islice(itertools.cycle(hostile), count))
    good = list(itertools.islice(itertools.cycle(honest), size - count))
    both = bad + good
    return [both[index] for index in order.permutation(len(both))]


def wrong(answer: Done | Failed, submissions: Sequence[Submission]) -> list[str]:
    """Return what is wrong with an answer: no points, or others than its submission must get."""
    assert answer.number is not None
    submission = submissions[answer.number]
    if isinstance(answer, Failed):
        return [f"{submission.name}: {answer.error}"]
    if submission.points is None or answer.result.score == submission.points:
        return []
    return [f"{submission.name}: {answer.result.score} points, not {submission.points}"]


def _look() -> _Look:
    while True:
        with contextlib.suppress(psutil.NoSuchProcess):  # a zygote was replaced: look again
            standing = list(_standing(psutil.Process()))
            # Not what each has for itself alone: with a child at work, a zygote shares nearly all.
            size = sum(process.memory_info().rss for process in standing)
            return _Look(descriptors=sum(p.num_fds() for p in standing), mib=size / (1 << 20))


def _standing(process: psutil.Process) -> Iterator[psutil.Process]:
    """Yield the worker and its zygote, and no child: those come and go."""
    for child in process.children():
        yield child
        command = child.cmdline()
        if not (_ZYGOTE in command and command[0] == sys.executable):  # bubblewrap names it, too
            yield from _standing(child)


def _growth(looks: Sequence[_Look]) -> list[str]:
    first, rest = looks[0], looks[1:]
    problems = []
    if min(look.descriptors for look in rest) > first.descriptors:
        problems.append("descriptors grew")
    if max(look.mib for look in rest) > first.mib + _GROWTH_MIB:
        problems.append("memory grew")
    return problems


def _print(
    size: int,
    programs: int,
    reached: str,
    seconds: float,
    problems: Sequence[str],
    looks: Sequence[_Look],
) -> None:
    low, high = min(look.mib for look in looks), max(look.mib for look in looks)
    counts = {look.descriptors for look in looks}
    print(f"{size} submissions, {size // 10} of them hostile ({programs} programs), at {reached}")
    print(f"{seconds:.0f} s, {len(problems)} wrong grades")
    print(f"descriptors {min(counts)} to {max(counts)}, memory {low:.0f} to {high:.0f} MiB")
    print(f"memory at the first look {looks[0].mib:.0f} MiB, at the last {looks[-1].mib:.0f} MiB")


if __name__ == "__main__":
    os.environ.setdefault(CANARY_VARIABLE, secrets.token_hex(16))
    main()
