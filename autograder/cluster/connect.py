"""Connects to a scheduler, finds out which level its workers prove, and has them offer to grade."""

from __future__ import annotations

import hashlib
import logging
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from distributed import Client

from autograder.cluster import plugin
from autograder.cluster.address import refuse_open, the_address
from autograder.cluster.crew import Crew, gone
from autograder.cluster.handle import proved_level
from autograder.cluster.messages import Refused, Setup
from autograder.cluster.parcel import pack
from autograder.errors import GraderFault, UsageError
from autograder.grading.messages import Ready
from autograder.results import Level

if TYPE_CHECKING:
    from autograder.grading.engine import Engine


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
        deadline = time.monotonic() + self.patience
        while not self._addresses():
            self._wait(deadline)
        found = self._ask(_level, on_error="return")
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
            AutograderError: no worker can, with the reason of the first.
        """
        setup = Setup(
            parcel=pack(engine.assignment), key=engine.key("", "", ""), level=engine.level
        )
        name = f"autograder-{hashlib.sha256(repr(setup.key).encode()).hexdigest()[:16]}"
        try:
            self._register(plugin.Grading(name, setup))
            ready = self._ready(name)
            yield Crew(self.client, name, ready, total, patience=self.patience, note=self.note)
        finally:
            self._dismiss(name)

    def _register(self, grading: plugin.Grading) -> None:
        try:
            self.client.subscribe_topic(grading.name, self._heard)
            self.client.register_plugin(grading)
        except Exception as error:  # of any one worker; the others may be sound
            if self.client.status != "running":
                raise gone() from error
            self._tell(f"a worker does not grade: {error!r}")

    def _ask(self, *asked: Any, on_error: Literal["return", "ignore"]) -> dict[str, Any]:
        """Return what a function says on each worker.

        Raises:
            GraderFault: the scheduler is gone; Dask has many errors for that, and no other here.
        """
        try:
            found: dict[str, Any] = self.client.run(*asked, on_error=on_error)
        except Exception as error:
            raise gone() from error
        return found

    def _ready(self, name: str) -> Ready:
        """Return the rules of the suite, once a worker offers to grade.

        Raises:
            AutograderError: no worker that is there can grade, for the reason of the first.
        """
        deadline = time.monotonic() + self.patience
        while True:
            found = self._ask(plugin.state, name, on_error="ignore")
            for state in found.values():
                if isinstance(state, Ready):
                    return state
            refused = {each: state for each, state in found.items() if isinstance(state, Refused)}
            if refused and len(refused) == len(found):
                worker, refusal = next(iter(refused.items()))
                raise type(refusal.error)(f"{worker} does not grade: {refusal.error}")
            self._wait(deadline)

    def _wait(self, deadline: float) -> None:
        """Wait a moment.

        Raises:
            GraderFault: it is too late, or the scheduler is gone.
        """
        if self.client.status != "running":
            raise gone()
        if time.monotonic() > deadline:
            number = len(self._addresses())
            there = f"none of its {number} workers grades" if number else "it has no worker"
            raise GraderFault(
                f"nothing can be graded on the cluster, because {there}: start workers that have "
                "this engine, or grade here without --dask"
            )
        time.sleep(_LOOK_SECONDS)

    def _dismiss(self, name: str) -> None:
        """Have nothing of ours go on at the cluster; where it is gone, there is nothing."""
        if self.client.status == "running":
            with suppress(Exception):
                self.client.unsubscribe_topic(name)
                self.client.unregister_worker_plugin(name)
                self.client.set_metadata([name], {})  # the marks of all batches

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


class _Client(Client):
    def __del__(self) -> None:
        """Do nothing: where it could not connect, Dask would wait, and then complain."""


def _client(address: str) -> Client:
    _silence()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions; ours are compared by each worker
            made: Client = _Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
            return made
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise UsageError(
            f"the Dask scheduler at {address} does not answer ({error}): check that it runs, its "
            "address, and for tls:// the certificates in Dask's configuration"
        ) from error


def _silence() -> None:
    """Have Dask log nothing here: it shows tracebacks where a sentence says what matters."""
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).disabled = True
