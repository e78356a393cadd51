"""Moodle's worksheet is filled in its column of grades, in any language that its rows explain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.errors import UsageError
from autograder.export.fill import Filled
from autograder.policy.final import Final

Fill = Callable[..., Filled]
MakeFinal = Callable[..., Final]

SHEET = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Last modified (grade)",'
    '"Feedback comments"\n'
    'Participant 31,"Ada Lovelace",s1,ada@example.edu,"Submitted for grading",,20.00,Yes,'
    '"Friday, 20 November 2026, 12:31 PM",-,""\n'
    'Participant 32,"Grace Hopper",s2,grace@example.edu,"Submitted for grading",12.00,20.00,No,'
    '-,"Friday, 20 November 2026, 1:00 PM","=1+1"\n'
)
GERMAN = (
    "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;"
    "Bewertung kann geändert werden;Zuletzt geändert (Abgabe);Zuletzt geändert (Bewertung)\n"
    "Teilnehmer/in31;Ada Lovelace;ada@example.edu;Abgegeben;;20,00;Ja;-;-\n"
    "Teilnehmer/in32;Grace Hopper;grace@example.edu;Abgegeben;12,50;20,00;Nein;-;-\n"
)


@pytest.mark.parametrize(
    "person",
    [{"lms_id": "31"}, {"sis_id": "s1"}, {"email": "Ada@Example.edu"}, {"name": "Ada Lovelace"}],
)
def test_a_student_is_found_by_each_key_and_nothing_else_changes(
    filled: Fill, final: MakeFinal, person: dict[str, str]
) -> None:
    content = filled("moodle", SHEET, final("x", **person)).content
    assert content.decode() == SHEET.replace('grading",,20.00', 'grading",17.00,20.00')


def test_a_grade_that_cannot_be_changed_stays_and_is_told(filled: Fill, final: MakeFinal) -> None:
    result = filled("moodle", SHEET, final("grace", sis_id="s2"))
    assert result.content.decode() == SHEET
    assert [reason for _, reason in result.left] == ["has a grade that cannot be changed"]


def test_another_language_is_known_by_its_rows(filled: Fill, final: MakeFinal) -> None:
    result = filled(
        "moodle", GERMAN, final("ada", email="ada@example.edu"), final("g", lms_id="32")
    )
    assert result.content.decode() == GERMAN.replace("Abgegeben;;", "Abgegeben;17,00;")
    assert len(result.left) == 1


def test_hidden_names_leave_the_identifier(filled: Fill, final: MakeFinal) -> None:
    sheet = (
        "Identifier,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade)\n"
        "Participant 31,-,,100.00,Yes,-\n"
    )
    assert filled("moodle", sheet, final("x", lms_id="31")).cells == {1: "85.00"}


@pytest.mark.parametrize(
    "change",
    [("Teilnehmer/in32", "Gruppe 32"), (";20,00;Nein", ";30,00;Nein"), (";12,50;", ";25,00;")],
    ids=["identifiers of two kinds", "two maxima", "a grade above the maximum"],
)
def test_a_language_that_its_rows_do_not_explain_is_refused(
    filled: Fill, final: MakeFinal, change: tuple[str, str]
) -> None:
    with pytest.raises(UsageError, match="set your language to English in Moodle"):
        filled("moodle", GERMAN.replace(*change), final("ada"))


def test_a_grade_in_words_is_refused(filled: Fill, final: MakeFinal) -> None:
    sheet = SHEET.replace("20.00,Yes", "Good,Yes")
    with pytest.raises(UsageError, match="row 2 has no maximum grade that is a number"):
        filled("moodle", sheet, final("ada", sis_id="s1"))


def test_more_than_the_maximum_is_left_for_moodle_would_skip_it(
    filled: Fill, final: MakeFinal
) -> None:
    result = filled("moodle", SHEET, final("ada", 110, sis_id="s1"))
    assert result.content.decode() == SHEET
    assert [reason for _, reason in result.left] == [
        "has 22.00 of 20.00 points, which Moodle would not accept"
    ]


def test_who_is_excused_is_left(filled: Fill, final: MakeFinal) -> None:
    result = filled("moodle", SHEET, final("ada", sis_id="s1", excused=True))
    assert (result.cells, len(result.left)) == ({}, 1)


INDONESIAN = (
    "Pengidentifikasi;Nama lengkap;Alamat surel;Status;Nilai;Nilai Maksimum;Nilai dapat diubah;"
    "Terakhir diubah (pengajuan);Terakhir diubah (nilai)\n"
    "Peserta 31;Ada Lovelace;ada@example.edu;D;;20,00;{};-;-\n"
    "Peserta 32;Grace Hopper;grace@example.edu;D;;20,00;{};-;-\n"
)


@pytest.mark.parametrize(
    ("no", "yes"),
    [("Tidak", "Ya"), ("否", "是"), ("いいえ", "はい"), ("Nicht", "Ja"), ("لا", "نعم")],
)
def test_a_grade_that_cannot_be_changed_stays_in_any_language(
    filled: Fill, final: MakeFinal, no: str, yes: str
) -> None:
    result = filled("moodle", INDONESIAN.format(no, yes), final("a", lms_id="31"), final("grace"))
    assert [reason for _, reason in result.left] == ["has a grade that cannot be changed"]


def test_an_answer_in_no_known_language_leaves_the_row(filled: Fill, final: MakeFinal) -> None:
    finals = final("a", lms_id="31"), final("g", lms_id="32")
    result = filled("moodle", INDONESIAN.format("Mba", "Mba"), *finals)
    assert result.cells == {}
    assert all("has 'Mba' where the worksheet says" in reason for _, reason in result.left)


def test_the_grader_report_is_named_for_what_it_is(filled: Fill, final: MakeFinal) -> None:
    sheet = (
        '"First name","Last name","ID number",Institution,Department,"Email address",'
        '"Assignment: L2 (Real)","Course total (Real)","Last downloaded from this course"\n'
        "Ada,Lovelace,s1,,,ada@example.edu,-,4.00,1793000000\n"
    )
    with pytest.raises(UsageError, match="it is the export of the grader report: open the assign"):
        filled("moodle", sheet, final("ada"))


@pytest.mark.parametrize("sheet", [SHEET, GERMAN])
def test_a_scale_is_named_for_what_it_is(filled: Fill, final: MakeFinal, sheet: str) -> None:
    scale = sheet.replace('"Maximum Grade"', "Scale").replace("12.00", "").replace("12,50", "")
    scale = scale.replace("20.00", '"Weak, Good"').replace("20,00", "Weak, Good")
    with pytest.raises(UsageError, match=r"is graded on a scale \(Weak, Good\): give the assign"):
        filled("moodle", scale, final("ada"))


def test_a_maximum_with_three_decimals_is_not_taken_for_thousands(
    filled: Fill, final: MakeFinal
) -> None:
    with pytest.raises(UsageError, match=r"maximum grade 20.000, which can be read in two ways"):
        filled("moodle", SHEET.replace("20.00,", "20.000,"), final("ada", sis_id="s1"))
