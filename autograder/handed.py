"""A submission with the further files that were handed in beside it, in one piece.

So the bytes that are graded, kept and graded again are all that was handed in. Without further
files they are the graded file's own. A file that its author made look like such a piece is taken
for one, which gives its author nothing: that is what handing in these files would be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

_BEGINS = b"\0handed in together\0"
_LENGTH = 4  # bytes of the length of the head


def packed(content: bytes, further: Mapping[str, bytes]) -> bytes:
    """Return the graded file's bytes and the further files, by name, in one piece."""
    if not further:
        return content
    files = sorted(further.items())
    sizes = {"": len(content)} | {name: len(data) for name, data in files}
    head = json.dumps(list(sizes.items())).encode()
    parts = [_BEGINS, len(head).to_bytes(_LENGTH, "big"), head, content]
    return b"".join([*parts, *(data for _, data in files)])


def unpacked(piece: bytes) -> tuple[bytes, dict[str, bytes]]:
    """Return the graded file's bytes, and the further files by name."""
    if not piece.startswith(_BEGINS):
        return piece, {}
    at = len(_BEGINS) + _LENGTH
    end = at + int.from_bytes(piece[at - _LENGTH : at], "big")
    try:
        sizes = [(str(name), int(size)) for name, size in json.loads(piece[at:end])]
    except (ValueError, TypeError):
        return piece, {}
    is_whole = end + sum(size for _, size in sizes) == len(piece)
    if not is_whole or not sizes or any(size < 0 for _, size in sizes):
        return piece, {}
    found: dict[str, bytes] = {}
    for name, size in sizes:
        found[name] = piece[end : end + size]
        end += size
    return found.pop("", b""), found
