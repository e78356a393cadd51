"""A class that is graded in parts, each with a command of its own, gets what one run would give.

The parts are graded on one job each and the whole on two: neither changes a byte.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Autograder = Callable[..., CompletedProcess[str]]
Files = Callable[[Path], dict[str, bytes]]
Refusal = Callable[..., str]

GRADE = ("grade", "--min-level", "open", "--jobs", "1")


def test_merged_shards_of_one_job_each_are_the_bytes_of_one_run_on_two_jobs(
    autograder: Autograder, the_class: Path, graded: Path, files_of: Files, tmp_path: Path
) -> None:
    outs = [tmp_path / str(number) for number in (1, 2, 3)]
    for number, out in enumerate(outs, 1):
        run = autograder(*GRADE, the_class, "--shard", f"{number}/3", "-o", out)
        assert run.returncode == 0, run.stderr
    run = autograder("merge", *reversed(outs), "-o", tmp_path / "merged")
    assert run.returncode == 0, run.stderr
    assert "84 graded" in run.stdout
    assert files_of(tmp_path / "merged") == files_of(graded)


def test_a_shard_that_is_missing_is_named(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    autograder(*GRADE, submissions, "--shard", "2/2", "-o", tmp_path / "2")
    run = autograder("merge", tmp_path / "2", "-o", tmp_path / "merged")
    assert "of 2 shards, these are not named: 1" in refusal(run)


def test_a_shard_is_not_merged_into_itself(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    autograder(*GRADE, submissions, "--shard", "1/2", "-o", tmp_path / "1")
    run = autograder("merge", tmp_path / "1", "-o", tmp_path / "1")
    assert "is a shard itself: choose another -o" in refusal(run)


def test_a_shard_and_a_student_are_not_named_together(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    options = ("--shard", "1/2", "--only", "anton_weber", "-o", tmp_path / "out")
    assert "leave out one of them" in refusal(autograder(*GRADE, submissions, *options))
