"""A time that people read counts when it can be read in one way, and only then."""

from __future__ import annotations

import pytest

from autograder.sheets.spoken import durations, moments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Friday, 20 November 2026, 12:31 PM", "2026-11-20T12:31:00"),
        ("Friday, 20 November 2026, 12:31 AM", "2026-11-20T00:31:00"),
        ("Friday, November 20, 2026, 9:05 a.m.", "2026-11-20T09:05:00"),
        ("Friday, 20 November 2026, 18:31", "2026-11-20T18:31:00"),
        ("Freitag, 20. November 2026, 09:05", "2026-11-20T09:05:00"),
        ("vendredi 20 novembre 2026, 09:05", "2026-11-20T09:05:00"),
        ("viernes, 20 de noviembre de 2026, 09:05", "2026-11-20T09:05:00"),
        ("venerdì, 20 novembre 2026, 09:05", "2026-11-20T09:05:00"),
        ("sexta-feira, 20 de novembro de 2026 às 09:05", "2026-11-20T09:05:00"),
        ("vrijdag, 20 november 2026, 09:05", "2026-11-20T09:05:00"),
        ("piątek, 20 listopada 2026, 09:05", "2026-11-20T09:05:00"),
        ("Montag, 2. März 2026, 09:05:07", "2026-03-02T09:05:07"),
        ("2026年11月20日 星期五 09:05", "2026-11-20T09:05:00"),
        ("2026-11-20 09:05", "2026-11-20T09:05:00"),
        ("20.11.2026 09:05", "2026-11-20T09:05:00"),
        ("20/11/2026, 19:05", "2026-11-20T19:05:00"),
        ("11/20/2026, 19:05", "2026-11-20T19:05:00"),
    ],
)
def test_a_time_is_read(text: str, expected: str) -> None:
    assert moments([text]) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Monday, 20 November 2026, 12:31 PM",  # it is a Friday
        "Friday, 20 November 2026, 9:05",  # morning or evening
        "3/4/2026, 19:05",  # in March or in April
        "20/11/26, 19:05",
        "Friday, 20 Brumaire 2026, 19:05",
        "Friday, 31 November 2026, 19:05",
        "Friday, 20 November 2026",
        "Friday, 20 November 2026, 13:31 PM",
        "20 November 2026, 19:05, or 21 November",
        "-",
        "",
        "soon, at 19:05",
    ],
)
def test_a_time_that_is_not_sure_is_none(text: str) -> None:
    assert moments([text]) == [""]


def test_another_cell_of_the_column_tells_the_order_of_day_and_month() -> None:
    assert moments(["3/4/2026, 19:05", "20/11/2026, 19:05"])[0] == "2026-04-03T19:05:00"
    assert moments(["3/4/2026, 19:05", "11/20/2026, 19:05"])[0] == "2026-03-04T19:05:00"
    assert moments(["3/4/2026, 19:05", "11/20/2026, 19:05", "20/11/2026, 19:05"])[0] == ""


def test_another_cell_of_the_column_tells_hours_from_0_to_23() -> None:
    cells = ["Friday, 20 November 2026, 9:05", "Friday, 20 November 2026, 21:05"]
    assert moments(cells)[0] == "2026-11-20T09:05:00"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2 days 3 hours late", 183_600),
        ("1 day late", 86_400),
        ("5 mins 20 secs late", 320),
        ("2 Tage 3 Stunden später", 183_600),
        ("1 jour 2 heures en retard", 93_600),
        ("3 horas después", 10_800),
        ("3 dni po terminie", None),
        ("late", None),
    ],
)
def test_a_duration_is_read_in_known_units_alone(text: str, seconds: int | None) -> None:
    assert durations(text)[0] == seconds
