"""A cluster of Dask on this machine: a scheduler and workers, each a process that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from distributed import Client

_PYTHON = (sys.executable, "-m")
_ROOT = Path(__file__).parent.parent
# As docs/cluster.md recommends: Dask's watching of itself would take some 4 % of two cores.
_CALM = {
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
}
GUARD = 300.0  # seconds after which a process is taken to stay for ever


@dataclass(slots=True)
class Machines:
    """A scheduler, and nannies with a worker each.

    Attributes:
        folder: holds logs, the scheduler's file, and what workers keep.
    """

    folder: Path
    scheduler: subprocess.Popen[bytes] = field(init=False)
    nannies: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _ever: list[psutil.Process] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """The scheduler's file, which commands are told of."""
        return self.folder / "scheduler.json"

    def start_scheduler(self) -> None:
        """Start a scheduler, and wait until it can be reached."""
        self.file.unlink(missing_ok=True)
        options = ["--port", "0", "--no-dashboard", "--scheduler-file", str(self.file)]
        self.scheduler = self._start("scheduler", options)
        wait_for(lambda: self.file.exists() and self.file.read_text("utf-8").endswith("}"))

    def start_worker(self, *python: str, threads: int = 1) -> subprocess.Popen[bytes]:
        """Start a nanny and its worker.

        Args:
            python: the words that run a module of Python's, if not the usual ones.
            threads: of the worker.
        """
        options = ["--scheduler-file", str(self.file), "--no-dashboard", "--nworkers", "1"]
        options += ["--nthreads", str(threads), "--local-directory", str(self.folder)]
        nanny = self._start("worker", options, python or _PYTHON)
        self.nannies.append(nanny)
        return nanny

    def wait_for_workers(self, count: int) -> None:
        """Wait until so many workers have joined."""
        with Client(scheduler_file=str(self.file), set_as_default=False) as client:
            client.wait_for_workers(count, timeout=GUARD)

    def worker(self, number: int) -> psutil.Process:
        """Return the worker's process below a nanny, once it is there."""
        nanny = psutil.Process(self.nannies[number].pid)
        wait_for(lambda: below(nanny, "spawn_main"))
        return below(nanny, "spawn_main")[0]

    def remember(self) -> None:
        """Remember every process there is now, to see later what is left of them."""
        known = set(self._ever)
        for root in (self.scheduler, *self.nannies):
            with suppress(psutil.NoSuchProcess):
                tree = psutil.Process(root.pid).children(recursive=True)
                self._ever += [each for each in tree if each not in known]

    def left(self) -> list[psutil.Process]:
        """Return which of the remembered processes are there after all was ended."""
        return survivors(self._ever)

    def stop(self) -> None:
        """End all there is, workers first: they would wait for a scheduler that is gone."""
        self.remember()
        _end(self.nannies)
        _end([self.scheduler])

    def _start(
        self, kind: str, options: Sequence[str], python: Sequence[str] = _PYTHON
    ) -> subprocess.Popen[bytes]:
        module = f"distributed.cli.dask_{kind}"
        command = [*python, module, "--host", "127.0.0.1", *options]
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=_ROOT,
                env={**os.environ, **_CALM},
            )


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(GUARD)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def machines(folder: Path, workers: int = 1) -> Iterator[Machines]:
    """Have a scheduler and so many workers until the block ends."""
    made = Machines(folder)
    made.start_scheduler()
    try:
        for _ in range(workers):
            made.start_worker()
        if workers:
            made.wait_for_workers(workers)
        yield made
    finally:
        made.stop()


def wait_for(condition: object) -> None:
    """Wait until a condition holds; fail when it does not come true at all."""
    assert callable(condition)
    deadline = time.monotonic() + GUARD
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def survivors(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Return what is still there after a while; what is dead and only not waited for is not."""
    deadline = time.monotonic() + GUARD
    while (left := list(filter(_is_alive, processes))) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def below(process: psutil.Process, words: str) -> list[psutil.Process]:
    """Return the children of a process whose command line holds `words`, if they still have one."""
    found = []
    for child in process.children():
        with suppress(psutil.Error):
            if words in " ".join(child.cmdline()):
                found.append(child)
    return found
