"""What a test vector is, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from autograder.vectors.answers import Form, Numbers, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


DTYPES = ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u4", "u2", "u1", "b1", "c16", "c8")
"""What arrays among a vector's inputs may hold."""

Array = NDArray[Any]
Returns = Literal["number", "array", "dict"]


@dataclass(frozen=True, slots=True)
class Generator:
    """An input that the call receives as ``numpy.random.default_rng(seed)``, fresh each time."""

    seed: int


@dataclass(frozen=True, slots=True)
class Given:
    """An input that the call receives as a name that the course gives, such as ``relu``.

    The name is that of a function in a helper module, or of something in `given`.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An input that the call receives as what an earlier step of the same vector gave.

    It is that very object, with all that the steps between have done to it.
    """

    step: str


Leaf = Array | bool | int | float | complex | str | None | Generator | Given | Earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A nested input: a dict, or a tuple or list whose items have names for messages only.

    Attributes:
        kind: what the called function receives.
        items: in the order in which they are passed; groups may hold groups.
        keys: of the dict, in the same order, where they cannot be names.
    """

    kind: Literal["dict", "tuple", "list"]
    items: Mapping[str, Input]
    keys: tuple[str | int, ...] = ()


Input = Leaf | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of several calls that a vector makes, one after the other.

    Attributes:
        name: under which the vector's inputs have its arguments, a dict's group.
        on: the earlier step on whose result a method is called; empty where the graded function
            or class itself is called.
        call: the method's name.
        keywords: the last of the arguments, which are passed by their names.
        judged: whether what it returns is a part of the answer.
    """

    name: str
    on: str = ""
    call: str = ""
    keywords: tuple[str, ...] = ()
    judged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One test case: the call's inputs and what it must return.

    Attributes:
        id: zero-padded and unique in its set, such as ``v007``; vectors are run in its order.
        question: the question whose function is called.
        comment: why the vector exists, in a sentence for a TA.
        flags: words by which hidden tests choose vectors.
        inputs: arguments by name, in call order. Memory order (C or Fortran) and dtype (one of
            `DTYPES`) are part of the vector, and True is not 1.
        returns: whether the function returns one number, one array or a dict of arrays, all of
            floats; or the form of whatever else it returns.
        expected: what it returns: the numbers by name, or by path where names are nested; 0-d for
            a single number. float64, but for integers, booleans (int64 both) and complex128.
        scale: S, the sum of the absolute terms of each expected entry; float64, of the same names
            and shapes. It says nothing about integers and booleans, which are compared exactly.
        kills: ids of the misconceptions that this vector exposes.
        fingerprints: what each misconception returns here, where that differs from expected
            and holds numbers of the right kind, of whatever shapes; by misconception, then name.
        keywords: the last of the inputs, which are passed by their names.
        seed: what ``numpy.random.seed`` is given before the call; None leaves the stream of
            random numbers as the calls before have left it.
        tolerance: how far off an entry may be, in units of S, where no rule says otherwise; None
            for what the question allows.
        steps: where several calls are made, each of them. The answer is then a tuple of what the
            judged ones return.
    """

    id: str
    question: str
    comment: str
    flags: tuple[str, ...]
    inputs: Mapping[str, Input]
    returns: Returns | Form
    expected: Mapping[str, Numbers]
    scale: Mapping[str, NDArray[np.float64]]
    kills: tuple[str, ...] = ()
    fingerprints: Mapping[str, Mapping[str, Numbers]] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    seed: int | None = None
    tolerance: float | None = None
    steps: tuple[Step, ...] = ()

    @property
    def form(self) -> Form:
        """What the answer is made of."""
        if isinstance(self.returns, Form):
            return self.returns
        if self.returns == "dict":
            return Form(kind="dict", items=dict.fromkeys(self.expected, Form(kind="array")))
        return Form(kind=self.returns)

    @property
    def parts(self) -> dict[str, Form]:
        """What each part of the answer is made of, by its path; containers before their items."""
        form = self.form
        return dict(parts(form, "" if form.is_container else next(iter(self.expected), "answer")))


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


def leaves(inputs: Mapping[str, Input], above: str = "") -> Iterator[tuple[str, Leaf]]:
    """Yield whatever is no group in `inputs` with its path, such as ``parameters/W1``."""
    for name, value in inputs.items():
        if isinstance(value, Group):
            yield from leaves(value.items, f"{above}{name}/")
        else:
            yield above + name, value


def lock(vector: Vector) -> None:
    """Let nobody write to the arrays of a vector any more."""
    inputs = (value for _, value in leaves(vector.inputs))
    sets = (vector.expected, vector.scale, *vector.fingerprints.values())
    for value in chain(inputs, *(each.values() for each in sets)):
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
