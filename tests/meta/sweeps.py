"""Sweeps over more wrong versions than `make test` has time for: it tries every eighth.

`make mutants` tries all of them, also on the vector that has nearly all numbers of its question.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.vectors.model import Vector

Tried = TypeVar("Tried")

WHOLE = "WHOLE_SWEEPS"  # the variable that asks for all
STEP = 1 if os.environ.get(WHOLE) else 8
MOST_ENTRIES = 10_000  # of what is expected; comparing more takes longer than all else together


def part(whole: Iterable[Tried], at: int = 0) -> Iterator[Tried]:
    """Yield every eighth, or all if that is asked for.

    Args:
        whole: what could be tried.
        at: which sweep of several over the same this is; each begins at another place, so that
            together they try everything.
    """
    return islice(whole, at % STEP, None, STEP)


def small(vectors: Iterable[Vector]) -> list[Vector]:
    """Return the vectors that are no larger than others, or all if the whole is asked for.

    A version that is refused without the others is refused with them, and what is named without
    them has less to be told apart by.
    """
    return [each for each in vectors if STEP == 1 or _entries(each) <= MOST_ENTRIES]


def _entries(vector: Vector) -> int:
    return sum(array.size for array in vector.expected.values())
