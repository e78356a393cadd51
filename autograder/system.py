"""What this system lacks of what the processes that run submissions are made with.

Where it lacks something, submissions can be run by plain processes all the same, at level `open`.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


LINUX = "use Linux 5.13 or newer with Landlock, in a virtual machine or a container if necessary"
_NAMES = {"darwin": "macOS", "win32": "Windows"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that keeps submissions from being confined.

    Attributes:
        reason: what is missing, to follow "because".
        remedy: what to do about it.
    """

    reason: str
    remedy: str


def lack() -> Lack | None:
    """Return what keeps this system from forking submissions off a zygote, or None."""
    if sys.platform != "linux":
        name = _NAMES.get(sys.platform, sys.platform)
        return Lack(reason=f"this is {name}, and only Linux can confine submissions", remedy=LINUX)
    if not Path("/proc", str(os.getpid()), "statm").exists():
        return Lack(reason="/proc does not show this process", remedy="mount /proc")
    for name, attempt in _CALLS.items():
        try:
            descriptor = attempt()
        except (AttributeError, OSError) as error:
            refusal = f"{error.strerror}" if isinstance(error, OSError) else "Python lacks it"
            return Lack(
                reason=f"{name} cannot be used here ({refusal})",
                remedy=f"use Linux 5.13 or newer, or a container whose profile allows {name}",
            )
        os.close(descriptor)
    return None


def can_fork() -> bool:
    """Return whether this process can be forked: no other thread of it holds anything."""
    if sys.platform != "linux":
        return False
    import multiprocessing  # which most commands do without

    try:
        threads = len([*Path("/proc/self/task").iterdir()])
    except OSError:
        return False
    return threads == 1 and not multiprocessing.current_process().daemon


def refuse_windows() -> None:
    """Refuse what keeps a gradebook or runs strangers' files on Windows, where it was never tried.

    Raises:
        UsageError: this is Windows.
    """
    if sys.platform == "win32":
        raise UsageError(
            "autograder cannot run submissions or keep grades on Windows: use WSL 2 or a "
            "container, where everything works (`autograder check` works here)"
        )


def user() -> str:
    """Return the name of the user who runs this, or the number where there is no name."""
    try:
        return getuser()
    except (KeyError, OSError):  # no such entry, which newer Pythons tell as the second
        return f"user {os.getuid()}"


_CALLS: dict[str, Callable[[], int]] = {
    "pidfd_open": lambda: os.pidfd_open(os.getpid()),
    "memfd_create": lambda: os.memfd_create("probe"),
    "eventfd": lambda: os.eventfd(0),
}
