"""results.json in Gradescope's container: never a zero for a fault that is not the student's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.description import Gradescope, load
from autograder.errors import DescriptionError, GraderFault
from autograder.gradebook.model import Row
from autograder.hosts.gradescope import __main__ as program
from autograder.hosts.gradescope import document
from autograder.hosts.gradescope.metadata import Metadata
from autograder.identity.people import Handed, Known
from autograder.results import Level
from autograder.sandbox.outside import level
from autograder.sandbox.outside.level import Proof
from tests.unit.finals import final as make_final

ROOT = Path(__file__).parents[4]
SETTINGS = Gradescope(
    visibility="after_published", stdout_visibility="after_due_date", name_format="md"
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A container in which submissions can be sealed, and the first results stand."""
    (tmp_path / "source/assignment").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "source/assignment")
    (tmp_path / "results").mkdir()
    (tmp_path / "submission").mkdir()
    sealed = Proof(level=Level.SEALED, probes={})
    monkeypatch.setattr(level.Proving, "proof", lambda _: sealed)
    return tmp_path


def results(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "results/results.json").read_bytes())
    return found


def raising(error: Exception) -> Callable[..., Row]:
    def grade(*_: object) -> Row:
        raise error

    return grade


def test_a_container_that_cannot_seal_runs_nothing_and_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = Proof(level=Level.OPEN, probes={}, reason="there is no Landlock")
    monkeypatch.setattr(level.Proving, "proof", lambda _: proof)
    monkeypatch.setattr(program, "_graded", raising(AssertionError("it was run")))
    assert program.main([str(root)]) == 1
    assert "score" not in results(root)
    assert "cannot do so safely" in results(root)["output"]
    assert "because there is no Landlock" in capsys.readouterr().err


@pytest.mark.parametrize("error", [GraderFault("secret 1.5"), ZeroDivisionError("secret 1.5")])
def test_a_fault_of_ours_has_no_score_and_its_reason_is_for_instructors(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
) -> None:
    monkeypatch.setattr(program, "_graded", raising(error))
    assert program.main([str(root)]) == 1
    assert "score" not in results(root)
    assert results(root)["tests"] == []
    assert "secret" not in json.dumps(results(root))
    assert "secret 1.5" in capsys.readouterr().err


def test_a_bundle_that_is_not_whole_has_no_score(root: Path) -> None:
    (root / "source/assignment/pyproject.toml").unlink()
    assert program.main([str(root)]) == 1
    assert "score" not in results(root)


def test_settings_of_the_description_are_what_gradescope_is_told(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    description = root / "source/assignment/pyproject.toml"
    text = description.read_text("utf-8")
    description.write_text(text.replace('visibility = "visible"', 'visibility = "hidden"'), "utf-8")
    monkeypatch.setattr(program, "_graded", lambda *_: make_final("ada").row)
    assert program.main([str(root)]) == 0
    assert {test["visibility"] for test in results(root)["tests"]} == {"hidden"}


def test_a_word_that_gradescope_does_not_know_is_refused(root: Path) -> None:
    description = root / "source/assignment/pyproject.toml"
    text = description.read_text("utf-8")
    description.write_text(text.replace('visibility = "visible"', 'visibility = "maybe"'), "utf-8")
    with pytest.raises(DescriptionError, match="visibility"):
        load(description)


def test_visibility_and_formats_are_as_declared() -> None:
    found = document.finished(make_final("ada"), Metadata(), SETTINGS)
    assert {test["visibility"] for test in found["tests"]} == {"after_published"}
    assert found["stdout_visibility"] == "after_due_date"
    assert found["test_name_format"] == "md"
    assert found["test_output_format"] == "text"


def test_the_final_score_counts_and_the_raw_one_is_kept() -> None:
    final = replace(make_final("ada", 80), score=72.0, penalty=8.0, reason="8 points off: late")
    found = document.finished(final, Metadata(), SETTINGS)
    assert found["score"] == 72.0
    assert (found["extra_data"]["raw_score"], found["extra_data"]["penalty"]) == (80, 8.0)
    assert "8 points off: late" in found["output"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "in 1 min"), (3600, "in 1 h 0 min"), (90_000, "in 1 d 1 h 0 min")],
)
def test_lateness_is_told_in_words(seconds: int, words: str) -> None:
    known = Known(handed=Handed(is_late=True, seconds_late=seconds))
    found = document.finished(make_final("ada"), Metadata(known=known, due="noon"), SETTINGS)
    assert f"Handed {words} after it was due (noon)." in found["output"]


@pytest.mark.parametrize("seconds", [0, None])
def test_who_is_not_late_is_told_nothing_of_it(seconds: int | None) -> None:
    known = Known(handed=Handed(seconds_late=seconds))
    found = document.finished(make_final("ada"), Metadata(known=known), SETTINGS)
    assert "Handed" not in found["output"]
