"""The geometry of charts; templates draw it as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, pstdev

_BINS = 10
_FAR = 3.0  # quartile distances above the upper quartile: Tukey's "far out"
_FEWEST = 8  # times below which none is told from the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a histogram; `share` is its height as a part of the highest one's."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Where values lie."""

    count: int
    mean: float
    median: float
    deviation: float
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """How values from 0 to `most` are distributed.

    Attributes:
        bars: in order; the last one includes `most`.
        spread: of the values; None when there are none.
    """

    bars: tuple[Bar, ...]
    most: int
    spread: Spread | None


def histogram(values: Sequence[int], most: int) -> Histogram:
    """Return the distribution of points from 0 to `most`; a bonus beyond counts as `most`."""
    bins = max(1, min(_BINS, most))
    counts = [0] * bins
    for value in values:
        counts[_bin(value, most, bins)] += 1
    highest = max(counts) or 1
    bars = tuple(
        Bar(label=_label(at, most, bins), count=count, share=count / highest)
        for at, count in enumerate(counts)
    )
    return Histogram(bars=bars, most=most, spread=spread(values))


def spread(values: Sequence[int]) -> Spread | None:
    """Return where `values` lie, or None when there are none."""
    if not values:
        return None
    return Spread(
        count=len(values),
        mean=fmean(values),
        median=median(values),
        deviation=pstdev(values),
        lowest=min(values),
        highest=max(values),
    )


def slow(seconds: Sequence[float]) -> float | None:
    """Return the time above which one stands out, or None when too few are known."""
    known = sorted(value for value in seconds if value > 0)
    if len(known) < _FEWEST:
        return None
    lower, upper = known[len(known) // 4], known[3 * len(known) // 4]
    return upper + _FAR * (upper - lower)


def _bin(value: int, most: int, bins: int) -> int:
    return min(bins - 1, max(0, value * bins // most)) if most else 0


def _label(at: int, most: int, bins: int) -> str:
    """Return the whole points that fall into a bin, in words."""
    first = -(-at * most // bins)
    last = most if at == bins - 1 else -(-(at + 1) * most // bins) - 1
    return str(first) if first == last else f"{first}\N{EN DASH}{last}"
