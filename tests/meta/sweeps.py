"""Sweeps over more wrong versions than `make test` has time for: it tries every fourth.

`make mutants` tries all of them.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Tried = TypeVar("Tried")

WHOLE = "WHOLE_SWEEPS"  # the variable that asks for all
STEP = 1 if os.environ.get(WHOLE) else 4


def part(whole: Iterable[Tried], at: int = 0) -> Iterator[Tried]:
    """Yield every fourth, or all if that is asked for.

    Args:
        whole: what could be tried.
        at: which sweep of several over the same this is; each begins at another place, so that
            together they try everything.
    """
    return islice(whole, at % STEP, None, STEP)
