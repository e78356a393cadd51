"""Answers in the form in which they are kept, so that they can be judged again without running.

Most numbers that a class returns are the expected ones up to their last bits. So each array is kept
as its difference from the expected one (the exclusive or of their bits), all first bytes together,
all second bytes together, and so on: of right answers, little is left to keep.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.sandbox.answers import Answers
from autograder.sandbox.outside.cases import places

if TYPE_CHECKING:
    from autograder.vectors.model import Vector


_MOST_BYTES = 8 << 20  # of the numbers of one submission; a larger one is run again
_EIGHT = np.dtype("<u8")

_Array = NDArray[Any]
_Key = tuple[str, str]


class _Form(msgspec.Struct, frozen=True, array_like=True):
    """What is said of one array: what returned it, and what it is made of."""

    key: _Key
    dtype: str
    shape: tuple[int, ...]


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """What a pack consists of; the numbers are shuffled, and differences from the base."""

    base: str
    forms: tuple[_Form, ...]
    message: bytes
    numbers: bytes


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
        return bits.view(array.dtype).reshape(array.shape)


def pack(answers: Answers, base: Base) -> bytes:
    """Return answers as bytes; none where they are too many, or cannot be kept."""
    arrays = [*_arrays(answers)]
    numbers = b"".join(base.difference(key, array).tobytes() for key, array in arrays)
    if len(numbers) > _MOST_BYTES:
        return b""
    places = iter(range(len(arrays)))
    try:
        message = msgspec.msgpack.encode(answers, enc_hook=lambda _: next(places))
    except UnicodeEncodeError:  # a text of half characters
        return b""
    forms = tuple(_form(key, array) for key, array in arrays)
    packed = _Packed(base.sha256, forms, message, _bytewise(numbers, (-1, 8)))
    return zlib.compress(msgspec.msgpack.encode(packed), 1)


def base_of(stored: bytes) -> str:
    """Return the hash of the base that packed answers need.

    Raises:
        ValueError: they are damaged.
    """
    return _unzipped(stored).base


def is_whole(stored: bytes) -> bool:
    """Return whether packed answers are as they were packed, as far as their checksum tells."""
    try:
        return bool(_inflated(stored))
    except ValueError:
        return False


def unpack(stored: bytes, base: Base) -> Answers:
    """Return the answers that `pack` has packed.

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
    return msgspec.msgpack.decode(
        packed.message, type=Answers, dec_hook=lambda _, place: arrays[place]
    )


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


def _unzipped(stored: bytes) -> _Packed:
    return msgspec.msgpack.decode(_inflated(stored), type=_Packed)


def _inflated(stored: bytes) -> bytes:
    try:
        return zlib.decompress(stored)
    except zlib.error as error:
        raise ValueError(str(error)) from error
