"""The zip format: a table of contents and, one at a time, the bytes of its members.

Why not the standard library's reader: it takes or leaves a table of contents as a whole, so
that one member with a name that is not UTF-8, or with a broken extra field, would cost a
class its grades; it reads a table of any length; and it must stay open as long as members are
wanted. Here every member is judged alone, nothing stays open, and nothing is written.

Source of the layouts: PKWARE, APPNOTE.TXT, 4.3 (general format) and 4.5.3 (Zip64).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from autograder.intake.model import MIB, Caps
from autograder.intake.nodes import Refusal, size, too_many

STORED = 0
DEFLATED = 8

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_RECORD = struct.Struct("<4s4B4H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_TAIL = _END64_LOCATOR.size + _END.size + 0xFFFF  # a comment may come last
_IN_EXTRA = 0xFFFFFFFF  # the number is too large for its field: see the Zip64 extra field

_DAMAGED = "is damaged or not a zip: make it again"
_DAMAGED_MEMBER = "is damaged inside the zip: make the zip again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One record of the table of contents, as it claims to be.

    Attributes:
        name: decoded as UTF-8, with a surrogate for every byte that is not.
        mode: Unix file type and permissions, 0 where the packer did not say.
        method: of compression.
        crc: CRC-32 of the unpacked bytes.
        packed: size in the archive, bytes.
        unpacked: size of the file, bytes.
        offset: of the member's local header from the start of the file.
    """

    name: str
    encrypted: bool
    mode: int
    method: int
    crc: int
    packed: int
    unpacked: int
    offset: int


def read_directory(stream: BinaryIO, caps: Caps, most: int) -> tuple[Member, ...]:
    """Read the table of contents, of at most `most` members.

    Raises:
        Refusal: it is no zip, is damaged, or lists more than is allowed.
        OSError: the system refuses.
    """
    length = stream.seek(0, 2)
    start, extent, shift = _locate(stream, length)
    if extent > caps.directory_bytes:
        raise Refusal(f"lists more than {size(caps.directory_bytes)} of names: split it")
    stream.seek(start)
    table = stream.read(extent)
    members: list[Member] = []
    at = 0
    while at < extent:
        if len(members) == most:
            raise too_many(most)
        member, at = _record(table, at, shift)
        members.append(member)
    return tuple(members)


def _locate(stream: BinaryIO, length: int) -> tuple[int, int, int]:
    """Return where the table starts, its extent, and what offsets in it must be raised by.

    The last differs from 0 when something was put before the archive, such as an unpacker.
    """
    tail_start = max(0, length - _LONGEST_TAIL)
    stream.seek(tail_start)
    tail = stream.read(length - tail_start)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + _END.size:
        raise Refusal(_DAMAGED)
    extent, offset = _END.unpack_from(tail, at)[5:7]
    end = tail_start + at
    wide = end - _END64_LOCATOR.size - _END64.size
    if wide >= 0 and tail[max(0, at - _END64_LOCATOR.size) : at].startswith(b"PK\6\7"):
        stream.seek(wide)
        record = stream.read(_END64.size)
        if len(record) < _END64.size or not record.startswith(b"PK\6\6"):
            raise Refusal(_DAMAGED)
        fields = _END64.unpack(record)
        end, (extent, offset) = wide, fields[8:10]
    start = end - extent
    if start < 0 or offset > start:
        raise Refusal(_DAMAGED)
    return start, extent, start - offset


def _record(table: bytes, at: int, shift: int) -> tuple[Member, int]:
    """Return the member whose record begins at `at`, and where the next one begins."""
    if len(table) < at + _RECORD.size:
        raise Refusal(_DAMAGED)
    fields = _RECORD.unpack_from(table, at)
    flags, method, crc, packed, unpacked = fields[5], fields[6], *fields[9:12]
    name_length, extra_length, comment_length = fields[12:15]
    name_at = at + _RECORD.size
    extra_at = name_at + name_length
    after = extra_at + extra_length + comment_length
    if fields[0] != b"PK\1\2" or after > len(table):
        raise Refusal(_DAMAGED)
    unpacked, packed, offset = _widened(
        table[extra_at : extra_at + extra_length], (unpacked, packed, fields[18])
    )
    member = Member(
        name=table[name_at:extra_at].decode("utf-8", "surrogateescape"),
        encrypted=bool(flags & 1),
        mode=fields[17] >> 16,
        method=method,
        crc=crc,
        packed=packed,
        unpacked=unpacked,
        offset=offset + shift,
    )
    return member, after


def _widened(extra: bytes, numbers: tuple[int, ...]) -> list[int]:
    """Return `numbers`, those that did not fit their fields taken from the extra field.

    A number that is missing there stays what it was, larger than any cap allows.
    """
    at, wide = 0, b""
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = extra[at + 4 : at + 4 + length]
        at += 4 + length
    stored = iter(struct.unpack(f"<{len(wide) // 8}Q", wide[: len(wide) // 8 * 8]))
    return [next(stored, n) if n == _IN_EXTRA else n for n in numbers]


def read_member(stream: BinaryIO, member: Member, caps: Caps) -> bytes:
    """Return the unpacked bytes of `member`, never more than its cap in memory.

    Raises:
        Refusal: it is too large, packed too well to be honest, damaged, or lies about its size.
        OSError: the system refuses.
    """
    if max(member.unpacked, member.packed) > caps.file_bytes:
        raise Refusal(f"is larger than {size(caps.file_bytes)}: hand in a smaller file")
    if member.unpacked > max(MIB, caps.ratio * member.packed):
        raise Refusal(f"unpacks to more than {caps.ratio} times its size: hand in the file itself")
    packed = _packed(stream, member)
    content = packed if member.method == STORED else _inflate(packed, member.unpacked)
    if len(content) != member.unpacked or zlib.crc32(content) != member.crc:
        raise Refusal(_DAMAGED_MEMBER)
    return content


def _packed(stream: BinaryIO, member: Member) -> bytes:
    if member.offset > stream.seek(0, 2):
        raise Refusal(_DAMAGED_MEMBER)
    stream.seek(member.offset)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        raise Refusal(_DAMAGED_MEMBER)
    stream.seek(sum(_LOCAL.unpack(header)[9:]), 1)  # its name and extra field once more
    return stream.read(member.packed)


def _inflate(packed: bytes, unpacked: int) -> bytes:
    """Unpack at most one byte more than is claimed, so that a lie is seen and not followed."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, unpacked + 1)
    except zlib.error as error:
        raise Refusal(_DAMAGED_MEMBER) from error
