"""Moodle's worksheet, as a class list and beside the submissions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.identity.people import Handed, Person

WORKSHEET = (
    'Identifiant,"Nom complet","Adresse de courriel",Statut,Note,"Note maximale",'
    '"La note peut être modifiée","Dernière modification (travail remis)",'
    '"Dernière modification (note)"\n'
    '"Participant 7","Ada Lovelace",ada@x.edu,"Remis pour évaluation - 2 jours 3 heures en retard",'
    ',"20,00",Oui,"lundi 23 novembre 2026, 08:05",-\n'
    '"Participant 8","Grace Hopper",grace@x.edu,"Remis pour évaluation",,"20,00",Oui,'
    '"hier soir",-\n'
)


def test_moodles_worksheet_as_a_roster_tells_times_and_lateness(
    graded: Callable[..., Any],
) -> None:
    files = {
        "Ada Lovelace_7_assignsubmission_file_/a.py": None,
        "Grace Hopper_8_assignsubmission_file_/a.py": None,
    }
    rows = graded(files, WORKSHEET).rows
    assert rows["ada@x.edu"].person == Person(name="Ada Lovelace", email="ada@x.edu", lms_id="7")
    assert rows["ada@x.edu"].handed == Handed(
        submitted_at="2026-11-23T08:05:00", is_late=True, seconds_late=183_600
    )
    assert rows["grace@x.edu"].handed == Handed(is_late=False, unclear="hier soir")


@pytest.mark.parametrize("name", ["Grades-PH1-Lab-77.csv", "Notes.CSV"])
def test_moodles_worksheet_beside_the_submissions_tells_times_and_lateness(
    name: str, read: Callable[..., Any]
) -> None:
    files = {
        "Ada Lovelace_7_assignsubmission_file_/a.py": None,
        "Grace Hopper_8_assignsubmission_file_/a.py": None,
        "Alan Turing_9_assignsubmission_file_/a.py": None,
        name: WORKSHEET.encode(),
        "other.csv": b"name,mark\nAda,3\n",
    }
    seen = read(files)
    assert seen.rows["ada@x.edu"].handed.seconds_late == 183_600
    assert f"{name} is read as the worksheet of a Moodle download" in seen.said
    assert "other.csv is not part of a Moodle download" in seen.said


def test_of_two_worksheets_beside_the_submissions_none_is_used(read: Callable[..., Any]) -> None:
    files = {
        "Ada Lovelace_7_assignsubmission_file_/a.py": None,
        "Grace Hopper_8_assignsubmission_file_/a.py": None,
        "Alan Turing_9_assignsubmission_file_/a.py": None,
        "1.csv": WORKSHEET.encode(),
        "2.csv": WORKSHEET.encode(),
    }
    names = ["Ada Lovelace (7)", "Alan Turing (9)", "Grace Hopper (8)"]
    assert read(files).students == names


def test_a_students_own_worksheet_is_no_roster(read: Callable[..., Any]) -> None:
    files = {
        "Ada Lovelace_7_assignsubmission_file_/a.py": None,
        "Ada Lovelace_7_assignsubmission_file_/b.csv": WORKSHEET.encode(),
        "Grace Hopper_8_assignsubmission_file_/a.py": None,
    }
    assert read(files).students == ["Ada Lovelace (7)", "Grace Hopper (8)"]


def test_what_the_download_says_of_times_goes_before_the_roster(
    graded: Callable[..., Any],
) -> None:
    files = {
        "Lab_grace_attempt_2026-05-01-14-05-33_a.py": None,
        "Lab_grace_attempt_2026-05-01-14-05-33.txt": b"Name: Grace Hopper (grace)\n",
    }
    row = graded(files, WORKSHEET).rows["grace"]
    assert (row.handed.submitted_at, row.handed.unclear) == ("2026-05-01T14:05:33", "")
