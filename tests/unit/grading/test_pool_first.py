"""The first worker starts before there is anything to grade, and is one of the pool afterwards."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from autograder.description import find
from autograder.grading.engine import Engine
from autograder.grading.messages import Done, Job
from autograder.grading.pool import First, Pool
from autograder.results import Level
from autograder.sandbox.outside import level

pytestmark = pytest.mark.slow

RIGHT = (Path(__file__).parents[3] / "solutions/regularization.py").read_bytes()


@pytest.fixture(scope="module")
def sealed() -> Engine:
    return Engine.load(find(Path(__file__).parent), Level.SEALED)


def test_it_proves_what_this_machine_gives() -> None:
    with First() as first:
        assert first.proof() == level.best()


def test_it_ends_with_the_command_that_has_no_use_for_it() -> None:
    with First() as first:
        process = first.worker.process
        assert process.is_alive()
    assert not process.is_alive()
    assert multiprocessing.active_children() == []


def test_it_grades_at_the_level_that_is_asked_for(sealed: Engine) -> None:
    with First() as first:
        first.proof()
        with Pool(sealed, 1, first) as pool:
            assert pool._workers == [first.worker]
            (done,) = pool.grade(iter([Job(content=RIGHT, filename="a.py", number=7)]))
    assert isinstance(done, Done)
    assert (done.number, done.result.level, done.result.score) == (7, Level.SEALED, 100)


def test_a_pool_of_two_starts_one_more(sealed: Engine) -> None:
    with First() as first:
        first.proof()
        with Pool(sealed, 2, first) as pool:
            assert len(pool._workers) == 2
            jobs = (Job(content=RIGHT, filename="a.py", number=number) for number in range(5))
            scores = {each.result.score for each in pool.grade(jobs) if isinstance(each, Done)}
    assert scores == {100}
