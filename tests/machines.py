"""Other machines, as far as a program that is started on one can tell.

What Python or the kernel lacks there is taken away here, also from the processes that it starts.
`python -m tests.machines --program FILE KERNEL ARGUMENTS...` runs a Python program on a kernel.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from autograder.sandbox.walls import libseccomp
from tests import filters

# What Python's documentation says that macOS and Windows lack. Workers are started with the same
# environment, so that a `sitecustomize` reaches them.
_ELSEWHERE = """
import ctypes, fcntl, os, resource, signal, sys

for module, names in {
    os: "O_PATH O_TMPFILE O_DIRECT memfd_create MFD_CLOEXEC eventfd eventfd_read eventfd_write "
        "pipe2 pidfd_open setresuid setresgid sched_getaffinity",
    fcntl: "F_SETPIPE_SZ",
    signal: "pidfd_send_signal",
    resource: "RLIMIT_MSGQUEUE",
}.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)

class Library(ctypes.CDLL):
    def __getattr__(self, name):
        if name in ("prctl", "syscall", "capset"):
            raise AttributeError(name)
        return super().__getattr__(name)

    def __init__(self, name, *more, **settings):
        if name and "seccomp" in name:
            raise OSError(name)
        super().__init__(name, *more, **settings)

ctypes.CDLL = Library
"""
_MACOS = (
    _ELSEWHERE
    + """
import sysconfig, types
sysconfig.get_config_vars()  # asks for the platform's file
sys.platform = "darwin"
proxies = sys.modules["_scproxy"] = types.ModuleType("_scproxy")  # which macOS has
proxies._get_proxies = proxies._get_proxy_settings = dict
"""
)
# Libraries take `sys.platform` for what they find on Windows, so that only we are told of it.
_WINDOWS = (
    _ELSEWHERE
    + """
del signal.pthread_sigmask
for name in ("fcntl", "resource", "termios", "pwd", "grp"):
    sys.modules[name] = None
import types
import autograder.system
autograder.system.sys = types.SimpleNamespace(platform="win32")
"""
)

_LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")
# The calls that a kernel, or what is around a process, answers with an error.
_KERNELS = {
    "without Landlock": (errno.ENOSYS, _LANDLOCK),
    "with Landlock not enabled": (errno.EOPNOTSUPP, _LANDLOCK),
    "whose container refuses Landlock": (errno.EPERM, _LANDLOCK),
    "without pidfds": (errno.ENOSYS, ("pidfd_open", "pidfd_send_signal", *_LANDLOCK)),
    "without memory files": (errno.ENOSYS, ("memfd_create", *_LANDLOCK)),
    "without eventfds": (errno.EPERM, ("eventfd2", *_LANDLOCK)),
    "without seccomp": (errno.EINVAL, ("prctl",)),
}
_LOADING = {"prctl": libseccomp.equal(0, 22)}  # PR_SET_SECCOMP; other uses of prctl still work
_PYTHONS = {"macOS": _MACOS, "Windows": _WINDOWS}

KERNELS = (*_KERNELS,)
MACHINES = (*_PYTHONS, *_KERNELS)


def enter(kernel: str) -> None:
    """Put this process, and those that it starts, on one of `KERNELS`."""
    number, calls = _KERNELS[kernel]
    rules = filters.allowing()
    for name in calls:
        rules.add(libseccomp.errno(number), name, *filter(None, [_LOADING.get(name)]))
    filters.load(rules)


def elsewhere(machine: str, folder: Path) -> dict[str, str]:
    """Return the variables that make Python take its system for another.

    Args:
        machine: one of `MACHINES`, but not of `KERNELS`.
        folder: an empty folder, which must stay as long as the variables are used.
    """
    (folder / "sitecustomize.py").write_text(_PYTHONS[machine], "utf-8")
    return {"PYTHONPATH": str(folder)}


def main(kernel: str, program: list[str]) -> None:
    """Become a Python program on that kernel."""
    enter(kernel)
    os.execv(sys.executable, [sys.executable, *program])


if __name__ == "__main__":
    main(sys.argv[3], [sys.argv[2], *sys.argv[4:]])
