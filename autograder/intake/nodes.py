"""What folders on a disk and folders in a zip have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from autograder.intake.model import MIB

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograder.intake.model import Caps

__all__ = ["LINK", "SPECIAL", "Node", "Refusal", "size"]

# Problems: each follows the path of what has it, and makes a sentence with it.
LINK = "is a link, and links are never followed: replace it with the file itself"
SPECIAL = "is a device, a pipe or a socket and is never opened: hand in an ordinary file"


class Refusal(Exception):
    """Why something of a student's is not read, in words; never leaves this package.

    It is not one of the engine's errors: the batch turns it into an `Unreadable`, or into a
    `UsageError` where the instructor named the thing.
    """


class Node(Protocol):
    """A file or a folder that was found and not opened yet."""

    @property
    def name(self) -> str:
        """The last part of its path, as it is stored."""

    @property
    def path(self) -> str:
        """Its path as shown to people, relative to what was asked for."""

    @property
    def depth(self) -> int:
        """How many folders it is in, counted from what was asked for."""

    @property
    def is_folder(self) -> bool:
        """Whether it can be searched."""

    @property
    def problem(self) -> str:
        """Why it must not be opened; empty when it may be."""

    @property
    def is_hostile(self) -> bool:
        """Whether the problem is one that no honest program makes."""

    @property
    def claimed(self) -> int:
        """Bytes that it says reading costs, or finding it has cost; 0 where it does not say."""

    @property
    def notice(self) -> str:
        """What people should know of how it was packed; often empty."""

    def read(self, caps: Caps) -> bytes:
        """Return the file's bytes.

        Raises:
            Refusal: it is too large, damaged, or not what it was when it was found.
            OSError: the system refuses.
        """

    def children(self) -> Iterable[Node]:
        """Yield what the folder holds, without what is ignored, in no order.

        Raises:
            Refusal: it is, by now, no folder.
            OSError: the system refuses.
        """

    def files(self, caps: Caps) -> Sequence[Node]:
        """Return every file below the folder, without those that are ignored, by path.

        Raises:
            Refusal: there are too many of them, or too deep.
            OSError: the system refuses.
        """

    def unpacked(self, caps: Caps) -> Node:
        """Return the zip that this file is as a folder.

        Raises:
            Refusal: it is damaged, too large, or itself in a zip.
            OSError: the system refuses.
        """


def size(limit: int) -> str:
    """Return a number of bytes as people write it."""
    return f"{limit / MIB:g} MiB" if limit >= MIB else f"{limit:,} bytes"
