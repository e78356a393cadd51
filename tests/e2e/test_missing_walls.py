"""Where the kernel lacks a wall, grading is refused with the reason, and never quietly weaker."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Refusal = Callable[..., str]

# A kernel without one of its calls, as far as the program that is then run can tell.
_KERNEL = """
import errno, os, sys
from autograder.sandbox.walls import libseccomp
from tests import filters

rules = filters.allowing()
if sys.argv[1] == "Landlock":
    rules.add(libseccomp.errno(errno.ENOSYS), "landlock_create_ruleset")
else:
    loading = libseccomp.equal(0, 22)  # PR_SET_SECCOMP
    rules.add(libseccomp.errno(errno.EINVAL), "prctl", loading)
filters.load(rules)
os.execv(sys.executable, [sys.executable, "-m", "autograder", *sys.argv[2:]])
"""


def run_without(wall: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _KERNEL, wall, *map(str, arguments)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("wall", ["Landlock", "seccomp"])
def test_grading_is_refused_with_the_reason(
    wall: str, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    run = run_without(wall, "grade", submissions, "-o", tmp_path / "out")
    sentence = refusal(run)
    assert wall in sentence
    assert "--min-level open" in sentence
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("wall", ["Landlock", "seccomp"])
def test_the_doctor_names_what_is_missing(wall: str) -> None:
    run = run_without(wall, "doctor")
    assert run.returncode == 0
    assert "at level open" in run.stdout
    assert wall in run.stdout
