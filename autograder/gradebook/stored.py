"""Values and contents in the form in which the gradebook keeps them."""

from __future__ import annotations

import zlib
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from autograder.text import encodable

Kind = TypeVar("Kind")


def encode(value: object) -> str:
    """Return a value of ours as JSON; lone surrogates in its texts are written out."""
    return msgspec.json.encode(_encodable(msgspec.to_builtins(value))).decode("utf-8")


def decode(stored: str | bytes, kind: type[Kind]) -> Kind:
    """Return the value of a kind that `stored` holds.

    Raises:
        ValueError: it is not what `encode` wrote.
    """
    return msgspec.json.decode(stored, type=kind)  # msgspec's errors are ValueErrors


def encode_content(content: bytes) -> bytes:
    """Return `content` deflated.

    Most of what students hand in is base64 of pictures, where looking for repetitions finds none
    and takes four times as long as coding alone; grading waits for this.
    """
    deflate = zlib.compressobj(strategy=zlib.Z_HUFFMAN_ONLY)
    return deflate.compress(content) + deflate.flush()


def decode_content(stored: bytes, digest: str) -> bytes:
    """Return the bytes that `stored` holds, proven to be those of `digest`.

    Raises:
        ValueError: they are not.
    """
    try:
        content = zlib.decompress(stored)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if sha256(content).hexdigest() != digest:
        raise ValueError(f"the content kept as {digest} has another hash")
    return content


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
