"""A late policy makes final scores beside the raw ones, which never change."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder.cli.grade import grade
from autograder.cli.report import report
from autograder.errors import UsageError
from autograder.results import Level

Run = CompletedProcess[str]
Autograder = Callable[..., Run]
Files = Callable[[Path], dict[str, bytes]]

OPEN = ("--jobs", "1", "--min-level", "open")
POLICY = """
[tool.autograder.late_policy]
due_at = 2026-11-20T23:59:00+01:00
late_submission_deduction = 10
"""
OVERRIDES = "student,late_days,excused\ngeorg_bauer,1.5,\nanton_weber,,yes\n"


def described(assignment: Path, more: str) -> Path:
    """Add tables to an assignment's description."""
    path = assignment / "pyproject.toml"
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    return assignment


def endings(out: Path) -> dict[str, tuple[str, str, str]]:
    """Return the raw score, the penalty and the final score of each student."""
    with (out / "grades.csv").open(encoding="utf-8", newline="") as table:
        return {
            row["student"]: (row["score"], row["penalty"], row["final_score"])
            for row in csv.DictReader(table)
        }


@pytest.fixture(scope="module")
def late(
    autograder: Autograder,
    module_assignment: Path,
    small_out: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Run, Path]:
    """The small class graded under a policy; one is late, one excused, of one nothing is known."""
    folder = tmp_path_factory.mktemp("late")
    (folder / "overrides.csv").write_text(OVERRIDES)
    assignment = described(module_assignment, POLICY)
    options = ("--assignment", assignment, "--overrides", folder / "overrides.csv")
    run = autograder(
        "grade", small_out.parent / "submissions", "-o", folder / "out", *OPEN, *options
    )
    return run, folder / "out"


def test_raw_scores_stay_and_final_ones_stand_at_the_end(late: tuple[Run, Path]) -> None:
    assert endings(late[1]) == {
        "anton_weber": ("0", "0", "EX"),
        "diego_ramirez": ("77", "0", "77"),
        "georg_bauer": ("100", "20", "80"),
    }


def test_the_other_columns_are_what_they_are_without_a_policy(
    late: tuple[Run, Path], small_out: Path
) -> None:
    lines = (late[1] / "grades.csv").read_text("utf-8").splitlines()
    plain = (small_out / "grades.csv").read_text("utf-8").splitlines()
    assert [line.rsplit(",", 2)[0] for line in lines] == plain


def test_who_has_no_time_is_named(late: tuple[Run, Path]) -> None:
    note = next(line for line in late[0].stderr.splitlines() if "lateness" in line)
    assert note.startswith("note: no points were taken off")
    assert "diego_ramirez" in note
    assert "georg_bauer" not in note


def test_results_say_why(late: tuple[Run, Path]) -> None:
    document = json.loads((late[1] / "results/georg_bauer.json").read_text("utf-8"))
    assert document["score"] == 80
    assert document["output"].startswith("late by 1 d 12 h: 20 off")


def test_a_report_without_the_assignment_has_the_policy_of_the_last_run(
    late: tuple[Run, Path], files_of: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(late[1])
    (late[1] / "grades.csv").unlink()
    monkeypatch.chdir(tmp_path)
    report(late[1])
    assert files_of(late[1]) == before


def test_a_report_with_the_assignment_has_its_present_policy(
    assignment: Path, out: Path, files_of: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(out)
    path = tmp_path / "overrides.csv"
    plain = (assignment / "pyproject.toml").read_text("utf-8")
    monkeypatch.chdir(described(assignment, POLICY.replace("10", "2.5")))
    path.write_text(OVERRIDES)
    report(out, path)
    assert endings(out)["georg_bauer"] == ("100", "5", "95")
    (assignment / "pyproject.toml").write_text(plain, "utf-8")
    path.write_text("student,score\n")
    report(out, path)
    assert files_of(out) == before


def test_a_report_beside_another_assignment_has_the_policy_of_the_last_run(
    assignment: Path, out: Path, files_of: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(out)
    path = described(assignment, POLICY) / "pyproject.toml"
    text = path.read_text("utf-8").replace('id = "regularization"', 'id = "another"')
    path.write_text(text, "utf-8")
    monkeypatch.chdir(assignment)
    report(out)
    assert files_of(out) == before


def test_an_override_of_nobody_is_refused_before_anything_is_graded(
    submissions: Path, assignment: Path, tmp_path: Path
) -> None:
    path = tmp_path / "overrides.csv"
    path.write_text("student,score\ngeorg_baur,50\n")
    out = tmp_path / "out"
    with pytest.raises(
        UsageError, match=r"'georg_baur', who has no submission: did you mean georg_bauer"
    ):
        grade([submissions], out, min_level=Level.OPEN, overrides=path, assignment=assignment)
    assert not (out / "grades.csv").exists()
