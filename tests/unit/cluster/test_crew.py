"""What becomes of batches is decided at the client: lost ones, sick workers, a scheduler that died.

The scheduler is played here by a list of what each task is to come back with.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterator
from itertools import chain
from typing import Any

import pytest
from distributed.client import FutureCancelledError

from autograder.cluster.crew import Crew
from autograder.cluster.messages import Batch, Graded, Lost, Outcome, Refused, Unsound
from autograder.errors import GraderFault, SuiteError, UnsoundError
from autograder.grading.messages import Done, Failed, Job, Ready
from autograder.results import Level, Result, Status

NAME = "autograder-test"
RESULT = Result(
    student="", submission="", submission_sha256="", status=Status.GRADED, level=Level.OPEN,
    questions=(), rules=(), message="", notes=(),
)  # fmt: skip
Script = Callable[[Batch], Outcome | BaseException]


def done(batch: Batch) -> Graded:
    return Graded(answers=tuple(Done(number=job.number, result=RESULT) for job in batch.jobs))


class Task:
    """A future that is done."""

    def __init__(self, outcome: Outcome | BaseException) -> None:
        self._outcome = outcome
        self.is_released = False

    def __await__(self) -> Generator[None, None, Outcome]:
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome
        yield

    def release(self) -> None:
        self.is_released = True


class Loop:
    def add_callback(self, function: Callable[[Any], Any], task: Task) -> None:
        asyncio.run(function(task))


class Scheduler:
    """Answers each task as a script says; stands for the client that is connected to it."""

    loop = Loop()

    def __init__(self, script: Script, places: int = 2) -> None:
        self._script, self.places = script, places
        self.address = "tcp://w"
        self.status = "running"
        self.batches: list[Batch] = []
        self.tasks: list[Task] = []
        self.keys: list[str] = []

    def submit(self, _: object, name: str, mark: str, batch: Batch, **options: Any) -> Task:
        assert options["resources"] == {name: 1}
        assert not options["pure"]
        self.keys += [options["key"], mark]
        self.batches.append(batch)
        self.tasks.append(Task(self._script(batch)))
        return self.tasks[-1]

    def scheduler_info(self) -> dict[str, Any]:
        return {"workers": {self.address: {"resources": {NAME: self.places}}}}


def crew(scheduler: Scheduler, total: int = 80, notes: list[str] | None = None) -> Crew:
    told = notes if notes is not None else []
    client: Any = scheduler
    ready = Ready(rules={}, slow="")
    return Crew(client, NAME, ready, total, patience=0, note=told.append)


def jobs(count: int) -> Iterator[Job]:
    for number in range(count):
        yield Job(number=number, content=b"", filename="a.py")


def numbers(batch: Batch) -> list[int]:
    return [job.number for job in batch.jobs]


def losing(number: int, times: int) -> Script:
    """Lose every batch that holds a job, so many times."""
    left = [times]

    def script(batch: Batch) -> Outcome:
        if number in numbers(batch) and left[0]:
            left[0] -= 1
            return Lost()
        return done(batch)

    return script


def test_every_job_is_in_one_batch_and_answered_once() -> None:
    scheduler = Scheduler(done)
    answers = list(crew(scheduler).grade(jobs(80)))
    assert sorted(answer.number or 0 for answer in answers) == list(range(80))
    assert sorted(chain.from_iterable(map(numbers, scheduler.batches))) == list(range(80))
    assert len(set(scheduler.keys)) == len(scheduler.keys)


@pytest.mark.parametrize(("total", "size"), [(1, 1), (16, 2), (80, 10), (100_000, 50)])
def test_batches_are_small_enough_for_all_workers_to_end_together(total: int, size: int) -> None:
    scheduler = Scheduler(done)
    next(crew(scheduler, total).grade(jobs(min(total, 200))))
    assert len(scheduler.batches[0].jobs) == size


def test_a_result_is_released_after_it_was_taken() -> None:
    scheduler = Scheduler(done)
    answers = crew(scheduler, 8).grade(jobs(8))
    first = next(answers)
    assert isinstance(first, Done)
    assert not scheduler.tasks[0].is_released
    list(answers)
    assert all(task.is_released for task in scheduler.tasks)


def test_a_lost_batch_is_given_out_again_each_submission_alone() -> None:
    scheduler = Scheduler(losing(3, times=1))
    answers = list(crew(scheduler, 80).grade(jobs(10)))
    assert all(isinstance(answer, Done) for answer in answers)
    assert [len(batch.jobs) for batch in scheduler.batches] == [10] + [1] * 10


def test_a_submission_that_is_lost_once_alone_is_nobodys_fault() -> None:
    answers = list(crew(Scheduler(losing(3, times=2))).grade(jobs(10)))
    assert all(isinstance(answer, Done) for answer in answers)


def test_a_submission_that_takes_two_workers_with_it_when_alone_is_given_up_and_no_other() -> None:
    answers = list(crew(Scheduler(losing(3, times=9))).grade(jobs(10)))
    failed = [answer for answer in answers if isinstance(answer, Failed)]
    assert [answer.number for answer in failed] == [3]
    assert "the worker that graded this was lost twice" in str(failed[0].error)
    assert sorted(answer.number or 0 for answer in answers) == list(range(10))


def test_a_batch_after_which_honest_code_fails_is_given_to_another_worker_and_that_is_told() -> (
    None
):
    left = [Unsound(worker="tcp://sick")]
    notes: list[str] = []
    scheduler = Scheduler(lambda batch: left.pop() if left else done(batch))
    answers = list(crew(scheduler, notes=notes).grade(jobs(10)))
    assert len(answers) == 10
    assert notes == [
        "tcp://sick grades no more, because honest code no longer comes back right there"
    ]


def test_where_honest_code_fails_twice_the_run_ends_and_nothing_of_the_batch_counts() -> None:
    answers = crew(Scheduler(lambda _: Unsound(worker="tcp://sick"))).grade(jobs(5))
    with pytest.raises(UnsoundError) as failure:
        list(answers)
    assert failure.value.numbers == (0, 1, 2, 3, 4)


def test_where_no_other_worker_is_left_one_failure_of_honest_code_ends_the_run() -> None:
    scheduler = Scheduler(lambda _: Unsound(worker="tcp://sick"))
    workers = crew(scheduler)
    scheduler.places = 0
    with pytest.raises(UnsoundError):
        list(workers.grade(jobs(1)))


def test_a_worker_that_can_no_longer_grade_ends_the_run_only_where_it_is_the_last() -> None:
    left = [Refused(error=SuiteError("the disk is full"))]
    scheduler = Scheduler(lambda batch: left.pop() if left else done(batch))
    assert len(list(crew(scheduler).grade(jobs(5)))) == 5
    refusing = Scheduler(lambda _: Refused(error=SuiteError("the disk is full")))
    with pytest.raises(SuiteError, match="the disk is full"):
        list(crew(refusing).grade(jobs(5)))


@pytest.mark.parametrize("failure", [FutureCancelledError("key", "scheduler"), OSError("closed")])
def test_the_schedulers_death_ends_the_run_with_what_to_do(failure: Exception) -> None:
    with pytest.raises(GraderFault, match="results so far are kept; start the cluster again"):
        list(crew(Scheduler(lambda _: failure)).grade(jobs(5)))


def test_another_failure_of_dask_is_our_fault_and_shown() -> None:
    with pytest.raises(GraderFault, match="a worker of the cluster failed: ValueError"):
        list(crew(Scheduler(lambda _: ValueError("?"))).grade(jobs(5)))


class Silent(Scheduler):
    """Never answers; as soon as it is looked at, no worker is left."""

    class Loop(Loop):
        def add_callback(self, function: Callable[[Any], Any], task: Task) -> None:
            del function, task

    loop = Loop()

    def scheduler_info(self) -> dict[str, Any]:
        info = super().scheduler_info()
        self.places = 0
        return info


def test_a_run_without_workers_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.cluster.crew._LOOK_SECONDS", 0.001)
    with pytest.raises(GraderFault, match="no worker of the cluster grades any more"):
        list(crew(Silent(done)).grade(jobs(5)))


class Replaced(Scheduler):
    """Answers nothing until its only worker has been replaced by another."""

    class Loop(Loop):
        is_silent = True

        def add_callback(self, function: Callable[[Any], Any], task: Task) -> None:
            if not self.is_silent:
                super().add_callback(function, task)

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self.loop = self._loop = Replaced.Loop()

    def scheduler_info(self) -> dict[str, Any]:
        info = super().scheduler_info()
        self._loop.is_silent = not self.batches
        self.address = "tcp://another" if self.batches else "tcp://w"
        return info


def test_what_is_out_when_all_workers_are_replaced_is_submitted_again_under_its_mark(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("autograder.cluster.crew._LOOK_SECONDS", 0.001)
    scheduler = Replaced(done)
    answers = list(crew(scheduler, 16).grade(jobs(2)))
    assert sorted(answer.number or 0 for answer in answers) == [0, 1]
    keys, marks = scheduler.keys[::2], scheduler.keys[1::2]
    assert len(set(keys)) == len(keys) == 2
    assert len(set(marks)) == 1


def test_a_lost_connection_is_noticed_while_nothing_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("autograder.cluster.crew._LOOK_SECONDS", 0.001)
    scheduler = Silent(done)
    scheduler.status = "connecting"
    with pytest.raises(GraderFault, match="the connection to the Dask scheduler was lost"):
        list(crew(scheduler).grade(jobs(5)))
