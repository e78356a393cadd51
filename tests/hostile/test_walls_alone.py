"""Walls that stand behind others hold by themselves, too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_ACTS = ["core", "processor", "orphan", "memory"]
_ACTS_OF_ROOT = ["roots_capability", "users_capability"]  # nobody else has a capability to give up


@pytest.mark.parametrize(
    "act", [*_ACTS, *(pytest.param(act, marks=pytest.mark.root) for act in _ACTS_OF_ROOT)]
)
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
