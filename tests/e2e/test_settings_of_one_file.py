"""An exercise in one file with every setting: a package, data, a tolerance, a question by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = CompletedProcess[str]
Autograder = Callable[..., Run]

AUTHOR = '''"""Areas."""

import jinja2
import numpy as np

from autograder.authoring import call, case, exercise, mistake, question, rule


def area(r):
    """Return the area of a circle and of two lakes."""
    # BEGIN SOLUTION
    lakes = np.loadtxt("data/lakes.csv", delimiter=",").sum()
    A = float(jinja2.Template("{{ A }}").render(A=np.pi * r**2 + lakes))
    # END SOLUTION
    return A


exercise(
    question(area, title="The area", tolerance=0.01, call_seconds=4),
    question(id="essay", title="Why pi?", points=5),
    title="Areas",
    points=11,
    marks="marks.csv",
    packages=["jinja2"],
    readable=["sources/lakes.csv"],
)


@case(area, "plain", "repeat")
def near(random):
    """Some radius."""
    return call(random.normal() + 3)


@case(area, "large", tolerance=1e-6)
def far(random):
    """A large radius."""
    return call(random.normal() + 30)


@mistake(area)
def without_pi(r):
    """Pi is missing.

    What is the area of a circle?
    """
    return r**2 + 3.0


test_right = rule(area, 6, "The area is right.")
'''
SUBMISSION = """
import numpy as np

def area(r):
    return {pi} * r**2 + np.loadtxt("data/lakes.csv", delimiter=",").sum()
"""


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory, autograder: Autograder) -> Path:
    """The exercise, built, beside submissions that know pi to several digits."""
    folder = tmp_path_factory.mktemp("areas")
    (folder / "pyproject.toml").write_text('[tool.autograder]\nauthor = "areas.py"\n')
    (folder / "areas.py").write_text(AUTHOR)
    (folder / "sources").mkdir()
    (folder / "sources/lakes.csv").write_text("1,2\n")
    (folder / "marks.csv").write_text("student,points,comment\nada,4,Good.\n")
    (folder / "submissions").mkdir()
    for name, pi in (("ada", "np.pi"), ("ben", "3.1416"), ("cleo", "3.5")):
        (folder / f"submissions/{name}.py").write_text(SUBMISSION.format(pi=pi))
    run = autograder("author", "build", cwd=folder)
    assert run.returncode == 0, run.stderr + run.stdout
    return folder


def test_what_is_declared_is_handed_out(areas: Path) -> None:
    assert (areas / "assignment/data/lakes.csv").read_text() == "1,2\n"


def test_each_question_is_graded_by_its_settings(areas: Path, autograder: Autograder) -> None:
    run = autograder("grade", "submissions", "-o", "out", "--jobs", "1", cwd=areas)
    assert run.returncode == 0, run.stderr
    with (areas / "out/grades.csv").open(newline="", encoding="utf-8") as table:
        found = {row["student"]: row for row in csv.DictReader(table)}
    assert {name: (row["q1"], row["essay"], row["max_score"]) for name, row in found.items()} == {
        "ada": ("6", "4", "11"),
        "ben": ("3", "", "11"),  # within the question's tolerance, and not within the case's
        "cleo": ("0", "", "11"),
    }


def test_a_student_s_own_check_finds_package_and_data(areas: Path, autograder: Autograder) -> None:
    run = autograder("check", "submissions/ada.py", cwd=areas)
    assert run.returncode == 0, run.stderr + run.stdout
    assert "all 1 questions pass" in run.stdout
