"""Seeded damage to bytes: what a broken disk, a cut line or a forger would make of them.

Blind damage finds what is not checked at all; numbers that lie (about lengths above all) find what
is checked wrongly. Both are drawn from one `random.Random`, so that a seed repeats every byte.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from random import Random

_FORMS = ("<B", "<H", "<I", "<Q")
_LIES = [0, 1, 2, 7, 8, 21, 39, 40, 41, 255, 256, 599, 600, 601, 0x7FFF, 0xFFFF, 0x10000]
_LIES += [0x4F, 0x63]  # kinds of dtypes that hold no numbers
_LIES += [0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 1 << 40, (1 << 63) - 1, (1 << 64) - 1]

Mutator = Callable[[bytearray, Random, Sequence[bytes]], None]


def damaged(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Return `data` after one to four kinds of damage; pieces may come from `others`."""
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        random.choice(_MUTATORS)(found, random, others)
    return bytes(found)


def _flip_a_bit(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _change_a_byte(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] = random.randrange(256)


def _tell_a_lie(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Overwrite an integer by one that code trips over."""
    form = random.choice(_FORMS)
    size = struct.calcsize(form)
    if len(data) >= size:
        at = random.randrange(len(data) - size + 1)
        struct.pack_into(form, data, at, random.choice(_LIES) % (1 << 8 * size))


def _be_off_by_a_little(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    """Add a little to an integer: a length that is nearly right."""
    form = random.choice(_FORMS)
    size = struct.calcsize(form)
    if len(data) >= size:
        at = random.randrange(len(data) - size + 1)
        (value,) = struct.unpack_from(form, data, at)
        struct.pack_into(form, data, at, (value + random.choice((-8, -1, 1, 8))) % (1 << 8 * size))


def _cut_the_end(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    del data[random.randrange(len(data) + 1) :]


def _cut_a_piece_out(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    first, last = _piece(data, random)
    del data[first:last]


def _repeat_a_piece(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    first, last = _piece(data, random)
    data[first:first] = data[first:last] * random.choice((1, 1, 2, 50))


def _splice_another_in(data: bytearray, random: Random, others: Sequence[bytes]) -> None:
    other = random.choice(others)
    first, last = _piece(other, random)
    at = random.randrange(len(data) + 1)
    over = random.choice((0, last - first))
    data[at : at + over] = other[first:last]


def _go_on_as_another(data: bytearray, random: Random, others: Sequence[bytes]) -> None:
    other = random.choice(others)
    data[random.randrange(len(data) + 1) :] = other[random.randrange(len(other) + 1) :]


def _put_noise_in(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    at = random.randrange(len(data) + 1)
    data[at:at] = random.randbytes(random.choice((1, 2, 8, 64)))


def _piece(data: bytes | bytearray, random: Random) -> tuple[int, int]:
    first = random.randrange(len(data) + 1)
    return first, min(len(data), first + random.choice((1, 2, 4, 8, 16, 46, 200)))


_MUTATORS: tuple[Mutator, ...] = (
    _flip_a_bit,
    _change_a_byte,
    _tell_a_lie,
    _tell_a_lie,
    _be_off_by_a_little,
    _be_off_by_a_little,
    _cut_the_end,
    _cut_a_piece_out,
    _repeat_a_piece,
    _splice_another_in,
    _go_on_as_another,
    _put_noise_in,
)
