"""nbgrader: the submitted tree, its timestamps, and which assignment is graded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import UsageError
from autograder.identity.people import Handed, Person

ADA, ALAN = "submitted/ada/ps1", "submitted/alan/ps1"
TWO = {f"{ADA}/regularization.py": None, f"{ALAN}/regularization.py": None}
STAMP = {f"{ADA}/timestamp.txt": b"2026-02-02 15:58:23.948203 UTC\n"}


def test_a_tree_is_recognised(download: Callable[..., Path], looked: Callable[..., Any]) -> None:
    seen = looked(download(TWO))
    assert seen.students == ["ada", "alan"]
    assert "is read as an nbgrader course" in seen.said


def test_the_submitted_folder_itself_may_be_named(
    tmp_path: Path, read: Callable[..., Any], looked: Callable[..., Any]
) -> None:
    read(TWO)
    seen = looked(tmp_path / "read" / "download" / "submitted")
    assert seen.rows["ada"].person == Person()


def test_the_timestamp_is_read(read: Callable[..., Any]) -> None:
    rows = read({**TWO, **STAMP}).rows
    assert rows["ada"].handed.submitted_at == "2026-02-02T15:58:23+00:00"
    assert rows["alan"].handed.submitted_at == ""


@pytest.mark.parametrize(
    ("content", "unclear"),
    [
        (b"2026-02-02 15:58:23.9 CST\n", "2026-02-02 15:58:23.9 CST"),
        (b"yesterday", "yesterday"),
        (b" ", "a timestamp.txt that is empty or cannot be read"),
        (b"x" * 5000, "a timestamp.txt that is empty or cannot be read"),
    ],
)
def test_a_timestamp_that_is_not_understood_is_told(
    content: bytes, unclear: str, read: Callable[..., Any]
) -> None:
    row = read({**TWO, f"{ADA}/timestamp.txt": content}).rows["ada"]
    assert row.handed == Handed(unclear=unclear)
    assert row.remarks == f"its time, {unclear}, is not understood"


def test_other_folders_of_a_course_are_named_and_not_graded(read: Callable[..., Any]) -> None:
    seen = read({**TWO, "source/ps1/regularization.ipynb": b"", "gradebook.db": b""})
    assert seen.students == ["ada", "alan"]
    assert "source lies beside submitted and is not graded" in seen.said
    assert "gradebook.db lies beside submitted and is not graded" in seen.said


def test_of_several_assignments_the_described_one_is_graded(read: Callable[..., Any]) -> None:
    files = {**TWO, "submitted/ada/regularization/b.py": None}
    seen = read(files)
    assert seen.rows["ada"].path == "b.py"
    assert "submitted/alan holds no regularization, and has no row" in seen.said


def test_several_assignments_are_refused_where_none_is_described(
    read: Callable[..., Any],
) -> None:
    with pytest.raises(UsageError, match=r"several assignments, ps1 and ps2: leave only the one"):
        read({**TWO, "submitted/ada/ps2/a.py": None})


def test_a_student_named_submitted_does_not_make_a_course(read: Callable[..., Any]) -> None:
    seen = read({"submitted/a.py": None, "ada/a.py": None})
    assert seen.students == ["ada", "submitted"]


def test_a_folder_per_student_is_no_course(read: Callable[..., Any]) -> None:
    seen = read({"submitted/src/a.py": None, "ada/src/a.py": None})
    assert seen.students == ["ada", "submitted"]
