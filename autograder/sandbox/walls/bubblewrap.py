"""The `walled` level: the zygote inside namespaces, once per batch, made by bubblewrap.

Theory of operation. The zygote's command line is put behind bubblewrap's, so that the zygote and
all its children live in new namespaces: of mounts, processes, network, IPC and host name, and of
users where root did not start it. Inside there is a read-only root with the interpreter, its
packages and this one, its own process numbers, no network but a loopback that nobody listens on,
and nothing else of the machine, not even the names of files. Children are sealed in it as they are
outside of it.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import autograder

FIRST_PID = 1  # bubblewrap's own process, which is the zygote's parent in there

_MOST_LINKS = 200  # a ring of links leads nowhere

# What a zygote that is root needs to turn its children into nobody, and to kill them then.
_CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL", "CAP_DAC_READ_SEARCH")


def prefix(more: Iterable[str] = ()) -> list[str] | None:
    """Return the command line to put before the zygote's, or None without bubblewrap.

    Whether it works here is found out by trying: containers and some distributions refuse
    namespaces to programs.

    Args:
        more: folders and files to show inside, beside the interpreter and its packages.
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
    folders, links = _visible(map(Path, more))
    for folder in folders:
        command += ["--ro-bind", str(folder), str(folder)]
    for link, target in links.items():
        command += ["--symlink", target, str(link)]
    return [*command, "--proc", "/proc", "--dev", "/dev", "--"]


def _visible(more: Iterable[Path] = ()) -> tuple[list[Path], dict[Path, str]]:
    """Return what the zygote starts from: real folders, outer ones first, and links to them.

    An environment, a checkout or an interpreter may be reached through links. Inside they are as
    they are outside, so that every path still leads where it led.
    """
    package = Path(autograder.__file__).parent
    wanted = [Path("/usr"), Path("/lib"), Path("/lib64"), Path("/bin"), Path(sys.base_prefix)]
    wanted += [Path(sys.prefix), package, Path(sys.executable)]
    wanted += [Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")]
    wanted += [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    wanted += [*_numpy(), *more]
    links: dict[Path, str] = {}
    real = {_followed(path, links) for path in wanted}
    folders = {path if path.is_dir() else path.parent for path in real if path.exists()}
    outer = sorted(path for path in folders if folders.isdisjoint(path.parents))
    inside = {link for link in links if not set(outer).isdisjoint(link.parents)}
    return outer, {link: target for link, target in links.items() if link not in inside}


def _numpy() -> tuple[Path, Path]:
    """Return NumPy's own folders, which a `.pth` file may have an environment find anywhere."""
    spec = find_spec("numpy")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent
    return folder, folder.with_name("numpy.libs")


def _followed(path: Path, links: dict[Path, str]) -> Path:
    """Return where an absolute path leads; note every link on the way, and its target."""
    place = Path("/")
    todo = [*reversed(path.parts[1:])]
    while todo and len(links) <= _MOST_LINKS:
        part = todo.pop()
        place = place.parent if part == ".." else place / part
        if place.is_symlink():
            links[place] = str(place.readlink())
            todo += reversed(place.readlink().parts)
            place = place.parent
            if todo[-1] == "/":
                place = Path(todo.pop())
    return place
