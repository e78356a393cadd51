"""The description that a hand-out carries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder import exercise
from autograder.description import Assignment, find
from autograder.errors import DescriptionError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checks(tmp_path: Path) -> Path:
    """The folder of the rules in a hand-out, with the description that is written for it."""
    folder = tmp_path / exercise.FOLDER
    folder.mkdir()
    written = exercise.encode(find(ROOT))
    (folder / exercise.FILE).write_bytes(written)
    return folder


def test_what_was_written_for_a_hand_out_is_read_there(checks: Path) -> None:
    course, found = find(ROOT), exercise.read(checks)
    assert (found.id, found.files, found.questions, found.limits, found.given) == (
        course.id,
        course.files,
        course.questions,
        course.limits,
        course.given,
    )


def test_places_are_those_of_the_hand_out(checks: Path) -> None:
    found = exercise.read(checks)
    top = checks.parent.resolve()
    assert found.public_vectors == top / "data/public.h5"
    assert found.helpers == (top / "reg_utils.py",)


def test_an_old_hand_out_is_told_from_a_new_one(checks: Path) -> None:
    (checks.parent / "autograder").mkdir()
    exercise.read(checks)  # an empty folder is nobody's engine
    (checks.parent / "autograder/__init__.py").write_bytes(b"")
    with pytest.raises(DescriptionError, match="unpack the new one in an empty folder"):
        exercise.read(checks)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"id": 3, "questions": [{}]}'])
def test_a_damaged_description_is_one_sentence(checks: Path, content: bytes) -> None:
    (checks / exercise.FILE).write_bytes(content)
    with pytest.raises(DescriptionError, match="take it from the hand-out again"):
        exercise.read(checks)


def test_a_folder_without_description_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match="take it from the hand-out again"):
        exercise.read(tmp_path / "checks")


def test_nothing_is_written_for_vectors_that_are_not_there(assignment: Assignment) -> None:
    spoilt = replace(assignment, public_vectors=assignment.root / "nowhere.h5")
    with pytest.raises(DescriptionError, match=r"nowhere\.h5 cannot be read"):
        exercise.encode(spoilt)


def test_settings_of_a_question_are_the_same_in_the_hand_out(tmp_path: Path) -> None:
    (tmp_path / exercise.FOLDER).mkdir()
    course = find(ROOT)
    first, second = course.questions
    own = replace(first, call_seconds=5.0, tolerance=0.1, bonus=True)
    by_hand = replace(second, function="", points=7)
    written = exercise.encode(replace(course, questions=(own, by_hand)))
    (tmp_path / exercise.FOLDER / exercise.FILE).write_bytes(written)
    assert exercise.read(tmp_path / exercise.FOLDER).questions == (own, by_hand)


def test_packages_and_data_are_those_of_the_hand_out(checks: Path) -> None:
    course = replace(find(ROOT), packages=("scipy",), readable=(ROOT / "elsewhere/cities.csv",))
    (checks / exercise.FILE).write_bytes(exercise.encode(course))
    found = exercise.read(checks)
    assert found.packages == ("scipy",)
    assert found.readable == (checks.parent.resolve() / "data/cities.csv",)
