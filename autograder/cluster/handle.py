"""A Dask worker's handle on its steward: starts it, asks it, replaces it when it is lost."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cluster.messages import Batch, Lost, Outcome, Refused, Setup
from autograder.errors import GraderFault
from autograder.grading.messages import Ready
from autograder.results import Level

if TYPE_CHECKING:
    from collections.abc import Sequence


# The working folder of a Dask worker is anybody's: no module is taken from there.
_COMMAND = (sys.executable, "-P", "-m", "autograder.cluster.steward")
# Nothing there multiplies large matrices, and a process with one thread is easily forked.
_SAFE = {"PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1"}
_LEVEL_SECONDS = 120.0


@cache
def proved_level() -> Level:
    """Return the strongest level that is proved on this machine, in a clean process.

    Each steward proves it again before it grades.

    Raises:
        GraderFault: it cannot be found out.
    """
    try:
        done = subprocess.run(
            [*_COMMAND, "level"], capture_output=True, text=True, timeout=_LEVEL_SECONDS, cwd="/"
        )
        return Level(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise GraderFault(f"no level can be proved there ({error})") from error


class Steward:
    """A process that grades batches, one at a time.

    Args:
        setup: what to grade with.
        place: folder of the Dask worker's own; the assignment's files lie below it meanwhile.

    Attributes:
        ready: the suite's rules, once it has started.
    """

    ready: Ready

    def __init__(self, setup: Setup, place: str) -> None:
        self._setup, self._place = setup, place
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def start(self) -> bool:
        """Start the process; return False where another thread has closed it meanwhile.

        Raises:
            AutograderError: it does not grade there, with its own reason.
        """
        with self._starting:
            if self._is_closed:
                return False
            self._spawn()
        try:
            self._connection.send(self._setup)
            answer: Ready | Refused = self._connection.recv()
        except (EOFError, OSError) as error:
            self._end()
            if self._is_closed:
                return False
            raise GraderFault("the process that grades there ended while it started") from error
        if isinstance(answer, Refused):
            self._end()
            raise answer.error
        self.ready = answer
        return True

    def grade(self, batch: Batch) -> Outcome:
        """Return what became of a batch; a steward that was lost under it is replaced.

        Raises:
            AutograderError: another one cannot be started.
        """
        try:
            self._connection.send(batch)
            outcome: Outcome = self._connection.recv()
        except (EOFError, OSError):
            self._end()
            self.start()
            return Lost()
        return outcome

    def close(self) -> None:
        """End the process, all that it started, and its files, whatever another thread asks of it.

        The connection is left to that thread: it ends with the process.
        """
        with self._starting:
            self._is_closed = True
        self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _spawn(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-", dir=self._place))
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _started([str(theirs.fileno()), str(self._folder)], theirs.fileno())
        self._connection = Connection(ours.detach())


def _started(arguments: Sequence[str], descriptor: int) -> subprocess.Popen[bytes]:
    # Interrupts at a terminal reach every process; only the client decides what becomes of these.
    environment = {**os.environ, **_SAFE}
    return subprocess.Popen(
        [*_COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        pass_fds=[descriptor],
        env=environment,
        cwd="/",
        start_new_session=True,
    )
