"""Damaged replies: what a child may send instead of an honest reply, and what may come of it.

Honest replies are made by the child's own code, damaged, and listened to by the trusted side's. A
reply is refused whole, or the values that are taken from it are exactly as the grammar says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, cast

import numpy as np

from autograder.sandbox.answers import Answer, Array, Ended, Value
from autograder.sandbox.inside import calling
from autograder.sandbox.inside.loading import Function
from autograder.sandbox.inside.source import Source, read
from autograder.sandbox.outside.budget import Budget
from autograder.sandbox.outside.cases import Call
from autograder.sandbox.outside.child_run import ChildRun
from autograder.sandbox.outside.filtering import Filter
from autograder.sandbox.outside.zygote import Child
from autograder.sandbox.wire import (
    BLANKS,
    EXCEPTIONS,
    MAX_ENTRIES,
    MAX_LINES,
    MAX_NDIM,
    MAX_PLACES,
    NUMBERS,
    RECORD,
    Key,
    State,
    Tag,
    ValueKind,
    Writer,
)
from benchmarks.mutation import damaged
from benchmarks.reply_grammar import verdict

_TEXT = b"def f(x, k):\n    raise ValueError('boom', W1)\n\ndef g(p):\n    return {'dW1': p}\n"
_FUNCTIONS = ("f", "g")
# A pair, of a number and of a dict that holds a text, a list of two, and what is under 7.
_NESTED = {
    "": 8,
    "/": 40,
    "0": 4,
    "1/": 40,
    "1/s": 3,
    "1/l/": 40,
    "1/l/0": 2,
    "1/l/1": 9,
    "1/#7": 8,
}
_CALLS = (
    Call(vector="v1", function="f", again=False, room={"": 8}, leaves=("x", "k")),
    Call(vector="v2", function="g", again=False, room={"dW1": 12, "db1": 4}, leaves=("p/W1",)),
    Call(vector="v3", function="g", again=False, room={"dW1": 300}, leaves=()),
    Call(vector="v4", function="g", again=False, room=_NESTED, leaves=()),
    Call(vector="v1", function="f", again=True, room={"": 8}, leaves=("x", "k")),
)
_ARGUMENTS: tuple[tuple[Any, ...], ...] = (
    (np.arange(3.0), 2),
    ({"W1": np.eye(2)},),
    (),
    (),
    (np.arange(3.0), 2),
)
_WORDS = {(True, False): "complete", (False, True): "refused", (False, False): "ended early"}
_LONGEST = 240  # characters of a text after the filter
_PLACE = re.compile(r"((code cell [0-9]{1,4}, )?line [0-9]{1,6})?")
_KINDS = frozenset("biufcmMOSUVT").union(BLANKS)
_CONTAINERS = (ValueKind.DICT, ValueKind.TUPLE, ValueKind.LIST)


def _raise(*_: object) -> None:
    raise ValueError("could not broadcast W1 with shapes (2,3) (4,)")


def _be_refused(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted", "W1.npy")


def _change(x: Any, *_: object) -> Any:
    for array in x.values() if isinstance(x, dict) else [x]:
        array[0] = 7.0
    return 1.0


_RETURNED: tuple[Callable[..., Any], ...] = (
    lambda *_: 1.5,
    lambda *_: np.float32(2.5),
    lambda *_: np.arange(6.0).reshape(2, 3),
    lambda *_: np.array(["text", None], object),
    lambda *_: {"dW1": np.ones((3, 4)), "db1": np.zeros((2, 1)), "other": 1, 3: None},
    lambda *_: {f"key {index}": index for index in range(60)},
    lambda *_: {"dW1": np.ones((10, 30), np.int64)},
    lambda *_: np.zeros((2,) * 9),
    lambda *_: None,
    lambda *_: [1.0],
    lambda *_: "text",
    lambda *_: (
        3,
        {"s": "text", "l": [True, np.arange(4) + 1j], 7: np.array([1, 2], np.uint8), "/": 1},
    ),
    lambda *_: [1.5, {"s": "\ud800" * 9, "l": (None, {}), "7": {}, 7: ["deep", (1, 2)], "": 0}],
    lambda *_: ((), {"l": list(range(100)), "s": {}}, ...),
    _raise,
    _be_refused,
)


class Replies:
    """Damages replies; one trial is one reply listened to."""

    def __init__(self) -> None:
        self._whole = [*honest_replies(), *_greedy_replies()]
        self._streams = [b"".join(records) for records in self._whole]

    def __call__(self, random: Random) -> str:
        """Make one trial and return what became of the reply, in a word."""
        return outcome(self._damaged(random), random)

    def _damaged(self, random: Random) -> bytes:
        records = list(random.choice(self._whole))
        way = random.randrange(4)
        if way == 0:  # the stream, wherever it hits
            return damaged(b"".join(records), random, self._streams)
        for _ in range(random.choice((1, 1, 2))):
            at = random.randrange(len(records))
            if way == 1:  # a payload whose length is right, so that the inside is reached
                tag, payload = records[at][0], records[at][RECORD.size :]
                payload = damaged(payload, random, self._streams)
                records[at] = RECORD.pack(tag, len(payload)) + payload
            elif way == 2:  # a head that lies
                head = damaged(records[at][: RECORD.size], random, self._streams)
                records[at] = head + records[at][RECORD.size :]
            else:  # whole records in another order, twice, or another reply's
                records[at : at + random.randrange(2)] = random.choices(
                    [*records, *random.choice(self._whole)], k=random.randrange(3)
                )
                if not records:
                    break
        return b"".join(records)


class _Pipe:
    """Stands in for a child: its reply comes in pieces, then it has ended."""

    def __init__(self, reply: bytes, random: Random) -> None:
        self._reply = reply
        self._at = 0
        self._most = random.choice((1 << 16, 1 << 16, 7, 1))

    def read(self, most: int, seconds: float) -> bytes:
        del seconds
        data = self._reply[self._at : self._at + min(most, self._most)]
        self._at += len(data)
        return data

    def kill(self) -> None:
        pass

    def wait(self, seconds: float) -> int:
        del seconds
        return 0


def outcome(reply: bytes, random: Random) -> str:
    """Listen to `reply`; return whether it was refused, ended early, or is complete.

    Raises:
        AssertionError: what was taken from it is not what the grammar allows.
    """
    child_run = ChildRun(_CALLS, range(len(_CALLS)), _FUNCTIONS, Filter(_TEXT))
    child_run.listen(cast(Child, _Pipe(reply, random)), 600.0, Budget(600.0))
    assert child_run.ended in (Ended.RETURNED, Ended.DIED)
    assert child_run.statement is None or 0 <= child_run.statement < 1 << 32
    if child_run.slice is not None:
        _check_texts(*child_run.slice.taken, *child_run.slice.broken)
        assert len(child_run.slice.broken) <= 20
    if child_run.loaded is None:
        assert not child_run.answers
    else:
        _check_texts(child_run.loaded.unreadable, *child_run.loaded.notes)
        assert len(child_run.loaded.functions) == (0 if child_run.loaded.unreadable else 2)
        assert len(child_run.loaded.notes) <= 20
        for found in child_run.loaded.functions:
            _check_texts(found.hint)
            assert isinstance(found.state, State)
    assert list(child_run.answers) == sorted(child_run.answers)
    assert not set(child_run.answers) & set(child_run.expected)
    for index, answer in child_run.answers.items():
        _check(answer, _CALLS[index], reply)
    if child_run.ended is Ended.RETURNED:
        assert not child_run.expected
    word = _WORDS[child_run.ended is Ended.RETURNED, child_run.detail.startswith("it sent back")]
    meant, answers = verdict(reply, _CALLS, _FUNCTIONS)
    # A record that is too long is refused before all of it is there.
    assert word == meant or (word, meant) == ("refused", "ended early")
    assert len(child_run.answers) == answers
    return word


def _check(answer: Answer, call: Call, reply: bytes) -> None:
    assert set(answer.changed) <= set(call.leaves)
    assert bool(answer.detail) is (answer.ended is Ended.REFUSED)
    if answer.ended in (Ended.RAISED, Ended.REFUSED):
        assert answer.raised is not None
        assert answer.value is None
        _check_texts(answer.raised.error, answer.raised.text, answer.raised.line)
        assert answer.raised.nearest in EXCEPTIONS
        assert _PLACE.fullmatch(answer.raised.place)
        return
    assert answer.ended is Ended.RETURNED
    assert answer.value is not None
    assert answer.raised is None
    value = answer.value
    assert value.kind is not ValueKind.RAISED
    assert 0 <= value.unlisted < 1 << 32
    _check_texts(value.type_name)
    _check_nesting(value, call)
    for name, array in value.arrays.items():
        _check_array(array, call.room.get(name, 0), reply)


def _check_nesting(value: Value, call: Call) -> None:
    """Every item lies in a container, and no container but those that are asked for in another."""
    if value.kind in (ValueKind.NONE, ValueKind.OTHER):
        assert not value.arrays
        assert not value.containers
        return
    assert (value.kind in _CONTAINERS) is ("" in value.containers)
    for path in (*value.arrays, *value.containers):
        above, _, key = path.rpartition("/")
        assert not path or value.containers[above].kind in _CONTAINERS
        if value.containers and path and value.containers[above].kind is not ValueKind.DICT:
            assert int(key) < value.containers[above].count
    for path, found in value.containers.items():
        assert found.kind in _CONTAINERS
        assert f"{path}/" in call.room or (path, found.kind) == ("", ValueKind.DICT)
        _check_texts(found.shown)
        listed = [each for each in (*value.arrays, *value.containers) if _above(each) == path]
        assert len(listed) <= call.room.get(f"{path}/", MAX_ENTRIES)


def _above(path: str) -> str | None:
    return path.rpartition("/")[0] if path else None


def _check_array(array: Array, room: int, reply: bytes) -> None:
    _check_texts(array.shown)
    assert array.kind in _KINDS
    assert isinstance(array.is_array, bool)
    assert 0 <= array.itemsize <= 255
    assert len(array.shape) <= MAX_NDIM
    assert all(0 <= length < 1 << 64 for length in array.shape)
    if array.text is not None:
        assert array.kind == "U"
        sent = array.text.encode("utf-8", "surrogatepass")
        assert len(sent) <= 8 * room
        assert sent in reply
    if array.data is not None:
        assert array.data.dtype == NUMBERS[array.kind]
        assert array.data.shape == array.shape
        assert 0 < array.data.nbytes <= 8 * room
        assert array.data.tobytes() in reply  # the very bytes that were sent


def _check_texts(*texts: str) -> None:
    for text in texts:
        assert len(text) <= _LONGEST
        assert text.isprintable()


def honest_replies() -> Iterator[list[bytes]]:
    """Yield whole replies, record by record, as honest children write them."""
    source = read(_TEXT, "a.py")
    start = [_slice(), _statement(0), _statement(1), _loaded(("", ""), ("line 2: invalid syntax",))]
    for function in _RETURNED:
        yield [*start, *(_answer(index, function, source) for index in range(len(_CALLS)))]
    yield [*start, *(_answer(index, _change, source) for index in (0, 1))]
    yield [_loaded((), (), unreadable="is not a notebook: its JSON is damaged")]
    yield [_loaded(("", "gg"), (), state=State.RENAMED)]


def _greedy_replies() -> Iterator[list[bytes]]:
    """Yield replies whose counts are one more than they may be, each otherwise as it says."""
    yield [_loaded(("", ""), ("line 2: invalid syntax",) * 21)]
    yield [_slice(MAX_PLACES + 1), _loaded(("", ""), ())]
    yield [_slice(broken=21), _loaded(("", ""), ())]
    yield [_slice(lines=MAX_LINES + 1), _loaded(("", ""), ())]
    answer = Writer()
    answer.number("HBBBB", 0, 0, 0, 0, 0)
    answer.number("BIH", ValueKind.DICT, MAX_ENTRIES + 1, MAX_ENTRIES + 1)
    for index in range(MAX_ENTRIES + 1):
        answer.number("B", Key.TEXT)
        answer.text(f"key {index}")
        answer.number("5BI", ValueKind.SINGLE, ord("f"), 8, 0, 0, 0)
    yield [_loaded(("", ""), ()), b"".join(answer.record(Tag.ANSWER))]


def _answer(index: int, function: Callable[..., Any], source: Source) -> bytes:
    call = _CALLS[index]
    case = calling.Case(call.function, (calling.Step(_ARGUMENTS[index]),), call.room)
    return b"".join(calling.call(index, case, Function(State.DEFINED, function), source))


def _slice(places: int = 2, broken: int = 1, lines: int = 2) -> bytes:
    writer = Writer()
    writer.number("IB", places, places)
    for _ in range(places):
        writer.text("lines 1-5")
    writer.number("B", broken)
    for _ in range(broken):
        writer.number("B", 2)
        writer.text("line 3, column 5: invalid syntax: `x = = 1`")
    writer.number("B", lines)
    for function in range(lines):
        writer.number("B", function % 2)
        for text in ("dW1", "line 2", "dW1 = 2 * W1"):
            writer.text(text)
    return b"".join(writer.record(Tag.SLICE))


def _statement(index: int) -> bytes:
    writer = Writer()
    writer.number("I", index)
    return b"".join(writer.record(Tag.STATEMENT))


def _loaded(
    hints: tuple[str, ...],
    notes: tuple[str, ...],
    *,
    unreadable: str = "",
    state: State = State.DEFINED,
) -> bytes:
    writer = Writer()
    writer.text(unreadable)
    for hint in hints:
        writer.number("B", state)
        writer.text(hint)
    if not unreadable:
        writer.number("B", len(notes))
    for note in notes:
        writer.text(note)
    return b"".join(writer.record(Tag.LOADED))
