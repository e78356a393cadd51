"""Item analysis, after classical test theory: does each rule measure what the others measure?

Whatever is undefined, such as the correlation with a rule that everybody passes, is None.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST = 30  # submissions below which no item is flagged: chance alone would flag some
_TAIL = 0.27  # of the class, at either end, that the discrimination index compares
_EASY, _HARD, _WEAK = 0.95, 0.40, 0.20

Points = NDArray[np.int64]  # a row for each submission, a column for each item


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """How one item behaved.

    Attributes:
        difficulty: mean share of the points; 1 when everybody has them all.
        item_rest: correlation with the points of all other items.
        upper_lower: difficulty in the best 27 % of the class less that in the worst 27 %.
        flags: what an instructor should look at; none below `FEWEST` submissions.
    """

    difficulty: float | None
    item_rest: float | None
    upper_lower: float | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How consistent a score is.

    Attributes:
        items: how many items it is the sum of.
        deviation: standard deviation of the scores.
        alpha: Cronbach's coefficient; KR-20 when each item is all or nothing.
        error: standard error of measurement, in points.
    """

    items: int
    deviation: float | None
    alpha: float | None
    error: float | None


def analyse(points: Points, largest: NDArray[np.int64]) -> list[Item]:
    """Return the analysis of each column of `points`.

    Args:
        points: of each submission (row) for each item (column).
        largest: points that each item is worth.
    """
    if not len(points):
        return [Item(difficulty=None, item_rest=None, upper_lower=None) for _ in largest]
    total = points.sum(axis=1)
    tails = _tails(total)
    found = []
    for column, most in zip(points.T, largest, strict=True):
        share = column / most if most else np.zeros(len(column))
        difficulty = float(share.mean()) if most else None
        rest = _correlation(column, total - column)
        upper_lower = float(tails @ share) if tails is not None and most else None
        found.append(
            Item(
                difficulty=difficulty,
                item_rest=rest,
                upper_lower=upper_lower,
                flags=_flags(difficulty, rest, len(points)),
            )
        )
    return found


def reliability(points: Points) -> Reliability:
    """Return how consistent the sum of the columns of `points` is."""
    count, items = points.shape
    if count < 2:
        return Reliability(items=items, deviation=None, alpha=None, error=None)
    total = points.sum(axis=1)
    variance = float(total.var(ddof=1))
    if items < 2 or not variance:
        return Reliability(items=items, deviation=variance**0.5, alpha=None, error=None)
    parts = float(points.var(axis=0, ddof=1).sum())
    alpha = items / (items - 1) * (1 - parts / variance)
    error = (variance * max(0.0, 1 - alpha)) ** 0.5
    return Reliability(items=items, deviation=variance**0.5, alpha=alpha, error=error)


def _correlation(one: NDArray[np.int64], other: NDArray[np.int64]) -> float | None:
    if not np.ptp(one) or not np.ptp(other):
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _tails(total: NDArray[np.int64]) -> NDArray[np.float64] | None:
    """Return each submission's weight in the mean of the upper tail less that of the lower one.

    Submissions that tie at the border of a tail share the places that are left in it, so that
    no order of the class bears on the outcome.
    """
    if not np.ptp(total):
        return None
    size = max(1, round(_TAIL * len(total)))
    return (_tail(total, size) - _tail(-total, size)) / size


def _tail(total: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    border = np.sort(total)[-size]
    above = (total > border).astype(np.float64)
    ties = (total == border).astype(np.float64)
    weights: NDArray[np.float64] = above + ties * float((size - above.sum()) / ties.sum())
    return weights


def _flags(difficulty: float | None, rest: float | None, count: int) -> tuple[str, ...]:
    if count < FEWEST:
        return ()
    found = []
    if rest is not None and rest < 0:
        found.append("check this rule: students who are better in the rest keep it less often")
    elif rest is not None and rest < _WEAK:
        found.append("agrees only weakly with the other rules")
    if difficulty is not None and difficulty > _EASY:
        found.append("easy")
    if difficulty is not None and difficulty < _HARD:
        found.append("hard")
    return tuple(found)
