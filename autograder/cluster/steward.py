"""The process beside a Dask worker that grades: a pool of one, as on any machine.

Theory of operation. A Dask worker is multithreaded, may not have children of `multiprocessing`, and
holds whatever else runs on the cluster. So it starts a clean interpreter with this module, and
talks to it over a socket. Here, the level is proved, and suite, vectors, code and versions are
compared with those of the client, before anything is graded; what differs is refused in a sentence.
The pool is the same as without a cluster, and so are its rules: what was graded since honest code
last came back right does not count, and a submission that took two processes with it is given up.

When the socket is closed, and thus whenever the Dask worker ends, this process ends at once, and
takes its pool and the assignment's files with it.

`python -m autograder.cluster.steward level` says which level is proved here, and ends.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy  # noqa: F401 - here, and not again in the pool's worker

from autograder.cluster.messages import Batch, Graded, Outcome, Refused, Setup, Unsound
from autograder.errors import AutograderError, GraderFault, UnsoundError
from autograder.grading.pool import First, Pool
from autograder.sandbox.outside import level

if TYPE_CHECKING:
    from autograder.grading.engine import Engine


def serve(connection: Connection, folder: Path, first: First) -> None:
    """Grade batches from the connection until it is closed.

    Args:
        connection: to the Dask worker; brings a `Setup`, then batches.
        folder: an empty folder for the assignment's files; removed at the end.
        first: the pool's worker, which proves the level meanwhile.
    """
    inbox: SimpleQueue[Setup | Batch] = SimpleQueue()
    listener = threading.Thread(target=_listen, args=(connection, inbox, folder), daemon=True)
    listener.start()
    setup = inbox.get()
    assert isinstance(setup, Setup)
    try:
        level.enough(first.proof(), setup.level)
        with Pool(_engine(setup, folder), 1, first) as pool:
            connection.send(pool.ready)
            while True:
                batch = inbox.get()
                assert isinstance(batch, Batch)
                connection.send(_graded(batch, pool))
    except AutograderError as error:
        connection.send(Refused(error=error))


def _graded(batch: Batch, pool: Pool) -> Outcome:
    try:
        return Graded(answers=tuple(pool.grade(batch.jobs)))
    except UnsoundError:
        return Unsound()


def _listen(connection: Connection, inbox: SimpleQueue[Setup | Batch], folder: Path) -> None:
    try:
        while True:
            inbox.put(connection.recv())
    except (EOFError, OSError):
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)  # whatever is being graded: the kernel then ends the pool's processes


def _engine(setup: Setup, folder: Path) -> Engine:
    """Return what to grade with, proved to be what the client has.

    Raises:
        AutograderError: something differs, or cannot be read or written.
    """
    # Not before the first worker was forked: they import much that it has no use for.
    from autograder.cluster.differences import differences
    from autograder.cluster.parcel import unpack
    from autograder.grading.engine import Engine

    try:
        assignment = unpack(setup.parcel, folder)
    except OSError as error:
        raise GraderFault(f"{folder} cannot be written there ({error.strerror})") from error
    engine = Engine.load(assignment, setup.level)
    differing = differences(setup.key, engine.key("", "", ""))
    if differing:
        raise GraderFault(f"{differing}: install there what is installed here")
    return engine


def main(arguments: list[str]) -> None:
    """Serve the connection and the folder that the arguments name, or print the level."""
    if arguments == ["level"]:
        sys.stdout.write(level.best().level)
        return
    descriptor, folder = arguments
    with First() as first:  # while this process has one thread, and reads what it is to do
        serve(Connection(int(descriptor)), Path(folder), first)


if __name__ == "__main__":
    main(sys.argv[1:])
