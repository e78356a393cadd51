"""Output that cannot be written is one sentence; a reader that has read enough is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

VECTORS = ("vectors", "show", "--json")  # more than a buffer holds


def run(*arguments: str, stdout: Any, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=Path(__file__).parents[3],
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return what was said, without the line that names the assignment before anything else."""
    lines = done.stderr.splitlines()
    return lines[1:] if lines and lines[0].startswith("assignment: ") else lines


@pytest.mark.parametrize("arguments", [("--help",), VECTORS])
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.slow
def test_a_full_disk_behind_stdout_is_one_sentence(
    arguments: tuple[str, ...], unbuffered: str
) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*arguments, stdout=full, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    assert len(said(done)) == 1
    assert "stdout cannot be written (No space left on device)" in done.stderr


@pytest.mark.parametrize("arguments", [("--help",), VECTORS])
@pytest.mark.slow
def test_a_reader_that_has_read_enough_interrupts_without_a_word(
    arguments: tuple[str, ...],
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = run(*arguments, stdout=closed)
    assert (done.returncode, said(done)) == (130, [])
