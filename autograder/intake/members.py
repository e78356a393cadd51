"""What the record of a zip's member says: whose it is, and whether it may be read."""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from autograder.exercise import ENGINE
from autograder.intake.names import CODE, ZIP, ignored, split
from autograder.intake.nodes import LINK, SPECIAL
from autograder.intake.zipformat import DEFLATED, STORED, Member
from autograder.text import nfc

_NAMELESS = "(no name)"
_DRIVE = re.compile(r"[A-Za-z]:")
_ESCAPES = 'has a name that leads out of the zip (an absolute path or ".."): make the zip again'
_BACKSLASH = "has a backslash or a NUL in its name: make the zip again with forward slashes"
_ENCRYPTED = "is encrypted: make the zip again without a password"
_METHOD = "uses an unusual compression: make an ordinary zip (method deflate)"
NESTED = "is a zip inside a zip, which is not opened: unpack the outer one first"


def counts(member: Member) -> bool:
    """Return whether a member is anybody's: not what is ignored, nor the top folder itself."""
    parts = parts_of(member)
    if parts == (_NAMELESS,):
        return not is_folder(member)
    is_course = "/".join(parts[-2:]) == ENGINE  # in a hand-out that was zipped as a whole
    return bool(hostility(member)) or not (is_course or any(map(ignored, parts)))


def parts_of(member: Member) -> tuple[str, ...]:
    """Return the parts of a name by which it belongs to somebody, however hostile it is."""
    parts = tuple(part for part in member.name.split("/") if part not in ("", ".", ".."))
    return parts or (_NAMELESS,)


def is_code(member: Member) -> bool:
    """Return whether a member is a notebook or a module, by its name."""
    ending = split(parts_of(member)[-1])[1]
    return ending in CODE and not is_folder(member) and not hostility(member)


def folded(member: Member) -> str:
    """Return the name that a file system which knows no case would give it."""
    return nfc(nfc("/".join(parts_of(member))).casefold())


def is_folder(member: Member) -> bool:
    """Return whether a member is a folder."""
    return member.name.endswith("/") or stat.S_ISDIR(member.mode)


def hostility(member: Member) -> str:
    """Return what makes a name one that no honest program packs, in words."""
    name = member.name
    if "\\" in name or "\0" in name:
        return _BACKSLASH
    if not name or name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return _ESCAPES
    return ""


def with_slashes(members: Sequence[Member], *, is_shared: bool) -> tuple[Member, ...]:
    """Return members whose backslashes are taken for slashes, where that does no harm.

    Args:
        members: the archive's.
        is_shared: they are of several students, so that one could put a file in another's folder:
            then no other slash may be there, as in what Windows PowerShell packs.
    """
    if is_shared and any("/" in member.name for member in members):
        return tuple(members)
    turned = [_turned(member) for member in members]
    times = Counter(map(folded, turned))
    return tuple(
        old if times[folded(new)] > 1 else new for old, new in zip(members, turned, strict=True)
    )


def _turned(member: Member) -> Member:
    turned = replace(member, name=member.name.replace("\\", "/"))
    return member if hostility(turned) else turned


def oddity(member: Member, *, is_outer: bool) -> str:
    """Return why an honest member cannot be read, in words; the instructor named an outer zip."""
    kind = stat.S_IFMT(member.mode)
    if stat.S_ISLNK(kind):
        return LINK
    if kind not in (0, stat.S_IFREG):
        return SPECIAL
    if member.encrypted:
        return _ENCRYPTED
    if member.method not in (STORED, DEFLATED):
        return _METHOD
    is_zip = split(parts_of(member)[-1])[1] == ZIP
    return NESTED if is_zip and not is_outer else ""
