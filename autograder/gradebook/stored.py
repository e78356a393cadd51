"""Values and contents in the form in which the gradebook keeps them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from autograder.text import encodable

Kind = TypeVar("Kind")

_APART = b"\0"  # no deflated content begins so
# Base64 as notebooks hold it, whose lines, where it has some, end in a written-out line feed.
_PICTURE = re.compile(rb"[A-Za-z0-9+/=\\]{4096,}")


def encode(value: object) -> str:
    """Return a value of ours as JSON; lone surrogates in its texts are written out."""
    try:
        return msgspec.json.encode(value).decode("utf-8")
    except UnicodeEncodeError:
        return msgspec.json.encode(_encodable(msgspec.to_builtins(value))).decode("utf-8")


def decode(stored: str | bytes, kind: type[Kind]) -> Kind:
    """Return the value of a kind that `stored` holds, as text or deflated.

    Raises:
        ValueError: it is not what `encode` or `deflated` wrote.
    """
    if isinstance(stored, bytes):
        stored = _inflated(stored)
    return msgspec.json.decode(stored, type=kind)  # msgspec's errors are ValueErrors


def deflated(value: object) -> bytes:
    """Return a value of ours as deflated JSON: results say much the same of everybody."""
    return zlib.compress(encode(value).encode())


def take_apart(content: bytes) -> tuple[bytes, dict[str, bytes]]:
    """Return `content` as it is kept, and what it refers to, by hash.

    Most of what students hand in is base64 of pictures. It is kept apart, because notebooks whose
    code draws the same share it. There, looking for repetitions finds none and takes four times as
    long as coding alone; grading waits for this.
    """
    pictures: dict[str, bytes] = {}
    parts: list[bytes] = []
    at = 0
    for found in _PICTURE.finditer(content):
        digest = sha256(found.group())
        deflate = zlib.compressobj(strategy=zlib.Z_HUFFMAN_ONLY)
        pictures[digest.hexdigest()] = deflate.compress(found.group()) + deflate.flush()
        parts += [content[at : found.start()], digest.digest()]
        at = found.end()
    parts.append(content[at:])
    return _APART + zlib.compress(msgspec.msgpack.encode(parts)), pictures


def put_together(stored: bytes, digest: str, picture: Callable[[str], bytes]) -> bytes:
    """Return the bytes that `stored` holds, proven to be those of `digest`.

    Args:
        stored: what `take_apart` returned, or all of the content deflated, as was kept earlier.
        digest: in hexadecimal.
        picture: returns what is kept under a hash.

    Raises:
        ValueError: they are not.
    """
    if stored.startswith(_APART):
        parts = msgspec.msgpack.decode(_inflated(stored[len(_APART) :]), type=list[bytes])
        parts[1::2] = [_inflated(picture(each.hex())) for each in parts[1::2]]
        content = b"".join(parts)
    else:
        content = _inflated(stored)
    if sha256(content).hexdigest() != digest:
        raise ValueError(f"the content kept as {digest} has another hash")
    return content


def _inflated(stored: bytes) -> bytes:
    try:
        return zlib.decompress(stored)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def _encodable(value: Any) -> Any:
    """Walk through plain data and make each text in it one that UTF-8 can hold."""
    match value:
        case str():
            return encodable(value)
        case dict():
            return {key: _encodable(item) for key, item in value.items()}
        case list() | tuple():
            return [_encodable(item) for item in value]
    return value
