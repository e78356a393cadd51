"""Calls a graded function and puts what it returned into a record.

Formatting happens here, beyond the wall and under the wall clock, because a returned object may
run any code when it is looked at.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from autograder.sandbox.inside import attempts, clues, stubs
from autograder.sandbox.inside.loading import Function, explain
from autograder.sandbox.inside.refusals import refusal_of
from autograder.sandbox.wire import BLANK, MAX_ENTRIES, MAX_NDIM, Buffer, Tag, ValueKind, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from autograder.sandbox.inside.absent import Absent

__all__ = ["Case", "Lines", "call", "raised", "writable"]

_FLOAT64 = np.dtype("<f8")
_NUMBERS = (bool, int, float, complex, np.generic, np.ndarray)


class Lines(Protocol):
    """Knows a student's lines; a `Source` does."""

    def own(self, trace: TracebackType | None) -> tuple[TracebackType | None, str, list[str]]:
        """Return a traceback's innermost entry in the student's text, its place, and the text."""


@dataclass(frozen=True, slots=True)
class Case:
    """One call: a graded function's name and its pristine arguments.

    Attributes:
        room: how many float64 entries a reply may carry under each key of a returned dict, and
            under the empty name when no dict is asked for; other keys are only described.
    """

    function: str
    arguments: tuple[Any, ...]
    room: Mapping[str, int]


def call(
    index: int, case: Case, function: Function, source: Lines, absent: Absent | None = None
) -> list[Buffer]:
    """Call `function` for case `index`; return the parts of the record that says what happened."""
    assert function.call is not None
    arguments = tuple(writable(argument) for argument in case.arguments)
    record = Writer()
    record.number("H", index)
    try:
        value = function.call(*arguments)
        answer = _value(value, case.room)
        blank = stubs.left_blank(function.stub, value)
    except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
        answer = raised(error, source, absent)
        blank = stubs.raised_by_blank(function.stub, error)
    record.number("BB", blank, attempts.taken())
    record.raw(_changed(case.arguments, arguments))
    record.append(answer)
    return record.record(Tag.ANSWER)


def writable(argument: Any) -> Any:
    """Copy an argument as deep as it goes, keeping each array's memory order."""
    if isinstance(argument, np.ndarray):
        return argument.copy(order="K")
    if isinstance(argument, dict):
        return {key: writable(item) for key, item in argument.items()}
    if isinstance(argument, tuple):
        return tuple(writable(item) for item in argument)
    return copy.copy(argument)


def _changed(pristine: tuple[Any, ...], used: tuple[Any, ...]) -> bytes:
    """Return a byte for each number or array, through all arguments: whether it was changed."""
    pairs = zip(pristine, used, strict=True)
    return bytes(not _same(*pair) for before, after in pairs for pair in _paired(before, after))


def _paired(before: Any, after: Any) -> list[tuple[Any, Any]]:
    if isinstance(before, dict):
        return [(item, after.get(key)) for key, item in before.items()]
    if isinstance(before, tuple):
        return list(zip(before, after, strict=True))
    return [(before, after)]


def _same(old: Any, new: Any) -> bool:
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
