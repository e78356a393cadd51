"""A class that is graded in parts, each with a command of its own, gets what one run would give.

Each part is graded on one job, and the whole class on two: that changes no byte.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.sweeps import extents

Autograder = Callable[..., CompletedProcess[str]]
Files = Callable[[Path], dict[str, bytes]]
Refusal = Callable[..., str]

GRADE = ("grade", "--min-level", "open", "--jobs", "1")


@pytest.fixture(params=extents(4, 1))
def some(the_class: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Every fourth submission of the class, still more than there are parts, or all of them."""
    folder = tmp_path / "class"
    folder.mkdir()
    for path in sorted(the_class.iterdir())[:: request.param]:
        (shutil.copytree if path.is_dir() else shutil.copy)(path, folder / path.name)
    return folder


def test_merged_shards_of_one_job_each_are_the_bytes_of_one_run_on_two_jobs(
    autograder: Autograder, some: Path, files_of: Files, tmp_path: Path
) -> None:
    graded, outs = tmp_path / "graded", [tmp_path / str(number) for number in (1, 2, 3)]
    run = autograder("grade", "--min-level", "open", "--jobs", "2", some, "-o", graded)
    assert run.returncode == 0, run.stderr
    how_many = re.findall(r"\d+ graded", run.stdout)
    assert len(how_many) == 1
    for number, out in enumerate(outs, 1):
        run = autograder(*GRADE, some, "--shard", f"{number}/3", "-o", out)
        assert run.returncode == 0, run.stderr
        assert 0 < len(list((out / "results").iterdir())) < len(list(some.iterdir()))
    run = autograder("merge", *reversed(outs), "-o", tmp_path / "merged")
    assert run.returncode == 0, run.stderr
    assert re.findall(r"\d+ graded", run.stdout) == how_many
    assert files_of(tmp_path / "merged") == files_of(graded)


@pytest.fixture(scope="module")
def first(
    autograder: Autograder, the_class: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The output of grading the first of two parts, which no test may change."""
    out = tmp_path_factory.mktemp("first") / "1"
    two = (the_class / "georg_bauer.py", the_class / "diego_ramirez.py")
    run = autograder(*GRADE, *two, "--shard", "1/2", "-o", out)
    assert run.returncode == 0, run.stderr
    return out


def test_a_shard_that_is_missing_is_named(
    autograder: Autograder, first: Path, refusal: Refusal, tmp_path: Path
) -> None:
    run = autograder("merge", first, "-o", tmp_path / "merged")
    assert "of 2 shards, these are not named: 2" in refusal(run)


def test_a_shard_is_not_merged_into_itself(
    autograder: Autograder, first: Path, refusal: Refusal
) -> None:
    run = autograder("merge", first, "-o", first)
    assert "is a shard itself: choose another -o" in refusal(run)


def test_a_shard_and_a_student_are_not_named_together(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    options = ("--shard", "1/2", "--only", "anton_weber", "-o", tmp_path / "out")
    assert "leave out one of them" in refusal(autograder(*GRADE, submissions, *options))
