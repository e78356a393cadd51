"""Scores are brought to what a sheet counts in, and written as it writes numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from autograder.export.numbers import Marks, number, scaled, written


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("10", "10"), (" 10.50 ", "10.50"), ("7,5", "7.5"), ("-1", "-1")],
)
def test_a_number_has_a_point_or_a_comma(cell: str, expected: str) -> None:
    assert number(cell) == Decimal(expected)


@pytest.mark.parametrize("cell", ["", "-", "EX", "1.000,50", "1e3", "nan", "9" * 40])
def test_anything_else_is_no_number(cell: str) -> None:
    assert number(cell) is None


@pytest.mark.parametrize(
    ("score", "most", "points", "expected"),
    [
        (85, 100, "20", "17.00"),
        (1, 3, "10", "3.33"),
        (0.5, 100, "1", "0.01"),
        (110, 100, "5", "5.50"),
    ],
)
def test_a_score_is_scaled_to_two_decimals_half_up(
    score: float, most: int, points: str, expected: str
) -> None:
    assert str(scaled(score, most, Decimal(points))) == expected


def test_a_sheet_uses_a_comma_when_its_fractions_do() -> None:
    assert uses_comma(["7,50", "8,00", "Lee, Ann", "1.5"])
    assert not uses_comma(["7.50", "8", "1,000"])


def test_numbers_are_written_with_the_mark_of_the_sheet() -> None:
    assert written(Decimal("7.5"), comma=True) == "7,50"
    assert written(Decimal("7.5"), comma=False) == "7.50"
