"""What runs in a Dask worker: the plugin that offers it for grading, and the task of one batch.

Theory of operation. The plugin reaches workers that are there and those that join later. It starts
a steward for each of the worker's threads; each proves its level and compares versions. Only then
does the worker offer the resource that tasks ask for: where `setup` failed, Dask would give tasks
to a worker that joins late all the same. What keeps a worker from grading is told to the client as
an event, once.

Dask runs a task again when its worker is lost, and does not say so. So each task first leaves a
mark at the scheduler; one that finds its own mark returns `Lost` at once, and the client decides.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from distributed import Status, WorkerPlugin, get_worker
from distributed.utils import sync

from autograder.cluster.handle import Steward
from autograder.cluster.messages import Batch, Lost, Outcome, Refused, Setup, Unsound
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from distributed import Worker

    from autograder.grading.messages import Ready


class Grading(WorkerPlugin):
    """Offers a worker's threads for grading.

    Args:
        name: of the plugin, of the resource that it offers, and of its events.
        setup: what to grade with.

    Attributes:
        state: the suite's rules, or why the worker does not grade; None until that is known.
    """

    idempotent = True  # the same command, given again after its client died, finds all at work

    def __init__(self, name: str, setup: Setup) -> None:
        self.name = name
        self._setup = setup
        self._offer: _Offer | None = None  # not before it has reached a worker
        self.state: Ready | Refused | None = None

    async def setup(self, worker: Worker) -> None:
        """Start and prove what grades, then offer it; else tell why not."""
        self._offer = offer = _Offer(self._setup, worker.local_directory)
        threads = int(worker.state.nthreads)
        starts = (asyncio.to_thread(offer.start_one) for _ in range(threads))
        try:
            started = await asyncio.gather(*starts)
        except AutograderError as error:
            await self.teardown(worker)
            self.state = Refused(error=error)
            worker.log_event(self.name, {"worker": worker.address, "refused": str(error)})
            return
        if not all(started):  # the run has ended meanwhile
            return
        self.state = offer.stewards[0].ready
        await worker.set_resources(**{self.name: threads})

    async def teardown(self, worker: Worker) -> None:
        """Take the offer back and end what grades."""
        offer, self._offer = self._offer, None
        if offer is not None:
            await asyncio.to_thread(offer.close)
        # A worker that closes has no use for it, and may wait long for a scheduler that is gone.
        if worker.status is Status.running and self.name in worker.state.total_resources:
            with suppress(OSError):
                await worker.set_resources(**{self.name: 0})

    def grade(self, batch: Batch, worker: Worker) -> Outcome:
        """Return what became of a batch; withdraw the offer where nothing more can be graded."""
        if self._offer is None:
            return Lost()
        outcome = self._offer.grade(batch)
        if isinstance(outcome, Unsound):
            outcome = Unsound(worker=worker.address)
        if isinstance(outcome, Unsound | Refused):
            sync(worker.loop, worker.set_resources, **{self.name: 0})
        return outcome


class _Offer:
    """The stewards of one worker, each at one batch at a time."""

    def __init__(self, setup: Setup, place: str) -> None:
        self._setup, self._place = setup, place
        self._free: SimpleQueue[Steward] = SimpleQueue()
        self._is_closed = False
        self.stewards: list[Steward] = []

    def start_one(self) -> bool:
        """Start one more; return False where all were closed meanwhile."""
        steward = Steward(self._setup, self._place)
        self.stewards.append(steward)
        if self._is_closed or not steward.start():
            return False
        self._free.put(steward)
        return True

    def grade(self, batch: Batch) -> Outcome:
        steward = self._free.get()
        try:
            return steward.grade(batch)
        except AutograderError as error:
            return Refused(error=error)
        finally:
            self._free.put(steward)

    def close(self) -> None:
        self._is_closed = True  # before the list is read: who is not in it yet will see that
        for steward in self.stewards:
            steward.close()


def grade_batch(name: str, mark: str, batch: Batch) -> Outcome:
    """Be the task that grades a batch.

    Args:
        name: of the plugin.
        mark: what this task, and no other, leaves at the scheduler.
        batch: what to grade.
    """
    worker = get_worker()
    plugin = worker.plugins.get(name)
    if not isinstance(plugin, Grading) or not _is_first(worker, [name, mark]):
        return Lost()
    return plugin.grade(batch, worker)


def state(name: str, dask_worker: Any = None) -> Ready | Refused | None:
    """Return the suite's rules, or why a worker does not grade; None where it is not known yet."""
    plugin = dask_worker.plugins.get(name)
    return plugin.state if isinstance(plugin, Grading) else None


def _is_first(worker: Worker, keys: list[str]) -> bool:
    """Return whether this task never ran before, and see that it will be known that it did."""
    scheduler = worker.scheduler
    if sync(worker.loop, scheduler.get_metadata, keys=keys, default=False):
        return False
    sync(worker.loop, scheduler.set_metadata, keys=keys, value=True)
    return True
