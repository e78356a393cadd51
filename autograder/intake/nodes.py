"""What folders on a disk and folders in a zip have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from autograder.intake.model import MIB, Caps

# Problems: each follows the path of what has it, and makes a sentence with it.
LINK = "is a link, and links are never followed: replace it with the file itself"
SPECIAL = "is a device, a pipe or a socket and is never opened: hand in an ordinary file"
_FOLDER = "is a folder"


class Refusal(Exception):
    """Why something of a student's is not read, in words; never leaves this package.

    It is not one of the engine's errors: the batch turns it into an `Unreadable`, or into a
    `UsageError` where the instructor named the thing.
    """


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node(ABC):
    """A file or a folder that was found and not opened yet.

    Attributes:
        parts: of its path, counted from what was asked for, as they are stored.
        is_folder: whether it can be searched.
        called: its author's name for it, where the download has another one.
        problem: why it must not be opened; empty when it may be.
        is_hostile: whether the problem is one that no honest program makes.
    """

    parts: tuple[str, ...] = ()
    is_folder: bool
    called: str = ""
    problem: str = ""
    is_hostile: bool = False

    @property
    def name(self) -> str:
        """Its author's name for it, or else the last part of its path."""
        return self.called or (self.parts[-1] if self.parts else "")

    @property
    @abstractmethod
    def path(self) -> str:
        """Its path as shown to people, relative to what was asked for."""

    @property
    def depth(self) -> int:
        """How many folders it is in, counted from what was asked for."""
        return len(self.parts)

    @property
    def claimed(self) -> int:
        """Bytes that it says reading costs, or finding it has cost; 0 where it does not say."""
        return 0

    @property
    def notice(self) -> str:
        """What people should know of how it was packed; often empty."""
        return ""

    def renamed(self, name: str) -> Self:
        """Return the node under its author's name for it; its path stays."""
        return replace(self, called=name)

    def read(self, caps: Caps) -> bytes:
        """Return the file's bytes.

        Raises:
            Refusal: it is too large, damaged, or not what it was when it was found.
            OSError: the system refuses.
        """
        del caps
        raise Refusal(_FOLDER)

    @abstractmethod
    def children(self) -> Iterable[Node]:
        """Yield what the folder holds, without what is ignored, in no order.

        Raises:
            Refusal: it is, by now, no folder.
            OSError: the system refuses.
        """

    @abstractmethod
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
        del caps
        raise Refusal(_FOLDER)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bundle(Node):
    """What one student handed in at once, where the download does not keep it in one folder."""

    nodes: tuple[Node, ...]

    @classmethod
    def of(cls, nodes: Sequence[Node]) -> Bundle:
        """Return several nodes as one; it is called after the first."""
        first = nodes[0]
        return cls(nodes=tuple(nodes), parts=first.parts[:-1], is_folder=True, called=first.name)

    @property
    def path(self) -> str:
        """The first one's path, and how many there are more."""
        more = len(self.nodes) - 1
        return f"{self.nodes[0].path} and {more} more" if more else self.nodes[0].path

    def children(self) -> Iterable[Node]:
        """Yield what was handed in."""
        return self.nodes

    def files(self, caps: Caps) -> Sequence[Node]:
        """Return every file, also of folders; see `Node.files`."""
        found: list[Node] = []
        for node in self.nodes:
            found += node.files(caps) if node.is_folder else [node]
            if len(found) > caps.student_files:
                raise too_many(caps.student_files)
        return found


def too_many(most: int) -> Refusal:
    """Return the refusal of what holds more than `most` files."""
    return Refusal(f"contains more than {most:,} files: hand in only the files to be graded")


def too_deep(most: int) -> Refusal:
    """Return the refusal of what holds folders in more than `most` others."""
    return Refusal(f"contains folders more than {most} deep: move the files up")


def size(limit: int) -> str:
    """Return a number of bytes as people write it."""
    return f"{limit / MIB:g} MiB" if limit >= MIB else f"{limit:,} bytes"
