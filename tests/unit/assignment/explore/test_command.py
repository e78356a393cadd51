"""`python -m explore`, as the hand-out has it: one sentence and a documented exit code."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import ExitCode

Main = Callable[[list[str]], int]


@pytest.fixture
def main(explorer: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Main:
    """The command, in an empty folder."""
    assert explorer
    monkeypatch.chdir(tmp_path)
    command: Main = importlib.import_module("explore.__main__").main
    return command


def test_a_missing_file_is_a_sentence_and_3(main: Main, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mine.py"]) == ExitCode.NOT_ALL_PASSED
    assert capsys.readouterr().out == "There is no mine.py: check the spelling.\n"


def test_without_a_name_the_exercises_own_is_looked_for(
    main: Main, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == ExitCode.NOT_ALL_PASSED
    told = capsys.readouterr().out
    assert told.startswith("There is no regularization.ipynb or regularization.py here: ")


def test_a_page_that_is_none_is_a_sentence_and_2(
    main: Main, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mine.py", "-o", "mine.py"]) == ExitCode.USAGE
    assert capsys.readouterr().err == "error: mine.py is no name for a page: let it end in .html\n"
