"""Files of a download under their authors' names for them, and several of them as one folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.intake.nodes import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograder.intake.model import Caps
    from autograder.intake.nodes import Node

__all__ = ["Bundle", "Renamed"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Renamed:
    """A node under another name; its path stays what people find it by.

    Attributes:
        node: what is read.
        name: what its author called it.
    """

    node: Node
    name: str

    @property
    def path(self) -> str:
        """Its path as shown to people, relative to what was asked for."""
        return self.node.path

    @property
    def depth(self) -> int:
        """How many folders it is in, counted from what was asked for."""
        return self.node.depth

    @property
    def is_folder(self) -> bool:
        """Whether it can be searched."""
        return self.node.is_folder

    @property
    def problem(self) -> str:
        """Why it must not be opened; empty when it may be."""
        return self.node.problem

    @property
    def is_hostile(self) -> bool:
        """Whether the problem is one that no honest program makes."""
        return self.node.is_hostile

    @property
    def claimed(self) -> int:
        """Bytes that reading it costs; see `Node.claimed`."""
        return self.node.claimed

    @property
    def notice(self) -> str:
        """How it was packed; see `Node.notice`."""
        return self.node.notice

    def read(self, caps: Caps) -> bytes:
        """Return the file's bytes; see `Node.read`."""
        return self.node.read(caps)

    def children(self) -> Iterable[Node]:
        """Yield what the folder holds; see `Node.children`."""
        return self.node.children()

    def files(self, caps: Caps) -> Sequence[Node]:
        """Return every file below the folder; see `Node.files`."""
        return self.node.files(caps)

    def unpacked(self, caps: Caps) -> Node:
        """Return the zip that this file is as a folder; see `Node.unpacked`."""
        return self.node.unpacked(caps)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bundle:
    """What one student handed in at once, where the download does not keep it in one folder."""

    nodes: tuple[Node, ...]

    is_folder = True
    is_hostile = False
    problem = ""
    claimed = 0
    notice = ""

    @property
    def name(self) -> str:
        """The first one's name, for want of one of its own."""
        return self.nodes[0].name

    @property
    def path(self) -> str:
        """The first one's path, and how many there are more."""
        more = len(self.nodes) - 1
        return f"{self.nodes[0].path} and {more} more" if more else self.nodes[0].path

    @property
    def depth(self) -> int:
        """How many folders they are in, counted from what was asked for."""
        return self.nodes[0].depth - 1

    def read(self, caps: Caps) -> bytes:
        """Refuse: it is no file."""
        del caps
        raise Refusal("is a folder")

    def children(self) -> Iterable[Node]:
        """Yield what was handed in."""
        return self.nodes

    def files(self, caps: Caps) -> Sequence[Node]:
        """Return every file, also of folders; see `Node.files`."""
        found: list[Node] = []
        for node in self.nodes:
            found += node.files(caps) if node.is_folder else [node]
            if len(found) > caps.student_files:
                raise Refusal(
                    f"contains more than {caps.student_files:,} files: "
                    "hand in only the files to be graded"
                )
        return found

    def unpacked(self, caps: Caps) -> Node:
        """Refuse: it is no zip."""
        del caps
        raise Refusal("is a folder")
