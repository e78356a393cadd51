"""Blackboard's and Brightspace's sheets are filled in one column, and the rest of them stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.errors import UsageError
from autograder.export.fill import Filled
from autograder.policy.final import Final

Fill = Callable[..., Filled]
MakeFinal = Callable[..., Final]

BLACKBOARD = (
    '"Last Name","First Name","Username","Student ID","Last Access","Availability",'
    '"Weighted Total [Total Pts: up to 100 Percentage] |99",'
    '"L2 regularization [Total Pts: 10 Score] |1281892"\n'
    '"Lovelace","Ada","ada","s1","2026-11-20","Yes","","Needs Grading"\n'
    '"Hopper","Grace","grace","s2","","Yes","",""\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Email,"
    "L2 regularization Points Grade <Numeric MaxPoints:10 Weight:5 Category:Labs>,"
    "Essay Text Grade,End-of-Line Indicator\r\n"
    "#s1,#ada,Lovelace,Ada,ada@example.edu,,,#\r\n"
    "#s2,#grace,Hopper,Grace,grace@example.edu,3,good,#\r\n"
)


@pytest.mark.parametrize(
    "person", [{"sis_id": "s1"}, {"username": "ada"}, {"name": "Ada Lovelace"}]
)
def test_blackboard_keeps_all_but_the_grade(
    filled: Fill, final: MakeFinal, person: dict[str, str]
) -> None:
    content = filled("blackboard", BLACKBOARD, final("x", **person)).content
    assert content.decode() == BLACKBOARD.replace('"Needs Grading"', '"8.50"')


def test_blackboards_tabs_in_utf_16_are_kept(filled: Fill, final: MakeFinal) -> None:
    sheet = BLACKBOARD.replace('","', '"\t"').encode("utf-16")
    content = filled("blackboard", sheet, final("ada")).content
    assert content == BLACKBOARD.replace('","', '"\t"').replace("Needs Grading", "8.50").encode(
        "utf-16"
    )


def test_blackboard_in_another_language_has_the_same_order(filled: Fill, final: MakeFinal) -> None:
    sheet = (
        "Nachname,Vorname,Benutzername,Matrikelnummer,"
        "L2 regularization [Gesamtpunkte: 10 Punktzahl] |12\nLovelace,Ada,ada,s1,\n"
    )
    assert filled("blackboard", sheet, final("x", sis_id="s1")).cells == {1: "8.50"}


def test_a_blackboard_column_without_its_number_would_be_a_new_one(
    filled: Fill, final: MakeFinal
) -> None:
    sheet = BLACKBOARD.replace(" |1281892", "")
    with pytest.raises(UsageError, match="would make a new column"):
        filled("blackboard", sheet, final("ada"))


def test_a_blackboard_column_that_is_no_score_is_refused(filled: Fill, final: MakeFinal) -> None:
    sheet = BLACKBOARD.replace("10 Score", "10 Letter")
    with pytest.raises(UsageError, match="make Score its primary display"):
        filled("blackboard", sheet, final("ada"))


@pytest.mark.parametrize(
    "header",
    ["Total [Total Pts: up to 1,249 Score] |77", "Summe [Gesamtpunkte: bis zu 80 Punktzahl] |77"],
)
def test_a_column_that_blackboard_computes_is_refused(
    filled: Fill, final: MakeFinal, header: str
) -> None:
    sheet = BLACKBOARD.replace("Weighted Total [Total Pts: up to 100 Percentage] |99", header)
    with pytest.raises(UsageError, match="is one that Blackboard computes itself"):
        filled("blackboard", sheet, final("ada"), column="77")


@pytest.mark.parametrize(
    "word",
    ["Needs Grading", "In Progress", "needs grading", "Needs Grading(7.50)", "In Progress (60)"],
)
def test_what_blackboard_has_not_graded_yet_is_overwritten_and_is_no_other_grade(
    filled: Fill, final: MakeFinal, word: str
) -> None:
    result = filled("blackboard", BLACKBOARD.replace("Needs Grading", word), final("ada"))
    assert (result.cells, result.left, result.replaced) == ({1: "8.50"}, [], 0)


def test_thousands_are_no_fraction(filled: Fill, final: MakeFinal) -> None:
    sheet = BLACKBOARD.replace("Pts: 10 ", "Pts: 2,000 ")
    assert filled("blackboard", sheet, final("ada")).cells == {1: "1700.00"}


def test_points_that_can_be_read_in_two_ways_are_refused(filled: Fill, final: MakeFinal) -> None:
    sheet = BLACKBOARD.replace("Pts: 10 ", "Pts: 2.000 ")
    with pytest.raises(UsageError, match=r"worth '2.000' points in it, which can be read as 2000"):
        filled("blackboard", sheet, final("ada"))


@pytest.mark.parametrize(
    "person",
    [{"sis_id": "s1"}, {"username": "ada"}, {"email": "ada@example.edu"}, {"name": "Ada Lovelace"}],
)
def test_brightspace_keeps_all_but_the_grade(
    filled: Fill, final: MakeFinal, person: dict[str, str]
) -> None:
    content = filled("brightspace", BRIGHTSPACE, final("x", **person)).content
    assert content.decode() == BRIGHTSPACE.replace("edu,,,#", "edu,8.50,,#")


def test_a_brightspace_title_without_points_takes_scores_as_they_are(
    filled: Fill, final: MakeFinal
) -> None:
    sheet = "Username,L2 regularization Points Grade,End-of-Line Indicator\n#ada,,#\n"
    result = filled("brightspace", sheet, final("ada"))
    assert (result.points, result.content.decode()) == (None, sheet.replace("ada,,", "ada,85.00,"))


@pytest.mark.parametrize("kind", ["Text Grade", "Scheme Symbol", "Weighted Grade"])
def test_brightspace_columns_without_points_are_named_for_what_they_are(
    filled: Fill, final: MakeFinal, kind: str
) -> None:
    sheet = BRIGHTSPACE.replace("Text Grade", kind)
    with pytest.raises(UsageError, match=f"Essay has a {kind.lower()} in this sheet and no points"):
        filled("brightspace", sheet, final("ada"), column="Essay")


def test_a_brightspace_symbol_beside_points_does_no_harm(filled: Fill, final: MakeFinal) -> None:
    sheet = BRIGHTSPACE.replace("Essay Text Grade", "L2 regularization Scheme Symbol")
    assert filled("brightspace", sheet, final("ada")).cells == {1: "8.50"}


def test_brightspace_would_cut_a_grade_above_the_maximum(filled: Fill, final: MakeFinal) -> None:
    result = filled("brightspace", BRIGHTSPACE, final("ada", 110))
    assert (result.cells, len(result.left)) == ({}, 1)
