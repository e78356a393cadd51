"""Packages beside NumPy that an exercise lets submissions import.

They are imported before a submission runs, and only from where they are installed: the finder that
is put in place finds their own modules and those of what they require, and no other. It stays, so
that a submission may import more of them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


_LIBRARIES = ".libs"  # where wheels keep them, beside the package
_TASKS = "/proc/self/task"


class UnfitError(Exception):
    """A package cannot be given to submissions; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds the modules of packages, each in the folder that it is installed in."""

    places: Mapping[str, str]

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is; None where it is none of these, or a part of one."""
        if path is not None or name not in self.places:
            return None
        return PathFinder.find_spec(name, [self.places[name]], target)


def bring(packages: Mapping[str, Any], library: list[str]) -> None:
    """Import what an exercise declares.

    Args:
        packages: what `outside.declared` tells of it.
        library: the folders of the standard library; nothing else is searched meanwhile.

    Raises:
        UnfitError: one cannot be imported, or starts a thread.
    """
    if not packages["places"]:
        return
    sys.meta_path.append(_Finder(packages["places"]))
    before, threads = [*sys.path], _threads()
    sys.path[:] = library
    try:
        for folder in packages["readable"]:
            _load_libraries(folder)
        for name in packages["modules"]:
            _import(name, threads)
    finally:
        sys.path[:] = before


def _threads() -> int:
    """Return how many threads this process has; 0 where the system does not tell."""
    return len(os.listdir(_TASKS)) if os.path.isdir(_TASKS) else 0


def _load_libraries(folder: str) -> None:
    """Load the shared libraries that a package brought, if this is the folder of these.

    A part of the package that a submission imports needs them. OpenBLAS starts threads when it is
    loaded, unless the environment forbids it; a submission has no environment, and no threads.
    """
    for name in sorted(os.listdir(folder)) if folder.endswith(_LIBRARIES) else ():
        if ".so" in name:
            with contextlib.suppress(OSError):  # then so is the import that needs it
                ctypes.CDLL(os.path.join(folder, name))


def _import(name: str, threads: int) -> None:
    """Import a module into a process that is to have no more than so many threads."""
    try:
        import_module(name)
    except Exception as error:
        raise UnfitError(
            f"`packages` names {name}, which cannot be imported here "
            f"({type(error).__name__}: {error}): install it again, or delete it"
        ) from error
    if _threads() > threads:
        # A child is forked without them, and a lock that one of them holds is held for ever.
        raise UnfitError(
            f"`packages` names {name}, which starts threads when it is imported: no submission can "
            "be run safely beside them, so delete it"
        )
