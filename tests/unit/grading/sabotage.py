"""Engines whose own parts fail on demand, for tests of who grades and of what becomes of a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from autograder.description import find
from autograder.errors import UnsoundError
from autograder.grading.engine import Engine
from autograder.grading.messages import Done, Failed, Job
from autograder.grading.workers import Workers
from autograder.results import Level

ROOT = Path(__file__).parents[3]
RIGHT = (ROOT / "solutions/regularization.py").read_bytes()
FATAL = b"def compute_cost_with_regularization(A3, Y, parameters, lambd):\n    return 777.0\n"

# What becomes of every call while a file exists.
RETURNS_WRONG_NUMBER = "function = replace(function, call=lambda *_, **__: 777.0)"
ENDS_PROCESS = "os._exit(1)"

# The helper module that has it become so.
_SABOTAGE = """
import os
from dataclasses import replace
from autograder.sandbox.inside import calling

call = calling.call

def failing(index, case, function, *more):
    if os.path.exists({flag!r}):
        {failure}
    return call(index, case, function, *more)

calling.call = failing
"""

# A rule that ends a process of ours where one certain number was returned.
_KILLING = '''
import os, signal
import psutil
import pytest

pytestmark = pytest.mark.question("q1")


@pytest.mark.points(1)
def test_that_kills(answers):
    """Nobody sees this."""
    def check(call):
        (cost,) = call.returned().values()
        if cost.data is not None and cost.data.max() == 777:
            process = psutil.Process()
            for _ in range({above}):
                process = process.parent()
            process.kill()
            os._exit(9)
    answers.every(answers.all, check)
'''


def engine_failing_with(flag: Path, failure: str = RETURNS_WRONG_NUMBER) -> Engine:
    """Return an engine with which nothing comes back right while there is a file at `flag`."""
    assignment = find(Path(__file__).parent)
    helper = flag.with_name("sabotage.py")
    helper.write_text(_SABOTAGE.format(flag=str(flag), failure=failure), "utf-8")
    return Engine.load(replace(assignment, helpers=(*assignment.helpers, helper)), Level.OPEN)


def engine_killed_by_fatal(folder: Path, above: int) -> Engine:
    """Return an engine whose suite, given `FATAL`, kills the process so many above the judging."""
    assignment = find(Path(__file__).parent)
    suite = folder / "suite"
    shutil.copytree(assignment.hidden_suite, suite, ignore=shutil.ignore_patterns("__pycache__"))
    (suite / "test_that_kills.py").write_text(_KILLING.format(above=above), "utf-8")
    return Engine.load(replace(assignment, hidden_suite=suite), Level.OPEN)


def jobs(count: int) -> Iterator[Job]:
    """Yield right submissions."""
    for number in range(count):
        yield Job(number=number, content=RIGHT, filename="a.py")


def graded(workers: Workers, given: Iterator[Job]) -> tuple[list[Done | Failed], tuple[int, ...]]:
    """Return what came back, and the jobs that do not count."""
    answers = []
    try:
        for answer in workers.grade(given):
            answers.append(answer)  # noqa: PERF402 - what came before an error is kept
    except UnsoundError as error:
        return answers, error.numbers
    return answers, ()
