"""An author's commands: from nothing to an exercise, and nothing written that is not proved."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Autograder = Callable[..., CompletedProcess[str]]


@pytest.fixture
def started(autograder: Autograder, tmp_path: Path) -> Path:
    """Return an exercise that was just started."""
    run = autograder("init", "week3", "--function", "square", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.endswith("next: cd week3 && autograder author build\n")
    return tmp_path / "week3"


@pytest.fixture(scope="module")
def once_built(autograder: Autograder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an exercise that was started and built; no test changes it."""
    folder: Path = tmp_path_factory.mktemp("once") / "week3"
    autograder("init", "week3", "--function", "square", cwd=folder.parent)
    run = autograder("author", "build", cwd=folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "wrote assignment/week3.py" in run.stdout
    return folder


@pytest.fixture
def built(once_built: Path, tmp_path: Path) -> Path:
    """Return a copy of the built exercise."""
    return Path(shutil.copytree(once_built, tmp_path / "week3"))


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_start_is_built_graded_and_checked_at_once(
    autograder: Autograder, once_built: Path, tmp_path: Path
) -> None:
    graded = autograder("grade", once_built / "assignment/week3.py", "--assignment", once_built,
                        "-o", tmp_path / "out")  # fmt: skip
    assert graded.returncode == 0, graded.stderr
    checked = autograder("author", "check", cwd=once_built)
    assert checked.returncode == 0, checked.stdout
    handed = autograder("handout", "verify", cwd=once_built)
    assert handed.returncode == 0, handed.stdout


def test_students_check_themselves_in_the_folder_that_they_receive(built: Path) -> None:
    mine = built / "assignment/week3.py"

    def check() -> CompletedProcess[str]:
        command = [sys.executable, "-m", "checks"]
        return subprocess.run(command, cwd=mine.parent, capture_output=True, text=True, check=False)

    assert "not filled in yet" in check().stdout
    changed(mine, "    ...\n", "    y = x * x\n")
    assert check().returncode == 0


def test_nothing_is_written_of_what_is_not_proved(autograder: Autograder, started: Path) -> None:
    changed(started / "week3.py", "points=10", "points=12")
    before = sorted(started.rglob("*"))
    run = autograder("author", "build", cwd=started)
    assert run.returncode == 1
    assert "FAIL  the rules are worth the 12 points that are declared (they add up to 10)" in (
        run.stdout
    )
    assert "nothing was written: correct what is marked FAIL" in run.stderr
    assert sorted(started.rglob("*")) == before


def test_another_right_answer_to_the_same_case_needs_a_word(
    autograder: Autograder, built: Path
) -> None:
    changed(built / "week3.py", "y = np.square(x)", "y = np.square(x) + 1")
    run = autograder("author", "build", cwd=built)
    assert run.returncode == 2
    assert "expected values of unchanged inputs would change in hidden an_example" in run.stderr
    assert autograder("author", "build", "--overwrite", cwd=built).returncode == 0


def test_a_folder_in_use_is_not_started_over(autograder: Autograder, started: Path) -> None:
    run = autograder("init", started.name, "--function", "f", cwd=started.parent)
    assert run.returncode == 2
    assert "has something in it: name a folder that is new or empty" in run.stderr


def test_a_diff_tells_what_changed_since_a_revision(autograder: Autograder, started: Path) -> None:
    named = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "Start"]):
        subprocess.run(["git", *named, *words], cwd=started, check=True, capture_output=True)
    changed(started / "week3.py", "size=(3, 4)", "size=(5, 2)")
    run = autograder("author", "diff", "HEAD", cwd=started)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(
        "hidden: 1 vectors, 1 changed\n  an_example has other inputs (x), so its right answer is"
    )
