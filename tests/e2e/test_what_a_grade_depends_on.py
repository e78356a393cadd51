"""Results are reused only while all that bears on them is the same; words grade nobody again."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder.grading.code import code_sha256

Autograder = Callable[..., CompletedProcess[str]]
Files = Callable[[Path], dict[str, bytes]]

ROOT = Path(__file__).parents[2]
OPEN = ("--jobs", "1", "--min-level", "open")  # what is tested here holds at every level


def with_engine(assignment: Path) -> Path:
    """Copy the engine there, with its compiled files, which stay valid for unchanged modules.

    A copy of the engine proves a lower level, because the walls hide the folder that it is in.
    """
    shutil.copytree(ROOT / "autograder", assignment / "autograder")
    return assignment


@pytest.fixture
def project(assignment: Path) -> Path:
    """A copy of engine and assignment that a test may change."""
    return with_engine(assignment)


@pytest.fixture(scope="module")
def before(module_assignment: Path, autograder: Autograder, small_out: Path) -> Path:
    """The output of grading the small class with a copy that nobody changed."""
    out, submissions = module_assignment.parent / "out", small_out.parent / "submissions"
    run = autograder("grade", submissions, "-o", out, *OPEN, cwd=with_engine(module_assignment))
    assert run.returncode == 0, run.stderr
    return out


@pytest.fixture
def copys_out(before: Path, tmp_path: Path) -> Path:
    """A copy of that output, for a test that uses a copy of the engine."""
    return Path(shutil.copytree(before, tmp_path / "copys_out"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def recorded(out: Path) -> int:
    """Return how many results were ever recorded in `out`."""
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db:
        count: int = db.execute("SELECT count(*) FROM results").fetchone()[0]
    return count


def test_the_same_code_elsewhere_reuses_what_is_known_in_another_layout_of_a_page(
    autograder: Autograder, project: Path, submissions: Path, copys_out: Path
) -> None:
    change(project / "autograder/report/templates/feedback.html", "Hint.", "A word of advice.")
    run = autograder("grade", submissions, "-o", copys_out, *OPEN, cwd=project)
    assert (recorded(copys_out), "not reused" in run.stderr) == (3, False)
    assert "A word of advice." in (copys_out / "feedback/diego_ramirez.html").read_text("utf-8")


# A line in each part of the engine that runs submissions or judges their answers.
CHANGES = (
    ("judge/compare.py", "EXACT = 1e-9", "EXACT = 1e-12"),
    ("sandbox/inside/calling.py", "import copy", "import copy  # changed"),
    ("sandbox/outside/decoding.py", "_MOST_NOTES = 20", "_MOST_NOTES = 19"),
    ("sandbox/wire.py", "TEXT_LIMIT = 600", "TEXT_LIMIT = 500"),
    ("vectors/reading.py", "_RANK = 8", "_RANK = 7"),
)


def test_other_code_that_runs_or_judges_has_another_hash(project: Path) -> None:
    assert hash_of_code(project) == code_sha256()
    known = {code_sha256()}
    for count, (module, old, new) in enumerate(CHANGES, 2):
        change(project / "autograder" / module, old, new)
        known.add(hash_of_code(project))
        assert len(known) == count, module


def hash_of_code(project: Path) -> str:
    """Return the hash of the copy's engine, as that engine computes it."""
    program = "from autograder.grading.code import code_sha256; print(code_sha256())"
    command = [sys.executable, "-c", program]  # imports from the working folder first
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def test_code_of_another_hash_grades_everybody_anew_and_grade_says_why(
    autograder: Autograder, project: Path, submissions: Path, copys_out: Path
) -> None:
    change(project / "autograder/judge/compare.py", "EXACT = 1e-9", "EXACT = 1e-12")
    run = autograder("regrade", copys_out, "--dry-run", *OPEN, cwd=project)
    assert run.stdout.startswith("3 of 3 to grade again; changed: the engine's code (3)\n")
    run = autograder("grade", submissions, "-o", copys_out, *OPEN, cwd=project)
    assert recorded(copys_out) == 6
    assert "because of changes: the engine's code (3)" in run.stderr


def test_results_that_do_not_say_what_code_graded_them_are_graded_anew_and_grade_says_why(
    autograder: Autograder, assignment: Path, submissions: Path, out: Path
) -> None:
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db, db:
        stored = json.loads(db.execute("SELECT settings FROM results").fetchone()[0])
        del stored["code"], stored["versions"]
        stored["files"]["hints.json"] = "0" * 64
        db.execute("UPDATE results SET settings = ?", [json.dumps(stored, sort_keys=True)])
    run = autograder("grade", submissions, "-o", out, *OPEN, cwd=assignment)
    assert (run.returncode, recorded(out)) == (0, 6)
    assert "because of changes: the engine's code (not recorded before) (3)" in run.stderr


@pytest.fixture
def reworded(assignment: Path) -> Path:
    """The copy with a word added to each hint, and with another title for a question."""
    path = assignment / "datasets/hints.json"
    hints = json.loads(path.read_bytes())
    for hint in hints.values():
        hint["hint"] += " Quokka."
    path.write_text(json.dumps(hints), "utf-8")
    change(assignment / "pyproject.toml", "The gradients of J", "All the gradients: wombat")
    return assignment


@pytest.mark.parametrize("command", ["grade", "report", "regrade"])
def test_new_hints_and_titles_are_shown_and_nobody_is_graded_again(
    command: str, autograder: Autograder, reworded: Path, submissions: Path, out: Path
) -> None:
    given = {
        "grade": ("grade", submissions, "-o", out, *OPEN),
        "report": ("report", out),
        "regrade": ("regrade", out, *OPEN),
    }
    run = autograder(*given[command], cwd=reworded)
    assert run.returncode == 0, run.stderr
    assert recorded(out) == 3
    name = "diego_ramirez"
    for path in (f"feedback/{name}.html", f"feedback/{name}.md", f"results/{name}.json"):
        assert "Quokka" in (out / path).read_text("utf-8"), path
    assert "Quokka" in (out / "report.html").read_text("utf-8")
    assert "All the gradients: wombat" in (out / f"feedback/{name}.html").read_text("utf-8")


@pytest.mark.parametrize("name", [".pytest.toml", ".pytest.ini", "steps.py"])
def test_every_file_of_the_suite_that_pytest_reads_grades_everybody_anew(
    name: str, autograder: Autograder, assignment: Path, out: Path
) -> None:
    with (assignment / "tests/hidden" / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    run = autograder("regrade", out, "--dry-run", *OPEN, cwd=assignment)
    assert run.stdout.startswith("3 of 3 to grade again; changed: hidden suite (3)\n")


def test_what_programs_leave_in_a_suite_grades_nobody_again(
    autograder: Autograder, assignment: Path, out: Path
) -> None:
    for name in ("__pycache__", ".pytest_cache"):
        (assignment / "tests/hidden" / name).mkdir()
        (assignment / "tests/hidden" / name / "pytest.ini").touch()
    (assignment / "tests/hidden/.steps.py.swp").touch()
    run = autograder("regrade", out, "--dry-run", *OPEN, cwd=assignment)
    assert run.stdout.startswith("0 of 3 to grade again")


def test_no_words_of_a_hint_are_recorded(out: Path) -> None:
    hints = json.loads((ROOT / "datasets/hints.json").read_bytes())
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db:
        kept = db.execute("SELECT result FROM results").fetchall()
    results = "".join(zlib.decompress(deflated).decode() for (deflated,) in kept)
    shown = (out / "feedback/diego_ramirez.md").read_text("utf-8")
    assert "**Hint.**" in shown
    assert not [hint for hint in hints.values() if hint["hint"] in results]
