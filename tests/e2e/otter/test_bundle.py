"""`autograder bundle otter` as it is called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_command_writes_the_same_bytes_each_time(
    autograder: Callable[..., Any], zips: dict[str, Path], tmp_path: Path
) -> None:
    run = autograder("bundle", "otter", "-o", tmp_path / "made/otter.zip")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "made/otter.zip").read_bytes() == zips["sealed"].read_bytes()
