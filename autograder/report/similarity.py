"""Which submissions are alike: compared in a process of its own.

Code is fingerprinted by winnowing, after names and comments are set aside. What every student
received is subtracted, and so is what many of them wrote, since a short task has few natural
solutions. What is left is a ranking for a person to look at, and never a verdict.

Lexing strangers' bytes may take any time and memory, so it is done by `report.fingerprints` in a
process with limits of both; nothing of a submission is run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import IO

import msgspec

from autograder.errors import GraderFault, UsageError
from autograder.gradebook.store import Gradebook
from autograder.handed import unpacked
from autograder.report.alike import FRAME, Compared, File, Task

_COMPARING = "autograder.report.fingerprints"
_SECONDS = 900  # for a whole class


def compare(gradebook: Gradebook) -> Compared:
    """Compare the submissions of a class list with each other.

    Raises:
        UsageError: the class is too large for the time there is.
        GraderFault: the comparing process failed.
    """
    task = Task(starter=dict(gradebook.described().starter))
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as frames:
        _write(frames, task)
        for file in _files(gradebook):
            _write(frames, file)
        frames.seek(0)
        return _run(frames.fileno(), folder)


def _write(frames: IO[bytes], message: Task | File) -> None:
    content = msgspec.msgpack.encode(message)
    frames.write(FRAME.pack(len(content)) + content)


def _files(gradebook: Gradebook) -> Iterator[File]:
    """Yield each file of the class list once, however many students handed it in."""
    seen: set[str] = {""}
    for _, path, digest in gradebook.listed():
        content = None if digest in seen else gradebook.content(digest)
        seen.add(digest)
        if content is not None:
            yield File(digest=digest, name=path, content=unpacked(content)[0])


def _run(frames: int, folder: str) -> Compared:
    command = [sys.executable, "-P", "-s", "-B", "-m", _COMPARING]
    try:
        done = subprocess.run(
            command,
            stdin=frames,
            capture_output=True,
            env=_environment(folder),
            cwd=folder,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UsageError(
            f"comparing the submissions took more than {_SECONDS // 60} minutes: "
            "leave --similarity out"
        ) from error
    try:
        return msgspec.msgpack.decode(done.stdout, type=Compared)
    except msgspec.MsgspecError as error:
        last = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["nothing"])[-1]
        raise GraderFault(
            f"comparing the submissions failed ({last}): leave --similarity out, and report this"
        ) from error


def _environment(folder: str) -> dict[str, str]:
    """Return an environment that says nothing of this machine."""
    return {"PATH": os.defpath, "HOME": folder, "OPENBLAS_NUM_THREADS": "1"}
