"""`autograder canvas`: from Canvas to grades and back, against a local server."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.errors import UsageError
from autograder.gradebook.model import Described
from autograder.gradebook.store import Gradebook
from tests.unit.finals import final
from tests.unit.hosts.canvas.conftest import SECRET, Canvas
from tests.unit.hosts.canvas.conftest import canvas as canvas


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, ["canvas", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert SECRET not in result.output
    return result.stdout


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The grades of Ada, whom Canvas has, and of Eve, whom it does not have."""
    with Gradebook.open(tmp_path / "out") as gradebook:
        for each in (final("ada", lms_id="21"), final("eve", lms_id="99")):
            gradebook.record(each.row.key, each.row.result, content=None, seconds=0.0)
            gradebook.introduce({each.row.result.student: each.known})
        gradebook.describe(Described(title="L2"))
        gradebook.finish(whole=True)
    return tmp_path / "out"


def test_nothing_is_sent_unless_asked_for(canvas: Canvas, tmp_path: Path, out: Path) -> None:
    canvas.hand_in(21, "Lovelace, Ada", "l2.py")
    canvas.hand_in(22, "Hopper, Grace", "l2.py")
    assert "fetched 2 files" in run("fetch", "7", "9", "-o", tmp_path / "in")
    told = run("return", out, "--fetched", tmp_path / "in")
    assert told.splitlines() == [
        "scores are scaled to 20 points",
        "graded, but not in Canvas: eve",
        "in Canvas, but not graded: Hopper, Grace",
        "  ada: no grade → 17.00, a comment",
        "nothing was sent: 1 would get something; add --post to send it",
    ]
    assert canvas.submissions[21]["score"] is None


def test_what_was_sent_is_told_and_noted(canvas: Canvas, tmp_path: Path, out: Path) -> None:
    canvas.hand_in(21, "Lovelace, Ada", "l2.py")
    run("fetch", "7", "9", "-o", tmp_path / "in")
    assert "sent: 1; 0 had" in run("return", out, "--fetched", tmp_path / "in", "--post")
    assert canvas.submissions[21]["score"] == 17.0
    assert "sent: 0; 1 had" in run("return", out, "--fetched", tmp_path / "in", "--post")
    with Gradebook.open(out) as gradebook:
        assert "of 1 students to Canvas" in gradebook.journal()[0].what


def test_grades_do_not_go_to_another_canvas(
    canvas: Canvas, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("fetch", "7", "9", "-o", tmp_path / "in")
    monkeypatch.setenv("CANVAS_API_URL", "https://canvas.example.edu")
    with pytest.raises(UsageError, match="set it to where they came from"):
        run("return", out, "--fetched", tmp_path / "in")
