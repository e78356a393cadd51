"""Numbers as a sheet writes them, and scores brought to what a sheet counts in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["number", "scaled", "uses_comma", "written"]

_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")
_FRACTION = re.compile(r"-?\d+(?P<mark>[.,])\d{1,2}")
_HUNDREDTH = Decimal("0.01")


def number(cell: str) -> Decimal | None:
    """Return the number in a cell, with a decimal point or comma; None when it is none."""
    cell = cell.strip()
    return Decimal(cell.replace(",", ".")) if _NUMBER.fullmatch(cell) else None


def uses_comma(cells: Iterable[str]) -> bool:
    """Tell whether fractions among `cells` are written with a comma, as in 7,50."""
    marks = [found["mark"] for cell in cells if (found := _FRACTION.fullmatch(cell.strip()))]
    return marks.count(",") > marks.count(".")


def scaled(score: float, most: int, points: Decimal) -> Decimal:
    """Return a score out of `most` as one out of `points`, to two decimals, half up."""
    exact = Decimal(str(score)) * points / most
    return exact.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def written(value: Decimal, *, comma: bool) -> str:
    """Return a number as the sheet writes them."""
    return f"{value:.2f}".replace(".", ",") if comma else f"{value:.2f}"
