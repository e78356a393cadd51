"""However pytest is started by hand, its option is joined to the file that it names."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[3] / "autograder/judge/joined.py"


@pytest.fixture(autouse=True)
def _threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # the program sets it if it is unset


@pytest.mark.parametrize(
    "options",
    [
        ("-m", "pytest"),
        ("-mpytest",),
        ("-Bm", "pytest"),
        ("-Bmpytest",),
        ("-Xutf8", "-m", "pytest"),
    ],
    ids=" ".join,
)
def test_python_may_be_told_of_pytest_in_many_ways(
    options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ["--submission", "nowhere/mine.py", "suite"]
    monkeypatch.setattr(sys, "orig_argv", ["python", *options, *given])
    monkeypatch.setattr(sys, "argv", ["-m", *given])  # as it is at Python's start
    runpy.run_path(str(PROGRAM))
    assert sys.argv == ["-m", "--submission=nowhere/mine.py", "suite"]


@pytest.mark.parametrize("options", [("-m", "another"), ("-c", "0"), ("pytest_of_ours.py",)])
def test_other_programs_keep_their_arguments(
    options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [options[0], "--submission", "mine.py"]
    monkeypatch.setattr(sys, "orig_argv", ["python", *options, "--submission", "mine.py"])
    monkeypatch.setattr(sys, "argv", [*given])
    runpy.run_path(str(PROGRAM))
    assert sys.argv == given
