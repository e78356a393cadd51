"""Worker processes and the jobs in their hands.

A worker that dies is replaced and what it held is given out again; the job that it was at is
given up after it took a second worker with it. All of that is our fault, never the student's:
whatever a submission does ends its own child, far from the worker.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Self

from autograder.description import Assignment
from autograder.errors import GraderFault
from autograder.grading.worker import Done, Failed, Job, Ready, work
from autograder.judge.rules import Rule
from autograder.results import Level

__all__ = ["Pool"]

_IN_HAND = 2  # jobs sent to a worker at once: one at work, one waiting, so that it never idles
_MOST_LOSSES = 2  # workers that one job may take with it
_END_SECONDS = 5.0


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    held: deque[Job] = field(default_factory=deque)


class Pool:
    """Grades jobs on several processes.

    Args:
        assignment: what is graded.
        level: how strongly submissions are confined.
        size: number of workers.

    Attributes:
        rules: of the hidden suite, by test id.

    Raises:
        AutograderError: a worker cannot start, with the worker's own reason.
    """

    def __init__(self, assignment: Assignment, level: Level, size: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._arguments = (assignment, level)
        self._losses: Counter[int] = Counter()
        self._workers: list[_Worker] = []
        try:
            for _ in range(size):
                self._workers.append(self._start())
            for worker in self._workers:
                self.rules: dict[str, Rule] = self._ready(worker)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(_END_SECONDS)
            worker.process.kill()
            worker.process.join()

    def grade(self, jobs: Iterable[Job]) -> Iterator[Done | Failed]:
        """Yield what becomes of each job, as it becomes known; takes jobs only when needed."""
        waiting = iter(jobs)
        again: deque[Job] = deque()
        while True:
            self._hand_out(waiting, again)
            busy = {worker.pipe: worker for worker in self._workers if worker.held}
            if not busy:
                return
            for pipe in wait(list(busy)):
                assert isinstance(pipe, Connection)
                yield from self._take(busy[pipe], again)

    def _hand_out(self, waiting: Iterator[Job], again: deque[Job]) -> None:
        for _ in range(_IN_HAND):
            for worker in self._workers:
                if len(worker.held) < _IN_HAND:
                    job = again.popleft() if again else next(waiting, None)
                    if job is None:
                        return
                    worker.held.append(job)
                    self._send(worker, job)

    @staticmethod
    def _send(worker: _Worker, job: Job) -> None:
        try:
            worker.pipe.send(job)
        except OSError:
            return  # its death is noticed, and its jobs taken back, where its pipe is read

    def _take(self, worker: _Worker, again: deque[Job]) -> Iterator[Done | Failed]:
        try:
            answer: Done | Failed = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._lost(worker, again)
            return
        if answer.number is None:
            assert isinstance(answer, Failed)
            raise answer.error
        worker.held.popleft()
        yield answer

    def _lost(self, worker: _Worker, again: deque[Job]) -> Iterator[Failed]:
        """Replace a dead worker; give out again what it held, unless that killed it twice."""
        worker.process.join()
        code = worker.process.exitcode
        first = worker.held[0].number
        self._losses[first] += 1
        if self._losses[first] >= _MOST_LOSSES:
            worker.held.popleft()
            fault = GraderFault(f"the process that graded this ended twice (exit code {code})")
            yield Failed(error=fault, number=first)
        again.extendleft(reversed(worker.held))
        fresh = self._start()
        self._workers[self._workers.index(worker)] = fresh
        self._ready(fresh)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, *self._arguments), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    @staticmethod
    def _ready(worker: _Worker) -> dict[str, Rule]:
        try:
            answer: Ready | Failed = worker.pipe.recv()
        except (EOFError, OSError) as error:
            raise GraderFault("a worker process did not start: see its message above") from error
        if isinstance(answer, Failed):
            raise answer.error
        return answer.rules
