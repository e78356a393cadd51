"""An override or an excuse for somebody who handed in nothing is not lost on the way."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = CompletedProcess[str]
Autograder = Callable[..., Run]

ROSTER = """name,username,LMS ID
Diego Ramirez,dramirez,4021
Émile Ito,eito,4022
Zoë Lee,zlee,4023
Late Comer,lcomer,4024
"""
OVERRIDES = """student,score,excused,extra_days,comment
eito,70,,,oral exam
zlee,,yes,,ill
lcomer,,,3,
"""
SHEET = """Student,ID,SIS Login ID,Section,Lab (5)
    Points Possible,,,,10
"Ramirez, Diego",4021,dramirez,A,
"Ito, Émile",4022,eito,A,
"Lee, Zoë",4023,zlee,A,2
"Comer, Late",4024,lcomer,A,3
"""


@pytest.fixture(scope="module")
def place(the_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of four of whom one has handed in, and what is granted to the others."""
    folder = tmp_path_factory.mktemp("absent")
    (folder / "in").mkdir()
    shutil.copy(the_class / "diego_ramirez.py", folder / "in/ramirezdiego_4021_9001_r.py")
    for name, text in (("roster", ROSTER), ("overrides", OVERRIDES), ("sheet", SHEET)):
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def options(place: Path) -> tuple[str | Path, ...]:
    """What every run of this class is given."""
    given = ("--layout", "canvas", "--roster", place / "roster.csv")
    return ("grade", place / "in", *given, "--overrides", place / "overrides.csv")


@pytest.fixture(scope="module")
def graded(autograder: Autograder, place: Path, options: tuple[str | Path, ...]) -> Run:
    """The whole class, graded into `out`."""
    return autograder(*options, "-o", place / "out", "--jobs", "1", "--min-level", "open")


def endings(out: Path) -> dict[str, str]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as table:
        return {row["student"]: row["final_score"] for row in csv.DictReader(table)}


def test_rows_are_made_and_said(graded: Run, place: Path) -> None:
    assert graded.returncode == 0, graded.stderr
    assert endings(place / "out") == {"dramirez": "77", "eito": "70", "zlee": "EX"}
    assert "2 of the students without a submission have a row" in graded.stderr
    assert "Émile Ito (eito) and Zoë Lee (zlee)" in graded.stderr


def test_a_dry_run_shows_them(
    autograder: Autograder, place: Path, options: tuple[str | Path, ...]
) -> None:
    lines = autograder(*options, "--dry-run").stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["student", "dramirez", "eito", "zlee"]
    assert lines[2].endswith("no submission; an override sets the score")


def test_one_of_them_alone_may_be_named(
    autograder: Autograder, graded: Run, place: Path, options: tuple[str | Path, ...]
) -> None:
    out = Path(shutil.copytree(place / "out", place / "only"))
    (out / "grades.csv").unlink()
    run = autograder(*options, "-o", out, "--only", "Ito, Emile", "--min-level", "open")
    assert run.returncode == 0, run.stderr
    assert endings(out) == endings(place / "out")


def test_the_sheet_receives_score_and_excuse(
    autograder: Autograder, graded: Run, place: Path
) -> None:
    sheet = place / "sheet.csv"
    run = autograder(
        "export", "canvas", place / "out", "--template", sheet, "-o", place / "up.csv",
        "--column", "5",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    expected = SHEET.replace("dramirez,A,", "dramirez,A,7.70").replace("eito,A,", "eito,A,7.00")
    assert (place / "up.csv").read_text("utf-8") == expected.replace("zlee,A,2", "zlee,A,EX")


def test_history_finds_them_by_name(autograder: Autograder, graded: Run, place: Path) -> None:
    run = autograder("history", place / "out", "Ito, Émile")
    lines = run.stdout.splitlines()
    assert lines[0] == "Émile Ito (eito), 4022"
    place_of_score = lines.index("no submission") + 1
    final = "  final score 70: an override sets 70 instead of 0 (oral exam)"
    assert lines[place_of_score] == final


def test_another_file_of_overrides_makes_other_rows(
    autograder: Autograder, graded: Run, place: Path
) -> None:
    for command in ("report", "regrade"):
        out = Path(shutil.copytree(place / "out", place / command))
        other = place / "other.csv"
        other.write_text("student,score\nlcomer,55\n", "utf-8")
        run = autograder(command, out, "--overrides", other)
        assert run.returncode == 0, run.stderr
        assert endings(out) == {"dramirez": "77", "lcomer": "55"}
