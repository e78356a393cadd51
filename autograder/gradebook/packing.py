"""Answers in the form in which they are kept, so that they can be judged again without running.

Equal answers to a question are kept once, whoever gave them, under their digest; what is said of
one submission refers to them. Most numbers that a class returns are the expected ones up to their
last bits. So each array is kept as its difference from the expected one (the exclusive or of their
bits), all first bytes together, all second bytes together, and so on: of right answers, little is
left to keep.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.sandbox.answers import Answer, Answers
from autograder.sandbox.outside.cases import places

if TYPE_CHECKING:
    from autograder.vectors.model import Vector


_MOST_BYTES = 8 << 20  # of the numbers of one submission; a larger one is run again
_EIGHT = np.dtype("<u8")

_Array = NDArray[Any]
_Asked = tuple[dict[str, Answer], dict[str, Answer]]
_Key = tuple[str, str]


class _Form(msgspec.Struct, frozen=True, array_like=True):
    """What is said of one array: what returned it, and what it is made of."""

    key: _Key
    dtype: str
    shape: tuple[int, ...]


class _Part(msgspec.Struct, frozen=True, array_like=True):
    """Answers to a question; the numbers are shuffled, and differences from the base."""

    base: str
    forms: tuple[_Form, ...]
    message: bytes
    numbers: bytes


class _About(msgspec.Struct, frozen=True, array_like=True):
    """A submission's answers: the digests of their parts, and what is known beside them."""

    parts: tuple[str, ...]
    rest: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A submission's answers, packed.

    Attributes:
        about: what refers to the parts, and what is known beside them.
        parts: by digest; what they are differences from is the same for all.
    """

    about: bytes
    parts: Mapping[str, bytes]


@dataclass(frozen=True)
class Base:
    """The arrays that others are kept as differences from, by vector and path."""

    arrays: Mapping[_Key, _Array]

    @classmethod
    def of(cls, vectors: Iterable[Vector]) -> Base:
        """Return what the vectors expect."""
        return cls(
            {
                (vector.id, place.wire): vector.expected[path]
                for vector in vectors
                for path, place in places(vector).items()
                if path in vector.expected
            }
        )

    @cached_property
    def sha256(self) -> str:
        """The hash of all of it."""
        kept = [(_form(key, array), array.tobytes()) for key, array in self.arrays.items()]
        return hashlib.sha256(msgspec.msgpack.encode(kept)).hexdigest()

    def packed(self) -> bytes:
        """Return the bytes that `unpacked` reads."""
        kept = [(_form(key, array), array.tobytes()) for key, array in self.arrays.items()]
        return zlib.compress(msgspec.msgpack.encode(kept), 6)

    @classmethod
    def unpacked(cls, stored: bytes) -> Base:
        """Return what `packed` has packed.

        Raises:
            ValueError: it is damaged.
        """
        kept = msgspec.msgpack.decode(_inflated(stored), type=list[tuple[_Form, bytes]])
        return cls({form.key: _array(form, data) for form, data in kept})

    def difference(self, key: _Key, array: _Array) -> _Array:
        """Return an array as its difference from its base; applied twice, it is as before."""
        base = self.arrays.get(key)
        if base is None or base.dtype != array.dtype or base.shape != array.shape:
            return array
        bits = np.frombuffer(array.tobytes(), _EIGHT) ^ np.frombuffer(base.tobytes(), _EIGHT)
        bits.flags.writeable = False  # as what was decoded
        return bits.view(array.dtype).reshape(array.shape)


def pack(
    answers: Answers, parts: Mapping[str, Answers], pack_part: Callable[[str, Answers], bytes]
) -> Packed | None:
    """Return answers packed; None where they are too many, or cannot be kept.

    Args:
        answers: of a submission.
        parts: those to each question, by their digest; together they are all.
        pack_part: does so with one of these, as `pack_part` below.
    """
    found = {digest: pack_part(digest, part) for digest, part in parts.items() if digest}
    if len(found) < len(parts) or not all(found.values()):
        return None
    rest = replace(answers, first={}, again={})
    try:
        about = msgspec.msgpack.encode(_About(tuple(found), rest))
    except UnicodeEncodeError:  # a text of half characters
        return None
    return Packed(about=zlib.compress(about, 1), parts=found)


def pack_part(answers: Answers, base: Base) -> bytes:
    """Return answers to a question as bytes; none where they are too many."""
    arrays = [*_arrays(answers)]
    numbers = b"".join(base.difference(key, array).tobytes() for key, array in arrays)
    if len(numbers) > _MOST_BYTES:
        return b""
    places = iter(range(len(arrays)))
    asked = (answers.first, answers.again)
    message = msgspec.msgpack.encode(asked, enc_hook=lambda _: next(places))
    forms = tuple(_form(key, array) for key, array in arrays)
    packed = _Part(base.sha256, forms, message, _bytewise(numbers, (-1, 8)))
    return zlib.compress(msgspec.msgpack.encode(packed), 1)


def unpack(about: bytes, part: Callable[[str], Answers]) -> Answers:
    """Return the answers that `pack` has packed.

    Args:
        about: of them.
        part: returns the part with a digest.

    Raises:
        ValueError: they are damaged.
    """
    found = msgspec.msgpack.decode(_inflated(about), type=_About)
    parts = [part(digest) for digest in found.parts]
    first = {vector: answer for each in parts for vector, answer in each.first.items()}
    again = {vector: answer for each in parts for vector, answer in each.again.items()}
    return replace(found.rest, first=first, again=again)


def parts_of(about: bytes) -> tuple[str, ...]:
    """Return the digests of the parts of packed answers.

    Raises:
        ValueError: they are damaged.
    """
    return msgspec.msgpack.decode(_inflated(about), type=_About).parts


def is_whole(stored: bytes) -> bool:
    """Return whether a part is as it was packed, as far as its checksum tells."""
    try:
        return bool(_inflated(stored))
    except ValueError:
        return False


def unpack_part(stored: bytes, base: Base) -> Answers:
    """Return the answers to a question that `pack_part` has packed.

    Raises:
        ValueError: they are damaged, or need another base.
    """
    packed = _unzipped(stored)
    if packed.base != base.sha256:
        raise ValueError("the answers are kept as differences from other expected values")
    numbers, arrays, at = _bytewise(packed.numbers, (8, -1)), [], 0
    for form in packed.forms:
        length = np.dtype(form.dtype).itemsize * math.prod(form.shape)
        difference = _array(form, numbers[at : at + length])
        arrays.append(base.difference(form.key, difference))
        at += length
    first, again = msgspec.msgpack.decode(
        packed.message, type=_Asked, dec_hook=lambda _, place: arrays[place]
    )
    return Answers(first=first, again=again)


def _arrays(answers: Answers) -> Iterator[tuple[_Key, _Array]]:
    """Yield all arrays in the order in which they are encoded, each with what returned it."""
    for asked in (answers.first, answers.again):
        for vector, answer in asked.items():
            for path, array in answer.value.arrays.items() if answer.value else ():
                if array.data is not None:
                    yield (vector, path), array.data


def _form(key: _Key, array: _Array) -> _Form:
    return _Form(key, array.dtype.str, array.shape)


def _array(form: _Form, data: bytes) -> _Array:
    return np.frombuffer(data, form.dtype).reshape(form.shape)


def _bytewise(numbers: bytes, shape: tuple[int, int]) -> bytes:
    """Put first bytes beside first bytes and so on, or undo it; numbers have eight or sixteen."""
    return np.frombuffer(numbers, np.uint8).reshape(shape).T.tobytes() if numbers else b""


def _unzipped(stored: bytes) -> _Part:
    return msgspec.msgpack.decode(_inflated(stored), type=_Part)


def _inflated(stored: bytes) -> bytes:
    try:
        return zlib.decompress(stored)
    except zlib.error as error:
        raise ValueError(str(error)) from error
