"""A process that judges hostile programs, in one of the worlds that a grader may live in.

Started as ``python -m tests.hostile.world NAME FD FOLDER``; with NAME one of

- ``root``: as it was started, with every capability;
- ``plain``: user 65534, with no capability at all, and so the same user as its children;
- ``container``: root as in a container with the usual defaults: fourteen capabilities, and no
  namespaces, mounts, keys or kernel interfaces.

A name that ends in ``-walled`` is the same world with the zygote inside namespaces.

Requests and replies are lines of JSON on descriptor FD. Standard output and error are files.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import sys
from dataclasses import asdict
from pathlib import Path

from autograder.results import Level
from autograder.sandbox.outside.runner import Runner
from tests import container
from tests.hostile import lab as laboratory
from tests.hostile.oracle import Oracle, descendants
from tests.hostile.table import PROGRAMS

__all__: list[str] = []

_NOBODY = 65534
_CHILD = 61_183  # whom sealed children of root become
_PR_SET_CHILD_SUBREAPER = 36
_CLONE_NEWNS = 0x20000
_CLONE_NEWUSER = 0x10000000
_MS_BIND_REC_PRIVATE = 0x1000 | 0x4000, 0x4000 | 0x40000
_libc = ctypes.CDLL(None, use_errno=True)


class _Trying(Runner):
    """Leaves it to the programs to try what the engine itself tries before it grades.

    So they still show what gets through where a wall is missing, and the engine would not start.
    """

    def _prove_refused(self) -> None:
        pass


def main() -> None:
    """Enter the world, then serve; entering ends with a clean start of this program."""
    world, number, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    name, _, walled = world.partition("-")
    if name == "plain" and os.geteuid() == 0:
        _reach_interpreter()
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    elif name == "container":
        container.enter()
    if name in {"plain", "container"}:
        here = f"here-{walled}" if walled else "here"
        arguments = [sys.executable, "-m", "tests.hostile.world", here, number, str(folder)]
        os.execv(sys.executable, arguments)
    _serve(socket.socket(fileno=int(number)), folder, Level.WALLED if walled else Level.SEALED)


def _serve(control: socket.socket, folder: Path, level: Level) -> None:
    _check(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))  # whoever escapes is seen
    lab = laboratory.Lab(folder, _CHILD if os.geteuid() == 0 else None)
    vectors = laboratory.vectors(lab.heap)
    output = tuple(Path(f"/proc/self/fd/{number}").resolve() for number in (1, 2))
    programs = {program.id: program for program in PROGRAMS}
    with (
        _Trying(laboratory.assignment(lab.folder), vectors, level) as runner,
        control.makefile("rw") as lines,
    ):
        oracle = Oracle(runner, vectors, lab, output, os.getpid())
        print(json.dumps(_facts() | {"walled": _is_walled()}), file=lines, flush=True)
        for line in lines:
            seen = oracle.judge(programs[json.loads(line)])
            print(json.dumps(asdict(seen)), file=lines, flush=True)


def _facts() -> dict[str, int]:
    """Return what this world turned out to be."""
    status = Path("/proc/self/status").read_text("ascii").split("\n")
    (held,) = (line.split()[1] for line in status if line.startswith("CapEff:"))
    pid = os.fork()
    if pid == 0:
        os._exit(1 if _libc.unshare(_CLONE_NEWUSER) else 0)
    refused = os.waitpid(pid, 0)[1] != 0
    return {"uid": os.geteuid(), "capabilities": int(held, 16), "refuses_namespaces": refused}


def _is_walled() -> bool:
    """Say whether some process below this one has a network of its own, which is none."""
    own = Path("/proc/self/ns/net").readlink()
    below = (Path(f"/proc/{pid}/ns/net") for pid in descendants(os.getpid()))
    return any(namespace.readlink() != own for namespace in below)


def _reach_interpreter() -> None:
    """Make an interpreter in a closed home reachable, in a mount namespace of this process's own.

    Nothing is copied and nothing outside of this process and its children changes.
    """
    closed = [
        part
        for path in {sys.base_prefix, sys.prefix, str(Path.cwd())}
        for part in Path(path).parents
        if not part.stat().st_mode & 0o001
    ]
    if not closed:
        return
    outermost = min(closed, key=lambda path: len(path.parts))
    aim = Path(os.path.realpath(sys.base_prefix))
    bind, private = _MS_BIND_REC_PRIVATE
    _check(_libc.unshare(_CLONE_NEWNS))
    descriptor = os.open(aim, os.O_PATH)  # of the new namespace: others' cannot be mounted
    _check(_libc.mount(None, b"/", None, ctypes.c_ulong(private), None))
    _check(_libc.mount(b"tmpfs", bytes(outermost), b"tmpfs", ctypes.c_ulong(0), b"mode=755"))
    aim.mkdir(parents=True)
    source = f"/proc/self/fd/{descriptor}".encode()
    _check(_libc.mount(source, bytes(aim), None, ctypes.c_ulong(bind), None))
    os.close(descriptor)


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    main()
