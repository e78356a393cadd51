"""The folders and files that a zip holds, each judged by its own record in the zip.

Theory of operation. The table of contents is read once (`zipformat`), with caps on members and
names; no member is unpacked for that. Names become paths here; backslashes are read as slashes
where the whole zip was packed so. A member whose name would leave the folder is hostile, and links
and devices are never followed; each costs its own row alone (`members`). Folders exist only as the
beginnings of names; nothing is written to disk. A member's bytes are unpacked when they are asked
for, from the archive opened anew and up to a cap, and checked against their CRC.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO

from autograder.intake.members import (
    NESTED,
    counts,
    folded,
    hostility,
    is_code,
    is_folder,
    oddity,
    parts_of,
    with_slashes,
)
from autograder.intake.model import Caps
from autograder.intake.names import shown
from autograder.intake.nodes import Node, Refusal, too_deep, too_many
from autograder.intake.zipformat import Member, read_directory, read_member
from autograder.text import nfc

_FROM_WINDOWS = (
    "has backslashes in its names, as Windows PowerShell packs zips: they are read as slashes"
)
_DOUBLE = "has the same name as another file in the zip, except for case: keep one"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Archive:
    """A zip that was listed; nothing of it stays open.

    Attributes:
        open: gives the archive's bytes, anew for every member that is read.
        label: the archive's path as shown to people; empty where that is clear without.
        members: those that count, hostile ones included.
        doubles: names, folded, that more than one code file has.
        is_outer: the instructor named it, so zips in it are students' own and are opened.
        cost: bytes that were unpacked to get at it.
        notice: what people should know of how it was packed.
    """

    open: Callable[[], BinaryIO]
    label: str
    members: tuple[Member, ...]
    doubles: frozenset[str]
    is_outer: bool = False
    cost: int = 0
    notice: str = ""

    @classmethod
    def load(
        cls,
        opener: Callable[[], BinaryIO],
        label: str,
        caps: Caps,
        most: int,
        *,
        is_outer: bool = False,
        cost: int = 0,
    ) -> Archive:
        """List an archive of at most `most` members.

        Raises:
            Refusal: it is damaged or too large.
            OSError: the system refuses.
        """
        with opener() as stream:
            stored = read_directory(stream, caps, most)
        every = with_slashes(stored, is_shared=is_outer)
        members = tuple(member for member in every if counts(member))
        times = Counter(folded(member) for member in members if is_code(member))
        doubles = frozenset(name for name, count in times.items() if count > 1)
        return cls(
            open=opener,
            label=label,
            members=members,
            doubles=doubles,
            is_outer=is_outer,
            cost=cost,
            notice="" if every == stored else _FROM_WINDOWS,
        )

    def root(self) -> ZipNode:
        """Return the whole archive as one folder."""
        return ZipNode(archive=self, is_folder=True, members=self.members)

    def top(self, stem: str) -> list[ZipNode]:
        """Return what lies at the top, looking through a single folder that wraps all of it.

        Args:
            stem: the archive's own name; a folder of that name is a wrapping, and so is one
                that holds folders.
        """
        wrapping = self._wrapping(stem)
        return self.level(
            self.members, lambda parts: int(wrapping is not None and parts[:1] == (wrapping,))
        )

    def level(
        self, members: Iterable[Member], depth: Callable[[tuple[str, ...]], int]
    ) -> list[ZipNode]:
        """Return the files and folders that `members` make up.

        Args:
            members: some of the archive's.
            depth: how many folders, of those that a path leads through, are looked through.
        """
        groups: dict[tuple[tuple[str, ...], bool], list[Member]] = {}
        for member in members:
            parts = parts_of(member)
            at = depth(parts)
            if len(parts) > at or not is_folder(member):
                is_file = len(parts) <= at + 1 and not is_folder(member)
                groups.setdefault((parts[: at + 1], is_file), []).append(member)
        return [node for key, some in groups.items() for node in self._nodes(*key, some)]

    def _wrapping(self, stem: str) -> str | None:
        paths = [
            (*parts_of(member), *([""] if is_folder(member) else []))
            for member in self.members
            if not hostility(member)
        ]
        tops = {path[0] for path in paths}
        if len(tops) != 1 or any(len(path) < 2 for path in paths):
            return None
        top = tops.pop()
        holds_folders = any(len(path) > 2 for path in paths)
        return top if holds_folders or nfc(top) == nfc(stem) else None

    def _nodes(
        self, parts: tuple[str, ...], is_file: bool, members: list[Member]
    ) -> Iterable[ZipNode]:
        if is_file:  # members of one name are one node each: all of them are refused
            return (self.file(member) for member in members)
        return (ZipNode(archive=self, parts=parts, is_folder=True, members=tuple(members)),)

    def file(self, member: Member) -> ZipNode:
        """Return `member` as a node with its problem, if it has one."""
        problem = hostility(member)
        if not problem and folded(member) in self.doubles:
            problem = _DOUBLE
        return ZipNode(
            archive=self,
            parts=parts_of(member),
            is_folder=False,
            member=member,
            problem=problem or oddity(member, is_outer=self.is_outer),
            is_hostile=bool(problem),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZipNode(Node):
    """A file (one `member`) or a folder (the `members` below it) of an archive."""

    archive: Archive = field(repr=False)
    member: Member | None = None
    members: tuple[Member, ...] = ()

    @property
    def path(self) -> str:
        """Its path as shown to people, exactly as the archive has it."""
        inner = self.member.name if self.member else "/".join(self.parts)
        return "/".join(filter(None, (self.archive.label, shown(inner))))

    @property
    def claimed(self) -> int:
        """Bytes that reading it costs at most, or that were unpacked to get at it."""
        if self.member is None:
            return self.archive.cost
        return max(self.member.packed, self.member.unpacked)

    @property
    def notice(self) -> str:
        """How the zip was packed; see `Node.notice`."""
        return self.archive.notice

    def read(self, caps: Caps) -> bytes:
        """Return the file's bytes; see `Node.read`."""
        if self.member is None:
            return Node.read(self, caps)
        with self.archive.open() as stream:
            return read_member(stream, self.member, caps)

    def children(self) -> list[ZipNode]:
        """Return what the folder holds; see `Node.children`."""
        depth = self.depth
        return self.archive.level(self.members, lambda _: depth)

    def files(self, caps: Caps) -> list[ZipNode]:
        """Return every file below the folder by path; see `Node.files`."""
        nodes = [self.archive.file(member) for member in self.members if not is_folder(member)]
        if len(nodes) > caps.student_files:
            raise too_many(caps.student_files)
        if any(node.depth - self.depth > caps.student_depth + 1 for node in nodes):
            raise too_deep(caps.student_depth)
        return sorted(nodes, key=lambda node: node.parts)

    def unpacked(self, caps: Caps) -> ZipNode:
        """Return the student's zip in the instructor's; see `Node.unpacked`.

        Raises:
            Refusal: it is no zip, too large, damaged, or deeper: a zip inside a zip may hold
                another one, and so on.
        """
        if not self.archive.is_outer:
            raise Refusal(NESTED)
        content = self.read(replace(caps, file_bytes=caps.student_bytes))
        return Archive.load(
            partial(io.BytesIO, content), self.path, caps, 2 * caps.student_files, cost=len(content)
        ).root()
