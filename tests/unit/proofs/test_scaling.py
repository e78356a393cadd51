"""The simulation of many workers: its limits are those that can be computed by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import scaling
from benchmarks.scaling import Costs, in_shards, simulated

FREE = Costs(worker=0.04, client=0.0, render=0.0, merge=0.0, scheduler=0.0)
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("workers", [1, 4, 64])
def test_with_a_client_that_costs_nothing_time_is_shared_among_workers(workers: int) -> None:
    assert simulated(FREE, 100_000, workers) == pytest.approx(4000 / workers, rel=0.05)


def test_no_number_of_workers_is_faster_than_the_client() -> None:
    costs = replace(FREE, client=0.001, render=0.002)
    assert simulated(costs, 100_000, 256) == pytest.approx(300, rel=0.1)


def test_more_workers_are_never_slower() -> None:
    costs = replace(FREE, client=0.001, render=0.002, scheduler=0.002)
    times = [simulated(costs, 100_000, workers) for workers in scaling.WORKERS]
    assert all(after <= before * 1.01 for before, after in pairwise(times))


def test_shards_divide_what_the_client_does_but_not_what_merging_does() -> None:
    costs = replace(FREE, client=0.004, render=0.001, merge=0.0005)
    assert in_shards(costs, 100_000, 256) == pytest.approx(100 + 25 + 150, rel=0.1)


def test_the_manual_has_the_table_of_the_figures_that_are_kept() -> None:
    costs = Costs(**json.loads(scaling.FIGURES.read_text("utf-8")))
    assert scaling.table(costs) in (ROOT / "docs/cluster.md").read_text("utf-8")


def test_the_picture_is_whole_and_asks_for_nothing_else() -> None:
    text = scaling.PICTURE.read_text("utf-8")
    assert ElementTree.fromstring(text).tag.endswith("svg")
    assert "<script" not in text
