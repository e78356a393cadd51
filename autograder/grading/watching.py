"""Watches a folder, such as a shared or a synced one, for what arrives in it.

The folder is looked at again and again: other ways to be told of changes do not work on shared
drives. What is still being written is waited for: a file counts once two looks in a row have seen
it the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Look = Mapping[str, tuple[int, int]]  # size and time of change of each file


def look(folder: Path) -> Look:
    """Return what is in a folder now, by paths within it; what cannot be looked at is left out."""
    start = len(str(folder)) + 1
    return {path[start:]: state for path, state in _files(str(folder))}


def watch(
    folder: Path,
    grade: Callable[[frozenset[str]], bool],
    pause: Callable[[], None],
    see: Callable[[Path], Look] = look,
) -> None:
    """Call `grade` whenever something new has settled in a folder, until something raises.

    What has gone is nothing new: all of a share may go for a moment.

    Args:
        folder: where submissions arrive.
        grade: grades what is there but for the paths that it is given, which are still being
            written; it returns whether it could, and is called again if not.
        pause: waits between two looks.
        see: looks at the folder.
    """
    done: Look = {}
    before: Look = {}
    while True:
        now = see(folder)
        settled = {path: state for path, state in now.items() if before.get(path) == state}
        is_new = any(done.get(path) != state for path, state in settled.items())
        if is_new and grade(frozenset(now.keys() - settled.keys())):
            done = settled
        before = see(folder) if is_new else now  # grading takes a while
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
