"""Looks at all arrays of a question at once: NumPy takes as long for one as for all of them.

What is found is what `call` finds for one array alone. It does so where something is repeated, is
of another kind than floats, or was not returned as asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from autograder.judge.call import LARGEST, SMALLEST, far_too_large
from autograder.judge.compare import RuleFailedError, differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.judge.call import Asked
    from autograder.judge.compare import Target
    from autograder.vectors.answers import Numbers


@dataclass(frozen=True, slots=True)
class _Part:
    call: Asked
    name: str
    data: Numbers

    @property
    def target(self) -> Target:
        return self.call.targets[self.name]


@dataclass(slots=True)
class Together:
    """The calls of a question, which are looked at when something is asked of the first of them.

    Attributes:
        calls: all of them; none, once they were looked at.
    """

    calls: Sequence[Asked] = ()

    def look(self) -> None:
        """Find out of each array whether rules can compute with it, and how far off it is."""
        calls, self.calls = self.calls, ()
        parts = [*filter(None, (_part(call, name) for call in calls for name in call.names))]
        if parts:
            _compare(_sane(parts))


def _part(call: Asked, name: str) -> _Part | None:
    """Return what a call returned under a name, if it is one of many like it."""
    target = call.targets[name]
    form = target.place.form
    if form.kind not in ("number", "array") or form.of != "float" or not form.finite:
        return None
    try:
        data = call.fitting(name)
    except RuleFailedError as error:
        call.remember("array", name, error)
        return None
    return _Part(call, name, data) if data.size and data.dtype == np.float64 else None


def _sane(parts: list[_Part]) -> tuple[list[_Part], Numbers]:
    """Return the parts that rules can compute with, and their entries, one part after the other."""
    data = np.concatenate([part.data.ravel() for part in parts])
    sizes = [part.data.size for part in parts]
    starts = [*accumulate(sizes, initial=0)]
    size = np.abs(data)
    largest = np.maximum.reduceat(size, starts[:-1])  # nan where there is one
    data = np.where(size < SMALLEST, 0.0, data)
    is_sane = largest <= LARGEST
    for place, part in enumerate(parts):
        if is_sane[place]:
            array = data[starts[place] : starts[place + 1]].reshape(part.target.expected.shape)
            part.call.remember("array", part.name, array)
        else:
            part.call.remember("array", part.name, far_too_large(part.name, largest[place]))
    if is_sane.all():
        return parts, data
    sane = [part for part, is_so in zip(parts, is_sane, strict=True) if is_so]
    return sane, data[np.repeat(is_sane, sizes)]


def _compare(found: tuple[list[_Part], Numbers]) -> None:
    parts, data = found
    if parts:
        targets = [part.target for part in parts]
        for part, difference in zip(parts, differences(targets, data), strict=True):
            part.call.remember("difference", part.name, difference)
