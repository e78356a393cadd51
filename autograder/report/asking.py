"""Asks a process of its own what strangers' bytes come to; `sealed` is its other side.

Reading such bytes may take any time and memory, so there are limits of both; nothing of a
submission is run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from autograder.report.alike import FRAME

_Answer = TypeVar("_Answer")


class TooSlowError(Exception):
    """There was no answer in time."""


def ask(module: str, messages: Iterable[object], kind: type[_Answer], seconds: int) -> _Answer:
    """Send messages to a module that runs as a program, and return its answer.

    Args:
        module: its name.
        messages: what it is sent, one after the other.
        kind: what it answers.
        seconds: how long it may take.

    Raises:
        TooSlowError: it took longer.
        ValueError: it failed; says in its own words why.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as frames:
        for message in messages:
            content = msgspec.msgpack.encode(message)
            frames.write(FRAME.pack(len(content)) + content)
        frames.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-s", "-B", "-m", module],
                stdin=frames.fileno(),
                capture_output=True,
                env={"PATH": os.defpath, "HOME": folder, "OPENBLAS_NUM_THREADS": "1"},
                cwd=folder,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TooSlowError from error
    try:
        return msgspec.msgpack.decode(done.stdout, type=kind)
    except msgspec.MsgspecError as error:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["nothing"]
        raise ValueError(told[-1]) from error
