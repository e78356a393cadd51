"""Asks the engine's process, and keeps it for the next submission."""

from __future__ import annotations

import atexit
import contextlib
import select
import subprocess
import sys
from pathlib import Path

import msgspec

from autograder.errors import GraderFault
from autograder.grading.code import sha256_of
from autograder.hosts.otter.reply import Graded, Request, encode
from autograder.results import Status

_PROGRAM = ("-P", "-m", "autograder.hosts.otter.serve")
_SECONDS = 300.0  # far above the description's limits; Gradescope's own default is 600
_END_SECONDS = 5.0

# By what is graded with: whoever grades a class through Otter's Python API proves the level, reads
# the vectors and collects the suite once.
_running: dict[str, _Engine] = {}


class Grading:
    """One submission in the engine's hands, from the moment this is made.

    Args:
        assignment: folder with the description and all that it names.
        request: the student's folder.

    Raises:
        OSError: the assignment cannot be read, or no process can be started.
    """

    def __init__(self, assignment: Path, request: Request) -> None:
        self._assignment = assignment
        self._request = request
        self._digest = _digest(assignment)
        engine = _running.get(self._digest)
        self._again = engine is not None  # a kept process may have died of old age
        if engine is None or engine.asked:
            engine = self._start()
        engine.ask(request)
        self._engine = engine

    def result(self) -> Graded:
        """Wait for the result.

        Raises:
            GraderFault: there is none; the sentence says why.
        """
        try:
            return self._engine.answer()
        except GraderFault:
            if not self._again:
                self._forget()
                raise
        self._again = False
        self._engine = self._start()
        self._engine.ask(self._request)
        return self.result()

    def _start(self) -> _Engine:
        self._forget()
        _running[self._digest] = engine = _Engine(self._assignment)
        return engine

    def _forget(self) -> None:
        engine = _running.pop(self._digest, None)
        if engine is not None:
            engine.close()


class _Engine:
    """The process; see `autograder.hosts.otter.serve`."""

    def __init__(self, assignment: Path) -> None:
        self.asked = False
        self._process = subprocess.Popen(
            [sys.executable, *_PROGRAM, str(assignment)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",  # not a student's folder, and not one that is about to be removed
        )

    def ask(self, request: Request) -> None:
        assert self._process.stdin is not None
        self.asked = True
        with contextlib.suppress(OSError):  # its death is noticed where the answer is read
            self._process.stdin.write(encode(request))
            self._process.stdin.flush()

    def answer(self) -> Graded:
        line = self._line()
        try:
            reply = msgspec.json.decode(line, type=Graded | str)
        except ValueError as error:
            code = self._process.poll()
            raise GraderFault(
                f"the engine's process gave no answer (exit code {code}): see its output above"
            ) from error
        self.asked = False
        if isinstance(reply, str):
            raise GraderFault(reply)
        if reply.result.status is Status.GRADER_ERROR:
            raise GraderFault(reply.result.message)
        return reply

    def _line(self) -> bytes:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], _SECONDS)[0]:
            raise GraderFault(f"the engine gave no answer within {_SECONDS:g} seconds")
        line: bytes = self._process.stdout.readline()
        return line

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0 if self.asked else _END_SECONDS)
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


def _digest(assignment: Path) -> str:
    paths = sorted(path for path in assignment.rglob("*") if path.is_file())
    return sha256_of((str(path.relative_to(assignment)), path.read_bytes()) for path in paths)


@atexit.register
def _close_all() -> None:
    while _running:
        _running.popitem()[1].close()
