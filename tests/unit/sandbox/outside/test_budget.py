"""A submission's own time: what is charged to it, and what is said when it is used up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from autograder.description import Assignment
from autograder.exercise import Limits
from autograder.sandbox.answers import Answers, Ended
from autograder.sandbox.outside.budget import Budget, Turn, kept_waiting
from autograder.sandbox.outside.cases import plan
from autograder.sandbox.outside.child_run import ChildRun
from autograder.sandbox.outside.filtering import Filter
from autograder.sandbox.outside.rounds import Round, Rounds
from autograder.sandbox.wire import State, Tag, ValueKind, Writer
from autograder.vectors.model import Vector

LIMITS = Limits(call_seconds=2.0, submission_seconds=10.0)


class Clock:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Child:
    """Replies with each piece after so many seconds of its own; then it has ended."""

    def __init__(self, clock: Clock, *reply: tuple[float, bytes], stalls: float = 0.0) -> None:
        self._clock = clock
        self._reply = list(reply)
        self._stalls = stalls  # seconds for which nobody runs, before each read
        self.killed = False
        self.waited = 0.0

    def read(self, most: int, seconds: float) -> bytes:
        self._clock.now += self._stalls
        if not self._reply:
            return b""
        delay, piece = self._reply[0]
        if delay > seconds:
            self._clock.now += seconds
            self._reply[0] = delay - seconds, piece
            raise TimeoutError
        self._clock.now += delay
        del self._reply[0]
        if piece[most:]:
            self._reply.insert(0, (0.0, piece[most:]))
        return piece[:most]

    def kept_waiting(self) -> float:
        return self.waited

    def kill(self) -> None:
        self.killed = True

    def wait(self, seconds: float) -> int:
        del seconds
        return -9 if self.killed else 1


def test_a_wait_ends_with_the_calls_own_limit() -> None:
    clock = Clock()
    budget = Budget(10.0, clock)
    with pytest.raises(TimeoutError):
        Turn(Child(clock, (60.0, b"x")), 2.0, budget).read(1)
    assert clock.now == pytest.approx(2.0)
    assert budget.left == pytest.approx(8.0)


def test_a_wait_ends_with_the_submissions_time() -> None:
    clock = Clock()
    budget = Budget(1.5, clock)
    with pytest.raises(TimeoutError):
        Turn(Child(clock, (60.0, b"x")), 2.0, budget).read(1)
    assert budget.is_over


def test_time_in_which_the_grader_was_stopped_is_not_the_submissions() -> None:
    clock = Clock()
    budget = Budget(10.0, clock)
    assert Turn(Child(clock, (0.25, b"x"), stalls=3600.0), 2.0, budget).read(1) == b"x"
    assert budget.left > 9.5


def test_what_came_in_time_counts_however_late_it_is_read() -> None:
    clock = Clock()
    budget = Budget(0.0, clock)
    assert Turn(Child(clock, (0.0, b"x")), 2.0, budget).read(1) == b"x"
    with pytest.raises(TimeoutError):
        Turn(Child(clock, (0.01, b"x")), 2.0, budget).read(1)


class Starved(Child):
    """Could run all the time, and gets a processor for a tenth of it."""

    def read(self, most: int, seconds: float) -> bytes:
        before = self._clock.now
        try:
            return super().read(most, seconds)
        finally:
            self.waited += 0.9 * (self._clock.now - before)


def test_time_for_which_no_processor_was_free_is_not_the_submissions() -> None:
    clock = Clock()
    budget = Budget(10.0, clock)
    assert Turn(Starved(clock, (15.0, b"x")), 2.0, budget).read(1) == b"x"
    assert budget.left == pytest.approx(8.5, abs=0.1)
    with pytest.raises(TimeoutError):
        Turn(Starved(clock, (25.0, b"x")), 2.0, budget).read(1)


def test_a_child_that_sleeps_is_not_kept_waiting() -> None:
    before = kept_waiting(os.getpid())
    assert before >= 0.0
    assert kept_waiting(-1) == 0.0


def loaded() -> bytes:
    record = Writer()
    record.text("")
    for _ in ("f", "g"):
        record.number("B", State.DEFINED)
        record.text("")
    record.number("B", 0)
    return b"".join(record.record(Tag.LOADED))


def nothing(index: int, leaves: int) -> bytes:
    """Return an answer to a call that returned None."""
    record = Writer()
    record.number("HBB", index, 0, 0)
    record.raw(bytes(leaves))
    record.number("B", ValueKind.NONE)
    return b"".join(record.record(Tag.ANSWER))


Behave = Callable[[Clock, list[int]], Child]


@pytest.fixture
def run(assignment: Assignment, vectors: tuple[Vector, ...]) -> Callable[[Behave], Answers]:
    """Return what runs a submission whose children are as the function says."""
    calls = [call for call, _ in plan(vectors, assignment)]

    def run_as(behave: Behave) -> Answers:
        clock = Clock()

        def play(asked: Round) -> ChildRun:
            child_run = asked.child_run()
            child = behave(clock, asked.request["cases"])
            child_run.listen(child, asked.call_seconds, asked.budget)
            return child_run

        rounds = Rounds(calls, replace(assignment, limits=LIMITS), play, clock=clock)
        return rounds.run(b"x", "a.py")

    return run_as


def every(answers: Answers) -> list[tuple[str, str]]:
    asked = [*answers.first.values(), *answers.again.values()]
    return [(answer.ended.value, answer.detail) for answer in asked]


def test_calls_that_are_slow_but_in_time_use_up_the_submissions_time(
    run: Callable[[Behave], Answers], assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    leaves = [len(call.leaves) for call, _ in plan(vectors, assignment)]

    def slow(clock: Clock, cases: Iterable[int]) -> Child:
        replies = [(1.9, nothing(index, leaves[index])) for index in cases]
        return Child(clock, (1.9, loaded()), *replies)

    answers = run(slow)
    said = "it used up its time of 10 s: 1 call was not made"
    assert every(answers) == [("returned", "")] * 4 + [("timed_out", said)] * 2
    assert answers.notes == (said,)


def test_a_submission_that_dies_at_each_call_and_used_up_its_time_is_told_both(
    run: Callable[[Behave], Answers],
) -> None:
    answers = run(lambda clock, _: Child(clock, (1.9, loaded()), (1.9, b"")))
    said = "it used up its time of 10 s: 3 calls were not made"
    assert [ended for ended, _ in every(answers)] == ["died"] * 2 + ["timed_out"] * 4
    assert {detail for ended, detail in every(answers) if ended == "timed_out"} == {said}
    assert answers.notes == (said,)


def test_a_submission_whose_time_is_over_before_it_is_loaded_makes_no_call(
    run: Callable[[Behave], Answers],
) -> None:
    children: list[Child] = []

    def slow_to_load(clock: Clock, _: Iterable[int]) -> Child:
        statement = Writer()
        statement.number("I", len(children))
        children.append(
            Child(clock, *[(1.9, b"".join(statement.record(Tag.STATEMENT)))] * 3, (60.0, b""))
        )
        return children[-1]

    answers = run(slow_to_load)
    assert len(children) == 2
    said = "it used up its time of 10 s: 6 calls were not made"
    assert set(every(answers)) == {("timed_out", said)}


def test_a_hanging_function_is_given_up_before_the_submissions_time_is(
    run: Callable[[Behave], Answers],
) -> None:
    answers = run(lambda clock, _: Child(clock, (0.0, loaded()), (60.0, b"")))
    assert set(every(answers)) == {("timed_out", "")}
    assert answers.notes == ()


def test_a_submission_that_ends_just_in_time_is_told_nothing(
    run: Callable[[Behave], Answers], assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    leaves = [len(call.leaves) for call, _ in plan(vectors, assignment)]

    def slow(clock: Clock, cases: Iterable[int]) -> Child:
        replies = [(1.5, nothing(index, leaves[index])) for index in cases]
        return Child(clock, (0.9, loaded()), *replies)

    answers = run(slow)
    assert {ended for ended, _ in every(answers)} == {Ended.RETURNED.value}
    assert answers.notes == ()


@pytest.mark.parametrize(("own", "ended"), [(None, Ended.TIMED_OUT), (5.0, Ended.RETURNED)])
def test_a_question_may_have_a_limit_of_its_own(
    assignment: Assignment, vectors: tuple[Vector, ...], own: float | None, ended: Ended
) -> None:
    first, second = assignment.questions
    timely = replace(assignment, questions=(replace(first, call_seconds=own), second))
    ((call, _),) = plan(vectors[1:2], timely)
    clock = Clock()
    child_run = ChildRun([call], [0], timely.functions, Filter(b"x"))
    child = Child(clock, (0.0, loaded()), (4.0, nothing(0, len(call.leaves))))
    child_run.listen(child, LIMITS.call_seconds, Budget(10.0, clock))
    assert child_run.ended is ended


def test_loading_has_the_limit_of_every_call(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    first, second = assignment.questions
    timely = replace(assignment, questions=(replace(first, call_seconds=5.0), second))
    ((call, _),) = plan(vectors[1:2], timely)
    clock = Clock()
    child_run = ChildRun([call], [0], timely.functions, Filter(b"x"))
    child_run.listen(Child(clock, (4.0, loaded())), LIMITS.call_seconds, Budget(10.0, clock))
    assert child_run.ended is Ended.TIMED_OUT
