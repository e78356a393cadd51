"""Numbers as a sheet writes them, and scores brought to what a sheet counts in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

_PLAIN = re.compile(r"-?\d{1,12}(?:[.,]\d{1,20})?")
# 1,000 and 1.234.567,5: a mark before groups of three digits, then perhaps the other one.
_GROUPED = re.compile(
    r"-?[1-9]\d{0,2}(?:(?P<mark>[., '\u2019\u00a0\u202f])\d{3})(?:(?P=mark)\d{3}){0,3}"
    r"(?:(?!(?P=mark))(?P<decimal>[.,])\d{1,6})?"
)
_EITHER = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_FRACTION = re.compile(r"-?\d+(?P<mark>[.,])\d{1,2}|-?(?:0|\d{4,})(?P<long>[.,])\d{3,6}")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Which marks stand before the fractions of a sheet's numbers, as far as its cells show."""

    point: int = 0
    comma: int = 0

    @classmethod
    def of(cls, cells: Iterable[str]) -> Self:
        """Count the fractions among `cells` that cannot be thousands."""
        found = [mark for cell in cells if (mark := _fraction(cell.strip()))]
        return cls(point=found.count("."), comma=found.count(","))

    @property
    def has_commas(self) -> bool:
        """Return whether fractions are written with a comma, as in 7,50."""
        return self.comma > self.point

    def is_open(self, text: str) -> bool:
        """Return whether a number can be read in two ways here: 2.000 is two, or two thousand.

        A mark before just three digits is not a decimal one, unless all fractions of the sheet
        have that mark: then nothing tells.
        """
        if not is_either(text):
            return False
        is_point = "." in text
        return (self.point if is_point else self.comma) > 0 or (is_point and not self.comma)


def is_either(text: str) -> bool:
    """Return whether a number alone can be read in two ways: 2.000 is two, or two thousand."""
    return _EITHER.fullmatch(text.strip()) is not None


def _fraction(cell: str) -> str:
    """Return the mark before a fraction that cannot be thousands; empty when there is none."""
    if found := _FRACTION.fullmatch(cell):
        return found["mark"] or found["long"]
    grouped = _GROUPED.fullmatch(cell)
    return (grouped["decimal"] or "") if grouped else ""


def number(cell: str) -> Decimal | None:
    """Return the number in a cell, with a decimal point or comma; None when it is none.

    A mark before three digits is one of thousands, as in 1,000; `Marks` knows where that is open.
    """
    cell = cell.strip()
    if found := _GROUPED.fullmatch(cell):
        digits = cell.replace(found["mark"], "")
    elif _PLAIN.fullmatch(cell):
        digits = cell
    else:
        return None
    return Decimal(digits.replace(",", "."))


def scaled(score: float, most: int, points: Decimal) -> Decimal:
    """Return a score out of `most` as one out of `points`, to two decimals, half up."""
    exact = Decimal(str(score)) * points / most
    return exact.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def written(value: Decimal, *, comma: bool) -> str:
    """Return a number as the sheet writes them."""
    return f"{value:.2f}".replace(".", ",") if comma else f"{value:.2f}"
