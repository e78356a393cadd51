"""Whom of a class list a submission is of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import UsageError
from autograder.identity.people import Person
from autograder.intake.roster_csv import load
from tests.unit.intake.lists import ADA, CANVAS, PLAIN


def test_a_roster_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        load(tmp_path / "class.csv")


def test_a_row_is_named_by_the_rosters_user_name(graded: Callable[..., Any]) -> None:
    row = graded(CANVAS, PLAIN).rows["ada"]
    assert row.person == ADA


def test_a_row_is_named_by_the_address_where_there_is_no_user_name(
    graded: Callable[..., Any],
) -> None:
    seen = graded(CANVAS, "lms id,email\n4021,Ada@x.edu\n")
    assert seen.students == ["ada@x.edu", "turingalan (4022)"]


@pytest.mark.parametrize(
    "name", ["Ada Lovelace", "Lovelace Ada", '"Lovelace, Ada"', "ÁDA LOVELACE"]
)
def test_a_name_that_nobody_shares_is_found(name: str, graded: Callable[..., Any]) -> None:
    assert "ada" in graded(CANVAS, f"name,username\n{name},ada\n").rows


def test_a_name_that_two_of_the_roster_share_is_not_guessed(graded: Callable[..., Any]) -> None:
    seen = graded(CANVAS, "name,username\nAda Lovelace,ada\nAda Lovelace,ada2\n")
    row = seen.rows["lovelaceada (4021)"]
    assert row.remarks == (
        "the roster does not say who this is: it could be line 2, Ada Lovelace, by name; or line "
        "3, Ada Lovelace, by name"
    )


def test_a_name_that_two_submissions_share_is_not_guessed(graded: Callable[..., Any]) -> None:
    files = {**CANVAS, "lovelaceada_5099_3_a.py": None}
    seen = graded(files, "name,username\nAda Lovelace,ada\n")
    assert seen.students == ["lovelaceada (4021)", "lovelaceada (5099)", "turingalan (4022)"]


def test_of_two_with_one_name_the_id_decides_and_leaves_the_other(
    graded: Callable[..., Any],
) -> None:
    files = {**CANVAS, "lovelaceada_5099_3_a.py": None}
    seen = graded(files, "name,username,lms id\nAda Lovelace,ada,4021\n")
    assert seen.students == ["ada", "lovelaceada (5099)", "turingalan (4022)"]


def test_a_name_with_the_number_of_another_is_not_guessed(graded: Callable[..., Any]) -> None:
    files = {"lovelaceada_5099_1_a.py": None, "turingalan_4022_2_a.py": None}
    seen = graded(files, "name,username,lms id\nAda Lovelace,ada,4021\n")
    assert seen.students == ["lovelaceada (5099)", "turingalan (4022)"]


def test_names_that_were_all_there_was_to_go_by_are_counted(graded: Callable[..., Any]) -> None:
    seen = graded(CANVAS, "name,username\nAda Lovelace,ada\n")
    assert "1 of the submissions match " in seen.said
    assert "only by name" in seen.said


def test_marks_that_cannot_be_seen_do_not_hide_a_name(graded: Callable[..., Any]) -> None:
    files = {"\u200fדוד כהן\u200f_7_assignsubmission_file_/a.py": None}
    seen = graded(files, "name,username\nדוד כהן,david\n")
    assert seen.students == ["david"]


def test_who_handed_in_nothing_is_told(graded: Callable[..., Any]) -> None:
    seen = graded(CANVAS, PLAIN + "Grace Hopper,,grace,,\n")
    assert "1 of " in seen.said
    assert "handed in nothing: Grace Hopper" in seen.said


def test_namesakes_who_are_not_told_apart_are_not_said_to_have_handed_in_nothing(
    graded: Callable[..., Any],
) -> None:
    names = {f"John Smith_{n}_assignsubmission_file_/a.py": None for n in (7, 8)}
    seen = graded(names, "name,username\nJohn Smith,js1\nJohn Smith,js2\nGrace Hopper,grace\n")
    assert "1 of " in seen.said
    assert "handed in nothing: Grace Hopper" in seen.said
    assert "2 of the submissions could be of several people in" in seen.said
    assert "of nobody" not in seen.said


def test_who_is_not_in_the_roster_is_told(graded: Callable[..., Any]) -> None:
    seen = graded(CANVAS, PLAIN)
    assert seen.rows["turingalan (4022)"].remarks == "is not in the roster"
    assert "1 of the submissions match nobody in" in seen.said


@pytest.mark.parametrize("stem", ["ada", "0042", "4021", "ada@x.edu", "Ada Lovelace", "ADA"])
def test_a_plain_row_keeps_its_name_and_is_found_by_any_id(
    stem: str, graded: Callable[..., Any]
) -> None:
    assert graded({f"{stem}.py": None}, PLAIN).rows[stem].person == ADA


def test_a_repositorys_owner_is_found_by_the_name_on_the_code_host(
    graded: Callable[..., Any],
) -> None:
    files = {"regularization-countess/a.py": None, "regularization-alan/a.py": None}
    seen = graded(files, "name,github_username\nAda Lovelace,countess\n")
    assert seen.rows["countess"].person.name == "Ada Lovelace"


def test_an_id_that_two_people_have_in_different_columns_is_not_guessed(
    graded: Callable[..., Any],
) -> None:
    seen = graded({"7.py": None}, "sis id,lms id\n7,8\n9,7\n")
    assert seen.rows["7"].entry.known is None


def test_ten_thousand_lines_are_read(graded: Callable[..., Any]) -> None:
    lines = "".join(f"Ada Lovelace {n},ada{n},{n}\n" for n in range(10_000))
    seen = graded(
        {f"ada_{n}_{n}_a.py": None for n in range(3)},
        f"name,username,lms id\n{lines}",
        layout="canvas",
    )
    assert seen.students == ["ada0", "ada1", "ada2"]


@pytest.mark.parametrize("stem", ["4021", "0042", "ada", "ada@x.edu"])
def test_a_value_of_no_known_kind_is_found_by_any(stem: str, graded: Callable[..., Any]) -> None:
    row = graded({f"{stem}.py": None}, f"name,identifier\nAda Lovelace,{stem}\n").rows[stem]
    assert row.person == Person(name="Ada Lovelace", ids=(stem,))


def test_a_value_whose_kind_the_download_tells_is_known(graded: Callable[..., Any]) -> None:
    row = graded(CANVAS, "name,ID\nAda Lovelace,4021\n").rows["Ada Lovelace (4021)"]
    assert row.person == Person(name="Ada Lovelace", lms_id="4021")


def test_a_download_that_contradicts_the_roster_is_not_introduced(
    graded: Callable[..., Any],
) -> None:
    row = graded(CANVAS, "name,lms id,username\nGrace Hopper,4021,grace\n").rows[
        "lovelaceada (4021)"
    ]
    assert row.remarks == (
        "the roster does not say who this is: it would be line 2, Grace Hopper, by LMS number, but "
        "the name is Grace Hopper there and lovelaceada here"
    )
