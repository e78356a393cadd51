"""The `walled` level: the zygote inside namespaces, once per batch, made by bubblewrap.

Inside there is a read-only root with the interpreter, its packages and this one, its own process
numbers, no network but a loopback that nobody listens on, and nothing else of the machine, not
even the names of files. Children are sealed in it as they are outside of it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import autograder

__all__ = ["FIRST_PID", "prefix"]

FIRST_PID = 1  # bubblewrap's own process, which is the zygote's parent in there

# What a zygote that is root needs to turn its children into nobody, and to kill them then.
_CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL", "CAP_DAC_READ_SEARCH")


def prefix() -> list[str] | None:
    """Return the command line to put before the zygote's, or None without bubblewrap.

    Whether it works here is found out by trying: containers and some distributions refuse
    namespaces to programs.
    """
    program = shutil.which("bwrap")
    if program is None:
        return None
    command = [program, "--die-with-parent", "--new-session", "--chdir", "/"]
    command += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    command += ["--unshare-cgroup-try"]
    if os.geteuid() == 0:
        for capability in _CAPABILITIES:
            command += ["--cap-add", capability]
    else:
        command += ["--unshare-user"]
    for folder in _visible():
        command += ["--ro-bind", str(folder), str(folder)]
    for name in ("lib", "lib64", "bin"):
        link = Path("/", name)
        if link.is_symlink():
            command += ["--symlink", str(link.readlink()), str(link)]
    return [*command, "--proc", "/proc", "--dev", "/dev", "--"]


def _visible() -> list[Path]:
    """Return the folders that the zygote starts from, outer ones first."""
    package = Path(autograder.__file__).parent
    wanted = [Path("/usr"), Path("/lib"), Path("/lib64"), Path(sys.base_prefix)]
    wanted += [Path(sys.prefix), package, Path(sys.executable).resolve().parent]
    real = {path for path in wanted if path.is_dir() and not path.is_symlink()}
    return sorted(path for path in real if not any(other in path.parents for other in real))
