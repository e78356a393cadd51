"""A TA runs the hidden suite on one file with pytest, and reads the points that `grade` gives."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

pytestmark = pytest.mark.slow

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


@pytest.fixture
def stub() -> Path:
    """The module that students receive; `handout verify` proves that it is what is built."""
    return ROOT / "assignment/regularization.py"


def test_the_reference_gets_all_points(by_hand: Run) -> None:
    run = by_hand("tests/hidden", "--submission", REFERENCE)
    assert printed(run) == {"q1": (40, "passed"), "q2": (60, "passed")}


def test_the_stub_gets_none_and_is_unfilled(by_hand: Run, stub: Path) -> None:
    run = by_hand("tests/hidden", "--submission", stub)
    assert printed(run) == {"q1": (0, "unfilled"), "q2": (0, "unfilled")}


def test_grade_gives_the_stub_none_and_calls_it_unfilled(
    autograder: Run, stub: Path, tmp_path: Path
) -> None:
    autograder("grade", stub, "-o", tmp_path / "out", "--min-level", "open")
    outcome = recorded(tmp_path / "out", "regularization")
    assert outcome == {"q1": (0, "unfilled"), "q2": (0, "unfilled")}


@pytest.mark.parametrize(
    "name", ["alice_moreau.py", "camille_petit.ipynb", "liam_murphy.py", "wendy_clarke.py"]
)
def test_the_points_are_those_of_grade(
    name: str, by_hand: Run, graded: Path, the_class: Path
) -> None:
    run = by_hand("tests/hidden", "--submission", the_class / name)
    assert printed(run) == recorded(graded, Path(name).stem)


@pytest.mark.parametrize("arguments", [(), (".",)])
def test_it_runs_from_the_suites_own_folder(
    arguments: tuple[str, ...], by_hand: Run, tmp_path: Path
) -> None:
    shutil.copy(REFERENCE, tmp_path / "mine.py")
    run = by_hand(*arguments, "--submission", tmp_path / "mine.py", cwd=SUITE)
    assert printed(run) == {"q1": (40, "passed"), "q2": (60, "passed")}


def test_it_runs_from_anywhere(by_hand: Run, tmp_path: Path) -> None:
    shutil.copy(REFERENCE, tmp_path / "mine.py")
    run = by_hand(SUITE, "--submission", "mine.py", cwd=tmp_path)
    assert printed(run) == {"q1": (40, "passed"), "q2": (60, "passed")}


def test_rules_can_be_chosen(by_hand: Run) -> None:
    run = by_hand("tests/hidden", "--submission", REFERENCE, "-k", "test_q1_cost")
    assert run.returncode == 0


def test_a_failed_rule_shows_its_sentence_and_no_traceback(by_hand: Run, the_class: Path) -> None:
    run = by_hand("tests/hidden", "--submission", the_class / "alice_moreau.py")
    assert run.returncode == 1
    assert "The penalty adds up the squares of all single weights." in run.stdout
    assert "steps.py" not in run.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name the file to judge"),
        (("--submission", "nowhere.py"), "nowhere.py cannot be read"),
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
