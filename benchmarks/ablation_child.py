"""The walls around a submission's process, and the hostile programs that get through without one.

Most walls stand behind another: a program that starts a process is stopped by seccomp, and by a
limit behind it. There the two are taken away together, and a program must get through; each alone,
and the other must hold, or a program that minds only this one must get through too.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
from pathlib import Path

from benchmarks.ablation_wall import Change, Wall
from tests.hostile.table import PROGRAMS

_CONFINE = "autograder/sandbox/walls/confine.py"
_SECCOMP = "autograder/sandbox/walls/seccomp.py"
_ZYGOTE = "autograder/sandbox/inside/zygote.py"
_IS_ROOT = os.geteuid() == 0
_WORLD = "root" if _IS_ROOT else "plain"
_FILES = {"plain": "test_hostile.py", "root": "test_hostile_root.py"}
# What the oracle says of a program that did what it must not; whatever else it says is no sign of
# that, such as that the next program was harmed, or that this one ended in another way.
_THROUGH = ("got through", "canary came out", "input came out", "something came to", "was changed")
_OURS = "tests/unit/sandbox/outside/test_runner_processes.py"

# Walls that no program can miss, and why they stay.
BELTS = {
    "no new privileges": "without it the kernel loads neither Landlock nor seccomp",
    "capability bounding set": "what it takes away could come back only by executing a program, "
    "which no new privileges, Landlock and seccomp prevent; it stays for the day when a fault of "
    "the kernel opens one of these",
}


def _programs(*names: str, world: str = _WORLD) -> tuple[str, ...]:
    file = f"tests/hostile/{_FILES[world]}"
    test = "test_a_hostile_program_gets_nowhere"
    return tuple(f"{file}::{test}[{world}-{name}]" for name in names)


def _alone(act: str) -> tuple[str, ...]:
    test = "test_a_wall_holds_when_nothing_stands_before_it"
    return (f"tests/hostile/test_walls_alone.py::{test}[{act}]",)


def _hostile() -> tuple[str, ...]:
    """Return the hostile programs that are worth running without a wall, in one world.

    Programs that make System V objects or message queues are left out, because these outlive
    their processes. So are programs that signal or limit others, unless root runs this: without a
    wall, they may reach processes of the same user; under root, children have their own user.
    """
    left_out = {*range(93, 97)}
    if not _IS_ROOT:
        left_out |= {78, 79}
    told = (each for each in PROGRAMS if each.meets_a_wall and each.row not in left_out)
    return _programs(*(each.id for each in told))


def _limit(name: str, text: str) -> Change:
    return Change(
        path=_CONFINE, old=f"        resource.RLIMIT_{name}: {text}\n", name=f"RLIMIT_{name}"
    )


def _allows(calls: str) -> Change:
    """Return what has seccomp let calls through that are not in its list."""
    end = "uname write writev\n"
    return Change(
        path=_SECCOMP,
        old=end,
        new=end.replace("\n", f" {calls}\n"),
        name=f"seccomp's refusal of {calls.replace(' ', ', ')}",
    )


def _landlock_abi() -> int:
    """Return the version of Landlock here; below 1 when there is none."""
    asked = (ctypes.c_long(each) for each in (444, 0, 0, 1))
    return int(ctypes.CDLL(None).syscall(*asked))


def _writes_cores_here() -> bool:
    pattern = Path("/proc/sys/kernel/core_pattern").read_text("ascii")
    return not pattern.startswith(("/", "|")) and resource.getrlimit(resource.RLIMIT_CORE)[1] != 0


HOSTILE = _hostile()
_IS_X86 = platform.machine() == "x86_64"

_LANDLOCK = Change(
    path=_CONFINE,
    old="        _call(_SYS_LANDLOCK_RESTRICT_SELF, prepared.ruleset, 0)\n",
    name="Landlock",
)
_OPENAT = Change(
    path=_SECCOMP,
    old='rules.add(ALLOW, "openat", reading)',
    new='rules.add(ALLOW, "openat")',
    name="seccomp's filter of openat",
)
_STARTS = Change(
    path=_SECCOMP,
    old="    for name, code in _STARTS.items():\n        rules.add(libseccomp.errno(code), name)\n",
    new="    for name in _STARTS:\n        rules.add(ALLOW, name)\n",
    name="seccomp's refusal of clone and fork",
)
_NPROC = Change(
    path=_CONFINE,
    old="(*limits, (resource.RLIMIT_NPROC, 0)),",
    new="limits,",
    name="RLIMIT_NPROC",
)
_FSIZE = _limit("FSIZE", "0,  # no file grows, whoever opened it")
_LANDLOCK_NETWORK = Change(
    path=_CONFINE,
    old="(0b11 if abi >= 4 else 0), (0b11 if abi >= 6 else 0)",
    new="0, (0b11 if abi >= 6 else 0)",
    name="Landlock's network",
)
_LANDLOCK_SCOPE = Change(
    path=_CONFINE,
    old="(0b11 if abi >= 4 else 0), (0b11 if abi >= 6 else 0)",
    new="(0b11 if abi >= 4 else 0), 0",
    name="Landlock's scope",
)

_LAYERS = (
    Wall(
        name="seccomp",
        changes=(
            Change(
                path=_CONFINE, old="        _load_filter(prepared.program)\n", new="        pass\n"
            ),
        ),
        sees=_THROUGH,
        tests=HOSTILE,
        needed=3,
    ),
    Wall(name="Landlock", changes=(_LANDLOCK,), sees=_THROUGH, tests=HOSTILE, needed=3),
    Wall(
        name="uid drop",
        changes=(
            Change(
                path=_CONFINE,
                old="    if prepared.sealed:\n        _become_nobody(prepared.capabilities)\n",
            ),
        ),
        sees=_THROUGH,
        tests=HOSTILE,
        needed=3,
        is_here=_IS_ROOT,
    ),
    Wall(
        name="descriptor closing",
        changes=(Change(path=_CONFINE, old="    _close_all_but(reply)\n"),),
        sees=_THROUGH,
        tests=HOSTILE,
        needed=3,
    ),
)
_RIGHTS = (
    Wall(
        name="capability drop: what root's child keeps",
        changes=(
            Change(
                path=_CONFINE,
                old="    for capability in range(64):\n",
                new="    keep |= _CAP_DAC_OVERRIDE\n    for capability in range(64):\n",
            ),
        ),
        sees=("it could write a file that nobody may write",),
        tests=_alone("roots_capability"),
        is_here=_IS_ROOT,
    ),
    Wall(
        name="capability drop: `_capset`",
        changes=(Change(path=_CONFINE, old="    _capset(keep)\n"),),
        sees=("it could write a file that nobody may write",),
        tests=_alone("users_capability"),
        is_here=_IS_ROOT,
    ),
    Wall(
        name="not dumpable",
        changes=(
            Change(path=_CONFINE, old="        _prctl(_PR_SET_DUMPABLE, 0)  #", new="        #"),
        ),
        sees=("another process of its user read its memory",),
        tests=_alone("memory"),
    ),
    Wall(
        name="parent's death, armed again after the change of user",
        changes=(Change(path=_CONFINE, old="    die_with_parent(zygote)  #", new="    #"),),
        sees=("it outlived the process that it was forked from",),
        tests=_alone("orphan"),
        is_here=_IS_ROOT,
    ),
    Wall(
        name="session of its own",
        changes=(Change(path=_CONFINE, old="    os.setsid()  #", new="    #"),),
        sees=("got through",),
        tests=_programs("has_parents_terminal"),
    ),
    Wall(
        name="standard error that leads nowhere",
        changes=(Change(path=_CONFINE, old="    os.dup2(1, 2)  #", new="    #"),),
        sees=("a word on standard error ended the submission",),
        tests=(f"{_OURS}::test_no_word_of_a_submission_reaches_the_graders_terminal",),
    ),
    Wall(
        name="environment: the child forgets it",
        changes=(Change(path=_CONFINE, old="    os.environ.clear()\n"),),
        sees=("got through",),
        tests=_programs("environ", "environ_of_libc"),
    ),
    Wall(
        name="environment: the zygote is given one of its own",
        changes=(
            Change(
                path="autograder/sandbox/outside/zygote.py",
                old="env=_ENVIRONMENT,",
                new="env=dict(os.environ) | _ENVIRONMENT,",
            ),
        ),
        sees=("a canary came out",),
        tests=_programs("environ", "environ_of_libc", "environ_above_the_stack"),
    ),
)
_LIMITS = (
    Wall(
        name="RLIMIT_AS",
        changes=(_limit("AS", "pages * resource.getpagesize() + memory_bytes,"),),
        sees=("got through", "it used"),
        tests=_programs(
            "mem_numpy", "mem_list", "mem_text", "mem_dict", "mem_map", "mem_map_shared_no_reserve"
        ),
        needed=2,
    ),
    Wall(
        name="RLIMIT_CPU",
        changes=(_limit("CPU", "cpu_seconds,"),),
        sees=("it computed for three times its limit",),
        tests=_alone("processor"),
    ),
    Wall(
        name="RLIMIT_CORE and RLIMIT_FSIZE",
        changes=(_limit("CORE", "0,  # no copy of memory is left behind"), _FSIZE),
        sees=("a copy of its memory was left behind",),
        tests=_alone("core"),
        is_here=_writes_cores_here(),
    ),
    Wall(
        name="RLIMIT_FSIZE, Landlock and the filter of openat",
        changes=(_FSIZE, _LANDLOCK, _OPENAT),
        sees=("got through: it wrote 1 byte to a file",),
        tests=_programs("results_grown"),
    ),
    Wall(
        name="RLIMIT_NOFILE",
        changes=(_limit("NOFILE", "64,"),),
        sees=("got through: it kept 80 descriptors open",),
        tests=_programs("descriptors_kept"),
    ),
    Wall(
        name="RLIMIT_MEMLOCK",
        changes=(_limit("MEMLOCK", "0,"),),
        sees=("got through: it locked 65536 bytes of memory",),
        tests=_programs("mem_map_locked"),
    ),
    Wall(
        name="RLIMIT_MSGQUEUE, Landlock and seccomp",
        changes=(_limit("MSGQUEUE", "0,"), _LANDLOCK, _allows("mq_open mq_unlink")),
        sees=("got through: it made a message queue",),
        tests=_programs("queue_made"),
    ),
    Wall(
        name="RLIMIT_NPROC and seccomp",
        changes=(_NPROC, _STARTS),
        sees=("got through",),
        tests=_programs("fork_bomb", "fork_by_libc", "thread_bomb"),
    ),
    Wall(
        name="killing what is left behind, RLIMIT_NPROC and seccomp",
        changes=(
            Change(path=_ZYGOTE, old="    _kill_left_behind()\n", name="killing"),
            _NPROC,
            _STARTS,
        ),
        sees=("is left",),
        tests=_programs("double_fork_daemon"),
    ),
)
_LANDLOCKS = (
    Wall(
        name="Landlock's files and the filter of openat",
        changes=(_LANDLOCK, _OPENAT),
        sees=("got through", "was changed"),
        tests=_programs("results_overwritten", "results_truncated", "results_made", "numpy_saves"),
    ),
    Wall(
        name="Landlock's network and seccomp",
        changes=(_LANDLOCK_NETWORK, _allows("socket connect")),
        sees=("something came to _tcp",),
        tests=_programs("loopback_tcp"),
        is_here=_landlock_abi() >= 4,
    ),
    Wall(
        name="Landlock's scope and seccomp: sockets",
        changes=(_LANDLOCK_SCOPE, _allows("socket connect")),
        sees=("something came to _abstract",),
        tests=_programs("unix_abstract"),
        is_here=_landlock_abi() >= 6,
    ),
    Wall(
        name="Landlock's scope and seccomp: signals",
        changes=(_LANDLOCK_SCOPE, _allows("kill")),
        sees=(r"got through: os\.kill\(LAB\.parent, 0\)",),
        tests=_programs("signal_asked_about", world="plain"),
        is_here=_landlock_abi() >= 6,
    ),
)


def _filter(call: str, old: str, new: str, *programs: str) -> Wall:
    return Wall(
        name=f"filter of {call}'s arguments",
        changes=(Change(path=_SECCOMP, old=old, new=new),),
        sees=("got through",),
        tests=_programs(*programs),
    )


def _every(call: str, argument: str) -> tuple[str, str]:
    """Return the text of a filter of one argument, and that of none."""
    return f'"{call}", {argument})', f'"{call}")'


_FILTERS = (
    _filter("openat", _OPENAT.old, _OPENAT.new, "read_secret_o_path"),
    _filter(
        "fcntl",
        *_every("fcntl", "equal(1, command)"),
        "descriptor_flags",
        "flock_covert",
    ),
    _filter(
        "ioctl",
        *_every("ioctl", "equal(1, request)"),
        "ioctl_flags_left_behind",
        "ioctl_file_attributes",
    ),
    _filter("futex", *_every("futex", "private"), "futex_in_shared_library"),
    _filter("prlimit64", *_every("prlimit64", "own, reads"), "own_limits_changed"),
    Wall(
        name="other architectures' calls",
        changes=(
            Change(
                path=_SECCOMP,
                old="foreign=KILL_PROCESS",
                new="foreign=ALLOW",
            ),
        ),
        sees=("got through",),
        tests=_programs("int80_i386"),
        is_here=_IS_X86,
    ),
)

CHILD_WALLS = _LAYERS + _RIGHTS + _LIMITS + _LANDLOCKS + _FILTERS
