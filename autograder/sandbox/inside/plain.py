"""The process that runs a student's own file at home, for the check and the page, on any system.

It reads one request from stdin (the setup and the calls in one header; the arrays, then the
submission, in one blob). It writes `READY` to stdout once it can run the submission, or `FAILED`
and why it cannot, and then records. It is not confined: the code is its owner's,
run on the owner's machine. But what the grader will refuse is refused here too, with the same
words, so that nobody learns it from a grade; `_Refusals` says what. That is help, and no wall.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

from autograder.sandbox.inside import lending, packages, violations
from autograder.sandbox.inside.loading import explain
from autograder.sandbox.inside.readable import readable, standard_library
from autograder.sandbox.inside.refusals import CHANGING, CONNECTING, STARTING, WRITING
from autograder.sandbox.inside.serving import Serving
from autograder.sandbox.wire import FAILED, READY, UNFIT, unpacked

if TYPE_CHECKING:
    from autograder.sandbox.wire import Buffer


_LISTING = frozenset(["os.listdir", "os.scandir"])


class _Refusals:
    """An audit hook that raises what a sealed process would meet.

    Files may be read in the given folders only, as there, and none may be changed.
    """

    def __init__(self, folders: list[str]) -> None:
        self._folders = tuple(os.path.normcase(os.path.join(folder, "")) for folder in folders)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(path, int) and (flags & WRITING or not self._is_ours(path)):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        elif event in CHANGING or event in _LISTING:
            path = arguments[0] or "."
            if event in CHANGING or not self._is_ours(path):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        elif event in CONNECTING:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        elif event in STARTING:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    def _is_ours(self, path: Any) -> bool:
        whole = os.path.normcase(os.path.abspath(os.fsdecode(path)))
        return os.path.join(whole, "").startswith(self._folders)


def _start_no_thread(self: threading.Thread) -> None:
    raise RuntimeError(f"can't start new thread {self.name}")


def main() -> None:
    """Answer the one request on stdin."""
    reply = os.dup(1)
    header, blob = unpacked(sys.stdin.buffer)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # what a submission prints would mix with the reply
        os.dup2(nothing, standard)
    warnings.simplefilter("ignore")
    at = len(blob) - header["content_length"]
    request = header["request"]
    setup = header["setup"]
    try:
        if setup["declared"]["folder"]:
            os.chdir(setup["declared"]["folder"])
        serving = Serving.of(setup, blob[:at])
        program = lending.program(request["program"]) if "program" in request else None
    except packages.UnfitError as error:
        _send(reply, [UNFIT, str(error).encode()])
        return
    except Exception as error:
        _send(reply, [FAILED, explain(error).encode()])
        return
    sys.path[:] = standard_library(sys.path)
    sys.argv[:] = [""]
    violations.watch()  # before the hook that refuses them
    sys.addaudithook(_Refusals(readable(setup["declared"]["readable"])))
    # Audited from Python 3.12 on only.
    threading.Thread.start = _start_no_thread  # type: ignore[method-assign]
    _send(reply, [READY])
    try:
        if program is None:
            serving.answer(request, blob[at:], partial(_send, reply))
        else:
            lending.lend(serving, program, request, blob[at:], partial(_send, reply))
    finally:
        os._exit(0)  # at once: nothing that the submission left behind is run


def _send(reply: int, record: list[Buffer]) -> None:
    view = memoryview(b"".join(record))
    while view:
        view = view[os.write(reply, view) :]
