"""What the dry run prints can be read by people, spreadsheets and programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.cli.dry_run import show
from autograder.description import find
from autograder.errors import UsageError
from autograder.intake.plan import plan

ASSIGNMENT = find(Path(__file__).parent)


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    for name in ("=1+1.py", "ada [bold].docx", "bob\t\x1b[2J.py"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def printed(submissions: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show(plan([submissions], ASSIGNMENT))
    return capsys.readouterr().out.splitlines()


def test_every_line_has_every_cell(submissions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(submissions, capsys)
    assert lines[0] == "student\tfile\twho\twhen\tlate\tattempt\tremarks"
    assert [line.count("\t") for line in lines] == [6, 6, 6, 6]


def test_no_cell_is_a_formula(submissions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(submissions, capsys)[1].startswith("'=1+1\t'=1+1.py\t")


def test_what_cannot_be_read_says_why(
    submissions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(submissions, capsys)[2].endswith(
        "\tunreadable: ada [bold].docx is a .docx; hand in a .py or .ipynb"
    )


def test_a_dry_run_has_no_events(submissions: Path) -> None:
    command = ["grade", str(submissions), "--dry-run", "--format", "json"]
    with pytest.raises(UsageError, match="has no events: leave out"):
        CliRunner().invoke(app, command, catch_exceptions=False)


def test_a_terminal_gets_names_as_they_are_and_no_control_characters(
    submissions: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    table = "\n".join(printed(submissions, capsys))
    assert "ada [bold]" in table
    assert "attempt" not in table
    assert "\x1b[2J" not in table
