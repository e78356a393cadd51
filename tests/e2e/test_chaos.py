"""`make chaos` in short: a worker and the client are killed while a small class is graded."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import chaos
from tests.sweeps import extents

SIZES = extents(16, 24)


@pytest.mark.parametrize("size", SIZES)
def test_grades_are_the_same_and_no_process_is_left_after_a_lost_worker_and_a_lost_client(
    size: int, tmp_path: Path
) -> None:
    chaos.play(chaos.Stage.made(tmp_path, size, 0), chaos.disturb, workers=2)
