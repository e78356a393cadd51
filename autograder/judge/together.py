"""Looks at all arrays of a question at once: NumPy takes as long for one as for all of them.

What is found is what `call` finds for one array alone. It does so for all others: of another kind
than floats, inside another container, too large, or not returned as asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.judge.call import LARGEST, SMALLEST, Asked
from autograder.judge.compare import RuleFailedError, Series, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograder.judge.compare import Target
    from autograder.sandbox.answers import Answers, Array
    from autograder.vectors.answers import Numbers
    from autograder.vectors.model import Vector


@dataclass(frozen=True)
class Prepared:
    """The vectors of a question, each with its targets; prepared once for all submissions.

    Attributes:
        vectors: in their order.
    """

    vectors: tuple[tuple[Vector, Mapping[str, Target]], ...]

    @classmethod
    def of(
        cls, vectors: Iterable[Vector], secret: bytes = b"", tolerance: float | None = None
    ) -> Prepared:
        """Prepare vectors, with `secret` and `tolerance` as `compare.targets` takes them."""
        return cls(tuple((vector, targets(vector, secret, tolerance)) for vector in vectors))

    @cached_property
    def flags(self) -> tuple[tuple[str, ...], ...]:
        """The flags of each vector."""
        return tuple(vector.flags for vector, _ in self.vectors)

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """What can be looked at together: all arrays of floats that must be finite."""
        return tuple(
            _Part(at, name, target)
            for at, (_, found) in enumerate(self.vectors)
            for name, target in found.items()
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
    """An array that the vector with a number asks for under a name."""

    at: int
    name: str
    target: Target

    def data(self, returned: Mapping[str, Array]) -> Numbers | None:
        """Return what came back, if it is floats of the expected shape."""
        array = returned.get(self.name)
        if array is None or array.kind != "f" or array.data is None:
            return None
        fits = array.shape == self.target.expected.shape and array.data.dtype == np.float64
        return array.data if fits else None


class Together:
    """The calls of a question, which are looked at when something is asked of the first of them.

    Args:
        prepared: the question's vectors.
        answers: what came back.

    Attributes:
        calls: one for each vector.
    """

    def __init__(self, prepared: Prepared, answers: Answers) -> None:
        self._prepared = prepared
        self._found: list[dict[tuple[str, str], Any]] = [{} for _ in prepared.vectors]
        self._is_done = False
        self.calls = [
            Asked(vector, answers.first.get(vector.id), found, known, self._look)
            for (vector, found), known in zip(prepared.vectors, self._found, strict=True)
        ]

    def _look(self) -> None:
        """Find out of each array how far it is off, if rules can compute with it."""
        if self._is_done:
            return
        self._is_done = True
        returned = {at: _returned(self.calls[at]) for at in self._prepared.asked}
        given = [part.data(returned[part.at]) for part in self._prepared.parts]
        if any(data is not None for data in given):
            self._compare(given)

    def _compare(self, given: list[Numbers | None]) -> None:
        """Compare the returned arrays with the targets.

        Args:
            given: the returned array of each part, or None if it cannot be compared here.
        """
        series = self._prepared.series
        data = np.concatenate([
            (target.expected if each is None else each).ravel()  # a placeholder; skipped below
            for each, target in zip(given, series.targets, strict=True)
        ])  # fmt: skip
        data, is_sane = _sane(data, series)
        differences = series.differences(data)
        for place, part in enumerate(self._prepared.parts):
            if given[place] is None or not is_sane[place]:
                continue
            array = data[series.starts[place] : series.starts[place + 1]]
            found = self._found[part.at]
            found["array", part.name] = array.reshape(part.target.expected.shape)
            found["difference", part.name] = differences[place]


def _is_plain(target: Target) -> bool:
    form = target.place.form
    is_float = form.kind in ("number", "array") and form.of == "float" and form.finite
    return is_float and target.expected.size > 0 and "/" not in target.place.wire


def _returned(call: Asked) -> Mapping[str, Array]:
    try:
        return call.returned()
    except RuleFailedError:
        return {}


def _sane(data: Numbers, series: Series) -> tuple[Numbers, list[bool]]:
    """Return the entries with unusable arrays replaced, and whether each array is usable.

    An array with nan or an entry too large to compute with is replaced by the expected one.
    """
    size = np.abs(data)
    largest = np.maximum.reduceat(size, series.starts[:-1])  # nan where there is one
    data = np.where(size < SMALLEST, 0.0, data)
    is_sane = largest <= LARGEST
    if not is_sane.all():
        data = np.where(np.repeat(is_sane, series.sizes), data, series.expected)
    return data, is_sane.tolist()
