"""`python -m checks` and what it says of good files and bad ones."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import ExitCode
from autograder.student import command, notebook
from autograder.student.command import main

ROOT = Path(__file__).parents[3]
CLASS = ROOT / "tests/submissions/class"
REFERENCE = ROOT / "solutions/regularization.py"

Checks = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a hand-out, which is the working folder; the rules lie in its `checks`."""
    given = shutil.ignore_patterns("__pycache__", "regularization.*", "*.html")
    shutil.copytree(ROOT / "assignment", tmp_path, dirs_exist_ok=True, ignore=given)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def checks(handed_out: Path, capsys: pytest.CaptureFixture[str]) -> Checks:
    """Return a function that runs the command and returns its exit code and what it printed."""

    def run(*arguments: object) -> tuple[int, list[str]]:
        code = main(handed_out / "checks", [str(argument) for argument in arguments])
        return code, capsys.readouterr().out.splitlines()

    return run


def test_the_reference_passes(checks: Checks) -> None:
    code, (first, second, last) = checks(REFERENCE)
    assert code == ExitCode.DONE
    assert first == "q1  The cost J with its L2 term: passed"
    assert second == "q2  The gradients of J: passed"
    assert last.endswith("regularization.py: all 2 questions pass on the 8 public cases")


def test_the_assignment_s_own_name_is_checked_when_none_is_given(
    checks: Checks, handed_out: Path
) -> None:
    shutil.copy(REFERENCE, handed_out / "regularization.py")
    assert checks()[0] == ExitCode.DONE


def test_a_notebook_is_checked_too(checks: Checks) -> None:
    code, lines = checks(CLASS / "camille_petit.ipynb")
    assert code == ExitCode.NOT_ALL_PASSED
    assert lines[-1].endswith("camille_petit.ipynb as it was last saved: 1 of 2 questions pass")


def test_a_wrong_answer_gets_rules_distance_and_hint_in_the_notebook_s_words(
    checks: Checks, handed_out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, lines = checks(CLASS / "alice_moreau.py")
    monkeypatch.syspath_prepend(str(handed_out))
    text = (CLASS / "alice_moreau.py").read_text("utf-8")
    env: dict[str, object] = {"In": ["", text]}
    exec(text, env)
    told: list[str] = []
    for question in ("q1", "q2"):
        with pytest.raises(notebook.NotYetError) as found:
            notebook.check(handed_out / "checks", question, env)
        told += str(found.value).split()
    assert code == ExitCode.NOT_ALL_PASSED
    shown = re.sub(r" \(line \d+\)", "", " ".join(lines[:-1]))  # cells have no names
    assert shown.split() == told
    assert "cost is off by about half" in " ".join(told)
    assert told.count("Hint:") == 2


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (None, "nowhere.py", "there is no nowhere.py: check the spelling"),
        (b"{", "mine.ipynb", "mine.ipynb is not a notebook: its JSON is damaged"),
        (b"\0\1\2", "mine.py", "mine.py is a binary file, not Python text"),
    ],
)
def test_a_file_that_cannot_be_checked_is_one_sentence(
    content: bytes | None, name: str, words: str, checks: Checks, handed_out: Path
) -> None:
    if content is not None:
        (handed_out / name).write_bytes(content)
    assert checks(name) == (ExitCode.NOT_ALL_PASSED, [words])


def test_a_folder_without_a_file_to_check_is_one_sentence(checks: Checks) -> None:
    code, (line,) = checks()
    assert code == ExitCode.NOT_ALL_PASSED
    assert line.startswith("there is no regularization.ipynb or regularization.py here")


def test_an_empty_file_has_both_functions_missing(checks: Checks, handed_out: Path) -> None:
    (handed_out / "mine.py").write_text("", "utf-8")
    code, lines = checks("mine.py")
    assert code == ExitCode.NOT_ALL_PASSED
    assert [line.rpartition(": ")[2] for line in (lines[0], lines[2])] == ["missing", "missing"]


def test_unusable_options_are_a_matter_of_usage(checks: Checks) -> None:
    with pytest.raises(SystemExit) as ending:
        checks("--nope")
    assert ending.value.code == ExitCode.USAGE


def test_a_spoilt_hand_out_is_one_sentence(
    handed_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (handed_out / "data/public.h5").write_bytes(b"")
    assert main(handed_out / "checks", [str(REFERENCE)]) == ExitCode.USAGE
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(
        "is not the file that was handed out: take the file from the hand-out again"
    )


def test_an_interrupt_is_one_word(
    handed_out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_Check", interrupted)
    assert main(handed_out / "checks", [str(REFERENCE)]) == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == "interrupted\n"


def test_a_reader_that_has_read_enough_is_no_fault(
    handed_out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(command, "_say", closed)
    assert main(handed_out / "checks", ["nowhere.py"]) == ExitCode.NOT_ALL_PASSED
    assert capsys.readouterr().err == ""


class Terminal(io.StringIO):
    """A stdout that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stdout", "settings", "coloured"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_a_verdict_is_coloured_only_where_that_can_be_seen(
    stdout: io.StringIO,
    settings: dict[str, str],
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", stdout)
    assert ("\033[" in command._coloured("passed", "\033[32m")) is coloured
