"""Moodle: both ways of downloading, from old and new versions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.identity.people import Person
from autograder.intake.roster import Listed, Roster

FOLDERS = {
    "Ada Lovelace_12345_assignsubmission_file_/regularization.py": None,
    "Ada Lovelace_12345_assignsubmission_file_/pictures/a.png": b"",
    "Alan Turing_12346_assignsubmission_file_/regularization.py": None,
}


def test_folders_are_recognised(download: Callable[..., Path], looked: Callable[..., Any]) -> None:
    seen = looked(download(FOLDERS))
    assert seen.students == ["Ada Lovelace (12345)", "Alan Turing (12346)"]
    assert "is read as a Moodle download" in seen.said


def test_name_and_participant_are_known(read: Callable[..., Any]) -> None:
    row = read(FOLDERS).rows["Ada Lovelace (12345)"]
    assert row.person == Person(name="Ada Lovelace", lms_id="12345")


def test_nothing_is_said_of_time_or_lateness(read: Callable[..., Any]) -> None:
    handed = read(FOLDERS).rows["Ada Lovelace (12345)"].handed
    assert (handed.submitted_at, handed.is_late, handed.attempt) == ("", None, None)


@pytest.mark.parametrize("infix", ["file", "file_", "onlinetext_"])
def test_folders_of_every_version_are_recognised(infix: str, read: Callable[..., Any]) -> None:
    seen = read({f"Ada Lovelace_12345_assignsubmission_{infix}/a.py": None})
    assert seen.students == ["Ada Lovelace (12345)"]


def test_flat_names_are_recognised(
    download: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    files = {
        "Ada Lovelace_12345_assignsubmission_file_regularization.py": None,
        "Ada Lovelace_12345_assignsubmission_file_notes.pdf": b"",
        "Alan Turing_12346_assignsubmission_file_hw_1.py": None,
    }
    rows = looked(download(files)).rows
    assert list(rows) == ["Ada Lovelace (12345)", "Alan Turing (12346)"]
    assert rows["Alan Turing (12346)"].path == "Alan Turing_12346_assignsubmission_file_hw_1.py"


def test_a_file_and_typed_text_are_one_submission(read: Callable[..., Any]) -> None:
    text = {"Ada Lovelace_12345_assignsubmission_onlinetext_/onlinetext.html": b"<p>Done"}
    assert read({**FOLDERS, **text}).rows["Ada Lovelace (12345)"].path == "regularization.py"


def test_typed_text_alone_is_a_row_that_cannot_be_read(read: Callable[..., Any]) -> None:
    text = {"Grace Hopper_12347_assignsubmission_onlinetext_/onlinetext.html": b"<p>Done"}
    row = read({**FOLDERS, **text}).rows["Grace Hopper (12347)"]
    assert row.reason.endswith("is text typed into Moodle, not a file: hand in a .py or .ipynb")


def test_anonymous_participants_keep_their_name(read: Callable[..., Any]) -> None:
    row = read({"Participant 12345_12345_assignsubmission_file_/a.py": None}).rows[
        "Participant 12345"
    ]
    assert row.person == Person(lms_id="12345")


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("Participant", [111]),
        ("Teilnehmer", [111, 222]),
        ("Default group-Peserta", [111, 222]),
        ("參與者", [111]),
        ("Cyfranogwr", [111, 222, 333]),
        ("Người tham gia", [111, 222, 333]),
    ],
)
def test_a_word_that_stands_for_a_name_is_nobodys(
    word: str, numbers: list[int], read: Callable[..., Any]
) -> None:
    seen = read({f"{word}_{n}_assignsubmission_file_/a.py": None for n in numbers})
    word = word.rpartition("-")[2]
    assert seen.students == [f"{word} {n}" for n in numbers]
    assert seen.rows[f"{word} 111"].person == Person(lms_id="111")


def test_two_who_share_a_name_keep_it(read: Callable[..., Any]) -> None:
    seen = read({f"Madonna_{n}_assignsubmission_file_/a.py": None for n in (111, 222)})
    assert [row.person.name for row in seen.rows.values()] == ["Madonna", "Madonna"]


@pytest.mark.parametrize("team", ["Group 4-", "Default group-", "A-Team-1-", ""])
def test_a_person_is_found_behind_the_name_of_a_team(team: str, read: Callable[..., Any]) -> None:
    person = Person(name="Anne-Marie Roy", email="amr@x.edu")
    listed = Listed(line=2, person=person)
    files = {f"{team}Anne-Marie Roy_7_assignsubmission_file_/a.py": None}
    row = read(files, roster=Roster.of("class.csv", [listed])).rows["amr@x.edu"]
    assert row.person == Person(name="Anne-Marie Roy", email="amr@x.edu", lms_id="7")


def test_a_name_with_a_hyphen_is_a_guess_and_its_number_is_not(read: Callable[..., Any]) -> None:
    row = read({"Group 4-Rick Dale_7_assignsubmission_file_/a.py": None}).rows[
        "Group 4-Rick Dale (7)"
    ]
    assert row.person == Person(name="Group 4-Rick Dale", lms_id="7", guessed=("name",))


def test_one_student_with_folders_is_not_looked_through(
    packed: Callable[..., Path], looked: Callable[..., Any], tmp_path: Path
) -> None:
    files = {"Ada Lovelace_12345_assignsubmission_file_/src/regularization.py": None}
    assert looked(packed(files, tmp_path / "hw.zip")).students == ["Ada Lovelace (12345)"]
