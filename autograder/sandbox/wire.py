"""The bytes that cross the wall between the grader and the code it grades.

Requests go from the trusted side to the zygote: a JSON header and one blob of raw array bytes.
They hold inputs, never an expected value.

Replies come back from a child that runs a stranger's code, so nothing in them is believed. A
reply is `READY`, said before that code is looked at, and then a sequence of records, ``tag (1
byte), length (4 bytes), payload``; integers are little-endian, texts are UTF-8 behind a 2-byte
length, numbers are little-endian float64, or int64, uint64 and pairs of float64 for what is not
real. What a call returned is one node, and a tuple, list or dict that is asked for holds further
nodes, no deeper and no more than the trusted side expects.

The grammar has no room for a score or a verdict. Three flags are the child's own word: which inputs
a call changed, what it tried that is refused, and whether the function is still a stub. A lie about
the first earns the rules that ask for it, about the others no point at all.
`Reader` refuses whatever is not exactly as long as it says; the trusted side bounds every length
before it reads.

Both sides import this module; it needs nothing but the standard library.
"""

from __future__ import annotations

import builtins
import json
import socket
import struct
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO


RECORD = struct.Struct("<BI")  # tag, length of the payload
TEXT_LIMIT = 600  # bytes of any one text in a reply
MAX_ENTRIES = 40  # listed entries of a returned container, unless more are expected
MAX_PLACES = 40  # listed runs of lines of a slice
MAX_LINES = 80  # lines that are known to work out a key
MAX_NDIM = 8  # dimensions of an array that is described whole
BLANK = "."  # in the place of a kind of dtype: ``...``, as stubs have it
NOTHING = "N"  # in the place of a kind of dtype: None
BLANKS = (BLANK, NOTHING)  # both where an array belongs
READY = b"\1"  # a process has not looked at the submission, and can run it; records follow
FAILED = b"\0"  # a self-check's process cannot; the reason follows
UNFIT = b"\2"  # nor can one that lacks a package that the exercise declares; a sentence follows
_HEADER = struct.Struct("<IQ")


class Tag(IntEnum):
    """What a record of a reply says."""

    STATEMENT = 1  # a top-level statement is about to run: its index
    LOADED = 2  # the submission is loaded: what was found, skipped, and failed
    ANSWER = 3  # one call has ended
    SLICE = 4  # before anything else: the lines that are about to run
    NEWS = 5  # at home alone: what a program that calls the functions tells, as JSON


class State(IntEnum):
    """What a submission has under the name of a graded function."""

    DEFINED = 0
    MISSING = 1
    RENAMED = 2  # missing, but another name comes close
    IN_CLASS = 3  # missing; a class has a method of that name
    BROKEN = 4  # its definition does not parse
    NOT_CALLABLE = 5
    UNDEFINED = 6  # its definition was there but failed when it ran


class ValueKind(IntEnum):
    """What a call gave back."""

    RAISED = 0
    NONE = 1
    SINGLE = 2  # a number or an array
    DICT = 3
    OTHER = 4
    TUPLE = 5
    LIST = 6
    TEXT = 7


class Key(IntEnum):
    """What a key of a returned dict is."""

    TEXT = 0
    INTEGER = 1
    OTHER = 2


# Python's own exceptions. The nearest one that an exception is derived from is sent by its place.
EXCEPTIONS = tuple(
    sorted(
        name
        for name, found in vars(builtins).items()
        if isinstance(found, type) and issubclass(found, BaseException)
    )
)
# What the numbers of each kind of dtype are sent as.
NUMBERS = {"f": "<f8", "b": "<f8", "i": "<i8", "u": "<u8", "c": "<c16"}


class Refusal(IntEnum):
    """What a call tried that the confinement refused, as far as its exception tells."""

    NONE = 0
    FILE = 1
    NETWORK = 2
    PROCESS = 3  # a process or a thread
    OTHER = 4


class Malformed(Exception):
    """A reply breaks the grammar. Only the submission's own child can cause it."""


Buffer = bytes | memoryview


class Writer:
    """Builds the payload of one record, part by part; large arrays are never copied together."""

    def __init__(self) -> None:
        self._parts: list[Buffer] = []

    def number(self, form: str, *values: int) -> None:
        """Append integers in a struct format."""
        self._parts.append(struct.pack("<" + form, *values))

    def text(self, text: str) -> None:
        """Append a text, cut to `TEXT_LIMIT` bytes."""
        data = text.encode("utf-8", "backslashreplace")[:TEXT_LIMIT]
        self._parts.append(struct.pack("<H", len(data)) + data)

    def raw(self, data: Buffer) -> None:
        """Append bytes whose length the reader knows otherwise."""
        self._parts.append(data)

    def settle(self) -> None:
        """Copy what was appended, which is else read only when it is sent."""
        self._parts = [bytes(part) for part in self._parts]

    def append(self, other: Writer) -> None:
        """Append all that another writer holds."""
        self._parts += other._parts

    def record(self, tag: Tag) -> list[Buffer]:
        """Return the parts of the whole record."""
        length = sum(len(part) for part in self._parts)
        return [RECORD.pack(tag, length), *self._parts]


class Reader:
    """Takes one payload apart and refuses anything that is not exactly there."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._at = 0

    def take(self, length: int) -> bytes:
        """Return the next `length` bytes.

        Raises:
            Malformed: there are fewer.
        """
        end = self._at + length
        if end > len(self._payload):
            raise Malformed("a record ends too early")
        data = self._payload[self._at : end]
        self._at = end
        return data

    def number(self, form: str) -> int:
        """Return the next integer, in a one-letter struct format."""
        return self.numbers(form)[0]

    def numbers(self, form: str) -> tuple[int, ...]:
        """Return the next integers, in a struct format."""
        packed = _struct(form)
        return packed.unpack(self.take(packed.size))

    def flags(self, count: int) -> bytes:
        """Return the next flags, a byte for each.

        Raises:
            Malformed: one is neither set nor clear.
        """
        flags = self.take(count)
        if flags.translate(None, b"\0\1"):
            raise Malformed("a flag that is neither set nor clear")
        return flags

    def bounded(self, form: str, largest: int) -> int:
        """Return the next integer, at most `largest`.

        Raises:
            Malformed: it is larger.
        """
        value = self.number(form)
        if value > largest:
            raise Malformed("a count is larger than it can be")
        return value

    def text(self) -> str:
        """Return the next text; undecodable bytes, as of a cut character, are replaced."""
        return self.take(self.bounded("H", TEXT_LIMIT)).decode("utf-8", "replace")

    def end(self) -> None:
        """Require that nothing is left.

        Raises:
            Malformed: something is.
        """
        if self._at != len(self._payload):
            raise Malformed("a record is longer than its content")


@lru_cache(maxsize=256)
def _struct(form: str) -> struct.Struct:
    return struct.Struct("<" + form)


@lru_cache(maxsize=1024)  # every call returns the same few keys
def component(key: str, kind: Key) -> str:
    """Return what a key of a dict is within a path; the place of an item stands for itself.

    No two keys share one, and none has a slash. Paths say how much room a reply has for what.
    """
    if kind is Key.INTEGER:
        return f"#{key}"
    escaped = key.replace("~", "~0").replace("/", "~1").replace("#", "~2") or "~4"
    return escaped if kind is Key.TEXT else f"~3{escaped}"


def key_of(component: str) -> str | int:
    """Return the key that a component stands for; of a key of another type, its text."""
    if component.startswith("#"):
        return int(component[1:])
    escaped = component.removeprefix("~3")
    if escaped == "~4":
        return ""
    return escaped.replace("~2", "#").replace("~1", "/").replace("~0", "~")


def within(path: str, component: str) -> str:
    """Return the path of an item of the container at `path`."""
    return f"{path}/{component}" if path else component


def container(path: str) -> str:
    """Return the name under which room says how many items a container may list, if it is one."""
    return f"{path}/"


def packed(header: Mapping[str, Any], blob: bytes) -> bytes:
    """Return the bytes of a request, for a stream that `unpacked` reads."""
    text = json.dumps(header).encode()
    return _HEADER.pack(len(text), len(blob)) + text + blob


def unpacked(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Read a request that `packed` made, between processes that trust each other.

    Raises:
        EOFError: the other side is gone.
    """
    first = stream.read(_HEADER.size)
    if len(first) < _HEADER.size:
        raise EOFError
    text_length, blob_length = _HEADER.unpack(first)
    text, blob = stream.read(text_length), stream.read(blob_length)
    if len(text) + len(blob) < text_length + blob_length:
        raise EOFError
    return json.loads(text), blob


def send_request(
    control: socket.socket,
    header: Mapping[str, Any],
    blob: bytes = b"",
    descriptors: Sequence[int] = (),
) -> None:
    """Send a header, a blob and descriptors over a stream socket between trusted processes."""
    request = packed(header, blob)
    if descriptors:
        socket.send_fds(control, [request[: _HEADER.size]], list(descriptors))
        request = request[_HEADER.size :]
    control.sendall(request)


def receive_request(
    control: socket.socket, most: int = 1 << 62
) -> tuple[dict[str, Any], bytes, list[int]]:
    """Receive what `send_request` sent.

    Args:
        control: the socket.
        most: bytes that header or blob may have; what a zygote says is short.

    Raises:
        EOFError: the other side is gone, or says more than that.
    """
    first, descriptors, _, _ = socket.recv_fds(control, _HEADER.size, 4)
    first += _exactly(control, _HEADER.size - len(first)) if first else b""
    if not first:
        raise EOFError
    text_length, blob_length = _HEADER.unpack(first)
    if max(text_length, blob_length) > most:
        raise EOFError
    text = _exactly(control, text_length)
    return json.loads(text), _exactly(control, blob_length), list(descriptors)


def _exactly(control: socket.socket, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        part = control.recv(min(length - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)
