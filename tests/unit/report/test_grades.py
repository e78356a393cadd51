"""grades.csv is exact, opens in a spreadsheet as text, and survives any name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from autograder.gradebook.model import Row
from autograder.identity.people import Handed, Known
from autograder.policy.final import Final
from autograder.report.grades import ending, grades_csv
from autograder.report.survey import Survey
from autograder.results import Status
from autograder.text import from_cell

RowOf = Callable[..., Row]


def csv_of(row: Row, *questions: str, final: Final | None = None) -> str:
    """Return the file for a class of one row."""
    survey = Survey()
    survey.add(row, "file", ending=ending(final) if final else ())
    return grades_csv(survey.lines, questions, has_finals=final is not None).decode("utf-8")


def cells_of(row: Row) -> dict[str, str]:
    text = csv_of(row, "q1", "q2")
    (cells,) = csv.DictReader(io.StringIO(text, newline=""))
    return cells


def test_a_graded_submission_is_one_line_under_the_header(row_of: RowOf) -> None:
    assert csv_of(row_of("Zoë"), "q1", "q2") == (
        "student,submission,status,score,max_score,q1,q2,level,misconceptions,message\n"
        "Zoë,Zoë.py,graded,9,15,4,5,open,no-half;biases-too,q1: The term is too large.\n"
    )


def test_an_unreadable_submission_has_no_points_and_its_reason(row_of: RowOf) -> None:
    row = row_of(status=Status.UNREADABLE, questions=(), message="It is a .docx.")
    cells = cells_of(row)
    assert (cells["score"], cells["message"]) == ("0", "It is a .docx.")


def test_an_error_of_the_grader_has_empty_cells_for_score_and_questions(row_of: RowOf) -> None:
    cells = cells_of(row_of(status=Status.GRADER_ERROR))
    assert [cells["score"], cells["q1"], cells["q2"], cells["max_score"]] == ["", "", "", "15"]


def test_a_class_of_nobody_is_a_header() -> None:
    assert grades_csv([], ["q1"]).startswith(b"student,")


def test_a_misconception_of_both_questions_is_named_once(row_of: RowOf) -> None:
    questions = row_of().result.questions
    cells = cells_of(row_of(questions=(questions[0], questions[0])))
    assert cells["misconceptions"] == "no-half;biases-too"


@pytest.mark.parametrize(
    "student",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "  =1",
        "\u00a0=1",
        "\u3000＝1",
    ],
)
def test_what_a_spreadsheet_would_compute_begins_with_an_apostrophe(
    student: str, row_of: RowOf
) -> None:
    assert cells_of(row_of(student))["student"] == f"'{student}"


@pytest.mark.parametrize(
    ("copied", "student"),
    [
        ("'=1+1", "=1+1"),
        ("=1+1", "=1+1"),
        ("'＝1", "＝1"),
        ("'quoted", "'quoted"),
        ("e\u0301", "\u00e9"),
        ("", ""),
    ],
)
def test_a_name_copied_from_a_cell_is_the_student_s(copied: str, student: str) -> None:
    assert from_cell(copied) == student


@pytest.mark.parametrize("column", ["submission", "message"])
def test_every_text_cell_is_guarded(column: str, row_of: RowOf) -> None:
    assert cells_of(row_of(**{column: "=1+1"}))[column] == "'=1+1"


@pytest.mark.parametrize("student", ["a=1", "1-2", "'=1", "Ana-María", "a@b.org"])
def test_other_cells_are_left_alone(student: str, row_of: RowOf) -> None:
    assert cells_of(row_of(student))["student"] == student


@pytest.mark.parametrize(
    ("student", "shown"),
    [
        ("\t=1", r"\t=1"),
        ("\r=1", r"\r=1"),
        ("a\nb", r"a\nb"),
        ("a\x00b\x1b[31m", r"a\x00b\x1b[31m"),
        ("a\u202eb", r"a\u202eb"),
        ("a\u2028b", r"a\u2028b"),
        ("a\udc80b", r"a\udc80b"),
    ],
)
def test_a_character_that_acts_is_written_out(student: str, shown: str, row_of: RowOf) -> None:
    assert cells_of(row_of(student))["student"] == shown


def test_commas_and_quotes_stay_inside_their_cell(row_of: RowOf) -> None:
    assert cells_of(row_of('Doe, "J"'))["student"] == 'Doe, "J"'


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"score": 6.0, "penalty": 3.0}, ["3", "6"]),
        ({"score": 6.75, "penalty": 2.25}, ["2.25", "6.75"]),
        ({"score": 0.1 + 0.2}, ["0", "0.3"]),
        ({"score": 9, "excused": True}, ["0", "EX"]),
        ({"score": None}, ["0", ""]),
    ],
)
def test_final_scores_are_two_cells_at_the_end(
    changes: dict[str, Any], expected: list[str], row_of: RowOf
) -> None:
    row = row_of()
    final = Final(row=row, known=Known(), **changes)
    plain = csv_of(row, "q1").splitlines()
    lines = csv_of(row, "q1", final=final).splitlines()
    assert lines == [f"{plain[0]},penalty,final_score", f"{plain[1]},{','.join(expected)}"]


def test_a_time_that_nobody_could_read_is_told_in_its_row(row_of: RowOf) -> None:
    row = row_of()
    known = Known(handed=Handed(unclear="18 mai"))
    final = Final(row=row, known=known, score=9, note="the time, 18 mai, is not understood")
    content = csv_of(row, "q1", final=final)
    (cells,) = csv.DictReader(io.StringIO(content))
    assert cells["message"].endswith("the time, 18 mai, is not understood")
