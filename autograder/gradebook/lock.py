"""One run at a time on one output folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from autograder.errors import UsageError
from autograder.failures import explained
from autograder.system import refuse_windows


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder `out` for this process; the kernel lets go when the process dies.

    Raises:
        UsageError: another run holds it, or it cannot be written.
    """
    refuse_windows()
    with explained(out):
        handle = (out / ".lock").open("w")
    with handle:
        with explained(out):
            _take(handle, out)
        yield


def _take(handle: IO[str], out: Path) -> None:
    import fcntl  # which Windows lacks

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(
            f"another run is using {out}: wait for it to end, or choose another -o"
        ) from error
