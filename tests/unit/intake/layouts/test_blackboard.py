"""Blackboard: attempts, their notes, and user names with underscores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.identity.people import Person
from autograder.intake.roster import Listed, Roster

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
    assert row.reason == (
        f"{SECOND}.txt is Blackboard's note on an attempt without a file: hand in a .py or .ipynb"
    )


def test_a_user_name_that_nothing_tells_is_a_guess_and_named_so(read: Callable[..., Any]) -> None:
    row = read({f"{FIRST}_regularization.py": None}).rows["PS_1_ada_l"]
    assert row.person.guessed == ("username",)
    assert "the user name is a guess, 1_ada_l, ada_l and l" in row.remarks


@pytest.mark.parametrize("users", [("jo_smith", "ann"), ("o_o_o", "x"), ("jo_smith", "jo_lee")])
def test_what_all_names_begin_with_tells_where_the_user_name_begins(
    users: tuple[str, ...], read: Callable[..., Any]
) -> None:
    seen = read({f"Lab 1_{user}_attempt_2026-05-01-14-05-33_a.py": None for user in users})
    if users == ("jo_smith", "jo_lee"):  # the assignment may be called Lab 1_jo
        assert all(row.person.guessed == ("username",) for row in seen.rows.values())
    else:
        assert seen.students == sorted(users)
        assert all(not row.person.guessed for row in seen.rows.values())


def test_a_note_of_one_student_tells_where_all_user_names_begin(read: Callable[..., Any]) -> None:
    row = read({**ADA, "PS_1_b_c_attempt_2026-05-01-10-00-00_a.py": None}).rows["b_c"]
    assert row.person == Person(username="b_c")


def test_a_note_in_any_language_is_read(read: Callable[..., Any]) -> None:
    note = "姓名： Ada Lovelace （ada_l）\n".encode()
    row = read({f"{FIRST}_a.py": None, f"{FIRST}.txt": note}).rows["ada_l"]
    assert row.person == Person(name="Ada Lovelace", username="ada_l")


def roster(*users: str) -> Roster:
    people = [Person(name=f"Name {user}", username=user) for user in users]
    listed = [Listed(line=at, person=person) for at, person in enumerate(people, 2)]
    return Roster.of("class.csv", listed)


def test_a_roster_that_knows_several_tells_where_user_names_begin(
    read: Callable[..., Any],
) -> None:
    files = {f"PS_1_{user}_attempt_2026-05-01-14-05-33_a.py": None for user in ("ada_l", "b_c")}
    assert read(files, roster=roster("ada_l", "b_c")).students == ["ada_l", "b_c"]


@pytest.mark.parametrize("users", [("smith",), ("jo_smith",), ("jo_smith", "smith")])
def test_a_guess_is_nobody_of_the_roster(users: tuple[str, ...], read: Callable[..., Any]) -> None:
    seen = read({"Lab 1_jo_smith_attempt_2026-05-01-14-05-33_a.py": None}, roster=roster(*users))
    assert seen.students == ["Lab 1_jo_smith"]
    assert "jo_smith and smith" in seen.rows["Lab 1_jo_smith"].remarks
    assert "roster" in seen.rows["Lab 1_jo_smith"].remarks
    assert seen.rows["Lab 1_jo_smith"].person.name == ""


def test_a_file_that_was_downloaded_before_keeps_the_time_of_its_own_attempt(
    read: Callable[..., Any],
) -> None:
    row = read({f"Lab_ann_attempt_2026-05-09-10-00-00_{FIRST}_a.py": None}).rows["ann"]
    assert row.handed.submitted_at == "2026-05-09T10:00:00"
    assert row.remarks == ""


def test_of_two_times_in_a_name_the_later_counts_and_both_are_named(
    read: Callable[..., Any],
) -> None:
    row = read({"Lab_ann_attempt_2026-05-01-10-00-00_x_attempt_2026-05-20-10-00-00_a.py": None})
    (only,) = row.rows.values()
    assert only.handed.submitted_at == "2026-05-20T10:00:00"
    assert "2026-05-01T10:00:00 and 2026-05-20T10:00:00: the later one counts" in only.remarks


def test_a_note_that_names_another_user_is_not_believed(read: Callable[..., Any]) -> None:
    files = {**ALAN, "PS_1_alan_attempt_2026-05-01-10-00-00.txt": b"Name: Ada Lovelace (ada_l)\n"}
    row = read(files).rows["PS_1_alan"]
    assert row.person == Person(username="alan", guessed=("username",))


def test_a_name_with_parentheses_does_not_pass_for_a_user(read: Callable[..., Any]) -> None:
    files = {f"{FIRST}_a.py": None, f"{FIRST}.txt": b"Name: Ada (alan) (ada_l)\n"}
    assert read(files).rows["ada_l"].person.name == "Ada (alan)"
