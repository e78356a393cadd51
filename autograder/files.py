"""Files that are read whole, and replaced whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import UsageError
from autograder.failures import explained

# One name per folder: only one run writes there at a time, so the next run finds what a killed
# one left behind.
_TEMPORARY = ".autograder.tmp"


def read(path: Path) -> bytes:
    """Return the content of the file at `path`.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def replace(path: Path, content: bytes) -> None:
    """Make the file at `path` hold `content`; whoever reads it sees the old or the new whole.

    A file that holds `content` already is not touched.

    Raises:
        UsageError: it cannot be written, or the disk is full; the old file stays as it was. Or it
            is no file: a device, a pipe or a link such as /dev/stdout would be gone afterwards.
    """
    with explained(path):
        if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
            return
    with replacing(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to, and put what is there in the place of `path` at the end.

    Raises:
        UsageError: as in `replace`.
    """
    with explained(path):
        if path.is_symlink() or (path.exists() and not path.is_file() and not path.is_dir()):
            raise UsageError(
                f"{path} is not an ordinary file and would be replaced by one: choose another -o"
            )
        temporary = path.with_name(_TEMPORARY)
        try:
            temporary.touch()  # here it is said why nothing can be written
            yield temporary
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Make `folder` if need be, and remove what a killed run left half-written in it.

    Raises:
        UsageError: the folder cannot be made or written.
    """
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _TEMPORARY).unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove the file at `path` if it is there.

    Raises:
        UsageError: it cannot be removed.
    """
    with explained(path):
        path.unlink(missing_ok=True)
