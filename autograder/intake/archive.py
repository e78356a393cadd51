"""The folders and files that a zip holds, each judged by its own record in the zip."""

from __future__ import annotations

import io
import re
import stat
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from autograder.intake.names import CODE, ZIP, ignored, nfc, shown, split
from autograder.intake.nodes import LINK, SPECIAL, Refusal
from autograder.intake.zipformat import DEFLATED, STORED, Member, read_directory, read_member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from autograder.intake.model import Caps

__all__ = ["Archive", "ZipNode"]

_NAMELESS = "(no name)"
_DRIVE = re.compile(r"[A-Za-z]:")
_ESCAPES = 'has a name that leads out of the zip (an absolute path or ".."): pack it again'
_BACKSLASH = "has a backslash or a NUL in its name: pack it again with forward slashes"
_FROM_WINDOWS = (
    "was packed with backslashes in its names, as Windows PowerShell does: they are read as slashes"
)
_DOUBLE = "has the name of another file in the zip, but for case: keep one"
_ENCRYPTED = "is encrypted: pack it again without a password"
_METHOD = "is packed in an unusual way: make an ordinary zip (method deflate)"
_NESTED = "is a zip inside a zip, which is not opened: unpack the outer one first"


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
        every = _with_slashes(stored, is_shared=is_outer)
        members = tuple(member for member in every if _counts(member))
        folded = Counter(_folded(member) for member in members if _is_code(member))
        doubles = frozenset(name for name, count in folded.items() if count > 1)
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
        return ZipNode(archive=self, parts=(), members=self.members)

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
            parts = _parts(member)
            at = depth(parts)
            if len(parts) > at or not _is_folder(member):
                is_file = len(parts) <= at + 1 and not _is_folder(member)
                groups.setdefault((parts[: at + 1], is_file), []).append(member)
        return [node for key, some in groups.items() for node in self._nodes(*key, some)]

    def _wrapping(self, stem: str) -> str | None:
        paths = [
            (*_parts(member), *([""] if _is_folder(member) else []))
            for member in self.members
            if not _hostility(member)
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
        return (ZipNode(archive=self, parts=parts, members=tuple(members)),)

    def file(self, member: Member) -> ZipNode:
        """Return `member` as a node with its problem, if it has one."""
        hostility = _hostility(member)
        if not hostility and _folded(member) in self.doubles:
            hostility = _DOUBLE
        return ZipNode(
            archive=self,
            parts=_parts(member),
            member=member,
            problem=hostility or _oddity(member, self.is_outer),
            is_hostile=bool(hostility),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZipNode:
    """A file (one `member`) or a folder (the `members` below it) of an archive."""

    archive: Archive = field(repr=False)
    parts: tuple[str, ...]
    member: Member | None = None
    members: tuple[Member, ...] = ()
    problem: str = ""
    is_hostile: bool = False

    @property
    def name(self) -> str:
        """The last part of its path, as it is stored."""
        return self.parts[-1] if self.parts else ""

    @property
    def path(self) -> str:
        """Its path as shown to people, exactly as the archive has it."""
        inner = self.member.name if self.member else "/".join(self.parts)
        return "/".join(filter(None, (self.archive.label, shown(inner))))

    @property
    def depth(self) -> int:
        """How many folders it is in, counted from what was asked for."""
        return len(self.parts)

    @property
    def is_folder(self) -> bool:
        """Whether it can be searched."""
        return self.member is None

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
            raise Refusal("is a folder")
        with self.archive.open() as stream:
            return read_member(stream, self.member, caps)

    def children(self) -> list[ZipNode]:
        """Return what the folder holds; see `Node.children`."""
        depth = self.depth
        return self.archive.level(self.members, lambda _: depth)

    def files(self, caps: Caps) -> list[ZipNode]:
        """Return every file below the folder by path; see `Node.files`."""
        nodes = [self.archive.file(member) for member in self.members if not _is_folder(member)]
        if len(nodes) > caps.student_files:
            raise Refusal(
                f"holds more than {caps.student_files:,} files: hand in only what is to be graded"
            )
        if any(node.depth - self.depth > caps.student_depth + 1 for node in nodes):
            raise Refusal(f"holds folders more than {caps.student_depth} deep: flatten it")
        return sorted(nodes, key=lambda node: node.parts)

    def unpacked(self, caps: Caps) -> ZipNode:
        """Return the student's zip in the instructor's; see `Node.unpacked`.

        Raises:
            Refusal: it is no zip, too large, damaged, or deeper: a zip inside a zip may hold
                another one, and so on.
        """
        if not self.archive.is_outer:
            raise Refusal(_NESTED)
        content = self.read(replace(caps, file_bytes=caps.student_bytes))
        return Archive.load(
            partial(io.BytesIO, content), self.path, caps, 2 * caps.student_files, cost=len(content)
        ).root()


def _counts(member: Member) -> bool:
    """Tell whether a member is anybody's: not what is ignored, nor the top folder itself."""
    parts = _parts(member)
    if parts == (_NAMELESS,):
        return not _is_folder(member)
    return bool(_hostility(member)) or not any(map(ignored, parts))


def _parts(member: Member) -> tuple[str, ...]:
    """Return the parts of a name by which it belongs to somebody, however hostile it is."""
    parts = tuple(part for part in member.name.split("/") if part not in ("", ".", ".."))
    return parts or (_NAMELESS,)


def _is_code(member: Member) -> bool:
    ending = split(_parts(member)[-1])[1]
    return ending in CODE and not _is_folder(member) and not _hostility(member)


def _folded(member: Member) -> str:
    """Return the name that a file system which knows no case would give it."""
    return nfc(nfc("/".join(_parts(member))).casefold())


def _is_folder(member: Member) -> bool:
    return member.name.endswith("/") or stat.S_ISDIR(member.mode)


def _hostility(member: Member) -> str:
    """Return what makes a name one that no honest program packs, in words."""
    name = member.name
    if "\\" in name or "\0" in name:
        return _BACKSLASH
    if not name or name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return _ESCAPES
    return ""


def _with_slashes(members: Sequence[Member], *, is_shared: bool) -> tuple[Member, ...]:
    """Return members whose backslashes are taken for slashes, where that does no harm.

    Args:
        members: the archive's.
        is_shared: they are of several students, so that one could put a file in another's folder:
            then no other slash may be there, as in what Windows PowerShell packs.
    """
    if is_shared and any("/" in member.name for member in members):
        return tuple(members)
    turned = [_turned(member) for member in members]
    folded = Counter(map(_folded, turned))
    return tuple(
        old if folded[_folded(new)] > 1 else new for old, new in zip(members, turned, strict=True)
    )


def _turned(member: Member) -> Member:
    turned = replace(member, name=member.name.replace("\\", "/"))
    return member if _hostility(turned) else turned


def _oddity(member: Member, is_outer: bool) -> str:
    """Return why an honest member cannot be read, in words."""
    kind = stat.S_IFMT(member.mode)
    if stat.S_ISLNK(kind):
        return LINK
    if kind not in (0, stat.S_IFREG):
        return SPECIAL
    if member.encrypted:
        return _ENCRYPTED
    if member.method not in (STORED, DEFLATED):
        return _METHOD
    is_zip = split(_parts(member)[-1])[1] == ZIP
    return _NESTED if is_zip and not is_outer else ""
