"""Comparison in units of S, the sum of the absolute terms of an entry."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.judge.compare import EXACT, NOTED, SCALE_FLOOR, Difference, Target, deviation


def compared(got: object, expected: object, scale: object) -> Difference:
    return Target.of(np.asarray(expected, float), np.asarray(scale, float)).difference(
        np.asarray(got, float)
    )


def off_by(units: float) -> Difference:
    """Compare an entry that is off by `units` of its S, which is 8."""
    return compared([3.0 + 8.0 * units], [3.0], [8.0])


def test_equal_arrays_do_not_differ() -> None:
    found = compared([[1.0, -2.0]], [[1.0, -2.0]], [[1.0, 2.0]])
    assert (found.is_wrong, found.is_noted, found.worst) == (False, False, 0.0)


@pytest.mark.parametrize("units", [0.5 * EXACT, -0.5 * EXACT])
def test_rounding_is_exact(units: float) -> None:
    found = off_by(units)
    assert (found.is_wrong, found.is_noted) == (False, False)


@pytest.mark.parametrize("units", [2 * EXACT, 1e-7, 0.5 * NOTED, -0.5 * NOTED])
def test_less_than_float64_passes_with_a_note(units: float) -> None:
    found = off_by(units)
    assert (found.is_wrong, found.is_noted) == (False, True)


@pytest.mark.parametrize("units", [2 * NOTED, 1.0, -1.0, 1e9])
def test_more_than_rounding_is_wrong(units: float) -> None:
    found = off_by(units)
    assert (found.is_wrong, found.is_noted) == (True, False)


def test_the_scale_is_s_and_not_the_value() -> None:
    assert not compared([1e-12], [0.0], [1.0]).is_wrong
    assert compared([1e-12], [0.0], [1e-12]).is_wrong


def test_s_is_not_taken_below_a_part_of_the_arrays_largest() -> None:
    tiny, largest = 1e-12, 1.0
    allowed = 0.5 * NOTED * SCALE_FLOOR * largest
    assert not compared([0.0, allowed], [0.0, 0.0], [largest, tiny]).is_wrong
    assert compared([0.0, 4 * allowed], [0.0, 0.0], [largest, tiny]).is_wrong


def with_own(gap: float, own: float) -> bool:
    """Return whether a gap is wrong where S is 1, and a student's own numbers have another."""
    arrays = [np.array([number]) for number in (0.0, 1.0, own)]
    return Target.of(*arrays).difference(np.array([gap])).is_wrong


@pytest.mark.parametrize("own", [1.0, 1e3, 1e16, np.inf])
def test_own_numbers_however_large_never_allow_more(own: float) -> None:
    assert not with_own(0.9 * NOTED, own)
    assert with_own(1.1 * NOTED, own)


@pytest.mark.parametrize("own", [0.5, 1e-3, 1e-12])
def test_own_numbers_that_are_too_small_allow_as_much_less(own: float) -> None:
    assert not with_own(0.9 * NOTED * own, own)
    assert with_own(1.1 * NOTED * own, own)


def test_one_large_own_number_does_not_loosen_the_others() -> None:
    scale = np.ones(3)
    target = Target.of(np.zeros(3), scale, np.array([1e9, 1e-6, 0.0]))
    assert target.difference(np.array([0.0, 2e-6 * NOTED, 0.0])).wrong == 1
    assert target.difference(np.array([0.0, 0.0, 1e-300])).wrong == 1
    assert target.difference(np.zeros(3)).wrong == 0


def test_own_numbers_of_the_right_size_change_nothing() -> None:
    scale = np.array([1e-7, 0.0, 2.0])  # the second entry has no terms at all
    plain, own = Target.of(scale, scale), Target.of(scale, scale, scale)
    np.testing.assert_array_equal(plain.floored[[0, 2]], own.floored[[0, 2]])
    assert own.floored[1] == 0


def test_where_s_is_0_only_0_is_right() -> None:
    assert not compared([0.0], [0.0], [0.0]).is_wrong
    assert compared([1e-300], [0.0], [0.0]).worst == np.inf


@pytest.mark.parametrize("got", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_wrong(got: float) -> None:
    assert compared([1.0, got], [1.0, 1.0], [1.0, 1.0]).is_wrong


def test_wrong_entries_are_counted() -> None:
    found = compared([[1.0, 5.0, 3.0 + 1e-8]], [[1.0, 2.0, 3.0]], [[1.0, 2.0, 3.0]])
    assert (found.wrong, found.size, found.worst) == (1, 3, 1.5)


def test_a_single_number_is_compared_like_an_array() -> None:
    assert compared(2.0, 1.0, 1.0).is_wrong
    assert not compared(1.0, 1.0, 1.0).is_wrong


def test_an_empty_array_does_not_differ() -> None:
    assert not compared(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros((0, 2))).is_wrong


def test_deviation_is_the_largest_in_units_of_s() -> None:
    assert deviation(np.array([1.0, 4.0]), np.array([1.0, 2.0]), np.array([1.0, 4.0])) == 0.5


@pytest.mark.parametrize(
    ("units", "words"),
    [
        (0.001, "by less than 1 %"),
        (0.03, "by a few percent"),
        (0.1, "by about a tenth"),
        (1 / 3, "by about a third"),
        (0.5, "by about half"),
        (1.0, "by about 100 %"),
        (7.0, "by more than 100 %"),
        (np.inf, "by more than 100 %"),
    ],
)
def test_how_far_is_said_in_coarse_steps(units: float, words: str) -> None:
    assert Difference(worst=units, wrong=2, size=6).in_words() == (
        f": 2 of 6 entries are off, {words}"
    )


def test_one_number_has_no_entries() -> None:
    assert Difference(worst=0.5, wrong=1, size=1).in_words() == " is off by about half"


def test_a_target_has_a_tolerance_of_its_own() -> None:
    target = replace(Target.of(np.array([1.0, 1.0]), np.array([1.0, 1.0])), tolerance=0.1)
    found = target.difference(np.array([1.05, 1.5]))
    assert (found.is_wrong, found.wrong) == (True, 1)
    assert not target.difference(np.array([1.05, 1.0])).is_wrong


def test_nobody_is_told_to_look_for_rounding_where_more_is_allowed() -> None:
    target = Target.of(np.array([1.0]), np.array([1.0]))
    got = np.array([1.0 + 1e-7])
    assert target.difference(got).is_noted
    assert not replace(target, tolerance=0.1).difference(got).is_noted
