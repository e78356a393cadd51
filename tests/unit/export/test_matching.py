"""Students are found by equal keys; whoever could be two people gets nothing and is listed."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

import pytest

from autograder.errors import UsageError
from autograder.export.fill import Filled
from autograder.export.matching import match
from autograder.identity.people import Person
from autograder.policy.final import Final
from autograder.sheets.forms import Line

Fill = Callable[..., Filled]
MakeFinal = Callable[..., Final]

LINES = [
    Line(
        row=1,
        person=Person(
            name="Lovelace, Ada", email="ada@example.edu", username="ada", sis_id="s1", lms_id="101"
        ),
    ),
    Line(
        row=2,
        person=Person(
            name="Zoë Lee", email="zoe@example.edu", username="zoe", sis_id="s2", lms_id="102"
        ),
    ),
    Line(
        row=3,
        person=Person(name="Zoë Lee", username="zlee", sis_id="s3", lms_id="103"),
    ),
]


def found(final: Final) -> list[tuple[int, str]]:
    return [(one.line.row, one.by) for one in match([final], LINES).matched]


def doubts(*finals: Final) -> list[str]:
    return [reason for _, reason in match(finals, LINES).unclear]


@pytest.mark.parametrize(
    ("person", "by"),
    [
        ({"lms_id": "101", "name": "Ada King"}, "LMS number"),
        ({"sis_id": "S1"}, "school number"),
        ({"username": "ada", "name": "ada"}, "username"),
        ({"email": "ADA@example.edu"}, "e-mail address"),
        ({"name": "ada  LOVELACE"}, "name"),
    ],
)
def test_the_strongest_key_that_some_row_has_decides(
    final: MakeFinal, person: dict[str, str], by: str
) -> None:
    assert found(final("x", **person)) == [(1, by)]


@pytest.mark.parametrize("student", ["101", "s1", "ada", "ada@example.edu", "Ada Lovelace"])
def test_a_name_of_a_submission_may_be_any_key(final: MakeFinal, student: str) -> None:
    assert [row for row, _ in found(final(student))] == [1]


def test_a_name_of_a_submission_that_is_known_to_be_a_username_is_no_other_key(
    final: MakeFinal,
) -> None:
    matches = match(
        [final("102", username="102"), final("s2", username="nobody", sis_id="s2")], LINES
    )
    assert [one.row.result.student for one in matches.absent] == ["102"]


def test_a_number_for_a_name_tells_namesakes_apart(final: MakeFinal) -> None:
    finals = [final("s2", name="Zoë Lee"), final("zlee", name="Zoë Lee")]
    assert [one.line.row for one in match(finals, LINES).matched] == [2, 3]


@pytest.mark.parametrize("key", ["lms_id", "sis_id", "username", "email"])
def test_a_namesake_with_another_number_is_somebody_else(final: MakeFinal, key: str) -> None:
    assert found(final("x", name="Ada Lovelace", **{key: "999"})) == []


def test_of_namesakes_the_one_whose_numbers_do_not_differ_is_meant(final: MakeFinal) -> None:
    assert found(final("x", name="Zoë Lee", email="lee@example.edu")) == [(3, "name")]


@pytest.mark.parametrize("student", ["Ada Lovelac", "adalovelace", "Lovelace", "10", ""])
def test_likeness_is_no_match(final: MakeFinal, student: str) -> None:
    assert found(final(student)) == []


def test_the_form_of_accents_does_not_count(final: MakeFinal) -> None:
    lines = LINES[:2]
    matches = match([final("x", name=normalize("NFD", "Zoë Lee"))], lines)
    assert [one.line.row for one in matches.matched] == [2]


def test_two_students_of_one_name_are_ambiguous_by_it(final: MakeFinal) -> None:
    assert doubts(final("x", name="Zoë Lee")) == [
        "could be row 3, Zoë Lee, by name; or row 4, Zoë Lee, by name"
    ]


def test_two_students_of_one_name_are_told_apart_by_their_numbers(final: MakeFinal) -> None:
    finals = [final("a", name="Zoë Lee", sis_id="s2"), final("b", name="Zoë Lee", sis_id="s3")]
    assert [one.line.row for one in match(finals, LINES).matched] == [2, 3]


def test_two_submissions_for_one_row_are_ambiguous(final: MakeFinal) -> None:
    finals = [final("x", sis_id="s1"), final("y", username="ada")]
    assert doubts(*finals) == [
        "is row 2, Lovelace, Ada, and so is y", "is row 2, Lovelace, Ada, and so is x",
    ]  # fmt: skip


def test_keys_that_lead_to_different_rows_are_ambiguous(final: MakeFinal) -> None:
    (doubt,) = doubts(final("x", sis_id="s1", email="zoe@example.edu"))
    assert doubt == (
        "would be row 2, Lovelace, Ada, by school number, but the e-mail address is "
        "ada@example.edu there and zoe@example.edu here; or row 3, Zoë Lee, by e-mail address, "
        "but the school number is s2 there and s1 here"
    )


def test_a_name_that_contradicts_the_number_stops_it(final: MakeFinal) -> None:
    (doubt,) = doubts(final("x", lms_id="101", name="Grace Hopper"))
    assert doubt == (
        "would be row 2, Lovelace, Ada, by LMS number, but the name is Lovelace, Ada there and "
        "Grace Hopper here"
    )


def test_who_is_not_sure_is_not_said_to_be_missing_from_the_sheet(final: MakeFinal) -> None:
    matches = match([final("x", name="Zoë Lee")], LINES)
    assert (matches.absent, [line.row for line in matches.strangers]) == ([], [1])


def test_a_weaker_key_that_two_rows_share_does_no_harm(final: MakeFinal) -> None:
    lines = [Line(row=row, person=Person(sis_id=f"s{row}", email="lab@b.c")) for row in (1, 2)]
    matches = match([final("x", sis_id="s2", email="lab@b.c")], lines)
    assert [one.line.row for one in matches.matched] == [2]


def test_who_is_on_one_side_alone_is_listed(final: MakeFinal) -> None:
    matches = match([final("ada"), final("nobody")], LINES)
    assert [one.row.result.student for one in matches.absent] == ["nobody"]
    assert [line.row for line in matches.strangers] == [2, 3]


SHEET = (
    "Student,ID,SIS Login ID,Section,L2 regularization (12)\n    Points Possible,,,,100\n"
    '"Lovelace, Ada",1,ada,S,\n"Lovelace, Ada",1,ada,S,\n"Hopper, Grace",2,grace,S,4\n'
)


def test_a_row_that_a_sheet_has_twice_gets_nothing(filled: Fill, final: MakeFinal) -> None:
    result = filled("canvas", SHEET, final("ada"), final("grace"))
    assert result.cells == {4: "85.00"}
    assert [reason for _, reason in result.matches.unclear] == [
        "could be row 3, Lovelace, Ada, by username; or row 4, Lovelace, Ada, by username"
    ]


def test_a_sheet_in_which_nobody_is_sure_is_refused(filled: Fill, final: MakeFinal) -> None:
    with pytest.raises(UsageError, match="nothing was written, because it is not clear who is who"):
        filled("canvas", SHEET, final("ada"))


def test_a_row_that_a_sheet_has_twice_does_no_harm_to_others(
    filled: Fill, final: MakeFinal
) -> None:
    assert filled("canvas", SHEET, final("grace")).cells == {4: "85.00"}


def test_a_sheet_in_which_nobody_is_found_is_refused(filled: Fill, final: MakeFinal) -> None:
    with pytest.raises(UsageError, match="none of the 1 students is in"):
        filled("canvas", SHEET, final("somebody"))
