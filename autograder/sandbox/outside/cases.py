"""The calls that a run makes: one per vector, in order, then those that are asked again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from autograder.vectors.model import Array, Generator, Given, Group, Input, Vector, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograder.exercise import Exercise, Question


REPEAT = "repeat"  # the flag of a vector that is asked a second time, at the end

# Entries that each array of a reply may have beyond those that are expected: room for a wrong but
# small shape, which is compared too, so that a misconception with a wrong shape can be recognised.
_SPARE_ENTRIES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a graded function.

    Attributes:
        room: how many float64 entries its reply may carry under each key of a returned dict, or
            under the empty name when it is to return a number.
        leaves: paths of what its inputs hold, in the order in which changes are reported.
        arguments: names of its arguments, in order.
        shapes: of what it is to return, by key of the dict.
        seconds: wall clock of its own; None where it is that of every call.
    """

    vector: str
    function: str
    again: bool
    room: Mapping[str, int]
    leaves: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    seconds: float | None = None


def plan(vectors: Iterable[Vector], exercise: Exercise) -> list[tuple[Call, Vector]]:
    """Return every call of a run with its vector; the repeated ones come last.

    That is how state between calls shows: all calls of a submission share one process.
    """
    questions = {question.id: question for question in exercise.judged}
    first = [(_call(vector, questions[vector.question], again=False), vector) for vector in vectors]
    again = [
        (_call(vector, questions[vector.question], again=True), vector)
        for _, vector in first
        if REPEAT in vector.flags
    ]
    return first + again


def _call(vector: Vector, question: Question, *, again: bool) -> Call:
    return Call(
        vector=vector.id,
        function=question.function,
        again=again,
        room={
            name if vector.returns == "dict" else "": array.size + _SPARE_ENTRIES
            for name, array in vector.expected.items()
        },
        leaves=tuple(path for path, _ in leaves(vector.inputs)),
        arguments=tuple(vector.inputs),
        shapes={name: array.shape for name, array in vector.expected.items()},
        seconds=question.call_seconds,
    )


def encode(calls: Iterable[tuple[Call, Vector]]) -> tuple[list[dict[str, Any]], bytes]:
    """Return the JSON descriptions and the blob of raw arrays that the zygote is set up with.

    Only inputs are encoded; nothing here reads an expected value.
    """
    blob = bytearray()
    cases = [
        {
            "function": call.function,
            "room": call.room,
            "arguments": [_argument(value, blob) for value in vector.inputs.values()],
            "keywords": vector.keywords,
            "seed": vector.seed,
        }
        for call, vector in calls
    ]
    return cases, bytes(blob)


def _argument(value: Input, blob: bytearray) -> dict[str, Any]:
    if isinstance(value, Group):
        items = [_argument(item, blob) for item in value.items.values()]
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
