"""What runs the suite's commands gives what starting them would, and waits for none for ever."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e import warm


def test_a_command_that_never_ends_is_killed_and_the_next_one_runs(
    warm_process: warm.Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    env = {"TERM": "dumb"}
    assert warm_process.run(["--version"], tmp_path, env).returncode == 0
    monkeypatch.setattr(warm, "GUARD", 0.5)
    endless = ["watch", "in", "-o", "out", "--min-level", "open", "--assignment", str(warm.ROOT)]
    with pytest.raises(subprocess.TimeoutExpired):
        warm_process.run(endless, tmp_path, env)
    monkeypatch.setattr(warm, "GUARD", 300.0)
    assert warm_process.run(["--version"], tmp_path, env).stdout.startswith("vectorgrade")
