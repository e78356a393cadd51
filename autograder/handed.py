"""A submission with the further files that were handed in beside it, in one piece.

So the bytes that are graded, kept and graded again are all that was handed in. Without further
files they are the graded file's own. A file that its author made look like such a piece is taken
for one, which gives its author nothing: that is what handing in these files would be. Nothing in a
piece is parsed but lengths, each of which is checked against what there is.

    piece   beginning, then parts: the graded file, whose name is empty, and the further files
    part    length of the name (2 bytes), length of the content (8 bytes), name, content
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

_BEGINS = b"\0handed in together\0"
_PART = struct.Struct(">HQ")


def packed(content: bytes, further: Mapping[str, bytes]) -> bytes:
    """Return the graded file's bytes and the further files, by name, in one piece."""
    if not further:
        return content
    parts = [_BEGINS]
    for name, data in (("", content), *sorted(further.items())):
        encoded = name.encode()
        parts += [_PART.pack(len(encoded), len(data)), encoded, data]
    return b"".join(parts)


def unpacked(piece: bytes) -> tuple[bytes, dict[str, bytes]]:
    """Return the graded file's bytes, and the further files by name."""
    found: dict[bytes, bytes] = {}
    at = len(_BEGINS) if piece.startswith(_BEGINS) else len(piece)
    while at + _PART.size <= len(piece):
        length, size = _PART.unpack_from(piece, at)
        begin = at + _PART.size + length
        found[piece[at + _PART.size : begin]] = piece[begin : begin + size]
        at = begin + size
    if at != len(piece) or b"" not in found:  # cut off, or none of ours
        return piece, {}
    content = found.pop(b"")
    return content, {name.decode("utf-8", "replace"): data for name, data in found.items()}
