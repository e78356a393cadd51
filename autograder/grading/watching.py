"""Watches a folder, such as a shared or a synced one, for what arrives in it.

The folder is looked at again and again: other ways to be told of changes do not work on shared
drives. What is still being written is waited for: nothing happens before two looks in a row see the
same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Look = Mapping[str, tuple[int, int]]  # size and time of change of each file, by its path


def look(folder: Path) -> Look:
    """Return what is in a folder now; what cannot be looked at, or has gone, is left out."""
    return dict(_files(str(folder)))


def watch(
    folder: Path,
    grade: Callable[[], bool],
    pause: Callable[[], None],
    see: Callable[[Path], Look] = look,
) -> None:
    """Call `grade` whenever something new has settled in a folder, until something raises.

    An empty folder is nothing new: a share that has gone for a moment looks so.

    Args:
        folder: where submissions arrive.
        grade: grades what is there, and returns whether it could; it is called again if not.
        pause: waits between two looks.
        see: looks at the folder.
    """
    done: Look = {}
    before: Look = {}
    while True:
        now = see(folder)
        if now and now == before and now != done and grade():
            done = now
        before = now
        pause()


def _files(folder: str) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return
    for entry in found:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                state = entry.stat(follow_symlinks=False)
                yield entry.path, (state.st_size, state.st_mtime_ns)
        except OSError:
            continue
