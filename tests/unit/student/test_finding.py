"""Which file a self-check looks at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.description import Assignment
from autograder.handed import unpacked
from autograder.student.finding import Found, Unusable, find, read

FILLED = "def f(x, k):\n    return k * x.sum()\n\n\ndef g(p, t):\n    return dict(a=t[0] + 1)\n"
HALF = "def f(x, k):\n    return k * x.sum()\n\n\ndef g(p, t):\n    a = ...\n    return dict(a=a)\n"
STUB = "def f(x, k):\n    return ...\n\n\ndef g(p, t):\n    a = ...\n    return dict(a=a)\n"


@pytest.fixture
def exercise(assignment: Assignment) -> Assignment:
    return replace(assignment, files=("one.py", "two.py"))


@pytest.mark.parametrize(
    ("one", "two", "chosen"),
    [
        (FILLED, FILLED, "one.py"),
        (STUB, STUB, "one.py"),
        (STUB, HALF, "two.py"),
        (HALF, FILLED, "two.py"),
        (FILLED, HALF, "one.py"),
        (STUB, None, "one.py"),
        (None, STUB, "two.py"),
        ("", STUB, "one.py"),
        ("", HALF, "two.py"),
        ("\0", FILLED, "two.py"),
    ],
)
def test_the_file_with_fewer_blanks_is_the_one_that_is_worked_on(
    one: str | None, two: str | None, chosen: str, exercise: Assignment, tmp_path: Path
) -> None:
    for name, text in (("one.py", one), ("two.py", two)):
        if text is not None:
            (tmp_path / name).write_text(text, "utf-8")
    found = find(exercise, tmp_path)
    assert isinstance(found, Found)
    assert Path(found.name).name == chosen


def test_a_folder_without_the_assignment_s_files_says_their_names(
    exercise: Assignment, tmp_path: Path
) -> None:
    found = find(exercise, tmp_path)
    assert isinstance(found, Unusable)
    assert found.reason.startswith("there is no one.py or two.py here")


@pytest.mark.parametrize(
    ("name", "words"),
    [("nowhere.py", "there is no"), (".", "is not a file"), ("large.py", "larger than 16 MiB")],
)
def test_what_cannot_be_checked_is_one_sentence(name: str, words: str, tmp_path: Path) -> None:
    with (tmp_path / "large.py").open("wb") as large:
        large.truncate((16 << 20) + 1)
    found = read(tmp_path / name)
    assert isinstance(found, Unusable)
    assert words in found.reason


def test_a_name_that_acts_on_a_terminal_is_written_out(tmp_path: Path) -> None:
    found = read(tmp_path / "a\x1b[2J.py")
    assert isinstance(found, Unusable)
    assert "\\x1b[2J.py" in found.reason


def test_declared_files_beside_it_are_handed_in_with_it(
    tmp_path: Path, exercise: Assignment
) -> None:
    (tmp_path / "work.py").write_text("x = 1")
    (tmp_path / "weights.csv").write_text("1,2")
    (tmp_path / "more.csv").write_text("3")
    found = read(tmp_path / "work.py")
    assert isinstance(found, Found)
    more = replace(exercise, further=("weights.csv", "none.csv"))
    assert unpacked(found.handed(more)) == (b"x = 1", {"weights.csv": b"1,2"})
    assert found.handed(replace(more, further=())) == b"x = 1"
