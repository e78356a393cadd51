"""The grammar of a reply, read a second time and in another way: with one cursor over all of it.

It knows which replies are to be refused and how many answers come before that, and nothing else.
The fuzz holds the engine's decoder against it, so that "refused or exact" is put to the test in
both directions: what the decoder takes must satisfy the grammar, what it refuses must not.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from math import prod

from autograder.sandbox.outside.cases import Call
from autograder.sandbox.wire import (
    BLANKS,
    EXCEPTIONS,
    MAX_ENTRIES,
    MAX_LINES,
    MAX_NDIM,
    MAX_PLACES,
    TEXT_LIMIT,
    Key,
    Refusal,
    State,
    Tag,
    ValueKind,
)

_HEAD = 5  # bytes before a record's payload
_MOST_NOTES = 20
_NUMBERS = {b"f": 8, b"i": 8, b"u": 8, b"b": 8, b"c": 16}  # bytes of one entry
_KINDS = {*_NUMBERS, *(bytes([kind]) for kind in b"mMOSUVT" + "".join(BLANKS).encode())}
_ITEMS = (ValueKind.SINGLE, ValueKind.DICT, ValueKind.TUPLE, ValueKind.LIST, ValueKind.TEXT)
_ESCAPED = {"~": "~0", "/": "~1", "#": "~2"}


class _Wrong(Exception):
    """The reply breaks the grammar here."""


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.left = data

    def bytes(self, count: int) -> bytes:
        if count > len(self.left):
            raise _Wrong
        taken, self.left = self.left[:count], self.left[count:]
        return taken

    def integer(self, size: int, most: int | None = None) -> int:
        value = int.from_bytes(self.bytes(size), "little")
        if most is not None and value > most:
            raise _Wrong
        return value

    def text(self) -> str:
        return self.bytes(self.integer(2, TEXT_LIMIT)).decode("utf-8", "replace")


def verdict(reply: bytes, calls: Sequence[Call], functions: Sequence[str]) -> tuple[str, int]:
    """Return what is to become of `reply`, in a word, and how many answers are taken from it."""
    expected: list[int] | None = None
    answers = 0
    is_first = True
    while expected is None or expected:
        if len(reply) < _HEAD:
            return "ended early", answers
        tag, length = struct.unpack("<BI", reply[:_HEAD])
        if tag in iter(Tag) and len(reply) < _HEAD + length:
            return "ended early", answers  # the engine may refuse it before, for its length
        cursor = _Cursor(reply[_HEAD : _HEAD + length])
        try:
            if tag == Tag.SLICE and is_first:
                _slice(cursor, functions)
            else:
                expected = _record(cursor, tag, expected, calls, functions)
        except _Wrong:
            return "refused", answers
        is_first = False
        answers += tag == Tag.ANSWER
        reply = reply[_HEAD + length :]
    return "complete", answers


def _record(
    cursor: _Cursor,
    tag: int,
    expected: list[int] | None,
    calls: Sequence[Call],
    functions: Sequence[str],
) -> list[int] | None:
    """Return the calls whose answers are expected after this record; None before loading."""
    if tag == Tag.ANSWER and expected:
        _answer(cursor, expected[0], calls[expected[0]])
        expected = expected[1:]
    elif tag == Tag.STATEMENT and expected is None:
        cursor.integer(4)
    elif tag == Tag.LOADED and expected is None:
        defined = _loaded(cursor, functions)
        expected = [at for at, call in enumerate(calls) if call.function in defined]
    else:
        raise _Wrong
    if cursor.left:
        raise _Wrong
    return expected


def _slice(cursor: _Cursor, functions: Sequence[str]) -> None:
    cursor.integer(4)
    for _ in range(cursor.integer(1, MAX_PLACES)):
        cursor.text()
    for _ in range(cursor.integer(1, _MOST_NOTES)):
        cursor.integer(1, len(functions))
        cursor.text()
    for _ in range(cursor.integer(1, MAX_LINES)):
        cursor.integer(1, len(functions) - 1)
        for _ in range(3):
            cursor.text()
    if cursor.left:
        raise _Wrong


def _loaded(cursor: _Cursor, functions: Sequence[str]) -> set[str]:
    """Return the names of the functions that are there to be called."""
    if cursor.text().strip():
        return set()
    states = []
    for _ in functions:
        states.append(cursor.integer(1, max(State)))
        cursor.text()
    for _ in range(cursor.integer(1, _MOST_NOTES)):
        cursor.text()
    return {name for name, state in zip(functions, states, strict=True) if state == State.DEFINED}


def _answer(cursor: _Cursor, index: int, call: Call) -> None:
    if cursor.integer(2) != index:
        raise _Wrong
    cursor.integer(1, 1)  # left blank
    if cursor.integer(1) & ~sum(1 << kind for kind in Refusal if kind):  # attempts
        raise _Wrong
    for _ in call.leaves:
        cursor.integer(1, 1)
    kind = cursor.integer(1, max(ValueKind))
    if kind == ValueKind.RAISED:
        cursor.integer(1, max(Refusal))
        cursor.integer(1, len(EXCEPTIONS) - 1)
        for _ in ("type", "text", "place", "line", "clue"):
            cursor.text()
    elif kind == ValueKind.OTHER:
        cursor.text()
    elif kind != ValueKind.NONE:
        _node(cursor, kind, (), {_split(path): most for path, most in call.room.items()})


_Path = tuple[str, ...]


def _split(path: str) -> _Path:
    """Return a path's components; that of a container's size has an empty one at its end."""
    return tuple(path.split("/")) if path.strip("/") else ("",) * len(path)


def _node(cursor: _Cursor, kind: int, path: _Path, room: Mapping[_Path, int]) -> None:
    if kind == ValueKind.SINGLE:
        _array(cursor, room.get(path, 0))
    elif kind == ValueKind.TEXT:
        length = cursor.integer(4)
        sent = cursor.integer(4, 8 * room.get(path, 0))
        if sent not in (0, length):
            raise _Wrong
        try:
            cursor.bytes(sent).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise _Wrong from error
    elif kind in _ITEMS:
        _container(cursor, kind, path, room)
    else:
        raise _Wrong


def _container(cursor: _Cursor, kind: int, path: _Path, room: Mapping[_Path, int]) -> None:
    if (*path, "") not in room and (path or kind != ValueKind.DICT):
        raise _Wrong
    most = room.get((*path, ""), MAX_ENTRIES)
    count = cursor.integer(4)
    for place in range(cursor.integer(2, min(most, count))):
        key = str(place) if kind != ValueKind.DICT else _key(cursor)
        _node(cursor, cursor.integer(1, max(ValueKind)), (*path, key), room)


def _key(cursor: _Cursor) -> str:
    kind = cursor.integer(1, max(Key))
    text = cursor.text()
    if kind == Key.INTEGER:
        if not text.isascii() or not text.removeprefix("-").isdigit():
            raise _Wrong
        return f"#{text}"
    escaped = "".join(_ESCAPED.get(each, each) for each in text) or "~4"
    return escaped if kind == Key.TEXT else f"~3{escaped}"


def _array(cursor: _Cursor, room: int) -> None:
    kind = cursor.bytes(1)
    cursor.integer(1)
    cursor.integer(1, 1)
    dimensions = cursor.integer(1)
    shape = [cursor.integer(8) for _ in range(min(dimensions, MAX_NDIM))]
    length = cursor.integer(4, 8 * room)
    cursor.bytes(length)
    if kind not in _KINDS:
        raise _Wrong
    if not length:
        return
    if dimensions > MAX_NDIM or length != _NUMBERS.get(kind, -1) * prod(shape):
        raise _Wrong
