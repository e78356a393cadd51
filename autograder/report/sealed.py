"""A process that reads strangers' bytes and runs none of them; `asking` is its other side.

Before it looks at the first of them it is sealed as a submission is, on a machine that can do so:
a fault in what parses them is then worth no more than a submission's own code.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

import msgspec

from autograder.report.alike import FRAME
from autograder.sandbox.inside.readable import readable
from autograder.sandbox.walls import confine, seccomp
from autograder.sandbox.walls.sealing import SealError

_MEMORY = 3 << 30  # bytes of address space, of which the libraries take the most
_CPU_SECONDS = 900  # for a whole class; the clock is watched outside

Seal = Callable[[], None]


def answer(reply_to: Callable[[Iterator[bytes], Seal], object]) -> None:
    """Read messages from standard input, and write what they come to to standard output.

    Args:
        reply_to: is given the messages, and what seals this process: it calls that before it reads
            a stranger's bytes, and when all that is needed was imported.
    """
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    reply = os.dup(1)
    sys.stdout = sys.stderr  # whatever a library prints is no part of the answer
    found = reply_to(_messages(sys.stdin.buffer), partial(_seal, reply))
    with os.fdopen(reply, "wb") as out:
        out.write(msgspec.msgpack.encode(found))


def _seal(reply: int) -> None:
    """Shut this process in, with nothing but its input and `reply`; on some machines nobody can."""
    try:
        program = seccomp.program("setitimer")
        prepared = confine.prepare(_MEMORY, _CPU_SECONDS, program, readable())
    except (SealError, OSError):
        return
    confine.enter(prepared, reply, os.getppid())


def _messages(stream: BinaryIO) -> Iterator[bytes]:
    while head := stream.read(FRAME.size):
        yield stream.read(FRAME.unpack(head)[0])
