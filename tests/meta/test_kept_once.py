"""What is open to students is kept once, in assignment/, which holds little else."""

from __future__ import annotations

import hashlib
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEWEST_LINES = 6  # a file that is shorter may be the same as another by chance
MOST_FILES = 45
# What `handout build` puts there, for students alone.
PUT_THERE = ("assignment/checks/engine.zip", "assignment/checks/assignment.json", "assignment/data")


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The names of all files that git keeps, as they stand."""
    command = ["git", "ls-files", "-z"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    names = [name for name in told.decode().split("\0") if (ROOT / name).is_file()]
    assert "pyproject.toml" in names
    return names


def test_no_two_files_are_the_same(tracked: list[str]) -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for name in tracked:
        content = (ROOT / name).read_bytes()
        if content.count(b"\n") >= FEWEST_LINES:
            found[hashlib.sha256(content).hexdigest()].append(name)
    assert [names for names in found.values() if len(names) > 1] == []


def test_the_hand_out_is_few_files_and_none_of_the_engine(tracked: list[str]) -> None:
    names = [name for name in tracked if name.startswith("assignment/")]
    assert len(names) <= MOST_FILES
    assert [name for name in names if name.startswith(("assignment/autograder/", *PUT_THERE))] == []


def test_what_is_put_there_is_ignored_by_git() -> None:
    command = ["git", "check-ignore", *PUT_THERE]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert tuple(told.split()) == PUT_THERE
