"""Calls a graded function and puts what it returned into a record.

Formatting happens here, beyond the wall and under the wall clock, because a returned object may
run any code when it is looked at.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from autograder.sandbox.inside import clues, stubs, violations
from autograder.sandbox.inside.loading import Function, explain
from autograder.sandbox.inside.refusals import refusal_of
from autograder.sandbox.wire import (
    BLANK,
    EXCEPTIONS,
    MAX_ENTRIES,
    MAX_NDIM,
    NOTHING,
    NUMBERS,
    Buffer,
    Key,
    Tag,
    ValueKind,
    Writer,
    component,
    container,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    from autograder.sandbox.inside.absent import Absent


_GONE = object()
_SENT_AS = {kind: np.dtype(name) for kind, name in NUMBERS.items()}
_NUMBERS = (bool, int, float, complex, np.generic, np.ndarray)


class Lines(Protocol):
    """Knows a student's lines; a `Source` does."""

    def own(self, trace: TracebackType | None) -> tuple[TracebackType | None, str, list[str]]:
        """Return a traceback's innermost entry in the student's text, its place, and the text."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Stands, among arguments, for what an earlier step of the case gave: the very object."""

    step: int


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a case, with its pristine arguments.

    Attributes:
        keywords: names of the last arguments, which are passed by name.
        on: the step on whose result a method is called; None calls the graded function itself.
        call: the method's name.
        judged: whether what it returns is sent.
    """

    arguments: tuple[Any, ...]
    keywords: tuple[str, ...] = ()
    on: int | None = None
    call: str = ""
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """What is called for one vector: a graded function once, or several calls.

    Attributes:
        function: its name.
        room: how many numbers of eight bytes a reply may carry for each part of what is returned,
            by its path, which is empty for the whole; other parts are only described. Where a part
            may be a container, how many of its items are listed.
        seed: what NumPy's own stream of random numbers starts from, unless it goes on.
        joined: a tuple of what the judged steps return is sent, and not what the only one returns.
    """

    function: str
    steps: tuple[Step, ...]
    room: Mapping[str, int]
    seed: int | None = None
    joined: bool = False


def call(
    index: int, case: Case, function: Function, source: Lines, absent: Absent | None = None
) -> list[Buffer]:
    """Call `function` for case `index`; return the parts of the record that says what happened."""
    assert function.call is not None
    record = Writer()
    record.number("H", index)
    if case.seed is not None:
        np.random.seed(case.seed)
    used: list[Any] = []
    answer = Writer()
    if case.joined:
        judged = sum(step.judged for step in case.steps)
        answer.number("BIH", ValueKind.TUPLE, judged, judged)
    blank = has_returned = False
    try:
        for place, value in enumerate(run(case, function.call, used)):
            has_returned = True  # what is raised now is raised by describing the value
            blank = stubs.left_blank(function.stub, value)
            if case.joined:
                _node(answer, value, str(place), case.room)
                answer.settle()  # before the next call changes it
            else:
                answer = _value(value, case.room)
            has_returned = False
    except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
        answer = raised(error, source, absent, by_call=not has_returned)
        blank = stubs.raised_by_blank(function.stub, error)
    record.number("BB", blank, violations.seen())
    pristine = [step.arguments for step in case.steps]
    used += pristine[len(used) :]  # what was not called changed nothing
    record.raw(_changed(tuple(pristine), tuple(used)))
    record.append(answer)
    return record.record(Tag.ANSWER)


def run(case: Case, function: Callable[..., Any], used: list[Any]) -> Iterator[Any]:
    """Make the calls of a case, and yield what each judged one returns before the next is made.

    Args:
        case: what is called.
        function: the graded function, or class.
        used: receives the arguments of each call that is made, all of them copied for it.
    """
    results: list[Any] = []
    for step in case.steps:
        arguments = tuple(writable(argument, results) for argument in step.arguments)
        used.append(arguments)
        target = function if step.on is None else getattr(results[step.on], step.call)
        by_place = len(arguments) - len(step.keywords)
        by_name = dict(zip(step.keywords, arguments[by_place:], strict=True))
        results.append(target(*arguments[:by_place], **by_name))
        if step.judged:
            yield results[-1]


def writable(argument: Any, results: Sequence[Any] = ()) -> Any:
    """Copy an argument as deep as it goes, keeping each array's memory order.

    Args:
        argument: one of a step's.
        results: what the steps before gave, which are not copied.
    """
    if isinstance(argument, np.ndarray):
        return argument.copy(order="K")
    if isinstance(argument, dict):
        return {key: writable(item, results) for key, item in argument.items()}
    if isinstance(argument, (tuple, list)):
        return type(argument)(writable(item, results) for item in argument)
    if isinstance(argument, Earlier):
        return results[argument.step]
    if isinstance(argument, np.random.Generator):
        return copy.deepcopy(argument)
    return argument  # nothing can change it, or it is what the course gives to everybody


def _changed(pristine: tuple[Any, ...], used: tuple[Any, ...]) -> bytes:
    """Return a byte for each leaf, through all arguments: whether it was changed."""
    flags = bytearray()
    _compare(pristine, used, flags)
    return bytes(flags)


def _compare(before: Any, after: Any, flags: bytearray) -> None:
    """Append a flag for each leaf; what is no longer in its place was changed."""
    if isinstance(before, dict):
        kept = after if isinstance(after, dict) else {}
        for key, item in before.items():
            _compare(item, kept.get(key, _GONE), flags)
    elif isinstance(before, (tuple, list)):
        # A list that has become longer or shorter has nothing left of what it was.
        is_whole = type(after) is type(before) and len(after) == len(before)
        for item, other in zip(before, after if is_whole else repeat(_GONE), strict=False):
            _compare(item, other, flags)
    else:
        flags.append(not _same(before, after))


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, Earlier):
        return True  # a stranger's object, which may change as it likes
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
    """Describe what a call returned."""
    writer = Writer()
    if value is None:
        writer.number("B", ValueKind.NONE)
    elif isinstance(value, (dict, str, *_NUMBERS)) or _is_sequence(value, "", room):
        _node(writer, value, "", room)
    else:
        writer.number("B", ValueKind.OTHER)
        writer.text(type(value).__name__)
    return writer


def _node(writer: Writer, value: Any, path: str, room: Mapping[str, int]) -> None:
    """Describe a part of what was returned; a container within another only if it is asked for."""
    if isinstance(value, dict) and (not path or container(path) in room):
        writer.number("B", ValueKind.DICT)
        _entries(writer, value, path, room)
    elif _is_sequence(value, path, room):
        writer.number("B", ValueKind.TUPLE if isinstance(value, tuple) else ValueKind.LIST)
        for place, item in enumerate(_listed(writer, value, path, room, value)):
            _node(writer, item, within(path, str(place)), room)
    elif isinstance(value, str):
        writer.number("B", ValueKind.TEXT)
        _text(writer, value, room.get(path, 0))
    else:
        writer.number("B", ValueKind.SINGLE)
        _array(writer, value, room.get(path, 0))


def _is_sequence(value: Any, path: str, room: Mapping[str, int]) -> bool:
    return isinstance(value, (tuple, list)) and container(path) in room


def _listed(
    writer: Writer, value: Any, path: str, room: Mapping[str, int], items: Iterable[Any]
) -> list[Any]:
    """Say how many items a container has, and return those that are described."""
    listed = list(islice(items, room.get(container(path), MAX_ENTRIES)))
    writer.number("IH", min(max(len(value), len(listed)), 0xFFFFFFFF), len(listed))
    return listed


def _entries(writer: Writer, value: dict[Any, Any], path: str, room: Mapping[str, int]) -> None:
    for key, item in _listed(writer, value, path, room, value.items()):
        text, kind = _key(key)
        writer.number("B", kind)
        writer.text(text)
        _node(writer, item, within(path, component(text, kind)), room)


def _key(key: Any) -> tuple[str, Key]:
    if isinstance(key, str):
        return key, Key.TEXT
    is_integer = isinstance(key, (int, np.integer)) and not isinstance(key, bool)
    return (str(int(key)), Key.INTEGER) if is_integer else (repr(key), Key.OTHER)


def _text(writer: Writer, value: str, room: int) -> None:
    """Send a text where there is room for it, and else how long it is."""
    data = str.encode(value, "utf-8", "surrogatepass")
    sent = data if len(data) <= 8 * room else b""
    writer.number("II", min(len(data), 0xFFFFFFFF), len(sent))
    writer.raw(sent)


def _array(writer: Writer, item: Any, room: int) -> None:
    """Describe one array; send its numbers when there is room for them."""
    array = _as_array(item)
    dtype, dimensions = array.dtype, min(array.ndim, MAX_NDIM)
    size = array.size * (2 if dtype.kind == "c" else 1)
    fits = dtype.kind in NUMBERS and 0 < size <= room and array.ndim <= MAX_NDIM
    data = np.ascontiguousarray(array, _SENT_AS[dtype.kind]).data.cast("B") if fits else b""
    is_array = isinstance(item, np.ndarray)
    kind = NOTHING if item is None else BLANK if item is ... else dtype.kind
    head = (ord(kind), min(dtype.itemsize, 255), is_array, min(array.ndim, 255))
    writer.number(f"BB?B{dimensions}QI", *head, *array.shape[:MAX_NDIM], len(data))
    writer.raw(data)


def _as_array(item: Any) -> Any:
    try:
        return np.asarray(item)
    except ValueError:  # it nests what has different lengths, and is no array
        return np.empty((), object)


def raised(
    error: BaseException, source: Lines, absent: Absent | None, *, by_call: bool = True
) -> Writer:
    """Return the part of a record that says what a call raised, and where.

    Args:
        error: that was raised.
        source: the submission's lines.
        absent: what is known of packages that are not there.
        by_call: False where a value was returned, which cannot be described. That is never the
            exception that a call must raise.
    """
    entry, place, lines = source.own(error.__traceback__)
    line = lines[entry.tb_lineno - 1].strip() if entry and entry.tb_lineno <= len(lines) else ""
    writer = Writer()
    writer.number(
        "BBB", ValueKind.RAISED, refusal_of(error), _nearest(error if by_call else BaseException())
    )
    writer.text(type(error).__name__)
    writer.text(explain(error))
    writer.text(place)
    writer.text(line)
    writer.text(clues.clue(error, entry, lines, absent))
    return writer


def _nearest(error: BaseException) -> int:
    """Return the place of the nearest of Python's own exceptions that this one is or extends."""
    names = (each.__name__ for each in type(error).__mro__ if each.__module__ == "builtins")
    return next((EXCEPTIONS.index(name) for name in names if name in EXCEPTIONS), 0)
