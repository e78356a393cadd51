"""What `make sweeps` tries whole, and `make test` only in part: there is no time for all of it.

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
    """Return a case of `make sweeps` alone."""
    return pytest.param(*values, id=name, marks=pytest.mark.sweep)


def extents(part: Any, all_of_it: Any) -> list[Any]:
    """Return the two cases of a test: what `make test` tries, and all that could be tried."""
    return [pytest.param(part, id="part"), whole(all_of_it, name="whole")]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of what could be tried is tried.

    Attributes:
        step: one of so many.
        entries: the most numbers that a vector may expect; comparing the one vector that has more
            takes longer than all else together.
    """

    step: int
    entries: float

    def part(self, tried: Iterable[Tried], at: int = 0) -> Iterator[Tried]:
        """Yield one of every `step`.

        Args:
            tried: what could be tried.
            at: which of several sweeps over the same this is; each begins at another place, so
                that together they try everything.
        """
        return islice(tried, at % self.step, None, self.step)

    def vectors(self, vectors: Iterable[Vector]) -> list[Vector]:
        """Return the vectors that are judged by."""
        return [
            each
            for each in vectors
            if sum(array.size for array in each.expected.values()) <= self.entries
        ]


EXTENTS = extents(Extent(8, 10_000), Extent(1, math.inf))
