"""Feedback in the sheets that an LMS takes back, read as its importer reads it."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.export.comments import Comments
from autograder.export.fill import FORMS, Filled, fill
from autograder.policy.final import Final
from tests.unit.export.importers import blackboard, brightspace, moodle_worksheet

MakeFinal = Callable[..., Final]
COMMENTS = Comments(title="L2 regularization", has_finals=False)
MOODLE = (
    "Identifier,Full name,Username,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    "Participant 7,Ada Lovelace,ada,,100.00,Yes,-,-,{}\n"
    "Participant 8,Grace Hopper,grace,,100.00,Yes,-,-,\n"
)
BLACKBOARD = (
    "Last Name,First Name,Username,L2 regularization [Total Pts: 100 Score] |12,Grading Notes,"
    "Notes Format,Feedback to Learner,Feedback Format\nLovelace,Ada,ada,,,,{},\n"
)
BRIGHTSPACE = (
    "Username,L2 regularization Points Grade <MaxPoints:100>,"
    "L2 Regularization Feedback Text Grade,End-of-Line Indicator\n#ada,,{},#\n"
)
SHEETS = {"moodle": MOODLE, "blackboard": BLACKBOARD, "brightspace": BRIGHTSPACE}
LMS = pytest.mark.parametrize("lms", SHEETS)


def filled(tmp_path: Path, lms: str, sheet: str | bytes, *finals: Final) -> Filled:
    template = tmp_path / "sheet.csv"
    template.write_bytes(sheet if isinstance(sheet, bytes) else sheet.encode())
    return fill(
        template, FORMS[lms], finals, wanted="", title="L2 regularization", comments=COMMENTS
    )


def test_moodle_reads_grade_and_comment(tmp_path: Path, final: MakeFinal) -> None:
    made = filled(tmp_path, "moodle", MOODLE.format(""), final("ada", username="ada"))
    read = moodle_worksheet(made.content)
    assert read[7] == ("85.00", COMMENTS.html(final("ada")))
    assert read[8] == ("", "")
    assert made.told == 1


def test_blackboard_reads_grade_and_feedback_as_html(tmp_path: Path, final: MakeFinal) -> None:
    made = filled(tmp_path, "blackboard", BLACKBOARD.format(""), final("ada", username="ada"))
    assert blackboard(made.content) == {"ada": ("85.00", COMMENTS.html(final("ada")), "SMART_TEXT")}


def test_blackboard_reads_a_sheet_with_tabs_in_utf_16(tmp_path: Path, final: MakeFinal) -> None:
    sheet = BLACKBOARD.format("").replace(",", "\t").encode("utf-16")
    made = filled(tmp_path, "blackboard", sheet, final("ada", username="ada"))
    assert blackboard(made.content, "utf-16")["ada"][1] == COMMENTS.html(final("ada"))


def test_brightspace_reads_grade_and_text(tmp_path: Path, final: MakeFinal) -> None:
    made = filled(tmp_path, "brightspace", BRIGHTSPACE.format(""), final("ada", username="ada"))
    assert brightspace(made.content) == {
        "ada": {
            "L2 regularization: Points Grade": "85.00",
            "L2 Regularization Feedback: Text Grade": COMMENTS.html(final("ada")),
        }
    }


def test_what_a_code_page_lacks_is_written_as_html_does(tmp_path: Path, final: MakeFinal) -> None:
    sheet = BLACKBOARD.format("").replace("Ada", "Zo\u00eb").encode("cp1252")
    comments = Comments(title="\u03bb", has_finals=False)
    template = tmp_path / "sheet.csv"
    template.write_bytes(sheet)
    made = fill(
        template,
        FORMS["blackboard"],
        [final("ada", username="ada")],
        wanted="",
        title="L2 regularization",
        comments=comments,
    )
    read = blackboard(made.content, "cp1252")["ada"][1]
    assert unescape(read).startswith("Feedback: \u03bb")


@LMS
def test_a_comment_of_somebody_elses_stays_and_is_listed(
    tmp_path: Path, final: MakeFinal, lms: str
) -> None:
    made = filled(tmp_path, lms, SHEETS[lms].format("Well done!"), final("ada", username="ada"))
    assert b"Well done!" in made.content
    assert [(each.row.result.student, why) for each, why in made.kept] == [
        ("ada", "has a comment of somebody else's there")
    ]
    assert made.told == 0


@LMS
def test_our_own_earlier_comment_is_replaced(tmp_path: Path, final: MakeFinal, lms: str) -> None:
    ada = final("ada", 50, username="ada")
    before = filled(tmp_path, lms, SHEETS[lms].format(""), ada).content
    after = filled(tmp_path, lms, before, final("ada", username="ada")).content
    assert b"Score: 50 of" not in after
    assert b"Score: 85 of" in after


@LMS
def test_nobody_to_whom_only_a_guess_leads_is_told_anything(
    tmp_path: Path, final: MakeFinal, lms: str
) -> None:
    guessed = final("x", username="ada", guessed=("username",))
    with pytest.raises(UsageError, match="nothing was written"):
        filled(tmp_path, lms, SHEETS[lms].format(""), guessed)


@LMS
def test_our_own_fault_tells_a_student_nothing(tmp_path: Path, final: MakeFinal, lms: str) -> None:
    sheet = SHEETS[lms].format("")
    made = filled(tmp_path, lms, sheet, final("ada", None, username="ada"))
    assert made.content.decode() == sheet


@pytest.mark.parametrize(
    ("lms", "sheet", "sentence"),
    [
        ("moodle", MOODLE.replace(",Feedback comments", ",Other"), "switch on that feedback type"),
        ("blackboard", BLACKBOARD.replace("Feedback to", "To"), "include the comments"),
        ("brightspace", BRIGHTSPACE.replace("Feedback Text", "Remark Text"), "of the type Text"),
    ],
)
def test_a_sheet_without_a_place_for_feedback_is_refused(
    tmp_path: Path, final: MakeFinal, lms: str, sheet: str, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        filled(tmp_path, lms, sheet.format(""), final("ada", username="ada"))


def test_canvas_takes_no_comments_in_a_sheet(tmp_path: Path, final: MakeFinal) -> None:
    sheet = (
        "Student,ID,SIS Login ID,Section,L2 regularization (12)\n    Points Possible,,,,100\n"
        "Lovelace,1,ada,S,\n"
    )
    with pytest.raises(UsageError, match="--feedback zip"):
        filled(tmp_path, "canvas", sheet, final("ada", username="ada"))
