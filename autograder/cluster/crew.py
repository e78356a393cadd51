"""The workers of a cluster, as a run asks them: batches out, results in.

Theory of operation. A batch is one task. Only as many are out as workers can be at, and some more
so that none of them waits; submissions are read when their batch goes out. A result is released at
the scheduler after the caller has recorded it, so that a lost worker costs no result that is known.

What becomes of a batch is decided here, not by Dask, whose own count of failures would blame
whatever was near. A batch whose worker was lost is given out again, each submission alone. A
submission that takes two workers with it when alone is given up: our fault, named in its row. A
batch after which honest code did not come back right is given to another worker, and where that
happens twice, the run ends as it does without a cluster.

Dask gives a task that no worker could take to workers that come later, but not to one that offers
itself only after it has come, as ours do. So when all workers have been replaced, what is out is
submitted again; the marks of `plugin` say what of it was begun before.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from dataclasses import dataclass
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from distributed import Future, KilledWorker
from distributed.client import FutureCancelledError

from autograder.cluster.messages import Batch, Graded, Lost, Outcome, Refused, Unsound
from autograder.cluster.plugin import grade_batch
from autograder.errors import AutograderError, GraderFault, UnsoundError
from autograder.grading.messages import Done, Failed, Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from distributed import Client

    from autograder.grading.messages import Ready


_MOST_LOSSES = 2  # workers that one submission may take with it, or sick ones that it may meet
LARGEST = 50  # submissions of a batch: as many as a pool grades between two looks
SHARES = 4  # batches that each place is to have at least, so that all end at about one time
_LOOK_SECONDS = 2.0  # between two looks at which workers are there


@dataclass(slots=True, kw_only=True)
class _Work:
    """A batch, how often it was lost, and the mark of its present task."""

    batch: Batch
    losses: int = 0
    mark: str = ""


class Crew:
    """Grades jobs on a cluster's workers.

    Args:
        client: connected to the scheduler.
        name: of the plugin that offers workers.
        ready: the suite's rules, as a worker has collected them.
        total: how many submissions there are at most.
        patience: seconds without any worker after which the run ends.
        note: is told what the instructor should know.

    Attributes:
        ready: the suite's rules.
    """

    def __init__(
        self,
        client: Client,
        name: str,
        ready: Ready,
        total: int,
        *,
        patience: float,
        note: Callable[[str], None],
    ) -> None:
        self.ready = ready
        self._client, self._name = client, name
        self._patience, self._note = patience, note
        self._run = uuid.uuid4().hex
        self._tasks = 0
        self._inbox: SimpleQueue[tuple[Future[Outcome], Outcome | AutograderError]] = SimpleQueue()
        self._out: dict[Future[Outcome], _Work] = {}
        self._again: deque[_Work] = deque()
        self._offers = offers(client, name)
        self._seen_at = self._looked_at = time.monotonic()
        self._size = max(1, min(LARGEST, total // (SHARES * max(1, self._places))))

    @property
    def _places(self) -> int:
        """How many batches the workers can be at together."""
        return sum(self._offers.values())

    def grade(self, jobs: Iterable[Job]) -> Iterator[Done | Failed]:
        """Yield what becomes of each job, as it becomes known; takes jobs only when needed.

        Raises:
            UnsoundError: honest code no longer comes back right.
            GraderFault: the scheduler is gone, or there is no worker any more.
        """
        waiting = iter(jobs)
        while True:
            self._hand_out(waiting)
            if not self._out:
                return
            future, outcome = self._next()
            yield from self._settle(self._out.pop(future), outcome)
            future.release()

    def _hand_out(self, waiting: Iterator[Job]) -> None:
        while len(self._out) < 2 * self._places + 1:
            if self._again:
                work = self._again.popleft()
            else:
                batch = Batch(jobs=tuple(islice(waiting, self._size)))
                if not batch.jobs:
                    return
                work = _Work(batch=batch)
            self._tasks += 1
            work.mark = f"{self._run}-{self._tasks}"
            self._submit(work)

    def _submit(self, work: _Work) -> None:
        future: Future[Outcome] = self._client.submit(
            grade_batch,
            self._name,
            work.mark,
            work.batch,
            key=f"{self._name}-{uuid.uuid4().hex}",
            pure=False,
            resources={self._name: 1},
        )
        self._out[future] = work
        loop = self._client.loop
        assert loop is not None
        loop.add_callback(self._collect, future)

    async def _collect(self, future: Future[Outcome]) -> None:
        """Fetch what becomes of a batch; a worker that does not answer holds up no other."""
        self._inbox.put((future, await _outcome(future)))

    def _next(self) -> tuple[Future[Outcome], Outcome]:
        """Return a future that is done, and its outcome; meanwhile look after the workers.

        Raises:
            GraderFault: the scheduler is gone, or there is no worker for too long.
        """
        while True:
            if time.monotonic() - self._looked_at > _LOOK_SECONDS:
                self._look()
            try:
                future, outcome = self._inbox.get(timeout=_LOOK_SECONDS)
            except Empty:
                continue
            if future not in self._out:  # it was submitted again
                continue
            if isinstance(outcome, AutograderError):
                raise outcome
            return future, outcome

    def _look(self) -> None:
        """See which workers are there, and submit again what waits for those that are gone."""
        before, self._offers = self._offers, self._offered()
        self._looked_at = time.monotonic()
        if self._offers:
            self._seen_at = self._looked_at
            if not before.keys() & self._offers.keys():
                self._submit_again()
        elif self._looked_at - self._seen_at > self._patience:
            raise GraderFault(
                "no worker of the cluster grades any more: results so far are kept; start workers, "
                "and run the same command again"
            )

    def _submit_again(self) -> None:
        out, self._out = self._out, {}
        for work in out.values():
            self._submit(work)
        for future in out:
            future.release()

    def _offered(self) -> dict[str, int]:
        if self._client.status != "running":
            raise gone()
        try:
            return offers(self._client, self._name)
        except OSError as error:
            raise gone() from error

    def _settle(self, work: _Work, outcome: Outcome) -> Iterator[Done | Failed]:
        match outcome:
            case Graded(answers=answers):
                yield from answers
            case Lost():
                yield from self._lost(work)
            case Unsound(worker=worker):
                self._retry(work, UnsoundError([job.number for job in work.batch.jobs]))
                self._note(
                    f"{worker} grades no more, because honest code no longer comes back right there"
                )
            case Refused(error=error):
                self._retry(work, error)

    def _lost(self, work: _Work) -> Iterator[Failed]:
        if len(work.batch.jobs) > 1:
            self._again.extend(_Work(batch=Batch(jobs=(job,))) for job in work.batch.jobs)
            return
        work.losses += 1
        if work.losses < _MOST_LOSSES:
            self._again.append(work)
            return
        fault = GraderFault("the worker that graded this was lost twice")
        yield Failed(error=fault, number=work.batch.jobs[0].number)

    def _retry(self, work: _Work, error: AutograderError) -> None:
        """Give a batch to another worker, unless it was refused before or nobody is left."""
        work.losses += 1
        if work.losses >= _MOST_LOSSES or not self._offered():
            raise error
        self._again.append(work)


def offers(client: Client, name: str) -> dict[str, int]:
    """Return how many batches each worker that offers `name` can be at."""
    info: dict[str, Any] = client.scheduler_info()
    found = {
        address: int(worker.get("resources", {}).get(name, 0))
        for address, worker in info["workers"].items()
    }
    return {address: count for address, count in found.items() if count}


def gone() -> GraderFault:
    """Return what to say where the scheduler cannot be reached any more."""
    return GraderFault(
        "the connection to the Dask scheduler was lost: results so far are kept; start the cluster "
        "again, and run the same command"
    )


async def _outcome(future: Future[Outcome]) -> Outcome | AutograderError:
    try:
        outcome: Outcome = await future
    except KilledWorker:  # where the scheduler does not try again
        return Lost()
    except (FutureCancelledError, OSError):
        return gone()
    except Exception as error:
        return GraderFault(f"a worker of the cluster failed: {error!r}")
    return outcome
