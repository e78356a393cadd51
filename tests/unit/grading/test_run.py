"""Honest code of our own is run among the submissions: when it fails, the fault is ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import GraderFault, UnsoundError
from autograder.gradebook.store import Gradebook
from autograder.grading import regrade
from autograder.grading.engine import Engine
from autograder.grading.run import grade_all
from autograder.intake.model import Submission
from autograder.results import Result
from autograder.sandbox.outside.runner import Runner
from tests.unit.grading.sabotage import (
    ENDS_PROCESS,
    RETURNS_WRONG_NUMBER,
    RIGHT,
    engine_failing_with,
)

pytestmark = pytest.mark.slow

STUDENTS = ("ada", "ben", "cleo")


@pytest.fixture
def flag(tmp_path: Path) -> Path:
    """While this file is there, nothing comes back right."""
    return tmp_path / "fails"


@pytest.fixture
def engine(flag: Path) -> Engine:
    return engine_failing_with(flag)


@pytest.mark.parametrize("failure", [RETURNS_WRONG_NUMBER, ENDS_PROCESS])
def test_a_runner_that_does_not_bring_honest_code_back_says_so(failure: str, flag: Path) -> None:
    engine = engine_failing_with(flag, failure)
    with Runner(engine.assignment, engine.vectors.vectors) as runner:
        runner.prove()
        flag.touch()
        with pytest.raises(GraderFault, match="does not come back right"):
            runner.prove()


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
        planned = regrade.plan(gradebook, changed)
        regrade.regrade(gradebook, changed, seen, planned)
        assert (seen.fresh, seen.reused) == (["ada"], [])
        assert [row.key.settings for row in gradebook.rows()] == [changed.settings]
