"""`make chaos` with a small class: a cluster whose parts are killed, stopped or unfit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import chaos
from tests.clusters import Machines

SIZE = 120


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> chaos.Stage:
    """A small class, graded without a cluster."""
    return chaos.Stage.made(tmp_path_factory.mktemp("chaos"), SIZE, 0)


@pytest.mark.parametrize(
    "act",
    [chaos.survive, chaos.repeat],
    ids=["lost, stopped and unfit workers", "a lost client, disk and scheduler"],
)
def test_grades_are_the_same_and_no_process_is_left_after(
    act: Callable[[chaos.Stage, Machines], None], stage: chaos.Stage
) -> None:
    chaos.play(stage, act)
