"""`autograder judge` shows what the hidden suite says of one file, and reads nothing around it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.sweeps import whole

Autograder = Callable[..., CompletedProcess[str]]
Refusal = Callable[..., str]

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "solutions/regularization.py"


def total(run: CompletedProcess[str]) -> str:
    """Return the last line of the points, or nothing."""
    found = re.search(r"^in all .*$", run.stdout, re.MULTILINE)
    return found.group() if found else ""


def test_the_reference_gets_all_points_and_the_level_stands_on_top(autograder: Autograder) -> None:
    run = autograder("judge", REFERENCE)
    assert run.returncode == 0, run.stderr
    assert total(run) == "in all 100 of 100"
    assert "run at level " in "".join(run.stdout.splitlines()[:4])


def test_broken_rules_are_shown_and_are_no_failure_of_the_command(
    autograder: Autograder, the_class: Path
) -> None:
    run = autograder("judge", the_class / "alice_moreau.py", "--fail-under", "78")
    assert run.returncode == 0
    assert "The penalty adds up the squares of all single weights." in run.stdout
    assert total(run) == "in all 78 of 100"


def test_fail_under_is_that_of_grade(autograder: Autograder, the_class: Path) -> None:
    run = autograder("judge", the_class / "alice_moreau.py", "--fail-under", "78.5")
    assert run.returncode == 3
    assert total(run) == "in all 78 of 100"


def test_nothing_is_left_behind(autograder: Autograder, assignment: Path, tmp_path: Path) -> None:
    before = sorted(assignment.rglob("*"))
    shutil.copy(REFERENCE, tmp_path / "mine.py")
    autograder("judge", "mine.py", "--assignment", assignment, cwd=tmp_path)
    assert sorted(assignment.rglob("*")) == before
    assert {path.name for path in tmp_path.iterdir()} == {"assignment", "mine.py"}


SETTINGS = {
    "pytest.ini": "[pytest]\naddopts = -p brought\npythonpath = .\n",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p brought"\npythonpath = ["."]\n',
    "tox.ini": "[pytest]\naddopts = -p brought\npythonpath = .\n",
    "conftest.py": "import brought\n",
    "numpy.py": "import brought\n",
    "random.py": "import brought\n",
    "sitecustomize.py": "import brought\n",
}


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A right submission, and beside it all that pytest or Python might take for its own."""
    folder = tmp_path / "stranger"
    folder.mkdir()
    shutil.copy(REFERENCE, folder / "mine.py")
    for name, text in SETTINGS.items():
        (folder / name).write_text(text, "utf-8")
    mark = str(tmp_path / "ran")
    (folder / "brought.py").write_text(f"open({mark!r}, 'w')\n", "utf-8")
    return folder


def environment(stranger: Path) -> dict[str, str]:
    """Return the variables that name the stranger's settings and plugin."""
    return {
        "PYTEST_ADDOPTS": f"-p brought -c {stranger / 'pytest.ini'}",
        "PYTEST_PLUGINS": "brought",
    }


@pytest.mark.parametrize("program", ["script", "module"])
@pytest.mark.parametrize("place", ["beside", whole("above"), whole("elsewhere")], ids=str)
def test_no_settings_and_no_module_around_the_file_are_read(
    program: str, place: str, stranger: Path, tmp_path: Path
) -> None:
    cwd = {"beside": stranger, "above": tmp_path, "elsewhere": ROOT}[place]
    command: list[str | Path] = [Path(sys.executable).with_name("autograder")]
    if program == "module":
        (stranger / "random.py").unlink()  # which `python -m` itself might import
        command = [sys.executable, "-m", "autograder"]
    run = subprocess.run(
        [*command, "judge", stranger / "mine.py", "--assignment", ROOT],
        cwd=cwd,
        env=os.environ | environment(stranger) | {"PYTHONSAFEPATH": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert total(run) == "in all 100 of 100", run.stderr
    assert not (tmp_path / "ran").exists()


def test_nor_are_they_from_the_folder_above(
    autograder: Autograder, stranger: Path, tmp_path: Path
) -> None:
    command = ("judge", stranger / "mine.py", "--assignment", ROOT)
    run = autograder(*command, cwd=tmp_path, variables=environment(stranger))
    assert total(run) == "in all 100 of 100", run.stderr
    assert not (tmp_path / "ran").exists()


def test_settings_above_the_suite_are_not_read_either(
    autograder: Autograder, assignment: Path
) -> None:
    (assignment.parent / "pytest.ini").write_text("[pytest]\naddopts = -k nothing\n", "utf-8")
    (assignment / "tests/conftest.py").write_text("raise SystemExit(5)\n", "utf-8")
    (assignment / "tests/hidden/pytest.ini").unlink()
    run = autograder("judge", REFERENCE, "--assignment", assignment)
    assert total(run) == "in all 100 of 100", run.stdout


def test_a_suite_without_a_conftest_is_judged_with(
    autograder: Autograder, assignment: Path
) -> None:
    conftest = assignment / "tests/hidden/conftest.py"
    conftest.write_text(
        "import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\n", "utf-8"
    )
    run = autograder("judge", REFERENCE, "--assignment", assignment)
    assert total(run) == "in all 100 of 100", run.stdout


def test_a_rule_that_fails_itself_is_shown_and_is_ours(
    autograder: Autograder, assignment: Path
) -> None:
    path = assignment / "tests/hidden/test_q1_cost.py"
    rule = '\n\n@pytest.mark.points(3)\ndef test_more(answers):\n    """It is so."""\n    1 / 0\n'
    path.write_text(path.read_text("utf-8") + rule, "utf-8")
    run = autograder("judge", REFERENCE, "--assignment", assignment)
    assert run.returncode == 1
    assert "ZeroDivisionError" in run.stdout
    assert total(run) == ""
    assert "test_more" in run.stderr.splitlines()[-1]


def test_a_suite_that_does_not_load_says_why(
    autograder: Autograder, assignment: Path, refusal: Refusal
) -> None:
    path = assignment / "tests/hidden/test_q1_cost.py"
    path.write_text("def (\n", "utf-8")
    run = autograder("judge", REFERENCE, "--assignment", assignment)
    assert "pytest says why" in refusal(run)
    assert "SyntaxError" in run.stdout


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A folder of what is not an ordinary file of a student's."""
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "endless.py").symlink_to("/dev/zero")
    (folder / "hidden.py").symlink_to(ROOT / "datasets/hidden.h5")
    (folder / "dangling.py").symlink_to("nowhere.py")
    os.mkfifo(folder / "pipe.py")
    (folder / "folder.py").mkdir()
    with (folder / "large.py").open("wb") as file:
        file.truncate(16 * 2**20 + 1)
    (folder / "class.zip").write_bytes(b"PK\5\6" + bytes(18))
    (folder / "notes.txt").write_text("x = 1", "utf-8")
    (folder / "prose.ipynb").write_text("no notebook", "utf-8")
    return folder


REFUSED = {
    "endless.py": "is a link",
    "hidden.py": "is a link",
    "dangling.py": "is a link",
    "pipe.py": "a pipe",
    "folder.py": "is a folder",
    "large.py": "larger than 16 MiB",
    "class.zip": "is a .zip",
    "notes.txt": "is a .txt",
    "prose.ipynb": "JSON",
    "absent.py": "does not exist",
    "/dev/zero": "a device",
    "bad\x1b[31m.py": "does not exist",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_students_file_is_refused_in_a_sentence(
    name: str, autograder: Autograder, places: Path, refusal: Refusal
) -> None:
    sentence = refusal(autograder("judge", name, "--assignment", ROOT, cwd=places))
    assert REFUSED[name] in sentence
    assert "\x1b" not in sentence
