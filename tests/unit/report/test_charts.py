"""Distributions and what stands out of them, against values worked out by hand."""

from __future__ import annotations

import pytest

from autograder.report.charts import histogram, slow, spread


def test_every_value_is_in_one_bar() -> None:
    chart = histogram([0, 9, 10, 99, 100, 100], 100)
    assert [bar.count for bar in chart.bars] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert [bar.share for bar in chart.bars[:2]] == [2 / 3, 1 / 3]


@pytest.mark.parametrize("most", [1, 3, 10, 15, 40, 60, 100])
def test_a_bars_label_names_the_points_that_fall_into_it(most: int) -> None:
    for points in range(most + 1):
        (bar,) = (bar for bar in histogram([points], most).bars if bar.count)
        first, _, last = bar.label.partition("\N{EN DASH}")
        assert int(first) <= points <= int(last or first)


def test_no_values_are_a_chart_without_a_spread() -> None:
    chart = histogram([], 100)
    assert chart.spread is None
    assert {bar.count for bar in chart.bars} == {0}


def test_an_assignment_without_points_has_a_chart() -> None:
    assert [bar.count for bar in histogram([0, 0], 0).bars] == [2]


def test_the_spread_is_of_the_whole_class() -> None:
    found = spread([1, 3])
    assert found is not None
    assert (found.mean, found.median, found.deviation) == (2.0, 2.0, 1.0)


def test_a_time_stands_out_three_quartile_distances_above_the_upper_quartile() -> None:
    assert slow([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]) == 7.0 + 3 * (7.0 - 3.0)


def test_of_few_times_none_stands_out() -> None:
    assert slow([1.0] * 7 + [0.0]) is None
