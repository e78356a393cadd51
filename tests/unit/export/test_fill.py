"""What holds for the sheets of every LMS."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from autograder.errors import UsageError
from autograder.export.fill import Filled
from autograder.policy.final import Final

Fill = Callable[..., Filled]
MakeFinal = Callable[..., Final]

SHEETS = {
    "canvas": "Student,ID,SIS Login ID,Section,L2 regularization (12)\n"
    "    Points Possible,,,,100\nLovelace,1,ada,S,{}\n",
    "moodle": "Identifier,Full name,Username,Grade,Maximum Grade,Last modified (grade)\n"
    "Participant 1,Lovelace,ada,{},100.00,-\n",
    "blackboard": "Last Name,First Name,Username,L2 regularization [Total Pts: 100 Score] |12\n"
    "Lovelace,Ada,ada,{}\n",
    "brightspace": "Username,L2 regularization Points Grade <MaxPoints:100>,End-of-Line Indicator\n"
    "#ada,{},#\n",
}
LMS = pytest.mark.parametrize("lms", SHEETS)


@LMS
def test_a_grade_replaces_the_old_one(filled: Fill, final: MakeFinal, lms: str) -> None:
    result = filled(lms, SHEETS[lms].format("7"), final("ada", 71.25))
    assert result.content.decode() == SHEETS[lms].format("71.25")
    assert result.replaced == 1


@LMS
def test_a_fault_of_the_grader_is_no_zero(filled: Fill, final: MakeFinal, lms: str) -> None:
    sheet = SHEETS[lms].format("7")
    result = filled(lms, sheet, final("ada", None))
    assert result.content.decode() == sheet
    assert [reason for _, reason in result.left] == [
        "has no score, because the grader itself failed"
    ]


@LMS
def test_a_score_below_zero_is_not_written(filled: Fill, final: MakeFinal, lms: str) -> None:
    sheet = SHEETS[lms].format("7")
    assert filled(lms, sheet, final("ada", -1)).content.decode() == sheet


@LMS
def test_a_grade_that_was_there_already_is_not_a_new_one(
    filled: Fill, final: MakeFinal, lms: str
) -> None:
    assert filled(lms, SHEETS[lms].format("85"), final("ada", 85)).replaced == 0


@LMS
@pytest.mark.parametrize("other", SHEETS)
def test_a_sheet_of_another_lms_is_named(
    filled: Fill, final: MakeFinal, lms: str, other: str
) -> None:
    if lms == other:
        assert filled(lms, SHEETS[lms].format(""), final("ada")).cells
        return
    with pytest.raises(UsageError, match=f"not of {lms.title()}: use export {other}"):
        filled(lms, SHEETS[other].format(""), final("ada"))


@LMS
@pytest.mark.parametrize("text", ["student,score\nada,1\n", "<!doctype html>\n", "Nom;Note\n"])
def test_what_is_no_grade_sheet_is_refused(
    filled: Fill, final: MakeFinal, lms: str, text: str
) -> None:
    with pytest.raises(UsageError, match="set your language there to English"):
        filled(lms, text, final("ada"))


@LMS
def test_a_sheet_whose_columns_are_shifted_in_a_row_is_refused(
    filled: Fill, final: MakeFinal, lms: str
) -> None:
    shifted = SHEETS[lms].format("") + "Turing,2,alan,S,7,5,7,5\n"
    with pytest.raises(UsageError, match="has more cells than its header"):
        filled(lms, shifted, final("ada"))


@LMS
def test_a_grade_of_many_decimals_is_a_grade(filled: Fill, final: MakeFinal, lms: str) -> None:
    result = filled(lms, SHEETS[lms].format("8.333333333333334"), final("ada", 71.25))
    assert result.content.decode() == SHEETS[lms].format("71.25")


@LMS
def test_names_that_act_are_kept_as_they_are(filled: Fill, final: MakeFinal, lms: str) -> None:
    sheet = SHEETS[lms].format("").replace("Lovelace", '"=cmd|\u202e""x"", Ltd"')
    expected = SHEETS[lms].format("85.00").replace("Lovelace", '"=cmd|\u202e""x"", Ltd"')
    assert filled(lms, sheet, final("ada")).content.decode() == expected


@LMS
@pytest.mark.parametrize("word", ["EX", "N/A", "Exempt", "B+", "85 %", "excused", "Incomplete"])
def test_a_word_in_place_of_a_grade_stays_and_is_told(
    filled: Fill, final: MakeFinal, lms: str, word: str
) -> None:
    result = filled(lms, SHEETS[lms].format(word), final("ada"))
    assert result.content.decode() == SHEETS[lms].format(word)
    assert (result.cells, result.replaced) == ({}, 0)
    assert [reason.startswith(f"has {word!r} in that cell") for _, reason in result.left] == [True]


@pytest.mark.parametrize(
    ("word", "meaning"), [("EX", "excused"), ("N/A", "not assigned, or not shown, to this student")]
)
def test_canvas_s_own_words_are_explained(
    filled: Fill, final: MakeFinal, word: str, meaning: str
) -> None:
    ((_, reason),) = filled("canvas", SHEETS["canvas"].format(word), final("ada")).left
    assert reason == f"has {word!r} in that cell: {meaning}"


def test_an_excuse_that_is_there_already_is_no_trouble(filled: Fill, final: MakeFinal) -> None:
    result = filled("canvas", SHEETS["canvas"].format("EX"), final("ada", excused=True))
    assert (result.cells, result.left) == ({2: "EX"}, [])


@LMS
def test_a_guess_writes_nothing_and_is_told(filled: Fill, final: MakeFinal, lms: str) -> None:
    guess = {"username": "ada", "guessed": ("username",)}
    with pytest.raises(UsageError, match=r"ada would be row \d, .*, by a guessed username"):
        filled(lms, SHEETS[lms].format(""), final("ada", **guess))


@pytest.mark.slow
def test_ten_thousand_rows_are_filled(filled: Fill, final: MakeFinal) -> None:
    count = 10_000
    head, points, _ = SHEETS["canvas"].splitlines()
    rows = [f'"Lee, Ann {n}",{n},ann{n},S,' for n in range(count)]
    result = filled(
        "canvas", "\n".join([head, points, *rows, ""]), *[final(f"ann{n}") for n in range(count)]
    )
    table = list(csv.reader(io.StringIO(result.content.decode())))
    assert [row[4] for row in table[2:]] == ["85.00"] * count
