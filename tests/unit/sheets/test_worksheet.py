"""Moodle's worksheet tells who handed in when, and how late, in the words of its language."""

from __future__ import annotations

import csv
import io

import pytest

from autograder.identity.people import Handed, Person
from autograder.sheets.worksheet import handed, is_worksheet, person, places

ENGLISH = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)"\n'
    'Participant 31,"Ada Lovelace",ada@x.edu,"Submitted for grading - 1 day 2 hours late",,20.00,'
    'Yes,"Saturday, 21 November 2026, 2:05 PM",-\n'
    'Participant 32,"Grace Hopper",grace@x.edu,"Submitted for grading - Graded",12.00,20.00,Yes,'
    '"Friday, 20 November 2026, 9:05 AM",-\n'
    'Participant 33,"Alan Turing",alan@x.edu,"No submission - Assignment is overdue by: 3 days",,'
    "20.00,Yes,-,-\n"
)
GERMAN = (
    "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;"
    "Bewertung kann geändert werden;Zuletzt geändert (Abgabe);Zuletzt geändert (Bewertung)\n"
    "Teilnehmer/in31;Ada Lovelace;ada@x.edu;Zur Bewertung abgegeben - 1 Tag 2 Stunden später;;"
    "20,00;Ja;Samstag, 21. November 2026, 14:05;-\n"
    "Teilnehmer/in32;Grace Hopper;grace@x.edu;Zur Bewertung abgegeben;12,50;20,00;Nein;"
    "Freitag, 20. November 2026, 09:05;-\n"
    "Teilnehmer/in33;Alan Turing;alan@x.edu;Keine Abgabe;;20,00;Ja;-;-\n"
)
TOLD = [
    Handed(submitted_at="2026-11-21T14:05:00", is_late=True, seconds_late=93_600),
    Handed(submitted_at="2026-11-20T09:05:00", is_late=False),
    Handed(),
]


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))


def told(text: str) -> list[Handed]:
    rows = table(text)
    return handed(rows[1:], places(rows))


@pytest.mark.parametrize("text", [ENGLISH, GERMAN], ids=["English", "German"])
def test_times_and_lateness_are_told(text: str) -> None:
    assert told(text) == TOLD


@pytest.mark.parametrize("text", [ENGLISH, GERMAN], ids=["English", "German"])
def test_people_are_told(text: str) -> None:
    rows = table(text)
    assert person(rows[1], places(rows)) == Person(
        name="Ada Lovelace", email="ada@x.edu", lms_id="31"
    )


def test_a_time_that_cannot_be_read_is_kept_as_unclear() -> None:
    text = ENGLISH.replace("Saturday, 21 November", "Sunday, 21 November")
    assert told(text)[0] == Handed(
        is_late=True, seconds_late=93_600, unclear="Sunday, 21 November 2026, 2:05 PM"
    )


def test_lateness_in_other_words_is_a_mark_beside_the_time() -> None:
    text = ENGLISH.replace("1 day 2 hours late", "1 diwrnod yn hwyr")
    assert told(text)[0] == Handed(submitted_at="2026-11-21T14:05:00", is_late=True)


def test_an_extension_is_no_lateness() -> None:
    text = ENGLISH.replace(
        "1 day 2 hours late", "Extension granted until: Monday, 23 November 2026, 11:59 PM"
    )
    assert told(text)[0] == Handed(submitted_at="2026-11-21T14:05:00", is_late=False)


def test_other_lists_are_no_worksheet() -> None:
    assert is_worksheet(table(ENGLISH))
    assert not is_worksheet(table("Identifier,Full name,Email address\nann,Ann,a@x.edu\n"))
    assert not is_worksheet([])
