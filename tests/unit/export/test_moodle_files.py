"""Moodle's zip of feedback files, read as Moodle reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.export.comments import Comments
from autograder.export.moodle_files import files, listed_numbers, read_numbers
from autograder.policy.final import Final
from autograder.zipping import zipped
from tests.unit.export.importers import moodle_files

MakeFinal = Callable[..., Final]
COMMENTS = Comments(title="L2 regularization", has_finals=False)
WORKSHEET = (
    "Identifier,Full name,Username,Grade,Maximum Grade,Last modified (grade)\n"
    "Participant 7,Ada Lovelace,ada,,100.00,-\nParticipant 8,Grace Hopper,grace,,100.00,-\n"
)


def sent(*finals: Final) -> dict[int, dict[str, bytes]]:
    made = files(finals, COMMENTS, read_numbers(finals))
    return moodle_files(zipped(made.files), {7, 8})


@pytest.mark.parametrize("name", ["Ada Lovelace", "A_d/a <\x00>", ".ada", "~", "", "\u5f20\u4f1f"])
def test_moodle_gives_each_page_to_its_student_whatever_the_name(
    final: MakeFinal, name: str
) -> None:
    ada = final("ada", name=name, lms_id="7")
    assert sent(ada) == {7: {"feedback.html": COMMENTS.page(ada)}}


def test_a_guessed_number_leads_to_nobody(final: MakeFinal) -> None:
    made = files([ada := final("ada", lms_id="7", guessed=("lms_id",))], COMMENTS,
                 read_numbers([ada]))  # fmt: skip
    assert made.files == {}
    assert "no participant's number" in made.kept[0][1]


def test_two_rows_of_one_number_both_stay_here(final: MakeFinal) -> None:
    assert sent(final("ada", lms_id="7"), final("eve", lms_id="7")) == {}


def test_a_worksheet_tells_numbers_by_other_keys(tmp_path: Path, final: MakeFinal) -> None:
    worksheet = tmp_path / "sheet.csv"
    worksheet.write_text(WORKSHEET, "utf-8")
    finals = [final("grace", username="grace"), final("eve", username="eve")]
    made = files(finals, COMMENTS, listed_numbers(finals, worksheet))
    assert moodle_files(zipped(made.files), {7, 8}).keys() == {8}
    assert [(each.row.result.student, why) for each, why in made.kept] == [
        ("eve", "is not in the worksheet")
    ]
