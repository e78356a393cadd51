"""A process of the student's own code, made the same way on every system.

No fork, no descriptors passed, no poll: what there is everywhere are a pipe, a thread that reads
from it, and a queue to wait at.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import autograder
from autograder.errors import GraderFault, UsageError
from autograder.sandbox.outside.budget import kept_waiting
from autograder.sandbox.wire import FAILED, READY, UNFIT, packed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_MOST = 1 << 16  # bytes read at a time
_START_SECONDS = 60.0  # for an interpreter and NumPy, on a slow machine, for the first time
# This package is found where it lies, in a folder or a zip: another package of its name may be
# installed. That place is not searched for other modules, so that a student's file cannot stand in
# for a library's.
_COMMAND = """
import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
spec = PathFinder.find_spec("autograder", [sys.argv[1]])
sys.modules["autograder"] = module_from_spec(spec)
spec.loader.exec_module(sys.modules["autograder"])
for name in sys.argv[2:]:
    import_module(name)
from autograder.sandbox.inside.plain import main
main()
"""
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # starts faster, and sums in the order in which the grader does
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # sets have one order, as in the grader
}


class Process:
    """One child; it starts at once, and waits for what it is asked.

    Args:
        modules: names of modules of this package that the child may need, imported beforehand.
    """

    def __init__(self, *modules: str) -> None:
        place = Path(autograder.__file__).absolute().parents[1]
        own = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-B", "-c", _COMMAND, str(place), *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=own | _ENVIRONMENT,
        )
        self._pieces: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._first = b""
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def ask(
        self, setup: Mapping[str, Any], request: Mapping[str, Any], blob: bytes, content: bytes
    ) -> None:
        """Send calls and submission, and wait until they can be run.

        Raises:
            UsageError: a given module does not load.
            GraderFault: the process does not start.
        """
        header = {"setup": setup, "request": request, "content_length": len(content)}
        assert self._process.stdin is not None
        with contextlib.suppress(OSError), self._process.stdin as stream:
            stream.write(packed(header, blob + content))
        try:
            piece = self.read(_MOST, _START_SECONDS)
        except TimeoutError:
            piece = b""
        if piece.startswith(READY):
            self._first = piece.removeprefix(READY)
        elif piece.startswith(UNFIT):
            raise UsageError(piece.removeprefix(UNFIT).decode(errors="replace"))
        elif piece.startswith(FAILED):
            names = ", ".join(helper["name"] + ".py" for helper in setup["helpers"])
            raise UsageError(
                f"what this exercise gives does not load ({piece[1:].decode(errors='replace')}): "
                f"take {names or 'it'} from the hand-out again, and install what it imports"
            )
        else:
            raise GraderFault("the process that is to run the file did not start: try again")

    def read(self, most: int, seconds: float) -> bytes:  # noqa: ARG002 - pieces are small
        """Return a piece of the reply, or nothing when it has ended.

        Raises:
            TimeoutError: nothing came within `seconds`.
        """
        if self._first:
            piece, self._first = self._first, b""
            return piece
        try:
            return self._pieces.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None

    def begins(self) -> bool:
        """Return whether it is about to look at the submission: that is what it begins with."""
        return True

    def kept_waiting(self) -> float:
        """Return for how many seconds it could have run and no processor was free; 0 if unknown."""
        return kept_waiting(self._process.pid)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def wait(self, seconds: float) -> int:
        """Wait until it is gone; return its exit code."""
        return self._process.wait(seconds)

    def close(self) -> None:
        """End it, if it has not ended, and release what it held."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def _listen(self) -> None:
        """Pass the reply on, piece by piece, and at its end an empty piece."""
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            piece = b"-"
            while piece:
                piece = os.read(stream.fileno(), _MOST)
                self._pieces.put(piece)


class PlainStart:
    """Stands in for a zygote, at home and where none can be had.

    Starting an interpreter for each submission takes ten times as long as forking one, and nothing
    but time is limited.

    Args:
        setup: functions, cases, helpers and given names, as for a zygote.
        blob: the arrays of the cases.
        modules: of this package, imported by each process beforehand.
        first: a process that was started already.
    """

    def __init__(
        self,
        setup: Mapping[str, Any],
        blob: bytes,
        modules: Sequence[str] = (),
        first: Process | None = None,
    ) -> None:
        self._setup, self._blob, self._modules = setup, blob, modules
        self._first = first

    def fork(self, request: Mapping[str, Any], content: bytes) -> Process:
        """Start a process that runs `content` as `request` says.

        Raises:
            UsageError: a given helper module does not load.
            GraderFault: the process does not start.
        """
        child, self._first = self._first or Process(*self._modules), None
        try:
            child.ask(self._setup, request, self._blob, content)
        except BaseException:
            child.close()
            raise
        return child

    def close(self) -> None:
        """Do nothing: no process outlives its submission."""
