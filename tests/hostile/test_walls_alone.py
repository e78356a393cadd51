"""Walls that stand behind others hold by themselves, too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_ACTS = ["core", "processor", "orphan", "memory"]
if os.geteuid() == 0:  # who is not has no capability to give up
    _ACTS += ["roots_capability", "users_capability"]


@pytest.mark.parametrize("act", _ACTS)
def test_a_wall_holds_when_nothing_stands_before_it(act: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.alone", act],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    got_through = done.stdout
    assert got_through == ""
