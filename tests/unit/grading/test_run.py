"""Honest code of our own is run among the submissions: when it fails, the fault is ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.description import find
from autograder.errors import GraderFault, UnsoundError
from autograder.gradebook.store import Gradebook
from autograder.grading import pool, regrade
from autograder.grading.engine import Engine
from autograder.grading.messages import Done, Failed, Job
from autograder.grading.pool import Pool
from autograder.grading.run import grade_all
from autograder.intake.model import Submission
from autograder.results import Level, Result
from autograder.sandbox.outside.runner import Runner

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
RIGHT = (ROOT / "solutions/regularization.py").read_bytes()
STUDENTS = ("ada", "ben", "cleo")

# A given module through which every call ends its process while a file is there.
_SABOTAGE = """
import os
from autograder.sandbox.inside import calling

call = calling.call

def failing(*arguments):
    if os.path.exists({flag!r}):
        os._exit(1)
    return call(*arguments)

calling.call = failing
"""


@pytest.fixture
def flag(tmp_path: Path) -> Path:
    """While this file is there, nothing comes back right."""
    return tmp_path / "fails"


@pytest.fixture
def engine(flag: Path) -> Engine:
    assignment = find(Path(__file__).parent)
    helper = flag.with_name("sabotage.py")
    helper.write_text(_SABOTAGE.format(flag=str(flag)), "utf-8")
    return Engine.load(replace(assignment, helpers=(*assignment.helpers, helper)), Level.OPEN)


def jobs(count: int) -> Iterator[Job]:
    for number in range(count):
        yield Job(number=number, content=RIGHT, filename="a.py")


def graded(pool: Pool, given: Iterator[Job]) -> tuple[list[Done | Failed], tuple[int, ...]]:
    """Return what came back, and the jobs that do not count."""
    answers = []
    try:
        for answer in pool.grade(given):
            answers.append(answer)  # noqa: PERF402 - what came before an error is kept
    except UnsoundError as error:
        return answers, error.numbers
    return answers, ()


def test_a_runner_that_does_not_bring_honest_code_back_says_so(engine: Engine, flag: Path) -> None:
    with Runner(engine.assignment, engine.vectors.vectors) as runner:
        runner.prove()
        flag.touch()
        with pytest.raises(GraderFault, match="does not come back right"):
            runner.prove()


def test_what_was_graded_since_honest_code_came_back_right_does_not_count(
    engine: Engine, flag: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing_after(count: int) -> Iterator[Job]:
        yield from jobs(count)
        flag.touch()

    monkeypatch.setattr(pool, "_LOOK_EVERY", 2)
    with Pool(engine, 1) as workers:
        answers, void = graded(workers, failing_after(5))
    assert len(answers) == 5
    assert 4 in void
    assert not {0, 1} & set(void)


def test_honest_code_is_run_at_the_end_however_few_were_graded(engine: Engine, flag: Path) -> None:
    def failing_at_the_end() -> Iterator[Job]:
        yield from jobs(1)
        flag.touch()

    with Pool(engine, 1) as workers:
        assert graded(workers, failing_at_the_end())[1] == (0,)
    flag.unlink()
    with Pool(engine, 1) as workers:
        assert graded(workers, jobs(1))[1] == ()


class _Source:
    def __init__(self, student: str) -> None:
        self._student = student

    def read(self) -> Submission:
        return Submission(
            student=self._student,
            path=f"{self._student}.py",
            filename=f"{self._student}.py",
            content=RIGHT,
        )


class _Seen:
    """Keeps who was graded and who was known."""

    def __init__(self) -> None:
        self.fresh: list[str] = []
        self.reused: list[str] = []

    def begin(self, total: int) -> None:
        pass

    def note(self, sentence: str) -> None:
        pass

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        del seconds
        (self.reused if reused else self.fresh).append(result.student)


def test_results_that_do_not_count_are_graded_anew_by_the_next_run(
    engine: Engine, flag: Path, tmp_path: Path
) -> None:
    def sources(*, failing: bool) -> Iterator[_Source]:
        yield from map(_Source, STUDENTS)
        if failing:
            flag.touch()

    with ExitStack() as stack:
        gradebook = stack.enter_context(Gradebook.open(tmp_path / "out"))
        with pytest.raises(UnsoundError, match="last 3 results do not count"):
            grade_all(sources(failing=True), 3, engine, gradebook, _Seen())
        flag.unlink()
        for fresh in (STUDENTS, ()):
            seen = _Seen()
            grade_all(sources(failing=False), 3, engine, gradebook, seen)
            assert sorted(seen.fresh) == list(fresh)


class _Breaking(_Seen):
    """Has nothing come back right any more, once a result is known."""

    def __init__(self, flag: Path) -> None:
        super().__init__()
        self._flag = flag

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        super().known(result, reused=reused, seconds=seconds)
        self._flag.touch()


def test_a_regrade_that_does_not_count_leaves_the_old_rows_and_is_done_by_the_next(
    engine: Engine, flag: Path, tmp_path: Path
) -> None:
    settings = json.loads(engine.settings) | {"given": {"np": "numpy", "one_more": "math"}}
    changed = replace(engine, settings=json.dumps(settings))  # answers may differ, so all run
    with Gradebook.open(tmp_path / "out") as gradebook:
        grade_all([_Source("ada")], 1, engine, gradebook, _Seen())
        gradebook.finish(whole=True)
    with Gradebook.open(tmp_path / "out") as gradebook:
        planned = regrade.plan(gradebook, changed)
        with pytest.raises(UnsoundError):
            regrade.regrade(gradebook, changed, _Breaking(flag), planned)
        assert [row.key.settings for row in gradebook.rows()] == [engine.settings]
    flag.unlink()
    with Gradebook.open(tmp_path / "out") as gradebook:
        seen = _Seen()
        regrade.regrade(gradebook, changed, seen, regrade.plan(gradebook, changed))
        assert (seen.fresh, seen.reused) == (["ada"], [])
        assert [row.key.settings for row in gradebook.rows()] == [changed.settings]
