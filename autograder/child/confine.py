"""Shuts the child in. This is the one place for walls: everything a child loses, it loses here.

Level `open`: a session of its own, limits on memory, files and core dumps, no descriptor but its
own, an end when the zygote ends. It keeps accidents in; it trusts the code not to attack.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from dataclasses import dataclass

__all__ = ["Prepared", "die_with_parent", "enter", "prepare", "reap_orphans_here"]

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is worked out once, in the zygote, for all children.

    Attributes:
        limits: resource limits by number, each for soft and hard.
    """

    limits: tuple[tuple[int, int], ...]


def prepare(memory_bytes: int) -> Prepared:
    """Work out the limits; `memory_bytes` is what a child may use over what the zygote has."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib is not loaded here
        pages = int(statm.read().split()[0])
    space = pages * resource.getpagesize() + memory_bytes
    limits = {
        resource.RLIMIT_AS: space,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    return Prepared(limits=tuple((name, _allowed(name, limit)) for name, limit in limits.items()))


def enter(prepared: Prepared, reply: int, zygote: int) -> None:
    """Confine this process for good; only `reply` stays open, beside 0, 1 and 2."""
    os.setsid()
    die_with_parent(zygote)
    os.dup2(1, 2)  # the zygote's own complaints go to the terminal, a stranger's nowhere
    os.closerange(3, reply)
    os.closerange(reply + 1, 4096)
    for name, limit in prepared.limits:
        resource.setrlimit(name, (limit, limit))


def _allowed(name: int, limit: int) -> int:
    """Return `limit`, or the hard limit that the grader itself runs under when that is lower."""
    _, hard = resource.getrlimit(name)
    return limit if hard == resource.RLIM_INFINITY else min(limit, hard)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, and now if it has ended."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def reap_orphans_here() -> None:
    """Make processes that lose their parent, below this one, its children."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")
