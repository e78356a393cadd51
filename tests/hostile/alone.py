"""A process that shuts children in by itself, to see what one wall does when nothing stands by it.

Started as ``python -m tests.hostile.alone ACT``, with ACT one of the functions in `ACTS`. What got
through is printed in words; nothing is printed when the wall held. Anything else is an error.

In the hostile suite these walls stand behind others: the grader's own clock ends a program long
before the limit of the kernel does, and no submission can look at another one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from autograder.sandbox.inside.readable import readable
from autograder.sandbox.walls import confine, seccomp

_NOBODY = 65534
_MEMORY_BYTES = 1 << 28
_PR_SET_DUMPABLE, _PR_SET_KEEPCAPS = 4, 8
_OVERRIDE = 1 << 1  # CAP_DAC_OVERRIDE
_libc = ctypes.CDLL(None, use_errno=True)


def core() -> str:
    """Crash at level `open`, where no other wall keeps the kernel from writing a copy."""
    prepared = confine.prepare(_MEMORY_BYTES, 10, b"", [])
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))  # as it may be where grading is done
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)

        def crash(_: socket.socket) -> None:
            os.kill(os.getpid(), signal.SIGSEGV)

        assert _waited(_fork(prepared, crash)[0]) == -signal.SIGSEGV
        copied = sum(path.stat().st_size for path in Path(folder).iterdir())
        os.chdir("/")
    return f"a copy of its memory was left behind: {copied} bytes" if copied else ""


def processor() -> str:
    """Compute for three times the limit, with nobody outside to watch the clock."""

    def compute(_: socket.socket) -> None:
        while time.process_time() < 3.0:
            pass

    code = _waited(_fork(confine.prepare(_MEMORY_BYTES, 1, b"", []), compute)[0])
    assert code in {0, -signal.SIGKILL, -signal.SIGXCPU}, code
    return "" if code else "it computed for three times its limit"


def orphan() -> str:
    """End the process that a child was forked from, and see whether the child lives on."""
    confine.reap_orphans_here()
    ours, theirs = socket.socketpair()
    own, zygote = os.getpid(), os.fork()
    if zygote == 0:
        confine.die_with_parent(own)
        child, control = _fork(_sealed(), _until_told)
        socket.send_fds(theirs, [str(child).encode()], [control.fileno()])
        signal.pause()
    theirs.close()
    said, handles, _, _ = socket.recv_fds(ours, 64, 1)
    child = int(said)
    control = socket.socket(fileno=handles[0])
    os.kill(zygote, signal.SIGKILL)
    _waited(zygote)
    code = _told_to_end(child, control)
    assert code in {0, -signal.SIGKILL}, code
    return "" if code else "it outlived the process that it was forked from"


def memory() -> str:
    """Read a child's memory as another process of the same user, which is confined by nothing."""
    prepared = replace(_sealed(), capabilities=0)
    reader = os.fork()
    if reader == 0:
        _become_somebody()
        _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)  # as after an exec: a change of user clears it
        child, control = _fork(prepared, _until_told)
        try:
            with Path(f"/proc/{child}/mem").open("rb", 0) as image:
                image.seek(id(object))
                is_read = len(image.read(8)) == 8
        except PermissionError:
            is_read = False
        assert _told_to_end(child, control) == 0
        os._exit(2 if is_read else 3)
    code = _waited(reader)
    assert code in {2, 3}, code
    return "another process of its user read its memory" if code == 2 else ""


def roots_capability() -> str:
    """Ask, as root's child, for a file that only root may write."""
    return _overrides(replace(_sealed(), capabilities=0))


def users_capability() -> str:
    """Ask the same as the child of somebody who is not root but holds root's capability."""
    prepared = replace(_sealed(), capabilities=0)
    _libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    _become_somebody()
    confine._capset(_OVERRIDE)
    return _overrides(prepared)


ACTS: dict[str, Callable[[], str]] = {
    act.__name__: act
    for act in (core, processor, orphan, memory, roots_capability, users_capability)
}


def _overrides(prepared: confine.Prepared) -> str:
    descriptor, path = tempfile.mkstemp()
    try:
        os.fchmod(descriptor, 0)
        assert os.access(path, os.W_OK, effective_ids=True)

        def ask(control: socket.socket) -> None:
            can = os.access(path, os.W_OK, effective_ids=True)
            os.write(control.fileno(), b"yes" if can else b"no")

        child, control = _fork(prepared, ask)
        answer = control.recv(3)
        assert _waited(child) == 0
        assert answer in {b"yes", b"no"}
    finally:
        os.close(descriptor)
        Path(path).unlink()
    return "it could write a file that nobody may write" if answer == b"yes" else ""


def _sealed() -> confine.Prepared:
    return confine.prepare(_MEMORY_BYTES, 10, seccomp.program(), readable())


def _become_somebody() -> None:
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, _NOBODY)


def _fork(
    prepared: confine.Prepared, act: Callable[[socket.socket], None]
) -> tuple[int, socket.socket]:
    """Fork a child that acts once it is shut in; return it and the socket to it when it is."""
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _act(prepared, act, theirs, parent)
    theirs.close()
    assert ours.recv(1) == b".", "it could not be shut in"
    return pid, ours


def _act(
    prepared: confine.Prepared,
    act: Callable[[socket.socket], None],
    control: socket.socket,
    parent: int,
) -> NoReturn:
    try:
        confine.die_with_parent(parent)
        confine.enter(prepared, control.fileno(), parent)
        os.write(control.fileno(), b".")  # not send(), which a sealed child may not call
        act(control)
        os._exit(0)
    finally:
        os._exit(1)


def _until_told(control: socket.socket) -> None:
    os.read(control.fileno(), 1)


def _told_to_end(child: int, control: socket.socket) -> int:
    with contextlib.suppress(BrokenPipeError):  # it may have ended already
        os.write(control.fileno(), b".")
    return _waited(child)


def _waited(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    sys.stdout.write(ACTS[sys.argv[1]]())
