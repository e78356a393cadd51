"""Tests that `make sweeps` runs in full, and `make test` only in part, to save time.

Each such test has two cases. The `part` belongs to `make test`; the `whole` is marked, so that
`make test` leaves it out and `make sweeps` runs it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.vectors.model import Vector

Tried = TypeVar("Tried")


def whole(*values: Any, name: str | None = None) -> Any:
    """Return a case that only `make sweeps` runs."""
    return pytest.param(*values, id=name, marks=pytest.mark.sweep)


def extents(part: Any, all_of_it: Any) -> list[Any]:
    """Return the two cases of a test: what `make test` tries, and all that could be tried."""
    return [pytest.param(part, id="part"), whole(all_of_it, name="whole")]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a sweep a test tries.

    Attributes:
        step: one in every `step` cases is tried.
        entries: the most numbers that a vector may expect; comparing the only vector with more
            takes longer than everything else together.
    """

    step: int
    entries: float

    def part(self, tried: Iterable[Tried], at: int = 0) -> Iterator[Tried]:
        """Yield one in every `step`.

        Args:
            tried: what could be tried.
            at: the number of this sweep, if there are several over the same cases; each begins
                at another place, so that together they try everything.
        """
        return islice(tried, at % self.step, None, self.step)

    def vectors(self, vectors: Iterable[Vector]) -> list[Vector]:
        """Return the vectors to judge by."""
        return [
            each
            for each in vectors
            if sum(array.size for array in each.expected.values()) <= self.entries
        ]


EXTENTS = extents(Extent(8, 10_000), Extent(1, math.inf))
