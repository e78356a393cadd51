"""A learning platform's download, from the zip to grades."""

from __future__ import annotations

import csv
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder.gradebook.stored import decode
from autograder.identity.people import Known

Autograder = Callable[..., CompletedProcess[str]]

ROSTER = """Student,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,
"Ramirez, Diego",4021,0042,dramirez,A
"Weber, Anton",4022,0043,aweber,A
"Hopper, Grace",4023,0044,ghopper,A
"""


@pytest.fixture
def download(the_class: Path, tmp_path: Path) -> Path:
    """A Canvas download of two students, one of them late and with two files."""
    names = {
        "ramirezdiego_LATE_4021_88130_regularization-1.py": "diego_ramirez.py",
        "ramirezdiego_4021_88120_regularization.py": "anton_weber.py",
        "weberanton_4022_88121_regularization.py": "anton_weber.py",
    }
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, student in names.items():
            archive.write(the_class / student, name)
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    return path


def test_a_dry_run_shows_every_file_and_writes_nothing(
    autograder: Autograder, download: Path, tmp_path: Path
) -> None:
    before = sorted(tmp_path.iterdir())
    run = autograder("grade", download, "--dry-run", "--roster", tmp_path / "roster.csv")
    assert run.returncode == 0, run.stderr
    lines = list(csv.DictReader(run.stdout.splitlines(), delimiter="\t"))
    assert lines == [
        {
            "student": "aweber",
            "file": "weberanton_4022_88121_regularization.py",
            "who": "Anton Weber, aweber, SIS ID 0043, LMS ID 4022",
            "when": "",
            "late": "on time",
            "attempt": "",
            "remarks": "",
        },
        {
            "student": "dramirez",
            "file": "ramirezdiego_LATE_4021_88130_regularization-1.py",
            "who": "Diego Ramirez, dramirez, SIS ID 0042, LMS ID 4021",
            "when": "",
            "late": "late",
            "attempt": "",
            "remarks": "",
        },
    ]
    assert "handed in nothing: Grace Hopper" in run.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_download_is_graded_under_the_rosters_names(
    autograder: Autograder, download: Path, tmp_path: Path
) -> None:
    options = ("--roster", tmp_path / "roster.csv", "--jobs", "1", "--min-level", "open")
    run = autograder("grade", download, "-o", tmp_path / "out", *options)
    assert run.returncode == 0, run.stderr
    with (tmp_path / "out/grades.csv").open(encoding="utf-8", newline="") as table:
        assert [row["student"] for row in csv.DictReader(table)] == ["aweber", "dramirez"]
    with closing(sqlite3.connect(tmp_path / "out/gradebook.sqlite")) as db:
        known = {
            student: decode(text, Known)
            for student, text in db.execute("SELECT student, known FROM known")
        }
    assert known["dramirez"].person.lms_id == "4021"
    assert known["dramirez"].handed.is_late is True
