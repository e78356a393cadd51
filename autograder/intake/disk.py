"""Files and folders on a disk, opened so that nothing but an ordinary file is ever read."""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from autograder.intake.archive import Archive, ZipNode
from autograder.intake.model import Caps
from autograder.intake.names import ignored, shown
from autograder.intake.nodes import LINK, SPECIAL, Node, Refusal, size, too_deep, too_many

# Where a system lacks one of these (Windows), files named one by one can still be read.
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
_READ |= getattr(os, "O_NONBLOCK", 0)  # a pipe that was swapped in must not hold us up
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiskNode(Node):
    """A file or folder at `parts` below `base`.

    Links in `base` are followed, for the instructor wrote it; in `parts` they never are.

    Attributes:
        label: `base` as shown to people; empty where that is clear without.
    """

    base: Path
    label: str

    @property
    def name(self) -> str:
        """Its author's name for it, or else the last part of its path."""
        return self.called or (self.parts[-1] if self.parts else self.base.name)

    @property
    def path(self) -> str:
        """Its path as shown to people; see `Node.path`."""
        return "/".join(filter(None, (self.label, *map(shown, self.parts))))

    def open(self) -> BinaryIO:
        """Open the file for reading.

        Raises:
            Refusal: it is, by now, a link or not an ordinary file.
            OSError: the system refuses.
        """
        descriptor = self._descriptor(_READ)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Refusal(SPECIAL)
        return os.fdopen(descriptor, "rb")

    def read(self, caps: Caps) -> bytes:
        """Return the file's bytes; see `Node.read`."""
        with self.open() as stream:
            is_large = os.fstat(stream.fileno()).st_size > caps.file_bytes
            content = b"" if is_large else stream.read(caps.file_bytes + 1)
        if is_large or len(content) > caps.file_bytes:
            raise Refusal(
                f"is larger than {size(caps.file_bytes)}: hand in a smaller file, "
                "for example without saved outputs"
            )
        return content

    def children(self) -> Iterator[DiskNode]:
        """Yield what the folder holds, without what is ignored, in no order.

        Raises:
            Refusal: it is, by now, a link.
            OSError: the system refuses.
        """
        descriptor = self._descriptor(_READ | _FOLDER)
        try:
            with os.scandir(descriptor) as entries:
                yield from (self._child(entry) for entry in entries if not ignored(entry.name))
        finally:
            os.close(descriptor)

    def files(self, caps: Caps) -> list[DiskNode]:
        """Return every file below the folder by path; see `Node.files`."""
        found: list[DiskNode] = []
        folders = deque([self])
        seen = 0
        while folders:
            room = caps.student_files - seen
            children = folders.popleft()._listing(room + 1)
            seen += len(children)
            if len(children) > room:
                raise too_many(caps.student_files)
            below = [child for child in children if child.is_folder]
            if below and below[0].depth - self.depth > caps.student_depth:
                raise too_deep(caps.student_depth)
            folders.extend(below)
            found += (child for child in children if not child.is_folder)
        return sorted(found, key=lambda node: node.parts)

    def unpacked(self, caps: Caps) -> ZipNode:
        """Return the zip that this file is as a folder; see `Node.unpacked`."""
        most = 2 * caps.student_files  # a Mac lists every file twice
        return Archive.load(self.open, self.path, caps, most).root()

    def _listing(self, most: int) -> list[DiskNode]:
        """Return at most `most` children; a folder that cannot be listed stands for itself."""
        try:
            return list(islice(self.children(), most))
        except OSError as error:
            return [self._with(self.parts, False, f"cannot be read: {error.strerror}")]

    def _child(self, entry: os.DirEntry[str]) -> DiskNode:
        is_folder = entry.is_dir(follow_symlinks=False)
        problem = ""
        if entry.is_symlink():
            problem = LINK
        elif not is_folder and not entry.is_file(follow_symlinks=False):
            problem = SPECIAL
        return self._with((*self.parts, entry.name), is_folder, problem)

    def _with(self, parts: tuple[str, ...], is_folder: bool, problem: str) -> DiskNode:
        return DiskNode(
            base=self.base, label=self.label, parts=parts, is_folder=is_folder, problem=problem
        )

    def _descriptor(self, flags: int) -> int:
        """Walk down from `base` one part at a time, so that no part can be a link."""
        if not self.parts:
            return os.open(self.base, flags)
        held = os.open(self.base, _READ | _FOLDER)
        try:
            for part in self.parts[:-1]:
                below = os.open(part, _READ | _FOLDER | _NO_LINK, dir_fd=held)
                os.close(held)
                held = below
            return os.open(self.parts[-1], flags | _NO_LINK, dir_fd=held)
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise Refusal(LINK) from error
            raise
        finally:
            os.close(held)
