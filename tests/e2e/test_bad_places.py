"""Paths that cannot be meant are refused in one sentence; others mean what a person would think."""

from __future__ import annotations

import csv
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess, Popen

import pytest

Autograder = Callable[..., CompletedProcess[str]]
Refusal = Callable[..., str]
Files = Callable[[Path], dict[str, bytes]]

# One worker is up sooner than two; what is tested here holds at every level of isolation.
ROOT = Path(__file__).parents[2]
GRADE = ("grade", "--jobs", "1", "--min-level", "open")
STUDENTS = ["anton_weber", "diego_ramirez", "georg_bauer"]
SMALL = 40_000  # bytes that no file may exceed on the "disk" that is full; a gradebook is larger


def students(out: Path) -> list[str]:
    """Return the students of all rows that have a score from a graded file."""
    with (out / "grades.csv").open(encoding="utf-8", newline="") as table:
        return [row["student"] for row in csv.DictReader(table) if row["status"] == "graded"]


def planned(run: CompletedProcess[str]) -> list[str]:
    """Return the students for whom `grade --dry-run` lists a readable file."""
    rows = [line.split("\t") for line in run.stdout.splitlines()[1:]]
    return [student for student, *_, remarks in rows if "unreadable" not in remarks]


def leave_no_room() -> None:
    """Have every file refuse to grow."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))


def test_a_path_that_does_not_exist_is_refused(
    autograder: Autograder, refusal: Refusal, tmp_path: Path
) -> None:
    run = autograder(*GRADE, tmp_path / "nowhere", "-o", tmp_path / "out")
    assert "nowhere does not exist" in refusal(run)


def test_an_empty_folder_is_refused(
    autograder: Autograder, refusal: Refusal, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    run = autograder(*GRADE, tmp_path / "empty", "-o", tmp_path / "out")
    assert "contains nothing to grade" in refusal(run)


def test_a_damaged_zip_is_refused(autograder: Autograder, refusal: Refusal, tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(b"PK\3\4 and nothing more")
    run = autograder(*GRADE, tmp_path / "class.zip", "-o", tmp_path / "out")
    assert "class.zip" in refusal(run)


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_an_output_that_cannot_be_written_is_refused(
    place: str, autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("somebody's", "utf-8")
    assert "cannot be written" in refusal(autograder(*GRADE, submissions, "-o", tmp_path / place))
    assert (tmp_path / "file").read_text("utf-8") == "somebody's"


@pytest.mark.parametrize("place", ["", "out", "out/of/this/class", "georg_bauer.py/out"])
def test_an_output_among_the_submissions_is_refused(
    place: str, autograder: Autograder, submissions: Path, refusal: Refusal
) -> None:
    before = sorted(submissions.iterdir())
    run = autograder(*GRADE, submissions, "-o", submissions / place)
    assert "choose an -o outside" in refusal(run)
    assert sorted(submissions.iterdir()) == before


def test_an_output_among_the_submissions_is_refused_behind_a_link(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(submissions)
    run = autograder(*GRADE, submissions, "-o", tmp_path / "link/out")
    assert "choose an -o outside" in refusal(run)


def test_the_output_of_an_earlier_run_is_not_graded(
    autograder: Autograder, out: Path, refusal: Refusal, tmp_path: Path
) -> None:
    run = autograder(*GRADE, out, "-o", tmp_path / "other")
    assert "is the output of an earlier run" in refusal(run)


def test_submissions_and_output_named_the_wrong_way_round_are_refused(
    autograder: Autograder, submissions: Path, out: Path, refusal: Refusal
) -> None:
    before = sorted(submissions.iterdir())
    refusal(autograder(*GRADE, out, "-o", submissions))
    assert sorted(submissions.iterdir()) == before


@pytest.mark.parametrize("name", ["grades.csv", "results"])
def test_files_that_no_run_has_written_are_not_replaced(
    name: str, autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("an export of another system", "utf-8")
    run = autograder(*GRADE, submissions, "-o", tmp_path / "out")
    assert f"contains a {name} that no run wrote" in refusal(run)
    assert (tmp_path / "out" / name).read_text("utf-8") == "an export of another system"


def test_a_damaged_gradebook_is_refused_and_moving_it_away_helps(
    autograder: Autograder, submissions: Path, out: Path, refusal: Refusal, tmp_path: Path
) -> None:
    (out / "gradebook.sqlite").write_bytes(b"not a database, but long enough for one")
    assert "move it away" in refusal(autograder(*GRADE, submissions, "-o", out))
    (out / "gradebook.sqlite").rename(tmp_path / "away")
    assert autograder(*GRADE, submissions, "-o", out).returncode == 0


def test_a_path_inside_another_is_refused(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    paths = (submissions, submissions / "georg_bauer.py")
    run = autograder(*GRADE, *paths, "-o", tmp_path / "out")
    assert "name only one of them" in refusal(run)


def test_files_and_folders_of_one_class_are_refused_side_by_side(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    (submissions / "a_student").mkdir()
    shutil.copy(submissions / "georg_bauer.py", submissions / "a_student")
    run = autograder(*GRADE, *submissions.iterdir(), "-o", tmp_path / "out")
    assert f"name {submissions} itself" in refusal(run)


def test_a_folder_named_twice_is_graded_once(autograder: Autograder, submissions: Path) -> None:
    again = f"{submissions}/../{submissions.name}/"
    assert planned(autograder("grade", submissions, again, "--dry-run")) == STUDENTS


def test_a_file_named_twice_is_graded_once(autograder: Autograder, submissions: Path) -> None:
    file = submissions / "georg_bauer.py"
    assert planned(autograder("grade", file, file, "--dry-run")) == ["georg_bauer"]


def test_files_named_one_by_one_are_a_class(autograder: Autograder, submissions: Path) -> None:
    assert planned(autograder("grade", *submissions.iterdir(), "--dry-run")) == STUDENTS


def test_spaces_and_a_trailing_slash_mean_nothing_and_options_may_come_first(
    autograder: Autograder, submissions: Path, tmp_path: Path
) -> None:
    submissions.rename(tmp_path / "my class, 2 of 3")
    autograder(*GRADE, "-o", f"{tmp_path}/the grades/", f"{tmp_path}/my class, 2 of 3/")
    assert students(tmp_path / "the grades") == STUDENTS


def test_relative_paths_are_those_of_the_working_folder(
    autograder: Autograder, submissions: Path, assignment: Path, tmp_path: Path
) -> None:
    autograder(*GRADE, ".", "-o", "../out", "--assignment", "../assignment", cwd=submissions)
    assert students(tmp_path / "out") == STUDENTS


def test_the_assignment_may_be_named_by_the_environment(
    autograder: Autograder, submissions: Path, assignment: Path
) -> None:
    variables = {"AUTOGRADER_ASSIGNMENT": str(assignment)}
    run = autograder("grade", ".", "--dry-run", cwd=submissions, variables=variables)
    assert run.stderr.splitlines()[0].endswith(f"described in {assignment / 'pyproject.toml'}")
    assert planned(run) == STUDENTS


def test_a_tilde_that_the_shell_left_is_the_home_folder(
    autograder: Autograder, submissions: Path, tmp_path: Path
) -> None:
    variables = {"HOME": str(tmp_path)}
    autograder(*GRADE, f"~/{submissions.name}", "--out=~/out", variables=variables)
    assert students(tmp_path / "out") == STUDENTS


def test_a_tilde_of_nobody_is_part_of_a_name(
    autograder: Autograder, refusal: Refusal, submissions: Path, tmp_path: Path
) -> None:
    shutil.copy(submissions / "diego_ramirez.py", tmp_path / "~nobody_of_that_name.py")
    run = autograder("judge", "~nobody_of_that_name.py", "--assignment", ROOT, cwd=tmp_path)
    assert (run.returncode, run.stderr.count("error")) == (0, 0)
    for command in (("judge", "~who.py"), ("history", "~who", "ada"), ("regrade", "~who")):
        refusal(autograder(*command, cwd=ROOT))
    refusal(autograder(*GRADE, submissions, "-o", tmp_path / "out", "--assignment", "~who"))


@pytest.mark.parametrize("command", [("judge", "{file}"), ("check",), ("report", "{out}")])
def test_a_working_folder_that_is_gone_is_said_in_one_sentence(
    command: tuple[str, ...], refusal: Refusal, submissions: Path, out: Path, tmp_path: Path
) -> None:
    places = {"file": submissions / "diego_ramirez.py", "out": out}
    (tmp_path / "gone").mkdir()
    run = subprocess.run(
        ["sh", "-c", 'cd gone && rmdir ../gone && exec "$0" -m autograder "$@"', sys.executable]
        + [each.format(**places) for each in command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the working folder is not there any more" in refusal(run)


def test_a_second_run_on_one_output_is_refused_and_the_first_is_not_harmed(
    autograder: Autograder,
    started: Callable[..., Popen[str]],
    submissions: Path,
    refusal: Refusal,
    tmp_path: Path,
) -> None:
    first = started(*GRADE, submissions, "-o", tmp_path / "out")
    while not (tmp_path / "out/gradebook.sqlite").exists():
        assert first.poll() is None
        time.sleep(0.002)
    first.send_signal(signal.SIGSTOP)
    assert "another run is using" in refusal(
        autograder(*GRADE, submissions, "-o", tmp_path / "out")
    )
    first.send_signal(signal.SIGCONT)
    first.communicate()
    assert first.returncode == 0
    assert students(tmp_path / "out") == STUDENTS


def test_a_run_without_room_says_so_and_goes_on_when_there_is_some(
    autograder: Autograder,
    submissions: Path,
    small_out: Path,
    refusal: Refusal,
    files_of: Files,
    tmp_path: Path,
) -> None:
    command = (*GRADE, submissions, "-o", tmp_path / "out")
    # SQLite tells a write that is refused (1) from a disk that is full (2).
    assert "free space" in refusal(autograder(*command, preexec_fn=leave_no_room), code=1)
    assert list((tmp_path / "out").rglob("*tmp*")) == []
    assert autograder(*command).returncode == 0
    assert files_of(tmp_path / "out") == files_of(small_out)


def test_a_link_among_the_submissions_is_named_and_not_followed(
    autograder: Autograder, submissions: Path, tmp_path: Path
) -> None:
    shutil.move(submissions / "georg_bauer.py", tmp_path / "elsewhere.py")
    (submissions / "georg_bauer.py").symlink_to(tmp_path / "elsewhere.py")
    run = autograder("grade", submissions, "--dry-run")
    assert "note: georg_bauer.py" in run.stderr
    assert planned(run) == ["anton_weber", "diego_ramirez"]
