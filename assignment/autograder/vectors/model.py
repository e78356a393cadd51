"""What a test vector is, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Array", "Group", "Input", "Leaf", "Returns", "Vector", "VectorSet", "leaves"]

Array = NDArray[np.float64] | NDArray[np.int64]
Leaf = Array | int | float
Returns = Literal["number", "array", "dict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A nested input: a dict, or a tuple whose items have names for messages only.

    Attributes:
        kind: what the called function receives.
        items: in the order in which they are passed.
    """

    kind: Literal["dict", "tuple"]
    items: Mapping[str, Leaf]


Input = Leaf | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One test case: the call's inputs and what it must return.

    Attributes:
        id: zero-padded and unique in its set, such as ``v007``; vectors are run in its order.
        question: the question whose function is called.
        comment: why the vector exists, in a sentence for a TA.
        flags: words by which hidden tests choose vectors.
        inputs: positional arguments by name, in call order. Memory order (C or Fortran) and
            dtype (float64 or int64) are part of the vector.
        returns: whether the function returns one number, one array or a dict of arrays.
        expected: float64 arrays by name; a single one unless it returns a dict, 0-d for a number.
        scale: S, the sum of the absolute terms of each expected entry; same names and shapes.
        kills: ids of the misconceptions that this vector exposes.
        fingerprints: what each misconception returns here, where that differs from expected
            and holds real numbers, of whatever shapes; by misconception, then name.
    """

    id: str
    question: str
    comment: str
    flags: tuple[str, ...]
    inputs: Mapping[str, Input]
    returns: Returns
    expected: Mapping[str, NDArray[np.float64]]
    scale: Mapping[str, NDArray[np.float64]]
    kills: tuple[str, ...] = ()
    fingerprints: Mapping[str, Mapping[str, NDArray[np.float64]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorSet:
    """All vectors of one file, sorted by id.

    Attributes:
        assignment: the id in the assignment's description.
        seed: what the inputs were drawn from.
        generator: name and version of the builder.
        content_sha256: of everything in the file but itself, whatever the container's layout.
    """

    assignment: str
    seed: int
    generator: str
    content_sha256: str
    vectors: tuple[Vector, ...]


def leaves(inputs: Mapping[str, Input]) -> Iterator[tuple[str, Leaf]]:
    """Yield each number or array in `inputs` with its path, such as ``parameters/W1``."""
    for name, value in inputs.items():
        if isinstance(value, Group):
            for key, leaf in value.items.items():
                yield f"{name}/{key}", leaf
        else:
            yield name, value
