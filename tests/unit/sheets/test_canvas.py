"""Canvas's gradebook is filled in one column, and every other byte of it stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.errors import UsageError
from autograder.export.fill import Filled
from autograder.policy.final import Final

Fill = Callable[..., Filled]
MakeFinal = Callable[..., Final]

SHEET = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Essay (11),"
    "L2 regularization (12),Assignments Current Score\r\n"
    ",,,,,,Manual Posting,(read only)\r\n"
    "    Points Possible,,,,,10.00,20.00,(read only)\r\n"
    '"Lovelace, Ada",101,s1,ada,"A, B",7.50,,"=SUM(1,2)"\r\n'
    '"Hopper, Grace",102,s2,grace,A,"8.00","3.00",90\r\n'
    '"Student, Test",999,,0123abc,A,,,\r\n'
)


def test_a_grade_is_scaled_and_nothing_else_changes(filled: Fill, final: MakeFinal) -> None:
    content = filled("canvas", SHEET, final("x", 85, lms_id="101"), final("y", 100, lms_id="102"))
    assert content.content.decode() == SHEET.replace("7.50,,", "7.50,17.00,").replace(
        '"3.00"', '"20.00"'
    )


@pytest.mark.parametrize(
    "person",
    [
        {"lms_id": "101"},
        {"sis_id": "s1"},
        {"username": "ADA"},
        {"name": "Ada Lovelace"},
        {"name": "lovelace, ada"},
    ],
)
def test_a_student_is_found_by_each_key(
    filled: Fill, final: MakeFinal, person: dict[str, str]
) -> None:
    assert filled("canvas", SHEET, final("x", **person)).cells == {3: "17.00"}


def test_a_given_and_a_family_name_in_columns_of_their_own_are_one_name(
    filled: Fill, final: MakeFinal
) -> None:
    sheet = (
        "LastName,FirstName,ID,SIS Login ID,Section,L2 regularization (12)\n"
        "    Points Possible,,,,,100\nLovelace,Ada,1,a,S,\n"
    )
    assert filled("canvas", sheet, final("x", name="Ada Lovelace")).cells == {2: "85.00"}


def test_who_is_excused_is_so_in_canvas(filled: Fill, final: MakeFinal) -> None:
    assert filled("canvas", SHEET, final("ada", excused=True)).cells == {3: "EX"}


@pytest.mark.parametrize("student", ["Test", "Tess"])
def test_the_test_student_is_nobody_in_columns_of_their_own(
    filled: Fill, final: MakeFinal, student: str
) -> None:
    sheet = (
        "LastName,FirstName,ID,SIS Login ID,Section,L2 regularization (12)\n"
        f"    Points Possible,,,,,100\nLovelace,Ada,1,a,S,\nStudent,{student},9,f0,S,\n"
    )
    strangers = filled("canvas", sheet, final("a")).matches.strangers
    assert len(strangers) == (student == "Tess")


def test_the_test_student_is_nobody(filled: Fill, final: MakeFinal) -> None:
    strangers = filled("canvas", SHEET, final("ada")).matches.strangers
    assert [line.person.name for line in strangers] == ["Hopper, Grace"]


def test_more_than_all_points_is_taken(filled: Fill, final: MakeFinal) -> None:
    assert filled("canvas", SHEET, final("ada", 110)).cells == {3: "22.00"}


def test_semicolons_and_decimal_commas_are_kept(filled: Fill, final: MakeFinal) -> None:
    sheet = (
        "Student;ID;SIS Login ID;Section;Essay (11);L2 regularization (12)\n"
        "    Points Possible;;;;10,00;20,00\n"
        "Lovelace, Ada;1;ada;A;7,50;\n"
    )
    assert filled("canvas", sheet, final("ada")).content.decode() == sheet.replace(
        "7,50;\n", "7,50;17,00\n"
    )


@pytest.mark.parametrize("column", ["Essay", "11", "Essay (11)", " essay "])
def test_a_column_is_named_by_title_or_number(filled: Fill, final: MakeFinal, column: str) -> None:
    assert filled("canvas", SHEET, final("ada"), column=column).column.place == 5


def test_a_column_that_is_not_there_is_refused_with_those_that_are(
    filled: Fill, final: MakeFinal
) -> None:
    with pytest.raises(UsageError, match=r"no column 'Lab': .* of Essay \(11\), L2 regul"):
        filled("canvas", SHEET, final("ada"), column="Lab")


def test_a_title_that_two_columns_have_is_refused(filled: Fill, final: MakeFinal) -> None:
    sheet = SHEET.replace("Essay (11)", "L2 regularization (11)")
    with pytest.raises(UsageError, match="several columns"):
        filled("canvas", sheet, final("ada"))


def test_a_read_only_column_is_no_assignment(filled: Fill, final: MakeFinal) -> None:
    sheet = SHEET.replace("Assignments Current Score", "Final Score (13)")
    with pytest.raises(UsageError, match="no column '13'"):
        filled("canvas", sheet, final("ada"), column="13")


def test_points_in_thousands_are_read(filled: Fill, final: MakeFinal) -> None:
    sheet = SHEET.replace(",20.00,", ',"1,200.00",')
    assert filled("canvas", sheet, final("ada")).cells == {3: "1020.00"}


@pytest.mark.parametrize("points", ["0.00", "many"])
def test_an_assignment_that_is_worth_nothing_is_refused(
    filled: Fill, final: MakeFinal, points: str
) -> None:
    with pytest.raises(UsageError, match=f"is worth '{points}' points"):
        filled("canvas", SHEET.replace("20.00", points), final("ada"))


def test_where_no_points_are_said_scores_are_as_they_are(filled: Fill, final: MakeFinal) -> None:
    result = filled("canvas", SHEET.replace(",20.00,", ",,"), final("ada"))
    assert (result.points, result.cells) == (None, {3: "85.00"})


def test_a_sheet_without_points_possible_is_refused(filled: Fill, final: MakeFinal) -> None:
    with pytest.raises(UsageError, match="no row 'Points Possible'"):
        filled("canvas", SHEET.replace("Points Possible", "Punkte"), final("ada"))
