"""Decodes a child's records into values.

Theory of operation. The child is not believed. `sandbox.wire.Reader` bounds every length before it
reads so much, and a record that is not exactly as its grammar says is refused whole. Numbers come
as raw float64 entries beside a shape, and the two must agree; nothing is unpickled and no object of
the child's choosing is made. How many entries there may be follows from the expected shapes, which
this side knows, so that a reply cannot fill the grader's memory. Texts go through the submission's
`Filter` before anything else sees them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from autograder.memory import Memory
from autograder.sandbox.answers import (
    Answer,
    Array,
    Container,
    Ended,
    FoundFunction,
    Raised,
    Value,
)
from autograder.sandbox.outside.cases import Call
from autograder.sandbox.outside.filtering import Filter, Said
from autograder.sandbox.wire import (
    BLANKS,
    EXCEPTIONS,
    MAX_ENTRIES,
    MAX_LINES,
    MAX_NDIM,
    MAX_PLACES,
    NUMBERS,
    TEXT_LIMIT,
    Key,
    Malformed,
    Reader,
    Refusal,
    State,
    Tag,
    ValueKind,
    component,
    container,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_MOST_NOTES = 20
_KINDS = frozenset("biufcmMOSUVT").union(BLANKS)  # of dtypes, as NumPy names them
_REFUSED = {
    Refusal.FILE: "it tried to open or change a file",
    Refusal.NETWORK: "it tried to use the network",
    Refusal.PROCESS: "it tried to start a process or a thread",
    Refusal.OTHER: "it tried something beyond computing",
}
_ALL_VIOLATIONS = sum(1 << kind for kind in _REFUSED)
_REMEMBERED = 2048  # different answers to one call or another
_LARGE = 1 << 14  # bytes of an answer that is not remembered
_ENTRY_OVERHEAD = TEXT_LIMIT + 2 + 8 * MAX_NDIM + 16
_ANSWER_OVERHEAD = MAX_ENTRIES * _ENTRY_OVERHEAD + 5 * (TEXT_LIMIT + 2) + 32
# What an item of a container may be; None and what is nothing else are described as arrays.
_ITEMS = frozenset(ValueKind) - {ValueKind.RAISED, ValueKind.NONE, ValueKind.OTHER}
_INTEGER = re.compile(r"-?[0-9]+", re.ASCII)
_SEQUENCES = (ValueKind.TUPLE, ValueKind.LIST)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a child found in a submission before it called anything."""

    unreadable: str = ""
    functions: tuple[FoundFunction, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a child found before it ran anything.

    Attributes:
        taken: the lines that it runs.
        broken: what has a syntax error, and why.
        defines: of each of these, which graded function it is to define, from 1; 0 for none.
        lines: place and text of the line that works out each key, by function and key.
    """

    taken: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    defines: tuple[int, ...] = ()
    lines: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)


def largest_record(tag: int, call: Call | None, functions: int) -> int:
    """Return the most bytes that the payload of a record may have.

    Raises:
        Malformed: there is no such record, or not at this point.
    """
    if tag == Tag.STATEMENT:
        return 4
    if tag == Tag.SLICE:
        lines = MAX_LINES * (1 + 3 * (TEXT_LIMIT + 2))
        return 7 + (MAX_PLACES + _MOST_NOTES) * (TEXT_LIMIT + 3) + lines
    if tag == Tag.LOADED:
        return (1 + functions + _MOST_NOTES) * (TEXT_LIMIT + 3) + 1
    if tag == Tag.ANSWER and call is not None:
        return _largest_answer(call)
    raise Malformed("a record that cannot be")


def _largest_answer(call: Call) -> int:
    items = sum(most for path, most in call.room.items() if path.endswith("/"))
    numbers = 8 * (sum(call.room.values()) - items)
    return numbers + items * _ENTRY_OVERHEAD + len(call.leaves) + _ANSWER_OVERHEAD


def statement(payload: bytes) -> int:
    """Decode the index of the top-level statement that is about to run."""
    reader = Reader(payload)
    index = reader.number("I")
    reader.end()
    return index


def sliced(payload: bytes, words: Filter, functions: Sequence[str] = ()) -> Slice:
    """Decode which lines are about to run, what has a syntax error, and which line has which key.

    Args:
        payload: of the record.
        words: cleans texts.
        functions: names of the graded functions.
    """
    reader = Reader(payload)
    count = reader.number("I")
    places = [words.lines(reader.text()) for _ in range(reader.bounded("B", MAX_PLACES))]
    defines, broken = [], []
    for _ in range(reader.bounded("B", _MOST_NOTES)):
        defines.append(reader.bounded("B", len(functions)))
        broken.append(words.early(reader.text()))
    lines: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in functions}
    for _ in range(reader.bounded("B", MAX_LINES)):
        name = functions[reader.bounded("B", len(functions) - 1)]
        key, place, line = reader.text(), words.lines(reader.text()), reader.text()
        lines[name][key] = place, words.early_line(line)
    reader.end()
    more = ("and more",) if count > len(places) else ()
    return Slice(
        taken=(*filter(None, places), *more),
        broken=tuple(broken),
        defines=tuple(defines),
        lines=lines,
    )


def load_report(
    payload: bytes, functions: int, words: Filter, *, is_first: bool = False
) -> LoadReport:
    """Decode what was found when the submission was loaded.

    Args:
        payload: of the record.
        functions: how many graded functions there are.
        words: cleans texts.
        is_first: whether no code of the submission can have run yet.
    """
    reader = Reader(payload)
    text = reader.text()
    unreadable = words.early(text) if is_first else words.clean(text)
    if unreadable:
        reader.end()
        return LoadReport(unreadable=unreadable)
    found = []
    for _ in range(functions):
        state = State(reader.bounded("B", max(State)))
        hint = reader.text()
        found.append(FoundFunction(state=state, hint=words.clean(hint)))
    notes = [words.note(reader.text()) for _ in range(reader.bounded("B", _MOST_NOTES))]
    reader.end()
    return LoadReport(functions=tuple(found), notes=tuple(notes))


def answer(payload: bytes, index: int, call: Call, words: Filter) -> Answer:
    """Decode the answer to call number `index`.

    Raises:
        Malformed: the payload is not exactly one answer to that call.
    """
    reader = Reader(payload)
    if reader.number("H") != index:
        raise Malformed("an answer to another call")
    blank = bool(reader.bounded("B", 1))
    violations = _violations(reader.number("B"))
    changed = tuple(compress(call.leaves, reader.flags(len(call.leaves))))
    kind = ValueKind(reader.bounded("B", max(ValueKind)))
    if kind is ValueKind.RAISED:
        refusal = Refusal(reader.bounded("B", max(Refusal)))
        raised = _raised(reader, call, words)
        reader.end()
        ended = Ended.REFUSED if refusal else Ended.RAISED
        detail = _REFUSED.get(refusal, "")
        return Answer(
            ended=ended,
            raised=raised,
            changed=changed,
            blank=blank,
            violations=violations,
            detail=detail,
        )
    value = _value(reader, kind, call.room, words)
    reader.end()
    return Answer(
        ended=Ended.RETURNED, value=value, changed=changed, blank=blank, violations=violations
    )


class _TextError(Exception):
    """An answer holds a text that has to be cleaned."""


class _NoTexts(Filter):
    """Stands for a filter where no text is to be cleaned."""

    def clean(self, text: str) -> str:
        """Refuse every text."""
        raise _TextError(text)

    def error(self, call: Call, said: Said) -> Raised:
        """Refuse every exception."""
        raise _TextError(call, said)


class Remembering:
    """Decodes answers as `answer` does, and equal ones once.

    A text is cleaned for the submission that it came from; an answer with none is the same for all.
    """

    def __init__(self) -> None:
        self._answers: Memory[Answer] = Memory(_REMEMBERED)
        self._no_texts = _NoTexts(b"")

    def answer(self, payload: bytes, index: int, call: Call, words: Filter) -> Answer:
        """Decode the answer to call number `index`, always of the same calls.

        Raises:
            Malformed: the payload is not exactly one answer to that call.
        """
        if len(payload) > _LARGE:
            return answer(payload, index, call, words)
        try:
            return self._answers.recall(
                (index, payload), lambda: answer(payload, index, call, self._no_texts)
            )
        except _TextError:
            return answer(payload, index, call, words)


def _violations(bits: int) -> tuple[str, ...]:
    if bits & ~_ALL_VIOLATIONS:
        raise Malformed("a violation that there is no word for")
    return tuple(words for kind, words in _REFUSED.items() if bits & 1 << kind)


def _raised(reader: Reader, call: Call, words: Filter) -> Raised:
    nearest = EXCEPTIONS[reader.bounded("B", len(EXCEPTIONS) - 1)]
    error = reader.text()
    text, place, line, clue = (reader.text() for _ in range(4))
    said = Said(error=error, text=text, place=place, line=line, clue=clue)
    return replace(words.error(call, said), nearest=nearest)


def _value(reader: Reader, kind: ValueKind, room: Mapping[str, int], words: Filter) -> Value:
    if kind is ValueKind.NONE:
        return Value(kind=kind)
    if kind is ValueKind.OTHER:
        return Value(kind=kind, type_name=words.clean(reader.text()))
    nodes = _Nodes(reader, room, words)
    nodes.node(kind, "", "")
    return Value(
        kind=kind,
        arrays=nodes.arrays,
        containers=nodes.containers,
        type_name=_TYPES.get(kind, ""),
    )


_TYPES = {ValueKind.TUPLE: "tuple", ValueKind.LIST: "list", ValueKind.TEXT: "str"}


class _Nodes:
    """One pass over the nodes of a value; only what is asked for may nest."""

    def __init__(self, reader: Reader, room: Mapping[str, int], words: Filter) -> None:
        self._reader = reader
        self._room = room
        self._words = words
        self.arrays: dict[str, Array] = {}
        self.containers: dict[str, Container] = {}

    def node(self, kind: ValueKind, path: str, shown: str) -> None:
        if kind is ValueKind.SINGLE:
            self.arrays[path] = _array(self._reader, self._room.get(path, 0), shown)
        elif kind is ValueKind.TEXT:
            self.arrays[path] = self._text(self._room.get(path, 0), shown)
        else:
            self._container(kind, path, shown)

    def _container(self, kind: ValueKind, path: str, shown: str) -> None:
        most = self._room.get(container(path))
        if most is None and (path or kind is not ValueKind.DICT):
            raise Malformed("a container that is not asked for")
        count = self._reader.number("I")
        listed = self._reader.bounded("H", min(count, MAX_ENTRIES if most is None else most))
        self.containers[path] = Container(kind=kind, count=count, shown=shown)
        for place in range(listed):
            key, told = (str(place), "") if kind in _SEQUENCES else self._key(path)
            self.node(self._kind(), within(path, key), told)

    def _key(self, path: str) -> tuple[str, str]:
        kind = Key(self._reader.bounded("B", max(Key)))
        text = self._reader.text()
        if kind is Key.INTEGER and not _INTEGER.fullmatch(text):
            raise Malformed("an integer that is none")
        key = component(text, kind)
        below = within(path, key)
        asked = below in self._room or container(below) in self._room
        return key, text if asked else self._words.clean(text)

    def _kind(self) -> ValueKind:
        kind = ValueKind(self._reader.bounded("B", max(ValueKind)))
        if kind not in _ITEMS:
            raise Malformed("an item that no container has")
        return kind

    def _text(self, room: int, shown: str) -> Array:
        length = self._reader.number("I")
        sent = self._reader.bounded("I", 8 * room)
        if sent not in (0, length):
            raise Malformed("a part of a text")
        try:
            text = self._reader.take(sent).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise Malformed("a text that is no text") from error
        is_whole = sent == length
        return Array(
            kind="U",
            itemsize=0,
            is_array=False,
            shape=(),
            data=None,
            text=text if is_whole else None,
            shown=shown,
        )


def _array(reader: Reader, room: int, shown: str = "") -> Array:
    letter, itemsize, is_array, dimensions = reader.numbers("4B")
    kind = chr(letter)
    shape = reader.numbers(f"{min(dimensions, MAX_NDIM)}Q")
    if is_array > 1:
        raise Malformed("a flag that is neither set nor clear")
    if kind not in _KINDS:
        raise Malformed("a kind of dtype that there is not")
    length = reader.bounded("I", 8 * room)
    raw = reader.take(length)
    data = None
    if length:
        size = 16 if kind == "c" else 8
        if kind not in NUMBERS or dimensions > MAX_NDIM or length != size * math.prod(shape):
            raise Malformed("entries that do not fit their shape")
        # No rule can write to what other rules look at, and what is kept.
        data = np.frombuffer(memoryview(raw).toreadonly(), NUMBERS[kind]).reshape(shape)
    return Array(
        kind=kind, itemsize=itemsize, is_array=bool(is_array), shape=shape, data=data, shown=shown
    )
