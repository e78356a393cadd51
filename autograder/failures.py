"""Failures of disks and databases, said in sentences that tell what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import AutograderError, GraderFault, UsageError

_FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the disk or SQLite refuses at `path` into a sentence.

    Raises:
        UsageError: the person at the terminal can mend it: access, free space, another file.
        GraderFault: the disk itself fails.
    """
    try:
        yield
    except OSError as error:
        raise _of_system(error, path) from error
    except sqlite3.Error as error:
        sentence = _of_sqlite(error, path)
        if sentence is None:  # a mistake of ours, and its traceback is what helps
            raise
        raise sentence from error
    except UnicodeDecodeError as error:  # how sqlite3 fails to tell of some damages
        raise damaged(path, "text is not UTF-8") from error


def damaged(path: Path, detail: object) -> UsageError:
    """Return the error for a gradebook at `path` that is damaged."""
    return UsageError(
        f"{path} is damaged ({detail}): move it away and run the same command again, "
        "which grades everything again"
    )


def foreign(path: Path) -> UsageError:
    """Return the error for a file at `path` that is not a gradebook."""
    return UsageError(f"{path} is not a gradebook: move it away, or choose another -o")


def _of_system(error: OSError, path: Path) -> AutograderError:
    if error.errno in _FULL_DISK:
        return _full(path)
    return UsageError(
        f"{path} cannot be written ({error.strerror or error}): change that, or choose another -o"
    )


def _of_sqlite(error: sqlite3.Error, path: Path) -> AutograderError | None:
    if str(error).startswith("Could not decode"):  # sqlite3's own, which carries no code
        return damaged(path, "text is not UTF-8")
    # Only errors that SQLite itself reports carry a code; its low byte is the kind.
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return UsageError(
                f"{path} cannot be opened for writing: change that, or choose another -o"
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return UsageError(
                f"{path} is held by another program: close that, then run the same command again"
            )
        case sqlite3.SQLITE_NOTADB:
            return foreign(path)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_ERROR:  # our tables are not there as made
            return damaged(path, error)
        case sqlite3.SQLITE_IOERR:
            return GraderFault(
                f"{path} cannot be read or written ({error}): check the disk and its free space, "
                "then run the same command again; results so far are kept"
            )
    return None


def _full(path: Path) -> UsageError:
    return UsageError(
        f"no space is left for {path}: free some, then run the same command again; "
        "results so far are kept"
    )
