"""Looks at all arrays of a question at once: NumPy takes as long for one as for all of them.

What is found is what `call` finds for one array alone. It does so where something is repeated, is
of another kind than floats, or was not returned as asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from autograder.judge.call import LARGEST, SMALLEST, far_too_large
from autograder.judge.compare import RuleFailedError, Series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograder.judge.call import Asked
    from autograder.judge.compare import Target
    from autograder.sandbox.answers import Array
    from autograder.vectors.answers import Numbers
    from autograder.vectors.model import Vector


@dataclass(frozen=True)
class Prepared:
    """The vectors of a question, each with its targets; prepared once for all submissions.

    Attributes:
        vectors: in their order.
    """

    vectors: tuple[tuple[Vector, Mapping[str, Target]], ...]

    @cached_property
    def flags(self) -> tuple[tuple[str, ...], ...]:
        """The flags of each vector."""
        return tuple(vector.flags for vector, _ in self.vectors)

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """What is looked at together: all arrays of floats that must be finite."""
        return tuple(
            _Part(at, name, target, "/" not in target.place.wire)
            for at, (_, targets) in enumerate(self.vectors)
            for name, target in targets.items()
            if _is_plain(target)
        )

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """The numbers of the vectors that have such parts."""
        return tuple(dict.fromkeys(part.at for part in self.parts))

    @cached_property
    def series(self) -> Series:
        """The targets of all parts."""
        return Series.of(part.target for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Part:
    """An array that the vector with a number asks for under a name, in a container or in none."""

    at: int
    name: str
    target: Target
    is_outside: bool

    def data(self, call: Asked, returned: Mapping[str, Array]) -> Numbers | None:
        """Return what a call returned, if rules may compute with it once it is of sane size."""
        array = returned.get(self.name)
        if (
            array is not None
            and array.kind == "f"
            and array.data is not None
            and array.shape == self.target.expected.shape
            and self.is_outside
        ):
            return array.data  # as nearly always
        try:
            data = call.fitting(self.name)
        except RuleFailedError as error:
            call.remember("array", self.name, error)
            return None
        return data if data.dtype == np.float64 else None


@dataclass(slots=True)
class Together:
    """The calls of a question, which are looked at when something is asked of the first of them.

    Attributes:
        prepared: the question's vectors.
        calls: one for each of them; none, once they were looked at.
    """

    prepared: Prepared
    calls: Sequence[Asked] = ()

    def look(self) -> None:
        """Find out of each array whether rules can compute with it, and how far off it is."""
        calls, self.calls = self.calls, ()
        if not calls:
            return
        returned = {at: _returned(calls[at]) for at in self.prepared.asked}
        parts, found = [], []
        for part in self.prepared.parts:
            data = part.data(calls[part.at], returned[part.at])
            if data is not None:
                parts.append(part)
                found.append(data.ravel())
        if parts:
            all_of_them = len(parts) == len(self.prepared.parts)
            series = self.prepared.series if all_of_them else _series(parts)
            _compare(calls, *_sane(calls, parts, series, np.concatenate(found)))


def _is_plain(target: Target) -> bool:
    form = target.place.form
    is_float = form.kind in ("number", "array") and form.of == "float" and form.finite
    return is_float and target.expected.size > 0


def _returned(call: Asked) -> Mapping[str, Array]:
    try:
        return call.returned()
    except RuleFailedError:
        return {}


def _series(parts: Sequence[_Part]) -> Series:
    return Series.of(part.target for part in parts)


def _sane(
    calls: Sequence[Asked], parts: list[_Part], series: Series, data: Numbers
) -> tuple[list[_Part], Series, Numbers]:
    """Return the parts that rules can compute with, and their entries, one part after the other."""
    size = np.abs(data)
    largest = np.maximum.reduceat(size, series.starts[:-1])  # nan where there is one
    data = np.where(size < SMALLEST, 0.0, data)
    is_sane = largest <= LARGEST
    if is_sane.all():
        return parts, series, data
    for place in np.flatnonzero(~is_sane):
        part = parts[place]
        calls[part.at].remember("array", part.name, far_too_large(part.name, largest[place]))
    data = data[np.repeat(is_sane, series.sizes)]
    parts = [part for part, is_so in zip(parts, is_sane, strict=True) if is_so]
    return parts, _series(parts), data


def _compare(calls: Sequence[Asked], parts: list[_Part], series: Series, data: Numbers) -> None:
    if not parts:
        return
    starts, differences = series.starts, series.differences(data)
    for place, part in enumerate(parts):
        array = data[starts[place] : starts[place + 1]].reshape(part.target.expected.shape)
        call = calls[part.at]
        call.remember("array", part.name, array)
        call.remember("difference", part.name, differences[place])
