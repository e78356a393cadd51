"""Blackboard: attempts, their notes, and user names with underscores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.intake.roster import Listed, Roster
from autograder.people import Person

FIRST = "PS_1_ada_l_attempt_2026-05-01-14-05-33"
SECOND = "PS_1_ada_l_attempt_2026-05-02-09-00-00"
NOTE = b"Name: Ada Lovelace (ada_l)\r\nAssignment: PS_1\r\nDate Submitted: Friday\r\n"
ADA = {f"{FIRST}_regularization.py": None, f"{FIRST}.txt": NOTE}
ALAN = {"PS_1_alan_attempt_2026-05-01-10-00-00_regularization.py": None}


def test_a_download_is_recognised(
    download: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    seen = looked(download({**ADA, **ALAN}))
    assert seen.students == ["ada_l", "alan"]
    assert "is read as a Blackboard download" in seen.said


def test_the_note_tells_name_and_user(read: Callable[..., Any]) -> None:
    row = read({**ADA, **ALAN}).rows["ada_l"]
    assert row.person == Person(name="Ada Lovelace", username="ada_l")


def test_the_note_is_no_work_and_not_worth_a_remark(read: Callable[..., Any]) -> None:
    assert read(ADA).rows["ada_l"].entry.remarks == ()


def test_the_time_of_the_attempt_is_read(read: Callable[..., Any]) -> None:
    assert read(ADA).rows["ada_l"].handed.submitted_at == "2026-05-01T14:05:33"


def test_the_last_attempt_counts_and_others_are_listed(read: Callable[..., Any]) -> None:
    row = read({**ADA, f"{SECOND}_other.py": None, f"{SECOND}.txt": NOTE}).rows["ada_l"]
    assert row.path == f"{SECOND}_other.py"
    assert row.handed.attempt == 2
    assert row.remarks == f"earlier attempts are not graded: {FIRST}_regularization.py"


def test_an_attempt_without_a_file_is_a_row_that_cannot_be_read(read: Callable[..., Any]) -> None:
    row = read({**ADA, f"{SECOND}.txt": NOTE}).rows["ada_l"]
    assert row.reason == f"{SECOND}.txt is a .txt; hand in a .py or .ipynb"


def test_without_a_note_the_last_underscore_decides(read: Callable[..., Any]) -> None:
    assert read({f"{FIRST}_regularization.py": None}).students == ["l"]


def test_without_a_note_the_roster_knows_user_names(
    tmp_path: Path, looked: Callable[..., Any]
) -> None:
    from autograder.intake.reading import Reading

    person = Person(name="Ada Lovelace", username="ada_l")
    listed = Listed(line=2, person=person)
    (tmp_path / f"{FIRST}_regularization.py").write_bytes(b"")
    seen = looked(tmp_path, Reading(roster=Roster.of("class.csv", [listed])))
    assert seen.students == ["ada_l"]


def test_a_note_that_names_another_user_is_not_believed(read: Callable[..., Any]) -> None:
    files = {**ALAN, "PS_1_alan_attempt_2026-05-01-10-00-00.txt": b"Name: Ada Lovelace (ada_l)\n"}
    assert read(files).rows["alan"].person == Person(username="alan")


def test_a_name_with_parentheses_does_not_pass_for_a_user(read: Callable[..., Any]) -> None:
    files = {f"{FIRST}_a.py": None, f"{FIRST}.txt": b"Name: Ada (alan) (ada_l)\n"}
    assert read(files).rows["ada_l"].person.name == "Ada (alan)"
