"""A gradebook of an older version is opened with all it holds; a newer one is left as it is.

`version-0.1.0.sqlite` was written by that version: three made-up students, one of whom handed in
twice. Hints that no result names, and the notebook's text, were taken out to keep it small.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.report.render import render

OF_0_1_0 = Path(__file__).with_name("version-0.1.0.sqlite")
FILE = "gradebook.sqlite"
SCORES = {"ada_moreno": 100, "ben_okoye": 68, "cleo_brandt": 0}
# What a newer version has written when it is killed: the database, and the log of what is new.
KILLED = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA user_version = 99")
db.execute("CREATE TABLE newer (x)")
os._exit(0)
"""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder with the gradebook of version 0.1.0."""
    shutil.copy(OF_0_1_0, tmp_path / FILE)
    return tmp_path


def test_a_gradebook_of_0_1_0_has_its_class(out: Path) -> None:
    with Gradebook.open(out, create=False) as gradebook:
        rows = list(gradebook.rows())
        assert {row.result.student: row.result.score for row in rows} == SCORES
        assert {row.key.engine for row in rows} == {"autograder 0.1.0"}
        assert all(len(row.result.rules) == 21 for row in rows)


def test_a_gradebook_of_0_1_0_has_its_history_and_its_bytes(out: Path) -> None:
    with Gradebook.open(out, create=False) as gradebook:
        past = list(gradebook.history("ben_okoye"))
        assert [(each.result.score, each.is_listed) for each in past] == [
            (71, False),
            (68, True),
        ]
        for each in past:
            digest = each.key.submission_sha256
            assert sha256(gradebook.content(digest) or b"").hexdigest() == digest


def test_a_gradebook_of_0_1_0_knows_who_its_students_are(out: Path) -> None:
    with Gradebook.open(out, create=False) as gradebook:
        names = {student: known.person.name for student, known in gradebook.known().items()}
    assert names == {
        "ada_moreno": "Ada Moreno",
        "ben_okoye": "Ben Okoye",
        "cleo_brandt": "Cleo Brandt",
    }


def test_a_gradebook_of_0_1_0_is_rendered_with_the_hints_it_kept(out: Path) -> None:
    with Gradebook.open(out, create=False) as gradebook:
        render(gradebook)
    lines = (out / "grades.csv").read_text("utf-8").splitlines()
    assert [int(line.split(",")[3]) for line in lines[1:]] == [*SCORES.values()]
    told = (out / "feedback/ben_okoye.html").read_text("utf-8")
    assert "Both terms of J are averages over the examples" in told


def newer(out: Path) -> None:
    with closing(sqlite3.connect(out / FILE)) as db:
        db.execute("PRAGMA user_version = 99")


def files(out: Path) -> dict[str, bytes]:
    """Return what lies in the folder, without the lock of our own and SQLite's index of its log."""
    passing = {".lock", f"{FILE}-shm"}
    return {path.name: path.read_bytes() for path in out.iterdir() if path.name not in passing}


def test_a_newer_gradebook_is_refused_and_nothing_appears_beside_it(out: Path) -> None:
    newer(out)
    before = files(out)
    with pytest.raises(UsageError, match="written by another version"), Gradebook.open(out):
        pass
    assert {path.name for path in out.iterdir()} == {FILE, ".lock"}
    assert files(out) == before


def test_a_newer_gradebook_whose_run_was_killed_is_left_with_its_log(out: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, out / FILE], check=True)
    before = files(out)
    assert before.keys() == {FILE, f"{FILE}-wal"}
    with pytest.raises(UsageError, match="its schema is 99"), Gradebook.open(out):
        pass
    assert files(out) == before


def test_a_gradebook_is_found_behind_a_link_and_an_odd_name(out: Path, tmp_path: Path) -> None:
    odd = tmp_path / "50% ? #1 ü"
    odd.mkdir()
    (odd / FILE).symlink_to(out / FILE)
    with Gradebook.open(odd, create=False) as gradebook:
        assert gradebook.students() == SCORES.keys()
