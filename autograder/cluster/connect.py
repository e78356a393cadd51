"""Connects to a scheduler, finds out which level its workers prove, and has them offer to grade."""

from __future__ import annotations

import hashlib
import logging
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from distributed import Client

from autograder.cluster import plugin
from autograder.cluster.address import refuse_open, the_address
from autograder.cluster.crew import Crew, gone, places
from autograder.cluster.handle import proved_level
from autograder.cluster.messages import Setup
from autograder.cluster.parcel import pack
from autograder.errors import GraderFault, UsageError
from autograder.results import Level

if TYPE_CHECKING:
    from autograder.grading.engine import Engine
    from autograder.grading.messages import Ready


_CONNECT_SECONDS = 20.0
_CLOSE_SECONDS = 5.0
_LOOK_SECONDS = 0.2
_LEVELS = list(Level)

Note = Callable[[str], None]


@dataclass(slots=True, kw_only=True)
class Cluster:
    """A scheduler and its workers.

    Attributes:
        client: connected.
        patience: seconds to wait for a worker before the run is given up.
        note: is told what the instructor should know, such as why a worker does not grade.
    """

    client: Client
    patience: float
    note: Note
    _told: set[str] = field(default_factory=set)

    def level(self, minimum: Level) -> Level:
        """Return the strongest level that all workers prove; those below `minimum` do not count.

        Raises:
            UsageError: no worker proves `minimum`.
            GraderFault: there is no worker.
        """
        self._wait_for(lambda: len(self._addresses()) > 0)
        found: dict[str, Any] = self.client.run(_level, on_error="return")
        levels = [each for each in found.values() if isinstance(each, Level)]
        enough = [each for each in levels if _LEVELS.index(each) >= _LEVELS.index(minimum)]
        if not enough:
            worker, why = next(iter(found.items()))
            said = f"proves only {why}" if isinstance(why, Level) else f"says: {why!r}"
            raise UsageError(
                f"no worker of the cluster can grade at level {minimum}; {worker} {said}: install "
                "the engine there as here, and see `autograder doctor` there"
            )
        return min(enough, key=_LEVELS.index)

    @contextmanager
    def workers(self, engine: Engine, total: int) -> Iterator[Crew]:
        """Have the workers offer to grade with `engine`, until the block ends.

        Raises:
            GraderFault: no worker does, with the reason of the first.
        """
        setup = Setup(
            parcel=pack(engine.assignment), key=engine.key("", "", ""), level=engine.level
        )
        name = f"autograder-{hashlib.sha256(repr(setup.key).encode()).hexdigest()[:16]}"
        self.client.subscribe_topic(name, self._heard)
        try:
            self._register(plugin.Grading(name, setup))
            self._wait_for(lambda: places(self.client, name) > 0)
            yield Crew(
                self.client,
                name,
                self._ready(name),
                total,
                patience=self.patience,
                note=self.note,
            )
        finally:
            self._dismiss(name)

    def _register(self, grading: plugin.Grading) -> None:
        try:
            self.client.register_plugin(grading)
        except Exception as error:  # of any one worker; the others may be sound
            self._tell(f"a worker does not grade: {error!r}")

    def _ready(self, name: str) -> Ready:
        answers = self.client.run(plugin.rules, name, on_error="ignore").values()
        ready: Ready | None = next((answer for answer in answers if answer is not None), None)
        if ready is None:
            raise GraderFault("no worker of the cluster grades any more: start workers")
        return ready

    def _dismiss(self, name: str) -> None:
        """Have nothing of ours go on at the cluster; where it is gone, there is nothing."""
        if self.client.status == "running":
            with suppress(Exception):
                self.client.unsubscribe_topic(name)
                self.client.unregister_worker_plugin(name)
                self.client.set_metadata([name], None)

    def _wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self.patience
        while not condition():
            if self.client.status != "running":
                raise gone()
            if time.monotonic() > deadline:
                reason = f"; the first says: {min(self._told)}" if self._told else ""
                number = len(self._addresses())
                there = f"none of its {number} workers grades" if number else "it has no worker"
                raise GraderFault(
                    f"nothing can be graded on the cluster, because {there}{reason}: start workers "
                    "with this engine installed, or grade here without --dask"
                )
            time.sleep(_LOOK_SECONDS)

    def _addresses(self) -> list[str]:
        return list(self.client.scheduler_info()["workers"])

    def _heard(self, event: tuple[float, dict[str, str]]) -> None:
        """Tell why a worker does not grade."""
        _, said = event
        self._tell(f"{said['worker']} does not grade: {said['refused']}")

    def _tell(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self.note(sentence)


async def _level() -> Level:
    import asyncio

    return await asyncio.to_thread(proved_level)


@contextmanager
def connected(named: str, *, is_insecure: bool, patience: float, note: Note) -> Iterator[Cluster]:
    """Connect to a scheduler until the block ends.

    Args:
        named: its address, or the file that it wrote.
        is_insecure: take a connection that is neither encrypted nor on one machine.
        patience: seconds to wait for a worker.
        note: is told what the instructor should know.

    Raises:
        UsageError: the scheduler cannot be reached, or others could reach it.
    """
    address = the_address(named)
    if not is_insecure:
        refuse_open([address])
    client = _client(address)
    try:
        if not is_insecure:
            info: dict[str, Any] = client.scheduler_info()
            refuse_open([info["address"], *info["workers"]])
        yield Cluster(client=client, patience=patience, note=note)
    finally:
        with suppress(Exception):
            client.close(timeout=_CLOSE_SECONDS)


def _client(address: str) -> Client:
    # What it logs comes with tracebacks; what matters of it is said in a sentence of ours.
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions; ours are compared by each worker
            return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise UsageError(
            f"the Dask scheduler at {address} does not answer ({error}): check that it runs, its "
            "address, and for tls:// the certificates in Dask's configuration"
        ) from error
