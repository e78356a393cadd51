"""Shuts the child in. This is the one place for walls: everything a child loses, it loses here.

Theory of operation. The zygote prepares once what all children need: resource limits, a Landlock
ruleset, a seccomp filter that the trusted side built. Each child then gives up, in this order, its
session, its user when it is root, its limits, its descriptors, its names for itself, the right to
gain rights, and at last files (Landlock) and system calls (seccomp). Nothing is ever given back,
and each step works without privilege; the steps that need root are for those who are root.

Level `open` stops before the last three: it keeps accidents in, and trusts the code not to attack.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_KEEPCAPS = 8
_PR_SET_SECCOMP = 22
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_SYS_LANDLOCK_CREATE_RULESET = 444  # these three have one number on every architecture
_SYS_LANDLOCK_ADD_RULE = 445
_SYS_LANDLOCK_RESTRICT_SELF = 446
_LANDLOCK_VERSION = 1  # flag: return the ABI instead of a ruleset
_LANDLOCK_PATH_BENEATH = 1
_READ_FILE = 0b0100
_READ_DIR = 0b1000
_CAPABILITY_VERSION = 0x20080522
_PACKAGES = "-packages"  # site-packages, dist-packages: the grader itself may be installed there
_NO_CAPABILITY = 0
_CAP_DAC_READ_SEARCH = 1 << 2
_CAP_DAC_OVERRIDE = 1 << 1
_NOBODY = 61_183  # a user that no distribution gives to anyone

_libc = ctypes.CDLL(None, use_errno=True)


class NoLandlockError(OSError):
    """The kernel does not answer to Landlock; the number says why."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is worked out once, in the zygote, for all children.

    Attributes:
        sealed: whether children are sealed, not only limited.
        limits: resource limits by number, each for soft and hard.
        ruleset: descriptor of the Landlock ruleset; -1 when not sealed.
        program: the seccomp filter, as the kernel takes it; empty when not sealed.
        capabilities: what a child keeps when it gives up all others.
    """

    sealed: bool
    limits: tuple[tuple[int, int], ...]
    ruleset: int = -1
    program: bytes = b""
    capabilities: int = 0


def prepare(
    memory_bytes: int, cpu_seconds: int, program: bytes, readable: Sequence[str]
) -> Prepared:
    """Work out what children need.

    Args:
        memory_bytes: address space of a child over what the zygote has.
        cpu_seconds: processor time of a child; a second watch beside the wall clock outside.
        program: the seccomp filter; empty for level `open`.
        readable: the only folders and files that a sealed child may read.

    Raises:
        NoLandlockError: the kernel does not answer to Landlock.
        OSError: something else is refused.
    """
    limits = _limits(memory_bytes, cpu_seconds)
    if not program:
        return Prepared(sealed=False, limits=limits)
    return Prepared(
        sealed=True,
        limits=(*limits, (resource.RLIMIT_NPROC, 0)),  # counts per user; root is not bound by it
        ruleset=_ruleset(readable),
        program=program,
        capabilities=_fewest_capabilities(readable),
    )


def enter(prepared: Prepared, reply: int, zygote: int) -> None:
    """Confine this process for good; only `reply` stays open, beside 0, 1 and 2."""
    os.setsid()  # no terminal to push input into, no group to signal
    if prepared.sealed:
        _become_nobody(prepared.capabilities)
    die_with_parent(zygote)  # after the change of user, which forgets it
    for name, limit in prepared.limits:
        resource.setrlimit(name, (limit, limit))
    os.dup2(1, 2)  # the zygote's own complaints go to the terminal, a stranger's nowhere
    if prepared.sealed:
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)  # nothing executed gains rights; the next two need it
        _prctl(_PR_SET_DUMPABLE, 0)  # no sibling attaches, /proc of this process is root's
        _call(_SYS_LANDLOCK_RESTRICT_SELF, prepared.ruleset, 0)
    _close_all_but(reply)
    os.environ.clear()
    sys.argv[:] = [""]
    if prepared.sealed:
        _load_filter(prepared.program)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, and now if it has ended."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def reap_orphans_here() -> None:
    """Make processes that lose their parent, below this one, its children."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _limits(memory_bytes: int, cpu_seconds: int) -> tuple[tuple[int, int], ...]:
    with open("/proc/self/statm", encoding="ascii") as statm:
        pages = int(statm.read().split()[0])
    wanted = {
        resource.RLIMIT_AS: pages * resource.getpagesize() + memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: 0,  # no file grows, whoever opened it
        resource.RLIMIT_CORE: 0,  # no copy of memory is left behind
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    return tuple((name, _allowed(name, limit)) for name, limit in wanted.items())


def _allowed(name: int, limit: int) -> int:
    """Return `limit`, or the hard limit that the grader itself runs under when that is lower."""
    _, hard = resource.getrlimit(name)
    return limit if hard == resource.RLIM_INFINITY else min(limit, hard)


def _become_nobody(keep: int) -> None:
    """Give up all capabilities but those in `keep` and, when root, be a user who owns nothing."""
    for capability in range(64):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails past the last one there is
    if os.geteuid() == 0:
        _prctl(_PR_SET_KEEPCAPS, 1 if keep else 0)
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    _capset(keep)


def _capset(capabilities: int) -> None:
    header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
    data = struct.pack("=6I", capabilities, capabilities, 0, 0, 0, 0)
    if _libc.capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _fewest_capabilities(folders: Sequence[str]) -> int:
    """Return what a child must keep to read `folders`: nothing, unless they are in a closed home.

    Some of them may be files.

    An interpreter in root's home cannot be read by who its children become; they keep the one
    capability that lets them, and Landlock alone says what. A container's root has only the second.
    """
    for capability in (_NO_CAPABILITY, _CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE):
        pid = os.fork()
        if pid == 0:
            try:
                _become_nobody(capability)
                for path in folders:
                    os.close(os.open(path, os.O_RDONLY))
                os._exit(0)
            finally:
                os._exit(1)
        if os.waitpid(pid, 0)[1] == 0:
            return capability
    return _NO_CAPABILITY


def _ruleset(folders: Sequence[str]) -> int:
    """Return a Landlock ruleset that handles all there is and allows reading `folders`.

    Some of them may be files.
    """
    try:
        abi = _call(_SYS_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_VERSION)
    except OSError as error:
        raise NoLandlockError(error.errno, "Landlock") from error
    rights = {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)  # file rights known to each ABI
    network, scopes = (0b11 if abi >= 4 else 0), (0b11 if abi >= 6 else 0)
    handled = struct.pack("=3Q", (1 << rights) - 1, network, scopes)
    handled = handled[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    ruleset = _call(_SYS_LANDLOCK_CREATE_RULESET, handled, len(handled), 0)
    for folder in folders:
        if not os.path.isdir(folder):
            _allow(ruleset, folder, _READ_FILE)
            continue
        _allow(ruleset, folder, _READ_DIR)
        inside = os.listdir(folder)
        if not any(name.endswith(_PACKAGES) for name in inside):
            _allow(ruleset, folder, _READ_FILE | _READ_DIR)
            continue
        # A standard library that others' packages are installed in: all but those. Their names
        # can be listed, for a rule about a folder is one about all that is in it.
        for name in inside:
            path = os.path.join(folder, name)
            if os.path.isdir(path) and not name.endswith(_PACKAGES):
                _allow(ruleset, path, _READ_FILE | _READ_DIR)
            elif os.path.isfile(path):
                _allow(ruleset, path, _READ_FILE)
    return ruleset


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Add to a Landlock ruleset what may be done beneath `path`."""
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", rights, parent)
    _call(_SYS_LANDLOCK_ADD_RULE, ruleset, _LANDLOCK_PATH_BENEATH, rule, 0)
    os.close(parent)


def _close_all_but(reply: int) -> None:
    os.closerange(3, reply)
    os.closerange(reply + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[1] + 4096)


def _load_filter(program: bytes) -> None:
    """Load the seccomp filter; from here on only the calls that it lists are left."""
    instructions = ctypes.create_string_buffer(program, len(program))
    address = ctypes.addressof(instructions)
    header = struct.pack("@HP", len(program) // 8, address)
    if _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")


def _call(number: int, *arguments: bytes | int | None) -> int:
    """Make a system call that Python has no name for; size_t arguments are never above 32 bits."""
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = _libc.syscall(ctypes.c_long(number), *wide)
    if result < 0:
        raise OSError(ctypes.get_errno(), f"system call {number}")
    return result
