"""What holds of all who grade for a run: the pool on this machine, and a cluster's workers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from autograder.cluster.connect import connected
from autograder.errors import SuiteError
from autograder.grading import pool
from autograder.grading.engine import Engine
from autograder.grading.messages import Done, Failed, Job
from autograder.grading.workers import Opening
from tests.clusters import Machines, machines
from tests.unit.grading.sabotage import (
    FATAL,
    RIGHT,
    engine_failing_with,
    engine_killed_by_fatal,
    graded,
    jobs,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def one_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A cluster with one worker."""
    with machines(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture(params=["pool", "cluster"])
def opening(request: pytest.FixtureRequest) -> Iterator[Opening]:
    """What opens one worker, here or on a cluster."""
    if request.param == "pool":
        yield lambda engine, _: pool.Pool(engine, 1)
        return
    file = str(request.getfixturevalue("one_machine").file)
    with connected(file, is_insecure=False, patience=30, note=lambda _: None) as cluster:
        yield cluster.workers


@pytest.fixture
def flag(tmp_path: Path) -> Path:
    """While this file is there, nothing comes back right."""
    return tmp_path / "fails"


@pytest.fixture
def engine(flag: Path) -> Engine:
    return engine_failing_with(flag)


def test_every_job_is_answered_once_with_what_it_is_worth_and_taken_when_there_is_room(
    engine: Engine, opening: Opening
) -> None:
    wrong, taken = Job(number=11, content=b"x = 1", filename="b.py"), []

    def counted() -> Iterator[Job]:
        for job in chain(jobs(11), [wrong]):
            taken.append(job.number)
            yield job

    with opening(engine, 12) as workers:
        assert len(workers.ready.rules) > 20
        assert workers.ready.slow == ""
        answers = []
        for answer in workers.grade(counted()):
            answers.append(answer)
            if len(answers) == 1:
                assert len(taken) < 12
    scores = {answer.number: answer.result.score for answer in answers if isinstance(answer, Done)}
    assert scores == dict.fromkeys(range(11), 100) | {11: 0}
    assert len(answers) == 12


def test_what_was_graded_since_honest_code_came_back_right_does_not_count(
    engine: Engine, flag: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing_after(count: int) -> Iterator[Job]:
        yield from jobs(count)
        flag.touch()
        yield from (Job(number=number, content=RIGHT, filename="a.py") for number in (90, 91))

    monkeypatch.setattr(pool, "_LOOK_EVERY", 2)
    with opening(engine, 10) as workers:
        answers, void = graded(workers, failing_after(8))
    counted = {answer.number for answer in answers} - {*void}
    assert {0, 1} <= counted
    assert void
    assert not {90, 91} & counted


def test_honest_code_is_run_at_the_end_however_few_were_graded(
    engine: Engine, flag: Path, opening: Opening
) -> None:
    def failing_at_the_end() -> Iterator[Job]:
        yield from jobs(1)
        flag.touch()

    with opening(engine, 1) as workers:
        assert graded(workers, jobs(1))[1] == ()
        assert graded(workers, failing_at_the_end())[1] == (0,)


def test_a_submission_that_takes_two_processes_with_it_is_given_up_and_no_other(
    opening: Opening, tmp_path: Path
) -> None:
    fatal = Job(number=9, content=FATAL, filename="a.py")
    with opening(engine_killed_by_fatal(tmp_path, above=0), 5) as workers:
        answers, _ = graded(workers, chain(jobs(2), [fatal], jobs(2)))
    failed = [answer for answer in answers if isinstance(answer, Failed)]
    assert [answer.number for answer in failed] == [9]
    assert "the process that graded this ended twice" in str(failed[0].error)
    assert len(answers) == 5


def test_a_suite_that_cannot_be_used_is_told_in_the_workers_own_words(
    opening: Opening, tmp_path: Path
) -> None:
    engine = engine_killed_by_fatal(tmp_path, above=0)
    (engine.assignment.hidden_suite / "test_that_kills.py").write_text("def broken(:\n", "utf-8")
    broken = Engine.load(engine.assignment, engine.level)
    with pytest.raises(SuiteError, match="test_that_kills"), opening(broken, 1) as workers:
        workers.ready  # noqa: B018 - waits for the workers
