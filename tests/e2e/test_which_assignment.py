"""The assignment that is used is named first, and is never one that a submission brought along."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.sweeps import whole

Autograder = Callable[..., CompletedProcess[str]]
Refusal = Callable[..., str]

ROOT = Path(__file__).parents[2]
NAMED = "name the assignment's own folder with --assignment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A class in which one student's folder describes an assignment of its own.

    Attributes:
        course: the class's folder.
        student: that student's.
        mark: a file that the student's hidden suite makes when it is run.
    """

    course: Path
    student: Path
    mark: Path


@pytest.fixture
def brought(tmp_path: Path, assignment: Path) -> Brought:
    course, mark = tmp_path / "autumn", tmp_path / "ran"
    student = course / "mira"
    course.mkdir()
    shutil.copytree(assignment, student)
    shutil.copy(ROOT / "solutions/regularization.py", student / "regularization.py")
    (student / "tests/hidden/conftest.py").write_text(f"open({str(mark)!r}, 'w')", "utf-8")
    return Brought(course=course, student=student, mark=mark)


def refused(run: CompletedProcess[str], brought: Brought, refusal: Refusal) -> None:
    """Assert that a run was refused because of the student's description, before it was used."""
    sentence = refusal(run)
    assert "pyproject.toml" in sentence
    assert NAMED in sentence
    assert not brought.mark.exists()


@pytest.mark.parametrize("graded", [".", "..", "../mira", "regularization.py", "tests/.."])
def test_a_description_in_or_beside_what_is_graded_is_refused(
    graded: str, autograder: Autograder, brought: Brought, refusal: Refusal, tmp_path: Path
) -> None:
    run = autograder("grade", graded, "-o", tmp_path / "out", cwd=brought.student)
    refused(run, brought, refusal)
    assert not (tmp_path / "out").exists()


def test_one_of_several_that_holds_the_description_is_enough(
    autograder: Autograder, brought: Brought, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    graded = (submissions, brought.student)
    run = autograder("grade", *graded, "-o", tmp_path / "out", cwd=brought.student)
    refused(run, brought, refusal)


def test_a_working_folder_deep_in_a_submission_is_in_it_all_the_same(
    autograder: Autograder, brought: Brought, refusal: Refusal, tmp_path: Path
) -> None:
    run = autograder(
        "grade", brought.course, "-o", tmp_path / "out", cwd=brought.student / "tests/hidden"
    )
    refused(run, brought, refusal)


@pytest.mark.parametrize("linked", ["class", "description"])
def test_links_hide_nothing(
    linked: str, autograder: Autograder, brought: Brought, refusal: Refusal, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    if linked == "class":
        link.symlink_to(brought.course)
        graded, named = link, brought.student
    else:
        link.mkdir()
        (link / "pyproject.toml").symlink_to(brought.student / "pyproject.toml")
        graded, named = brought.course, link
    run = autograder("grade", graded, "-o", tmp_path / "out", "--assignment", named)
    refused(run, brought, refusal)


def test_a_zip_beside_a_description_is_refused(
    autograder: Autograder, brought: Brought, refusal: Refusal, tmp_path: Path
) -> None:
    with zipfile.ZipFile(brought.student / "class.zip", "w") as archive:
        archive.writestr("noa.py", "x = 1\n")
    run = autograder("grade", "class.zip", "-o", tmp_path / "out", cwd=brought.student)
    refused(run, brought, refusal)


@pytest.mark.parametrize("way", ["option", "file", "variable"])
def test_naming_it_does_not_make_it_the_courses_own(
    way: str, autograder: Autograder, brought: Brought, refusal: Refusal, tmp_path: Path
) -> None:
    command = ["grade", brought.course, "-o", tmp_path / "out"]
    variables = {}
    if way == "variable":
        variables["AUTOGRADER_ASSIGNMENT"] = str(brought.student)
    else:
        command += ["--assignment", brought.student / ("pyproject.toml" if way == "file" else "")]
    refused(autograder(*command, variables=variables), brought, refusal)


def test_the_engines_own_home_is_nobody_elses(autograder: Autograder) -> None:
    run = autograder("grade", "README.md", "--dry-run")
    assert run.returncode == 0, run.stderr


def test_what_lies_beside_one_file_can_be_named(autograder: Autograder, assignment: Path) -> None:
    shutil.copy(ROOT / "solutions/regularization.py", assignment / "mine.py")
    run = autograder("grade", "mine.py", "--dry-run", "--assignment", ".", cwd=assignment)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "command", [("judge", "regularization.py"), ("judge", "../mira/regularization.py")]
)
def test_one_file_by_hand_is_no_different(
    command: tuple[str, ...], autograder: Autograder, brought: Brought, refusal: Refusal
) -> None:
    refused(autograder(*command, cwd=brought.student), brought, refusal)


@pytest.mark.parametrize("command", [("regrade",), ("report",), ("export", "jsonl")])
def test_a_description_in_the_output_is_nobodys_either(
    command: tuple[str, ...],
    autograder: Autograder,
    out: Path,
    assignment: Path,
    refusal: Refusal,
    tmp_path: Path,
) -> None:
    shutil.copytree(assignment, out / "feedback", dirs_exist_ok=True)
    written = ("-o", tmp_path / "class.jsonl") if command[0] == "export" else ()
    assert NAMED in refusal(autograder(*command, out, *written, cwd=out / "feedback"))


COMMANDS = [
    ("grade", "{class}", "--dry-run"),
    ("judge", "{class}/georg_bauer.py"),
    ("regrade", "{out}", "--dry-run"),
    ("report", "{out}"),
    ("export", "jsonl", "{out}", "-o", "{new}/class.jsonl"),
    ("check", "{class}/georg_bauer.py"),
    ("bundle", "gradescope", "-o", "{new}/gradescope.zip"),
    ("vectors", "show", "--json"),
    ("explore", "{new}/nothing.py"),
    whole(("grade", "{class}", "-o", "{new}/out", "--min-level", "open"), name="grade"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_first_line_names_the_assignment_and_stdout_does_not(
    command: tuple[str, ...], autograder: Autograder, submissions: Path, out: Path, tmp_path: Path
) -> None:
    places = {"class": submissions, "out": out, "new": tmp_path / "new"}
    places["new"].mkdir()
    run = autograder(*(each.format(**places) for each in command))
    first = run.stderr.splitlines()[0]
    assert first.startswith("assignment: L2 regularization")
    assert first.endswith(f"described in {ROOT / 'pyproject.toml'}")
    assert "assignment: " not in run.stdout
    assert run.returncode == (3 if "{new}/nothing.py" in command else 0), run.stderr


def test_a_title_cannot_move_the_cursor(
    autograder: Autograder, assignment: Path, submissions: Path
) -> None:
    path = assignment / "pyproject.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('title = "L2', r'title = "\u001b[2J\u001b[31mL2', 1), "utf-8")
    run = autograder("grade", submissions, "--dry-run", "--assignment", assignment)
    assert "\x1b" not in run.stderr
