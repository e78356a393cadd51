"""The calls that a run makes: one per vector, in order, then those that are asked again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from autograder.sandbox.wire import MAX_ENTRIES, Key, component, container, within
from autograder.vectors.model import (
    Array,
    Earlier,
    Generator,
    Given,
    Group,
    Input,
    Vector,
    leaves,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from autograder.exercise import Exercise, Question
    from autograder.vectors.answers import Form, Numbers


REPEAT = "repeat"  # the flag of a vector that is asked a second time, at the end

# Entries that each array of a reply may have beyond those that are expected: room for a wrong but
# small shape, which is compared too, so that a misconception with a wrong shape can be recognised.
_SPARE_ENTRIES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a graded function.

    Attributes:
        room: how many numbers of eight bytes its reply may carry for each part of what is
            returned, by its path (`wire.component`), which is empty for the whole; and under
            `wire.container` of a path, how many items are listed there.
        leaves: paths of what its inputs hold, in the order in which changes are reported.
        arguments: names of its arguments, in order.
        shapes: of what it is to return, by name.
        seconds: wall clock of its own; None where it is that of every call.
        joined: it makes several calls, and its reply is a tuple of what they return.
    """

    vector: str
    function: str
    again: bool
    room: Mapping[str, int]
    leaves: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    joined: bool = False
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    seconds: float | None = None


def plan(vectors: Iterable[Vector], exercise: Exercise) -> list[tuple[Call, Vector]]:
    """Return every call of a run with its vector; the repeated ones come last.

    That is how state between calls shows: all calls of a submission share one process.
    """
    questions = {question.id: question for question in exercise.judged}
    vectors = list(vectors)
    # The grader's own honest code returns one array, unless all that is asked for is dicts of them.
    single = {vector.question for vector in vectors if vector.returns != "dict"}
    first = [(_call(vector, questions[vector.question], single), vector) for vector in vectors]
    again = [(replace(call, again=True), each) for call, each in first if REPEAT in each.flags]
    return first + again


def _call(vector: Vector, question: Question, single: set[str]) -> Call:
    spare = {"": _SPARE_ENTRIES} if vector.question in single else {}
    return Call(
        vector=vector.id,
        function=question.function,
        again=False,
        room=spare | _room(vector),
        joined=bool(vector.steps),
        leaves=tuple(path for path, _ in leaves(vector.inputs)),
        arguments=() if vector.steps else tuple(vector.inputs),
        shapes={path.rpartition("/")[2]: each.shape for path, each in vector.expected.items()},
        seconds=question.call_seconds,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a part of an answer stands in what a call returned.

    Attributes:
        wire: its path there, by keys and places; empty for the whole.
        form: what it is to be.
    """

    wire: str
    form: Form


def places(vector: Vector) -> dict[str, Place]:
    """Return the place of each part of what a vector expects, by the path that rules know."""
    (path, form), *_ = vector.parts.items()
    return dict(_places(form, path, ""))


def _places(form: Form, path: str, wire: str) -> Iterator[tuple[str, Place]]:
    yield path, Place(wire=wire, form=form)
    for key, name, item in form.named_keys():
        own = component(str(key), Key.TEXT if isinstance(key, str) else Key.INTEGER)
        below = within(wire, own if form.kind == "dict" else str(key))
        yield from _places(item, f"{path}/{name}" if path else name, below)


def _room(vector: Vector) -> dict[str, int]:
    """Return how much a reply may carry for each part; a dict of arrays may hold nothing else."""
    room: dict[str, int] = {}
    for path, place in places(vector).items():
        if not place.form.is_container:
            room[place.wire] = _size(place.form, vector.expected.get(path)) + _SPARE_ENTRIES
        elif vector.returns != "dict":
            room[container(place.wire)] = max(MAX_ENTRIES, len(place.form.items) + 1)
    if vector.steps:  # for the grader's own honest code
        room.setdefault(container(""), MAX_ENTRIES)
        judged = sum(step.judged for step in vector.steps)
        room = dict.fromkeys(map(str, range(judged)), _SPARE_ENTRIES) | room
    return room


def _size(form: Form, numbers: Numbers | None) -> int:
    if numbers is None:
        return len(form.text.encode()) // 8
    return numbers.size * (2 if form.of == "complex" else 1)


def encode(calls: Iterable[tuple[Call, Vector]]) -> tuple[list[dict[str, Any]], bytes]:
    """Return the JSON descriptions and the blob of raw arrays that the zygote is set up with.

    Only inputs are encoded; nothing here reads an expected value.
    """
    blob = bytearray()
    cases = [
        {
            "function": call.function,
            "room": call.room,
            "steps": _steps(vector, blob),
            "joined": bool(vector.steps),
            "seed": vector.seed,
        }
        for call, vector in calls
    ]
    return cases, bytes(blob)


def _steps(vector: Vector, blob: bytearray) -> list[dict[str, Any]]:
    """Describe the calls that a vector makes; most make one."""
    places = {step.name: place for place, step in enumerate(vector.steps)}
    if not vector.steps:
        arguments = [_argument(value, blob, places) for value in vector.inputs.values()]
        return [{"on": None, "call": "", "arguments": arguments, "keywords": vector.keywords}]
    described = []
    for step in vector.steps:
        group = vector.inputs[step.name]
        assert isinstance(group, Group)
        described.append(
            {
                "on": places[step.on] if step.on else None,
                "call": step.call,
                "arguments": [_argument(each, blob, places) for each in group.items.values()],
                "keywords": step.keywords,
                "judged": step.judged,
            }
        )
    return described


def _argument(value: Input, blob: bytearray, steps: Mapping[str, int]) -> dict[str, Any]:
    if isinstance(value, Group):
        items = [_argument(item, blob, steps) for item in value.items.values()]
        return {"kind": value.kind, "items": items, "keys": value.keys or tuple(value.items)}
    if isinstance(value, np.ndarray):
        return _array(value, blob)
    match value:
        case complex():
            return {"kind": "complex", "value": (value.real, value.imag)}
        case Generator():
            return {"kind": "generator", "value": value.seed}
        case Given():
            return {"kind": "given", "value": value.name}
        case Earlier():
            return {"kind": "earlier", "value": steps[value.step]}
    return {"kind": "plain", "value": value}


def _array(value: Array, blob: bytearray) -> dict[str, Any]:
    order: Literal["C", "F"] = "C" if value.flags.c_contiguous else "F"
    blob.extend(bytes(-len(blob) % 8))  # keep arrays aligned
    offset = len(blob)
    blob.extend(value.tobytes(order=order))
    return {
        "kind": "array",
        "dtype": value.dtype.str,
        "shape": list(value.shape),
        "order": order,
        "offset": offset,
    }
