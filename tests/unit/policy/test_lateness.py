"""Lateness is exact, never costs more than there is, and being later is never better."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.identity.people import Handed
from autograder.policy.lateness import Lateness, intervals, lateness, penalty
from autograder.terms import LatePolicy, Override

CET = timezone(timedelta(hours=1))
DUE = datetime(2026, 11, 20, 23, 59, tzinfo=CET)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
NOTHING = Override()

steady = settings(derandomize=True, deadline=None, max_examples=60)
percents = st.integers(0, 1000).map(lambda tenths: tenths / 10)
policies = st.builds(
    LatePolicy,
    due_at=st.just(DUE),
    grace_minutes=st.integers(0, 120).map(float),
    slip_days=st.integers(0, 3),
    cutoff=st.none() | st.integers(0, 200).map(lambda hours: DUE + hours * HOUR),
    late_submission_deduction=percents,
    late_submission_interval=st.sampled_from(["day", "hour"]),
    late_submission_minimum_percent=percents,
    late_submission_minimum_percent_enabled=st.booleans(),
)
overrides = st.builds(
    Override,
    extra_days=st.none() | st.integers(0, 8).map(lambda halves: halves / 2),
    slip_days=st.none() | st.integers(0, 3),
)
times = st.integers(-1000, 20_000).map(lambda minutes: minutes * MINUTE)


def policy(**fields: Any) -> LatePolicy:
    declared: dict[str, Any] = {"due_at": DUE, "late_submission_deduction": 10.0} | fields
    return LatePolicy(**declared)


def at(late: timedelta) -> Handed:
    """Return the handing in at a time after `DUE`."""
    return Handed(submitted_at=(DUE + late).isoformat())


def off(
    handed: Handed, declared: LatePolicy, override: Override = NOTHING, raw: float = 100
) -> float:
    """Return the penalty on a raw score of 100 points."""
    return penalty(raw, 100, lateness(handed, declared, override), declared)


@pytest.mark.parametrize(
    ("late", "fields", "expected"),
    [
        (-DAY, {}, 0),
        (0 * DAY, {}, 0),
        (timedelta(microseconds=1), {}, 10),
        (DAY, {}, 10),
        (DAY + timedelta(seconds=1), {}, 20),
        (3 * HOUR, {"late_submission_interval": "hour", "late_submission_deduction": 2.5}, 7.5),
        (30 * DAY, {}, 100),
        (30 * DAY, {"late_submission_minimum_percent": 40.0}, 60),
        (30 * DAY, {"late_submission_minimum_percent": 40.0,
                    "late_submission_minimum_percent_enabled": False}, 100),
        (DAY, {"late_submission_deduction_enabled": False}, 0),
        (15 * MINUTE, {"grace_minutes": 15.0}, 0),
        (16 * MINUTE, {"grace_minutes": 15.0}, 10),
        (DAY + MINUTE, {"grace_minutes": 15.0}, 20),
        (2 * DAY, {"slip_days": 2}, 0),
        (2 * DAY + MINUTE, {"slip_days": 2}, 10),
        (2 * DAY + MINUTE, {"slip_days": 2, "grace_minutes": 15.0}, 0),
        (DAY, {"cutoff": DUE + DAY}, 10),
        (DAY + MINUTE, {"cutoff": DUE + DAY}, 100),
        (DAY + MINUTE, {"cutoff": DUE + DAY, "late_submission_minimum_percent": 40.0}, 100),
        (5 * MINUTE, {"cutoff": DUE, "grace_minutes": 15.0}, 0),
        (16 * MINUTE, {"cutoff": DUE, "grace_minutes": 15.0}, 100),
    ],
)  # fmt: skip
def test_the_penalty_follows_the_policy(
    late: timedelta, fields: dict[str, Any], expected: float
) -> None:
    assert off(at(late), policy(**fields)) == expected


@pytest.mark.parametrize(
    ("late", "granted", "expected"),
    [
        (2 * DAY, Override(extra_days=2), 0),
        (2 * DAY, Override(extra_days=1.5), 10),
        (2 * DAY, Override(due_at=DUE + 2 * DAY), 0),
        (2 * DAY, Override(due_at=DUE - DAY), 30),
        (2 * DAY, Override(slip_days=1), 10),
        (2 * DAY, Override(late_days=0), 0),
        (-DAY, Override(late_days=0.5), 10),
    ],
)
def test_what_is_granted_to_a_student_comes_first(
    late: timedelta, granted: Override, expected: float
) -> None:
    assert off(at(late), policy(), granted) == expected


def test_an_own_due_date_after_the_cutoff_is_kept() -> None:
    granted = Override(due_at=DUE + 5 * DAY)
    assert off(at(4 * DAY), policy(cutoff=DUE + DAY), granted) == 0


def test_a_cutoff_stands_alone() -> None:
    alone = LatePolicy(cutoff=DUE)
    assert [off(at(late), alone) for late in (-MINUTE, MINUTE)] == [0, 100]


@pytest.mark.parametrize(
    ("handed", "expected"),
    [
        (Handed(), 0),
        (Handed(submitted_at="yesterday"), 0),
        (Handed(is_late=False), 0),
        (Handed(is_late=True), 10),
        (Handed(seconds_late=0), 0),
        (Handed(seconds_late=86_401), 20),
        (Handed(seconds_late=10**30), 100),
        (Handed(seconds_late=86_401, is_late=False), 20),
        (Handed(submitted_at=DUE.isoformat(), is_late=True, seconds_late=7), 0),
        (Handed(submitted_at="2026-11-21T00:30:00"), 10),
        (Handed(submitted_at="2026-11-20T23:00:00Z"), 10),
        (Handed(submitted_at="2026-11-20T22:59:00Z"), 0),
    ],
)
def test_the_clock_counts_before_the_downloads_figure_and_that_before_its_mark(
    handed: Handed, expected: float
) -> None:
    assert off(handed, policy()) == expected


@pytest.mark.parametrize(
    ("handed", "granted", "expected"),
    [
        (Handed(is_late=True), NOTHING, 10),
        (Handed(is_late=True), Override(slip_days=1), 0),
        (Handed(is_late=True), Override(extra_days=1), 0),
        (Handed(is_late=True), Override(due_at=DUE), 0),
        (Handed(seconds_late=2 * 86_400), NOTHING, 20),
        (Handed(seconds_late=2 * 86_400), Override(extra_days=1), 10),
        (Handed(seconds_late=2 * 86_400), Override(due_at=DUE), 0),
        (Handed(seconds_late=0), Override(due_at=DUE), 0),
        (Handed(submitted_at=DUE.isoformat()), NOTHING, 0),
    ],
)
def test_without_a_due_date_the_download_tells(
    handed: Handed, granted: Override, expected: float
) -> None:
    assert off(handed, policy(due_at=None), granted) == expected


@pytest.mark.parametrize(
    ("handed", "declared", "granted", "words"),
    [
        (Handed(), policy(), NOTHING, "the time of submission is not known"),
        (Handed(submitted_at=DUE.isoformat()), policy(due_at=None), NOTHING, "has no due_at"),
        (Handed(is_late=True), policy(), Override(due_at=DUE), "how late it is"),
    ],
)
def test_what_nothing_tells_is_said_to_be_unknown(
    handed: Handed, declared: LatePolicy, granted: Override, words: str
) -> None:
    late = lateness(handed, declared, granted)
    assert late.is_unknown
    assert words in late.note


@pytest.mark.parametrize("handed", [Handed(is_late=True), Handed(submitted_at="2026-11-21")])
def test_what_is_assumed_is_said(handed: Handed) -> None:
    assert lateness(handed, policy(), NOTHING).note


@pytest.mark.parametrize(
    ("raw", "minimum", "expected"), [(30, 40.0, 0), (45, 40.0, 5), (45, 0.0, 20), (0, 0.0, 0)]
)
def test_a_score_below_the_minimum_stays_as_it_is(
    raw: float, minimum: float, expected: float
) -> None:
    declared = policy(late_submission_minimum_percent=minimum)
    assert off(at(2 * DAY), declared, raw=raw) == expected


def test_percent_are_of_the_possible_points_and_not_of_the_score() -> None:
    assert penalty(30, 60, Lateness(by=MINUTE), policy()) == 6


def test_points_are_cut_to_hundredths_in_the_students_favour() -> None:
    declared = policy(late_submission_deduction=3.3)
    assert penalty(7, 7, Lateness(by=MINUTE), declared) == 0.23


def test_a_decimal_fraction_is_taken_as_it_is_written() -> None:
    declared = policy(late_submission_deduction=0.29)
    assert penalty(100, 100, Lateness(by=MINUTE), declared) == 0.29


@steady
@given(policies, overrides, st.integers(0, 100), times, times)
def test_later_is_never_better(
    declared: LatePolicy, granted: Override, raw: int, one: timedelta, other: timedelta
) -> None:
    early, late = sorted((one, other))
    assert off(at(early), declared, granted, raw) <= off(at(late), declared, granted, raw)


@steady
@given(policies, overrides, st.integers(0, 100), times)
def test_a_penalty_is_never_negative_and_never_more_than_was_earned(
    declared: LatePolicy, granted: Override, raw: int, late: timedelta
) -> None:
    assert 0 <= off(at(late), declared, granted, raw) <= raw


@steady
@given(policies, overrides, st.integers(0, 100), times)
def test_lateness_takes_no_score_below_the_minimum_unless_it_is_cut_off(
    declared: LatePolicy, granted: Override, raw: int, late: timedelta
) -> None:
    found = lateness(at(late), declared, granted)
    left = raw - penalty(raw, 100, found, declared)
    assert found.is_cut_off or left >= min(raw, declared.minimum) - 1e-9


@steady
@given(policies, overrides, st.integers(0, 100), times)
def test_more_days_are_never_worse(
    declared: LatePolicy, granted: Override, raw: int, late: timedelta
) -> None:
    more = Override(extra_days=(granted.extra_days or 0) + 1, slip_days=granted.slip_days)
    assert off(at(late), declared, more, raw) <= off(at(late), declared, granted, raw)


@steady
@given(st.text() | st.datetimes().map(str), st.none() | st.integers(), policies, overrides)
def test_whatever_a_download_says_is_some_lateness(
    submitted_at: str, seconds: int | None, declared: LatePolicy, granted: Override
) -> None:
    handed = Handed(submitted_at=submitted_at, seconds_late=seconds)
    assert 0 <= off(handed, declared, granted) <= 100


@pytest.mark.parametrize(("late", "expected"), [(-DAY, 0), (0 * DAY, 0), (MINUTE, 1), (DAY, 1)])
def test_an_interval_counts_as_soon_as_it_has_begun(late: timedelta, expected: int) -> None:
    assert intervals(late, policy()) == expected


def test_a_time_that_is_not_understood_costs_nothing_and_is_told() -> None:
    handed = Handed(unclear="18 mai, 2026 1224")
    found = lateness(handed, policy(), NOTHING)
    assert found.is_unknown
    assert "the time of submission, 18 mai, 2026 1224, is not understood" in found.note
    assert off(handed, policy()) == 0


def test_a_late_mark_beside_a_time_that_is_not_understood_is_one_interval() -> None:
    handed = Handed(is_late=True, unclear="18 mai")
    assert off(handed, policy()) == 10
    assert "its time, 18 mai, is not understood" in lateness(handed, policy(), NOTHING).note


def test_a_time_that_is_not_understood_is_told_where_the_download_says_on_time() -> None:
    found = lateness(Handed(is_late=False, unclear="18 mai"), policy(), NOTHING)
    assert found.by == timedelta(0)
    assert "its time, 18 mai, is not understood" in found.note


def test_an_override_says_how_late_where_a_time_is_not_understood() -> None:
    handed = Handed(unclear="18 mai")
    found = lateness(handed, policy(), Override(late_days=2))
    assert (found.by, found.is_unknown) == (2 * DAY, False)
