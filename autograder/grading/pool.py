"""Worker processes and the jobs in their hands.

Theory of operation. Each worker is a process with a zygote of its own: a new interpreter or, for
the first of a command (`First`), which starts before anything is read, a fork. It has two jobs at a
time, the one it is at and the next, so that it need not wait and a death costs little. Jobs are
taken from the caller only when a worker has room, and answers are yielded as they come, so that a
class of any size is held in constant memory.

Now and then, and at the end, each worker sees whether honest code of our own still comes back
right; where it does not, what was graded since it last did does not count.

A worker that dies is replaced and what it held is given out again; the job that it was at is
given up after it took a second worker with it. All of that is our fault, never the student's:
whatever a submission does ends its own child, far from the worker.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

from autograder.errors import GraderFault, UnsoundError
from autograder.grading.messages import Done, Failed, Job, Look, Looked, Ready, Task
from autograder.sandbox.outside.level import Proof, Proving

if TYPE_CHECKING:
    from autograder.description import Assignment
    from autograder.grading.engine import Engine

_IN_HAND = 2  # jobs sent to a worker at once: one at work, one waiting, so that it never idles
_LOOK_EVERY = 50  # jobs between two looks at whether honest code still comes back right
_MOST_LOSSES = 2  # workers that one job may take with it
_END_SECONDS = 5.0
_SAFE_PATH = "PYTHONSAFEPATH"


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    held: deque[Job | Look] = field(default_factory=deque)
    unproved: list[int] = field(default_factory=list)  # done since honest code came back right

    def end(self, seconds: float = 0.0) -> None:
        """End it, by force if it takes longer."""
        self.pipe.close()
        self.process.join(seconds)
        self.process.kill()
        self.process.join()


class First:
    """The first worker of a command, which starts while the command finds out what to grade.

    It proves the level. A pool makes a worker of it; without one, it ends with this context.

    Args:
        assignment: what will be graded, if that is known.

    Attributes:
        worker: for the pool.
    """

    def __init__(self, assignment: Assignment | None = None) -> None:
        # Only where this process has no thread and nothing open yet can it be forked so simply.
        method = "fork" if sys.platform == "linux" else "spawn"
        with _starting(method):
            self.worker = _start(method, assignment, proves=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.end()

    def proof(self) -> Proof:
        """Wait for the proof of the level.

        Raises:
            AutograderError: the worker failed.
        """
        proof: Proof = _received(self.worker)
        return proof


class Pool:
    """Grades jobs on several processes.

    Args:
        engine: what to grade with; workers get its vectors and read none themselves, so that all
            have the same.
        size: number of workers.
        first: one of them, where it was started already.

    Raises:
        GraderFault: a worker cannot start.
    """

    def __init__(self, engine: Engine, size: int, first: First | None = None) -> None:
        self._engine = engine
        self._losses: Counter[int] = Counter()
        self._workers = [first.worker] if first else []
        try:
            if size > len(self._workers):
                with _starting("spawn"):
                    self._workers += (_start("spawn") for _ in range(len(self._workers), size))
            for worker in self._workers:
                self._prepare(worker)
        except BaseException as failure:
            self.__exit__(type(failure))
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure is not None:  # after Ctrl-C nobody waits for what is still at work
            for worker in self._workers:
                worker.process.kill()
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.end(_END_SECONDS)

    @cached_property
    def ready(self) -> Ready:
        """What the workers say when all of them can grade.

        Raises:
            AutograderError: one cannot, with its own reason.
        """
        said: list[Ready] = [_received(worker) for worker in self._workers]
        return said[0]

    def grade(self, jobs: Iterable[Job]) -> Iterator[Done | Failed]:
        """Yield what becomes of each job, as it becomes known; takes jobs only when needed.

        Raises:
            UnsoundError: honest code no longer comes back right.
            AutograderError: a worker cannot start, with the worker's own reason.
        """
        self._losses.clear()  # numbers are those of one run
        self.ready  # noqa: B018 - or the first answers would not be those of jobs
        waiting = iter(jobs)
        again: deque[Job] = deque()
        while True:
            self._hand_out(waiting, again)
            if not self._busy():
                for worker in self._workers:
                    self._look(worker)
            busy = self._busy()
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

    def _busy(self) -> dict[Connection, _Worker]:
        return {worker.pipe: worker for worker in self._workers if worker.held}

    def _look(self, worker: _Worker) -> None:
        if worker.unproved and Look() not in worker.held:
            worker.held.append(Look())
            self._send(worker, Look())

    @staticmethod
    def _send(worker: _Worker, job: Job | Look) -> None:
        try:
            worker.pipe.send(job)
        except OSError:
            return  # its death is noticed, and its jobs taken back, where its pipe is read

    def _take(self, worker: _Worker, again: deque[Job]) -> Iterator[Done | Failed]:
        try:
            answer: Done | Failed | Looked = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._lost(worker, again)
            return
        if isinstance(answer, Looked):
            worker.held.popleft()
            if not answer.sound:
                raise UnsoundError(worker.unproved)
            worker.unproved.clear()  # a look comes after all that was done before it
            return
        if answer.number is None:
            assert isinstance(answer, Failed)
            raise answer.error
        worker.held.popleft()
        worker.unproved.append(answer.number)
        if len(worker.unproved) >= _LOOK_EVERY:
            self._look(worker)
        yield answer

    def _lost(self, worker: _Worker, again: deque[Job]) -> Iterator[Failed]:
        """Replace a dead worker; give out again what it held, unless that killed it twice."""
        worker.process.join()
        code = worker.process.exitcode
        first = worker.held[0]
        if isinstance(first, Job):
            self._losses[first.number] += 1
            if self._losses[first.number] >= _MOST_LOSSES:
                worker.held.popleft()
                fault = GraderFault(f"the process that graded this ended twice (exit code {code})")
                yield Failed(error=fault, number=first.number)
        again.extendleft(job for job in reversed(worker.held) if isinstance(job, Job))
        with _starting("spawn"):
            fresh = _start("spawn")
            self._workers[self._workers.index(worker)] = fresh
        self._prepare(fresh)
        _received(fresh)

    def _prepare(self, worker: _Worker) -> None:
        engine = self._engine
        task = Task(
            assignment=engine.assignment, vectors=engine.vectors.vectors, level=engine.level
        )
        try:
            worker.pipe.send(task)
        except OSError as error:
            raise _not_started() from error


def _start(method: str, assignment: Assignment | None = None, *, proves: bool = False) -> _Worker:
    context: Any = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, ours, assignment, proves), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _received(worker: _Worker) -> Any:
    """Return what a worker that starts says.

    Raises:
        AutograderError: it is that it failed.
    """
    try:
        answer = worker.pipe.recv()
    except (EOFError, OSError) as error:
        raise _not_started() from error
    if isinstance(answer, Failed):
        raise answer.error
    return answer


def _not_started() -> GraderFault:
    return GraderFault("a worker process did not start: see its message above")


def _work(
    pipe: Connection, other_end: Connection, assignment: Assignment | None, proves: bool
) -> None:
    """Be a worker; only it imports what judging takes."""
    other_end.close()  # or it would not notice that its parent is gone
    parent = multiprocessing.parent_process()
    assert parent is not None
    assert parent.pid is not None
    if sys.platform == "linux":  # elsewhere it ends when its pipe is closed
        from autograder.sandbox.walls.confine import die_with_parent

        die_with_parent(parent.pid)
    with Proving() if proves else nullcontext() as proving:
        from autograder.grading.worker import work

        work(pipe, proving, assignment)


@contextmanager
def _starting(method: str) -> Iterator[None]:
    """Keep from the processes that are started meanwhile what must not reach them."""
    if method == "spawn":
        resource_tracker.ensure_running()  # started later, it would let interrupts through again
    before, main = os.environ.get(_SAFE_PATH), sys.modules["__main__"]
    # The working folder may be the class: a worker must not import a student's random.py.
    os.environ[_SAFE_PATH] = "1"
    # A worker runs again what it takes for the main program: whatever started us, in full.
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with _interrupts_held():
            yield
    finally:
        sys.modules["__main__"] = main
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back, for ever from a process that is started meanwhile and all that it starts.

    It reaches every process at the terminal, and this one alone decides what then becomes of the
    others. Ignoring it in the worker would be too late: its imports take a while.
    """
    pressed: list[int] = []
    # The mask is what a new process inherits. Here it holds in this thread alone, and NumPy has
    # others that hear of the signal, so that a handler is needed as well.
    handler = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if pressed:
        raise KeyboardInterrupt
