"""The zygote: a clean process with NumPy imported, from which one child per submission is forked.

Theory of operation. The trusted side starts `python -P -s -B -m autograder.sandbox.inside.zygote FD
PARENT` with an environment of its own and a socket as FD. The first request gives the cases (inputs
only), the given helper modules and the limits, as does any later one that brings no descriptors:
the level is proved before the exercise is told. Each other request is one submission and one pipe
for the reply. The zygote forks, hands the child's pidfd back (the trusted side holds the wall
clock and kills by it), lets the child begin, waits for it, kills whatever it left behind, and
reports how it ended.

The zygote never touches a submission's bytes other than to pass them on: decoding, parsing and
running happen in the child alone. It holds nothing secret, and it is the child's only parent, so
a fork gives the next submission the same fresh state.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

from autograder.sandbox.inside import calling, loading, packages, source, violations
from autograder.sandbox.inside import honest as honest  # found there by the honest submission
from autograder.sandbox.inside.readable import readable, standard_library
from autograder.sandbox.inside.serving import Serving
from autograder.sandbox.walls import confine
from autograder.sandbox.wire import READY, receive_request, send_request

if TYPE_CHECKING:
    from autograder.sandbox.wire import Buffer


# What courses of this kind use; imported once here instead of in every child.
_PRELOADED = (
    "abc array bisect bz2 cmath collections contextlib copy dataclasses datetime decimal enum "
    "fractions functools hashlib heapq inspect io itertools json logging lzma math numbers "
    "operator pprint random re secrets statistics string struct textwrap time timeit traceback "
    "types typing unicodedata uuid zlib numpy.linalg numpy.random numpy.fft numpy.polynomial "
    # These need a library of the system's, which a sealed child cannot read.
    "ctypes sqlite3 xml.parsers.expat"
).split()

_LARGE = 1 << 14  # bytes; copying less costs less than another system call
_WARM_UPS = 2
_WARM_UP = b"""
import numpy as np

def warm_up(*inputs):
    arrays = {}
    for value in inputs:
        items = value.values() if isinstance(value, dict) else value
        for item in items if isinstance(value, (dict, tuple)) else [value]:
            array = np.atleast_2d(item) * 1.0
            if array.size < 1000:
                array = np.dot(array, array.T) + np.sum(np.square(array), axis=1, keepdims=True)
                array = np.log(1 + np.exp(np.multiply(array, np.int64(array > 0)) / 1e6))
            arrays[f"a{len(arrays)}"] = array
    return arrays
"""


class _Zygote:
    """The state that all children share by being forked from it."""

    def __init__(self, setup: dict[str, Any], blob: bytes) -> None:
        if setup["declared"]["folder"]:
            os.chdir(setup["declared"]["folder"])
        self.serving = Serving.of(setup, blob)
        sys.path[:] = standard_library(sys.path)
        self.prepared = confine.prepare(
            setup["memory_bytes"],
            setup["cpu_seconds"],
            bytes.fromhex(setup["program"]),
            readable(setup["declared"]["readable"]),
        )

    def try_on_a_child(self) -> None:
        """Find out whether this kernel has all that confinement takes.

        Raises:
            OSError: it refuses a step; the text names the step.
        """
        zygote = os.getpid()
        said, saying = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                confine.enter(self.prepared, saying, zygote)
                os._exit(0)
            except OSError as error:
                os.write(saying, f"{error.errno} {error.strerror}".encode())
            finally:
                os._exit(1)
        os.close(saying)
        with open(said, encoding="utf-8", errors="replace") as words:
            number, _, step = words.read().partition(" ")
        if os.waitpid(pid, 0)[1] != 0:
            raise OSError(int(number or 0), step or "an unknown step")

    def fork(self, request: dict[str, Any], submission: int, reply: int, gate: int) -> int:
        """Fork the child of one submission and return its pid; never returns in the child.

        The child waits at `gate`, an eventfd, before it looks at the submission.
        """
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                confine.die_with_parent(zygote)
                os.eventfd_read(gate)
                # Read here and not in the zygote: a later child must find no trace of it.
                content = os.pread(submission, os.fstat(submission).st_size, 0)
                confine.enter(self.prepared, reply, zygote)
                _write(reply, READY)  # until here, whatever ends it is no submission's doing
                if self.prepared.sealed:
                    violations.watch()
                self.serving.answer(request, content, partial(_send, reply))
            finally:
                os._exit(0)
        return pid


def warm_up(serving: Serving) -> None:
    """Go through the motions once, so that children need not start cold.

    The interpreter specializes code that has run a few times, as it has once there are a few cases,
    and NumPy sets itself up at first use; done here, no child pays for it, nor for copying the
    pages that it touches. Children take no less time when this is done more often.
    """
    for _ in range(_WARM_UPS):
        parsed = source.read(_WARM_UP, "warm_up.py")
        loaded = loading.load(parsed, ["warm_up"], dict(serving.namespace), (), lambda _: None)
        for index, case in enumerate(serving.cases):
            calling.call(index, case, loaded.functions["warm_up"], parsed)


def main() -> None:
    """Serve requests until the trusted side closes the socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    confine.die_with_parent(int(sys.argv[2]))
    confine.reap_orphans_here()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the trusted side decides when to stop
    warnings.simplefilter("ignore")
    for name in _PRELOADED:
        importlib.import_module(name)
    path, zygote = [*sys.path], None
    try:
        while True:
            request, blob, descriptors = receive_request(control)
            if zygote and descriptors:
                _serve(control, zygote, request, *descriptors)
            else:
                sys.path[:] = path  # given modules may import more than submissions
                zygote = _set_up(control, request, blob)
    except (EOFError, OSError):
        return


def _set_up(control: socket.socket, setup: dict[str, Any], blob: bytes) -> _Zygote | None:
    """Make ready for children, and say so; return None where there can be none.

    This kernel cannot confine them, or a package that is declared does not fit.
    """
    try:
        zygote = _Zygote(setup, blob)
        zygote.try_on_a_child()
    except packages.UnfitError as error:
        send_request(control, {"ready": False, "unfit": str(error)})
        return None
    except OSError as error:
        refusal = {"ready": False, "errno": error.errno or 0, "step": error.strerror or str(error)}
        send_request(control, refusal)
        return None
    warm_up(zygote.serving)
    gc.collect()
    gc.freeze()
    send_request(control, {"ready": True})
    return zygote


def _serve(
    control: socket.socket, zygote: _Zygote, request: dict[str, Any], reply: int, submission: int
) -> None:
    # A thread that held a lock would leave it locked for ever in the child.
    assert len(os.listdir("/proc/self/task")) == 1
    gate = os.eventfd(0)
    pid = zygote.fork(request, submission, reply, gate)
    os.close(reply)
    os.close(submission)
    handle = os.pidfd_open(pid)
    send_request(control, {"pid": pid}, descriptors=[handle])
    os.close(handle)
    # Not before: a zygote that is lost until here was not lost by a submission.
    os.eventfd_write(gate, 1)
    os.close(gate)
    _, status = os.waitpid(pid, 0)
    _kill_left_behind()
    send_request(control, {"exit": os.waitstatus_to_exitcode(status)})


def _kill_left_behind() -> None:
    """Kill every process that the child started; orphans have become children of this one."""
    with contextlib.suppress(ChildProcessError):  # there is none any more
        while True:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                for pid in _children():
                    os.kill(pid, signal.SIGKILL)  # a zombie stays until it is waited for
                os.waitpid(-1, 0)


def _children() -> list[int]:
    """Return this process's children. A file that lists them is left out of some kernels."""
    own, found = str(os.getpid()).encode(), []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as stat:
            # The name of the program, in brackets, may hold anything.
            if stat.read().rpartition(b")")[2].split()[1] == own:
                found.append(int(name))
    return found


def _send(reply: int, record: list[Buffer]) -> None:
    """Write a record, joining its small parts so that few system calls are made."""
    small: list[Buffer] = []
    for part in record:
        if len(part) < _LARGE:
            small.append(part)
        else:
            _write(reply, b"".join(small))
            _write(reply, part)
            small.clear()
    _write(reply, b"".join(small))


def _write(reply: int, data: Buffer) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(reply, view) :]


if __name__ == "__main__":
    with contextlib.suppress(EOFError, ConnectionError):  # the trusted side is gone: so is the use
        main()
