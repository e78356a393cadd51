"""Data files are laid out for submissions in a folder of their own, and removed again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.description import Assignment
from autograder.errors import DescriptionError
from autograder.sandbox.outside.declared import NOTHING, Declared, beside_data


@pytest.fixture
def with_data(assignment: Assignment, tmp_path: Path) -> Assignment:
    """An assignment with a data file that has a neighbour, and is closed to others."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    (folder / "cities.csv").write_text("1,2\n")
    (folder / "cities.csv").chmod(0o600)
    (folder / "secret.csv").write_text("3,4\n")
    return replace(assignment, readable=(folder / "cities.csv",))


def test_files_are_copied_to_where_students_have_them_and_nothing_beside_them(
    with_data: Assignment,
) -> None:
    with Declared(with_data) as declared:
        found = Path(declared.folder)
        assert [each.relative_to(found).as_posix() for each in sorted(found.rglob("*"))] == [
            "data", "data/cities.csv",
        ]  # fmt: skip
        assert (found / "data/cities.csv").read_text() == "1,2\n"
        modes = [each.stat().st_mode & 0o777 for each in (found, found / "data")]
        assert modes == [0o755, 0o755]
        assert (found / "data/cities.csv").stat().st_mode & 0o777 == 0o444
        assert declared.readable == [declared.folder]
    assert not found.exists()


def test_a_file_that_is_not_there_is_one_sentence_and_leaves_nothing(
    with_data: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    missing = replace(with_data, readable=(*with_data.readable, tmp_path / "none.csv"))
    with pytest.raises(DescriptionError, match=r"none\.csv cannot be copied for submissions"):
        Declared(missing)
    assert not list(temporary.iterdir())


def test_an_exercise_that_declares_nothing_tells_nothing(assignment: Assignment) -> None:
    with Declared(assignment) as declared:
        told = declared.told()
    assert {key: type(NOTHING[key])(value) for key, value in told.items()} == NOTHING


def test_the_right_answer_finds_data_where_a_submission_does(with_data: Assignment) -> None:
    before = Path.cwd()
    with beside_data(with_data.readable):
        found = Path.cwd()
        assert Path("data/cities.csv").read_text() == "1,2\n"
    assert (Path.cwd(), found.exists()) == (before, False)


def test_without_data_the_right_answer_is_where_it_was() -> None:
    before = Path.cwd()
    with beside_data(()):
        assert Path.cwd() == before
