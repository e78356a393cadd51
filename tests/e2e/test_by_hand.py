"""A TA runs the hidden suite on one file with pytest, and reads the points that `grade` gives."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.e2e.conftest import AS_ELSEWHERE
from tests.sweeps import whole

Run = Callable[..., CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
SUITE = ROOT / "tests/hidden"
REFERENCE = ROOT / "solutions/regularization.py"

Points = dict[str, tuple[int, str]]


def printed(run: CompletedProcess[str]) -> Points:
    """Return points and verdict of each question, as pytest printed them."""
    lines = re.findall(r"^(q\d) +(\d+) of \d+  (\w+)$", run.stdout, re.MULTILINE)
    return {question: (int(points), verdict) for question, points, verdict in lines}


def recorded(out: Path, student: str) -> Points:
    """Return the same from the results that `grade` left."""
    results = json.loads((out / f"results/{student}.json").read_text("utf-8"))
    questions: dict[str, Any] = results["extra_data"]["questions"]
    return {name: (each["points"], each["verdict"]) for name, each in questions.items()}


# The module that students receive; `handout verify` proves that it is up to date.
STUB = ROOT / "assignment/regularization.py"
NAMES = (
    "alice_moreau.py",  # failed
    "camille_petit.ipynb",  # crashed
    "wendy_clarke.py",  # missing
    "liam_murphy.py",  # loses points for the form of what it returns alone
)


@pytest.fixture(scope="module")
def some(the_class: Path, autograder: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of grading the stub and some of the class."""
    folder = tmp_path_factory.mktemp("some")
    (folder / "in").mkdir()
    for path in (STUB, *(the_class / name for name in NAMES)):
        shutil.copy(path, folder / "in")
    run = autograder("grade", folder / "in", "-o", folder / "out", "-j", "1", "--min-level", "open")
    assert run.returncode == 0, run.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def alice(by_hand: Run, the_class: Path) -> CompletedProcess[str]:
    """What pytest prints for a student who earns some of the points."""
    return by_hand("tests/hidden", "--submission", the_class / NAMES[0])


def test_the_reference_gets_all_points(by_hand: Run) -> None:
    run = by_hand("tests/hidden", "--submission", REFERENCE)
    assert printed(run) == {"q1": (40, "passed"), "q2": (60, "passed")}


def test_the_stub_gets_none_and_is_unfilled(by_hand: Run) -> None:
    run = by_hand("tests/hidden", "--submission", STUB)
    assert printed(run) == {"q1": (0, "unfilled"), "q2": (0, "unfilled")}


def test_grade_gives_the_stub_none_and_calls_it_unfilled(some: Path) -> None:
    assert recorded(some, STUB.stem) == {"q1": (0, "unfilled"), "q2": (0, "unfilled")}


def test_the_points_of_some_rules_are_those_of_grade(
    alice: CompletedProcess[str], some: Path
) -> None:
    assert printed(alice) == recorded(some, Path(NAMES[0]).stem)


@pytest.mark.parametrize("name", NAMES[1:])
def test_the_points_are_those_of_grade(
    name: str, by_hand: Run, some: Path, the_class: Path
) -> None:
    run = by_hand("tests/hidden", "--submission", the_class / name)
    assert printed(run) == recorded(some, Path(name).stem)


@pytest.mark.parametrize("arguments", [(), (".",)])
def test_it_runs_from_the_suites_own_folder(
    arguments: tuple[str, ...], by_hand: Run, tmp_path: Path
) -> None:
    shutil.copy(REFERENCE, tmp_path / "mine.py")
    run = by_hand(*arguments, "--submission", tmp_path / "mine.py", cwd=SUITE)
    assert printed(run) == {"q1": (40, "passed"), "q2": (60, "passed")}


def test_rules_can_be_chosen(by_hand: Run) -> None:
    run = by_hand("tests/hidden", "--submission", REFERENCE, "-k", "test_q1_cost")
    assert run.returncode == 0


def test_a_failed_rule_shows_its_sentence_and_no_traceback(alice: CompletedProcess[str]) -> None:
    assert alice.returncode == 1
    assert "The penalty adds up the squares of all single weights." in alice.stdout
    assert "steps.py" not in alice.stdout
    assert "Traceback" not in alice.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name the file to judge"),
        (("--submission", "nowhere.py"), "nowhere.py does not exist"),
        (("--submission", "tests/submissions/class/fiona_kelly.ipynb"), "JSON"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_one_sentence(
    arguments: tuple[str, ...], words: str, by_hand: Run
) -> None:
    run = by_hand("tests/hidden", *arguments)
    assert run.returncode == 4
    (sentence,) = run.stderr.strip().splitlines()
    assert sentence.startswith("ERROR: ")
    assert words in sentence


# Where pytest looks for settings; each names a plugin that lies beside the submission.
SETTINGS = {
    "pytest.ini": "[pytest]\naddopts = -p brought\npythonpath = .\n",
    "pytest.toml": '[pytest]\naddopts = ["-p", "brought"]\npythonpath = ["."]\n',
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p brought"\npythonpath = "."\n',
    "tox.ini": "[pytest]\naddopts = -p brought\npythonpath = .\n",
    "setup.cfg": "[tool:pytest]\naddopts = -p brought\npythonpath = .\n",
}


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A right submission, with a plugin and a conftest beside it that leave a mark when run.

    There is a `mine.txt` too, which is refused after pytest has read its settings.
    """
    folder = tmp_path / "stranger"
    folder.mkdir()
    shutil.copy(REFERENCE, folder / "mine.py")
    (folder / "mine.txt").touch()
    for name in ("brought.py", "conftest.py", "numpy.py"):
        (folder / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", "utf-8")
    return folder


ORDERS: dict[str, tuple[str, ...]] = {
    "suite first": ("{suite}", "--submission", "{file}"),
    "option first": ("--submission", "{file}", "{suite}"),
    "joined, option first": ("--submission={file}", "{suite}"),
    "other options between": ("-q", "--submission", "{file}", "-x", "{suite}", "-v"),
    "some rules": ("--submission", "{file}", "-k", "test_q1_cost", "{suite}"),
}


@pytest.mark.parametrize("settings", SETTINGS)
def test_settings_beside_the_submission_are_never_taken(
    settings: str, by_hand: Run, stranger: Path, tmp_path: Path
) -> None:
    (stranger / settings).write_text(SETTINGS[settings], "utf-8")
    run = by_hand("--submission", stranger / "mine.txt", cwd=SUITE)
    assert "mine.txt is a .txt" in refused(run)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("place", ["course", "beside"])
def test_no_order_of_arguments_and_no_working_folder_runs_what_lies_beside(
    order: str, place: str, by_hand: Run, stranger: Path, tmp_path: Path
) -> None:
    (stranger / "pytest.ini").write_text(SETTINGS["pytest.ini"], "utf-8")
    cwd = {"course": ROOT, "beside": stranger}[place]
    places = {"suite": SUITE, "file": stranger / "mine.txt"}
    run = by_hand(*(each.format(**places) for each in ORDERS[order]), cwd=cwd)
    assert "mine.txt is a .txt" in refused(run)
    assert not (tmp_path / "ran").exists()


# Other ways of starting pytest with the option first, so that pytest takes the file for a path of
# tests. `tests/unit/judge/test_joined.py` tells all of them apart without starting Python.
STARTS: dict[str, tuple[str, ...]] = {
    "another name": ("{script}", "--submission", "{file}", "{suite}"),
    "variable": ("{python}", "-m", "pytest", "{suite}"),
    "module": ("{python}", "-m", "pytest", "--submission", "{file}", "{suite}"),
    "module, in one word": ("{python}", "-mpytest", "--submission", "{file}", "{suite}"),
    "module, after a flag": ("{python}", "-Bm", "pytest", "--submission", "{file}", "{suite}"),
    "module, after an option": (
        "{python}", "-Xfaulthandler", "-m", "pytest", "--submission", "{file}", "{suite}"
    ),
}  # fmt: skip
LESS_OFTEN = {"module", "module, in one word", "module, after an option"}


@pytest.mark.parametrize(
    "start", [whole(start) if start in LESS_OFTEN else start for start in STARTS], ids=str
)
def test_no_way_of_starting_pytest_runs_what_lies_beside(
    start: str, stranger: Path, tmp_path: Path
) -> None:
    (stranger / "pytest.ini").write_text(SETTINGS["pytest.ini"], "utf-8")
    script = Path(shutil.copy(Path(sys.executable).with_name("pytest"), tmp_path / "pytest-3"))
    places = {
        "python": sys.executable,
        "script": script,
        "file": stranger / "mine.txt",
        "suite": SUITE,
    }
    added = f"-q --submission '{places['file']}'" if start == "variable" else ""
    run = subprocess.run(
        [each.format(**places) for each in STARTS[start]],
        cwd=ROOT,
        env=os.environ | {"PYTEST_ADDOPTS": f"{AS_ELSEWHERE} {added}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "mine.txt is a .txt" in refused(run)
    assert not (tmp_path / "ran").exists()


def test_a_file_is_judged_from_its_own_folder_by_a_python_that_imports_nothing_there(
    by_hand: Run, stranger: Path, tmp_path: Path
) -> None:
    (stranger / "pytest.ini").write_text(SETTINGS["pytest.ini"], "utf-8")
    run = by_hand("--submission", "mine.py", SUITE, cwd=stranger, is_new=True)
    assert printed(run) == {"q1": (40, "passed"), "q2": (60, "passed")}
    assert not (tmp_path / "ran").exists()


def test_a_file_is_judged_by_the_module_too_and_nothing_beside_it_runs(
    stranger: Path, tmp_path: Path
) -> None:
    (stranger / "pytest.ini").write_text(SETTINGS["pytest.ini"], "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--submission", stranger / "mine.py", SUITE],
        cwd=ROOT,
        env=os.environ | {"PYTEST_ADDOPTS": AS_ELSEWHERE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert printed(run) == {"q1": (40, "passed"), "q2": (60, "passed")}
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("option", ["-mpytest", "-Bmpytest"])
def test_python_does_not_import_what_lies_beside_however_it_is_started(
    option: str, stranger: Path, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, option, SUITE, "--submission=mine.py"],
        cwd=stranger,
        env=os.environ | {"PYTHONSAFEPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "python -m pytest imports what lies beside" in refused(run)
    assert not (tmp_path / "ran").exists()


def refused(run: CompletedProcess[str]) -> str:
    """Return the sentence with which pytest refused to begin."""
    assert run.returncode == 4
    (sentence,) = run.stderr.strip().splitlines()
    assert sentence.startswith("ERROR: ")
    return sentence


def test_settings_named_on_the_command_line_are_refused_too(by_hand: Run, tmp_path: Path) -> None:
    (tmp_path / "other.ini").write_text("[pytest]\n", "utf-8")
    arguments = (SUITE, "--submission", REFERENCE, "-c", tmp_path / "other.ini")
    sentence = refused(by_hand(*arguments))
    assert "other.ini" in sentence
    assert "autograder judge FILE" in sentence


def test_a_suite_must_be_named(by_hand: Run, tmp_path: Path) -> None:
    shutil.copy(REFERENCE, tmp_path / "mine.py")
    assert "the folder of a suite" in refused(by_hand("--submission=mine.py", cwd=tmp_path))


def test_python_does_not_import_what_lies_beside_the_submission(
    stranger: Path, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", SUITE, "--submission", "mine.py"],
        cwd=stranger,
        env=os.environ | {"PYTHONSAFEPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "python -m pytest imports what lies beside" in refused(run)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("level", [[], ["--min-level", "walled"]])
def test_a_level_that_was_not_asked_for_is_refused(by_hand: Run, level: list[str]) -> None:
    run = by_hand("tests/hidden", "--submission", REFERENCE, *level, kernel="without Landlock")
    sentence = refused(run)
    assert "Landlock" in sentence
    assert "--min-level open" in sentence


def test_a_level_that_was_asked_for_is_shown(by_hand: Run) -> None:
    arguments = ("tests/hidden", "--submission", REFERENCE, "--min-level", "open")
    run = by_hand(*arguments, kernel="without Landlock")
    assert "run at level open" in run.stdout
    assert printed(run) == {"q1": (40, "passed"), "q2": (60, "passed")}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("endless.py", "is a link"),
        ("loop.py", "is a link"),
        ("pipe.py", "a pipe"),
        ("large.py", "16 MiB"),
    ],
)
def test_files_are_read_as_intake_reads_them(
    name: str, words: str, by_hand: Run, tmp_path: Path
) -> None:
    (tmp_path / "endless.py").symlink_to("/dev/zero")
    (tmp_path / "loop.py").symlink_to("loop.py")
    os.mkfifo(tmp_path / "pipe.py")
    with (tmp_path / "large.py").open("wb") as file:
        file.truncate(16 * 2**20 + 1)
    assert words in refused(by_hand("tests/hidden", "--submission", tmp_path / name))
