"""Item analysis, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.report.items import FEWEST, analyse, reliability

# Four submissions, three items worth 2, 1 and 1: totals 4, 3, 1, 0.
POINTS = np.array([[2, 1, 1], [2, 1, 0], [0, 0, 1], [0, 0, 0]])
LARGEST = np.array([2, 1, 1])


def flags(points: list[list[int]]) -> tuple[str, ...]:
    """Return the flags of the first of two items, each worth a point."""
    return analyse(np.array(points), np.array([1, 1]))[0].flags


def test_difficulty_is_the_mean_share_of_the_points() -> None:
    assert [item.difficulty for item in analyse(POINTS, LARGEST)] == [0.5, 0.5, 0.5]


def test_item_rest_leaves_the_item_out_of_the_rest() -> None:
    # Item 1 against the rest 2, 1, 1, 0: covariance 2, variances 4 and 2 (sums of squares).
    assert analyse(POINTS, LARGEST)[0].item_rest == pytest.approx(2 / (4 * 2) ** 0.5)
    # Item 3 against 3, 3, 0, 0: no covariance at all.
    assert analyse(POINTS, LARGEST)[2].item_rest == pytest.approx(0.0, abs=1e-15)


def test_upper_lower_compares_the_best_and_the_worst_27_percent() -> None:
    # 27 % of four is one: the first against the last.
    assert [item.upper_lower for item in analyse(POINTS, LARGEST)] == [1.0, 1.0, 1.0]


def test_who_ties_at_the_border_of_a_tail_shares_its_places() -> None:
    # Tails of one; three tie for the best place, of whom two have item 1; the last has not.
    points = np.array([[1, 0], [1, 0], [0, 1], [0, 0]])
    assert analyse(points, np.array([1, 1]))[0].upper_lower == pytest.approx(2 / 3)


def test_the_order_of_the_class_changes_nothing() -> None:
    points = np.array([[1, 0], [0, 1], [1, 1], [0, 0], [1, 0], [0, 1], [1, 1]])
    most = np.array([1, 1])
    assert analyse(points[::-1], most) == analyse(points, most)


def test_an_item_that_everybody_has_goes_with_nothing() -> None:
    item = analyse(np.array([[1, 0], [1, 1]]), np.array([1, 1]))[0]
    assert (item.difficulty, item.item_rest, item.upper_lower) == (1.0, None, 0.0)


def test_equal_scores_have_no_upper_and_lower_part() -> None:
    assert analyse(np.array([[1, 0], [0, 1]]), np.array([1, 1]))[0].upper_lower is None


def test_nothing_is_known_of_an_empty_class() -> None:
    item = analyse(np.zeros((0, 1), np.int64), np.array([1]))[0]
    assert (item.difficulty, item.item_rest, item.upper_lower) == (None, None, None)


def test_alpha_is_cronbachs() -> None:
    # Sample variances: 4/3, 1/3, 1/3 of the items, 10/3 of the totals: 3/2 (1 - 2 / (10/3)).
    found = reliability(POINTS)
    assert found.alpha == pytest.approx(1.5 * (1 - 0.6))
    assert found.deviation == pytest.approx((10 / 3) ** 0.5)
    assert found.error == pytest.approx((10 / 3 * 0.4) ** 0.5)


def test_alpha_of_items_that_are_all_or_nothing_is_kr_20() -> None:
    points = np.array([[1, 1], [1, 0], [0, 0], [0, 0]])
    # p q: 1/4 and 3/16; population variance of 2, 1, 0, 0 is 11/16.
    assert reliability(points).alpha == pytest.approx(2 * (1 - (1 / 4 + 3 / 16) / (11 / 16)))


@pytest.mark.parametrize(
    "points", [[[1, 1]], [[1], [0]], [[1, 0], [0, 1]]], ids=["one row", "one item", "equal sums"]
)
def test_alpha_is_blank_where_it_is_undefined(points: list[list[int]]) -> None:
    assert reliability(np.array(points)).alpha is None


def test_nothing_is_flagged_below_the_fewest() -> None:
    assert flags([[0, 1], [1, 0]] * (FEWEST // 2 - 1)) == ()


def test_an_item_that_works_against_the_others_is_flagged() -> None:
    assert flags([[0, 1], [1, 0]] * (FEWEST // 2)) == (
        "check this rule: students who are better in the rest keep it less often",
    )


def test_an_item_that_hardly_goes_with_the_others_is_flagged() -> None:
    points = [[0, 0], [0, 1], [1, 0], [1, 1]] * 8
    assert flags(points) == ("agrees only weakly with the other rules",)


@pytest.mark.parametrize(("share", "flag"), [(39, "easy"), (1, "hard")])
def test_an_item_that_nearly_all_have_or_lack_is_flagged(share: int, flag: str) -> None:
    points = [[int(number < share), int(number < share)] for number in range(40)]
    assert flags(points) == (flag,)
