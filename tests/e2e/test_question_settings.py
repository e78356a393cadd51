"""A bonus and a question that is marked by hand, from the description to every output."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = CompletedProcess[str]
Autograder = Callable[..., Run]

OPEN = ("--jobs", "1", "--min-level", "open")
BY_HAND = """
[[tool.autograder.questions]]
id = "essay"
title = "Why does W go to 0?"
points = 10
"""
MARKS = "student,points,comment\ndiego_ramirez,7,Well argued.\ngeorg_bauer,,Come and see me.\n"


@pytest.fixture
def marked(assignment: Path) -> Path:
    """An assignment with marks, whose second question is a bonus."""
    path = assignment / "pyproject.toml"
    text = path.read_text("utf-8")
    text = text.replace("seed = 2", 'marks = "marks.csv"\nseed = 2', 1)
    title = 'title = "The gradients of J"\n'
    assert title in text
    path.write_text(text.replace(title, f"{title}bonus = true\n{BY_HAND}"), "utf-8")
    (assignment / "marks.csv").write_text(MARKS, "utf-8")
    return assignment


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as table:
        return {row["student"]: row for row in csv.DictReader(table)}


def test_marks_and_bonus_are_in_every_output_and_follow_the_file(
    marked: Path, submissions: Path, tmp_path: Path, autograder: Autograder
) -> None:
    out = tmp_path / "graded"
    run = autograder("grade", submissions, "-o", out, *OPEN, "--assignment", marked)
    assert run.returncode == 0, run.stderr
    found = rows(out)
    full = found["georg_bauer"]
    assert (full["score"], full["essay"]) == ("100", "")
    assert int(full["max_score"]) == int(full["q1"]) + 10
    assert found["diego_ramirez"]["essay"] == "7"
    assert int(found["diego_ramirez"]["score"]) == 77 + 7
    assert "essay: Well argued." in found["diego_ramirez"]["message"]
    page = (out / "feedback/diego_ramirez.md").read_text("utf-8")
    assert "## Why does W go to 0?: 7 of 10 points" in page
    assert "Well argued." in page
    export = ("export", "jsonl", out, "-o", tmp_path / "all.jsonl", "--assignment", marked)
    told = autograder(*export).stderr
    assert "note: essay is not marked yet for 2 of 3 students, and counts 0 for them" in told
    document = json.loads((out / "results/georg_bauer.json").read_text("utf-8"))
    assert document["extra_data"]["questions"]["essay"]["verdict"] == "unmarked"
    assert document["extra_data"]["questions"]["q2"]["max_points"] == 0

    (marked / "marks.csv").write_text("student,points\ngeorg_bauer,10\n", "utf-8")
    again = autograder("report", out, "--assignment", marked)
    assert again.returncode == 0, again.stderr
    assert (rows(out)["georg_bauer"]["essay"], rows(out)["diego_ramirez"]["essay"]) == ("10", "")

    (marked / "marks.csv").unlink()
    elsewhere = autograder("report", out, cwd=tmp_path)
    assert elsewhere.returncode == 0, elsewhere.stderr
    assert rows(out)["georg_bauer"]["essay"] == "10"


def test_a_mark_for_nobody_is_refused_before_anything_is_graded(
    marked: Path,
    submissions: Path,
    tmp_path: Path,
    autograder: Autograder,
    refusal: Callable[..., str],
) -> None:
    (marked / "marks.csv").write_text("student,points\ngeorg_baur,10\n", "utf-8")
    run = autograder("grade", submissions, "-o", tmp_path / "x", *OPEN, "--assignment", marked)
    assert "marks.csv:2 marks georg_baur, who is not among the students: did you mean" in refusal(
        run
    )
    assert not (tmp_path / "x/grades.csv").exists()
