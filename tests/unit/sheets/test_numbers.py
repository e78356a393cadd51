"""Scores are brought to what a sheet counts in, and written as it writes numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from autograder.sheets.numbers import Marks, number, scaled, written


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("10", "10"),
        (" 10.50 ", "10.50"),
        ("7,5", "7.5"),
        ("-1", "-1"),
        ("0.125", "0.125"),
        ("12345,678", "12345.678"),
    ],
)
def test_a_number_has_a_point_or_a_comma(cell: str, expected: str) -> None:
    assert number(cell) == Decimal(expected)


@pytest.mark.parametrize("cell", ["", "-", "EX", "1,00,000", "1e3", "nan", "9" * 40, "1.000.50"])
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


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,000", "1000"), ("2.000", "2000"), ("1.000,50", "1000.50"), ("1,234,567.5", "1234567.5"),
        ("1 200", "1200"), ("1\u202f200,5", "1200.5"), ("1’499", "1499"),
    ],
)  # fmt: skip
def test_a_mark_before_three_digits_is_one_of_thousands(cell: str, expected: str) -> None:
    assert number(cell) == Decimal(expected)


@pytest.mark.parametrize(
    ("cell", "others", "is_open"),
    [
        ("1,000", ["7.50"], False),
        ("1,000", [], False),
        ("1,000", ["7,50"], True),
        ("2.000", ["7,50"], False),
        ("2.000", [], True),
        ("2.000", ["0.500"], True),
        ("2.000", ["1.234,5"], False),
        ("2.00", ["7.50"], False),
    ],
)
def test_the_other_numbers_of_a_sheet_tell_thousands_from_fractions(
    cell: str, others: list[str], is_open: bool
) -> None:
    assert Marks.of(others).is_open(cell) is is_open


def test_a_sheet_uses_a_comma_when_its_fractions_do() -> None:
    assert Marks.of(["7,50", "8,00", "Lee, Ann", "1.5"]).has_commas
    assert not Marks.of(["7.50", "8", "1,000"]).has_commas


def test_numbers_are_written_with_the_mark_of_the_sheet() -> None:
    assert written(Decimal("7.5"), comma=True) == "7,50"
    assert written(Decimal("7.5"), comma=False) == "7.50"
