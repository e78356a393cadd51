"""Times as platforms write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.intake.layouts.times import instant, stamp


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-05-01-14-05-33", "2026-05-01T14:05:33"),
        ("May 1, 2026 205 PM", "2026-05-01T14:05:00"),
        ("May 18, 2026 1224 AM", "2026-05-18T00:24:00"),
        ("May 1, 2026 2:05 PM", "2026-05-01T14:05:00"),
        ("2026-05-01 14:05:33.123456000 -07:00", "2026-05-01T14:05:33-07:00"),
        ("2026-05-01T14:05:33Z", "2026-05-01T14:05:33+00:00"),
        ("2026-05-01 14:05", "2026-05-01T14:05:00"),
        ("2026-05-01 14:05:33.9 UTC\n", "2026-05-01T14:05:33+00:00"),
        ("2026-05-01 14:05:33 No/Where", "2026-05-01T14:05:33"),
        ("2026-13-01 14:05", ""),
        ("2026-05-01-25-00-00", ""),
        ("May 32, 2026 205 PM", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_time_becomes_iso_8601(text: str, iso: str) -> None:
    assert stamp(text) == iso


def test_times_of_different_zones_compare_as_moments() -> None:
    early, late = "2026-05-01T14:05:33+02:00", "2026-05-01T06:00:00-07:00"
    assert instant(early) < instant(late)


@given(
    st.from_regex(
        r"\A[0-9]{4}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]( ?[+-][0-9]{2}:?[0-9]{2})?\Z"
    )
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_what_is_read_is_a_time(text: str) -> None:
    iso = stamp(text)
    if iso:
        assert datetime.fromisoformat(iso).isoformat() == iso
        assert datetime.fromisoformat(instant(iso)).tzinfo is None
