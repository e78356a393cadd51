"""Calls a graded function and puts what it returned into a record.

Formatting happens here, beyond the wall and under the wall clock, because a returned object may
run any code when it is looked at.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from autograder.sandbox.inside import clues, stubs, violations
from autograder.sandbox.inside.loading import Function, explain
from autograder.sandbox.inside.refusals import refusal_of
from autograder.sandbox.wire import BLANK, MAX_ENTRIES, MAX_NDIM, Buffer, Tag, ValueKind, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

    from autograder.sandbox.inside.absent import Absent


_FLOAT64 = np.dtype("<f8")
_GONE = object()
_NUMBERS = (bool, int, float, complex, np.generic, np.ndarray)


class Lines(Protocol):
    """Knows a student's lines; a `Source` does."""

    def own(self, trace: TracebackType | None) -> tuple[TracebackType | None, str, list[str]]:
        """Return a traceback's innermost entry in the student's text, its place, and the text."""


@dataclass(frozen=True, slots=True)
class Case:
    """One call: a graded function's name and its pristine arguments.

    Attributes:
        keywords: names of the last arguments, which are passed by name.
        seed: what NumPy's own stream of random numbers starts from, unless it goes on.
        room: how many float64 entries a reply may carry under each key of a returned dict, and
            under the empty name when no dict is asked for; other keys are only described.
    """

    function: str
    arguments: tuple[Any, ...]
    room: Mapping[str, int]
    keywords: tuple[str, ...] = ()
    seed: int | None = None


def call(
    index: int, case: Case, function: Function, source: Lines, absent: Absent | None = None
) -> list[Buffer]:
    """Call `function` for case `index`; return the parts of the record that says what happened."""
    assert function.call is not None
    by_place, by_name = fresh(case)
    record = Writer()
    record.number("H", index)
    if case.seed is not None:
        np.random.seed(case.seed)
    try:
        value = function.call(*by_place, **by_name)
        answer = _value(value, case.room)
        blank = stubs.left_blank(function.stub, value)
    except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
        answer = raised(error, source, absent)
        blank = stubs.raised_by_blank(function.stub, error)
    record.number("BB", blank, violations.seen())
    record.raw(_changed(case.arguments, (*by_place, *by_name.values())))
    record.append(answer)
    return record.record(Tag.ANSWER)


def fresh(case: Case) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return what a call is given by place and by name, all of it copied for this call."""
    arguments = tuple(writable(argument) for argument in case.arguments)
    by_place = len(arguments) - len(case.keywords)
    return arguments[:by_place], dict(zip(case.keywords, arguments[by_place:], strict=True))


def writable(argument: Any) -> Any:
    """Copy an argument as deep as it goes, keeping each array's memory order."""
    if isinstance(argument, np.ndarray):
        return argument.copy(order="K")
    if isinstance(argument, dict):
        return {key: writable(item) for key, item in argument.items()}
    if isinstance(argument, (tuple, list)):
        return type(argument)(writable(item) for item in argument)
    if isinstance(argument, np.random.Generator):
        return copy.deepcopy(argument)
    return argument  # nothing can change it, or it is what the course gives to everybody


def _changed(pristine: tuple[Any, ...], used: tuple[Any, ...]) -> bytes:
    """Return a byte for each leaf, through all arguments: whether it was changed."""
    return bytes(not _same(*pair) for pair in _paired(pristine, used))


def _paired(before: Any, after: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each leaf with what is in its place afterwards; `_GONE` where nothing is."""
    if isinstance(before, dict):
        for key, item in before.items():
            yield from _paired(item, after.get(key, _GONE) if isinstance(after, dict) else _GONE)
    elif isinstance(before, (tuple, list)):
        # A list that has become longer or shorter has nothing left of what it was.
        kept = after if type(after) is type(before) and len(after) == len(before) else ()
        for item, other in zip_longest(before, kept, fillvalue=_GONE):
            yield from _paired(item, other)
    else:
        yield before, after


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, np.random.Generator):
        return isinstance(new, np.random.Generator)  # drawing from it is what it is for
    if type(new) is not type(old):
        return False
    if isinstance(old, np.ndarray):
        same_form = new.shape == old.shape and new.dtype == old.dtype
        # As bytes, so that nan equals itself; of small arrays, nothing is faster.
        return same_form and bool(new.tobytes() == old.tobytes())
    return bool(new == old)


def _value(value: Any, room: Mapping[str, int]) -> Writer:
    writer = Writer()
    if value is None:
        writer.number("B", ValueKind.NONE)
    elif isinstance(value, dict):
        writer.number("B", ValueKind.DICT)
        _entries(writer, value, room)
    elif isinstance(value, _NUMBERS):
        writer.number("B", ValueKind.SINGLE)
        _array(writer, value, room.get("", 0))
    else:
        writer.number("B", ValueKind.OTHER)
        writer.text(type(value).__name__)
    return writer


def _entries(writer: Writer, value: dict[Any, Any], room: Mapping[str, int]) -> None:
    listed = list(value.items())[:MAX_ENTRIES]
    writer.number("IB", min(len(value), 0xFFFFFFFF), len(listed))
    for key, item in listed:
        name = key if isinstance(key, str) else repr(key)
        writer.text(name)
        _array(writer, item, room.get(name, 0))


def _array(writer: Writer, item: Any, room: int) -> None:
    """Describe one array; send its entries when there is room for them."""
    array = np.asarray(item)
    fits = array.dtype.kind in "fiub" and array.size <= room and array.ndim <= MAX_NDIM
    data = np.ascontiguousarray(array, _FLOAT64).data.cast("B") if fits and array.size else b""
    dtype, dimensions = array.dtype, min(array.ndim, MAX_NDIM)
    is_array = isinstance(item, np.ndarray)
    kind = BLANK if item is None or item is ... else dtype.kind
    head = (ord(kind), min(dtype.itemsize, 255), is_array, min(array.ndim, 255))
    writer.number(f"BB?B{dimensions}QI", *head, *array.shape[:MAX_NDIM], len(data))
    writer.raw(data)


def raised(error: BaseException, source: Lines, absent: Absent | None) -> Writer:
    """Return the part of a record that says what a call raised, and where."""
    entry, place, lines = source.own(error.__traceback__)
    line = lines[entry.tb_lineno - 1].strip() if entry and entry.tb_lineno <= len(lines) else ""
    writer = Writer()
    writer.number("BB", ValueKind.RAISED, refusal_of(error))
    writer.text(type(error).__name__)
    writer.text(explain(error))
    writer.text(place)
    writer.text(line)
    writer.text(clues.clue(error, entry, lines, absent))
    return writer
