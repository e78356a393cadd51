"""Brightspace: folders and flat names, in English and other languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.description import find
from autograder.identity.people import Handed, Person

FUNCTION = find(Path(__file__).parent).functions[0]
MAY = "46211-9074 - Ada Lovelace - May 18, 2026 1224 PM"
JUNE = "46211-9200 - Ada Lovelace - Jun 2, 2026 905 AM"
ALAN = "46212-9075 - Alan Turing - May 18, 2026 1225 PM"
TWO = {f"{MAY}/a.py": None, f"{ALAN}/a.py": None, "index.html": b"<html>"}


def test_folders_are_recognised(download: Callable[..., Path], looked: Callable[..., Any]) -> None:
    seen = looked(download(TWO))
    assert seen.students == ["Ada Lovelace (46211)", "Alan Turing (46212)"]
    assert "is read as a Brightspace download" in seen.said


def test_flat_names_are_recognised(read: Callable[..., Any]) -> None:
    row = read({f"{MAY} - a.py": None}).rows["Ada Lovelace (46211)"]
    assert row.path == f"{MAY} - a.py"


def test_name_number_and_time_are_known(read: Callable[..., Any]) -> None:
    row = read(TWO).rows["Ada Lovelace (46211)"]
    assert row.person == Person(name="Ada Lovelace", lms_id="46211")
    assert row.handed.submitted_at == "2026-05-18T12:24:00"


def test_the_last_submission_counts_and_others_are_listed(read: Callable[..., Any]) -> None:
    row = read({**TWO, f"{JUNE}/b.py": None}).rows["Ada Lovelace (46211)"]
    assert row.path == "b.py"
    assert row.handed.submitted_at == "2026-06-02T09:05:00"
    assert row.remarks == f"earlier attempts are not graded: {MAY}"


def test_folders_of_one_minute_are_one_submission(read: Callable[..., Any]) -> None:
    more = {f"{MAY.replace('9074', '9073')}/notes.txt": b""}
    assert read({**TWO, **more}).rows["Ada Lovelace (46211)"].path == "a.py"


def test_times_that_are_not_understood_are_told_and_order_nothing(
    read: Callable[..., Any],
) -> None:
    files = {
        "46211-980 - Ada Lovelace - 18 mai, 2026 1224/a.py": None,
        "46211-1001 - Ada Lovelace - 2 juin, 2026 0905/b.py": f"def {FUNCTION}(): 2".encode(),
    }
    row = read(files).rows["Ada Lovelace (46211)"]
    assert row.handed == Handed(unclear="18 mai, 2026 1224 or 2 juin, 2026 0905")
    assert "it is not known which attempt is the last" in row.remarks
    assert "contains several files that could be the submission" in row.reason


def test_of_attempts_that_cannot_be_ordered_the_only_one_with_the_functions_counts(
    read: Callable[..., Any],
) -> None:
    files = {
        "46211-980 - Ada Lovelace - 18 mai, 2026 1224/a.py": None,
        "46211-980 - Ada Lovelace - 2 juin, 2026 0905/b.py": b"x = 1",
    }
    row = read(files).rows["Ada Lovelace (46211)"]
    assert row.path == "a.py"
    assert "18 mai, 2026 1224 or 2 juin, 2026 0905, is not understood" in row.remarks


@pytest.mark.parametrize("time", ["3 June, 2026 300 PM", "Jun 3, 2026 1500", "Sept 3, 2026 1500"])
@pytest.mark.parametrize("between", [" - ", "- "])
@pytest.mark.parametrize("school", ["", "N0", "2026"])
def test_every_variant_is_recognised(
    time: str, between: str, school: str, read: Callable[..., Any]
) -> None:
    class_ = ((46211, "Ada Lovelace"), (46212, "Alan Turing"))
    own = {user: f"{school}{user} - " if school else "" for user, _ in class_}
    files = {f"{n}-9074 - {own[n]}{name}{between}{time} - a.py": None for n, name in class_}
    row = read(files).rows["Ada Lovelace (46211)"]
    sis_id = own[46211].removesuffix(" - ")
    assert row.person == Person(name="Ada Lovelace", lms_id="46211", sis_id=sis_id)
    assert row.handed.submitted_at.endswith("03T15:00:00")


def test_a_school_number_that_only_one_name_has_is_part_of_it(read: Callable[..., Any]) -> None:
    folder = "46213-9076 - N0123456 - Mallory - May 18, 2026 1224 PM"
    row = read({**TWO, f"{folder}/a.py": None}).rows["N0123456 - Mallory (46213)"]
    assert row.person.sis_id == ""


def test_a_number_that_two_names_share_is_no_users(read: Callable[..., Any]) -> None:
    files = {f"{MAY}/a.py": None, f"{MAY.replace('Ada Lovelace', 'Alan Turing')}/a.py": None}
    rows = read(files).rows
    assert all(row.person.guessed == ("lms_id",) for row in rows.values())


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("Mallory - May 1, 2026 100 PM - May 20, 2026 1230 PM - a.py", "2026-05-20T12:30:00"),
        ("Mallory - 1 of 2 in 2026 - May 20, 2026 1230 PM - a.py", "2026-05-20T12:30:00"),
        ("Mallory - May 20, 2026 1230 PM - May 1, 2026 100 PM - a.py", "2026-05-20T12:30:00"),
    ],
)
def test_of_two_times_in_a_name_the_later_counts(
    name: str, time: str, read: Callable[..., Any]
) -> None:
    files = {f"{MAY} - a.py": None, f"{ALAN} - a.py": None, f"46213-9076 - {name}": None}
    (row,) = [row for row in read(files).rows.values() if row.person.lms_id == "46213"]
    assert row.handed.submitted_at == time


def test_both_times_of_a_name_are_told(read: Callable[..., Any]) -> None:
    name = "46213-9076 - Mallory - May 1, 2026 100 PM - May 20, 2026 1230 PM - a.py"
    row = read({f"{MAY} - a.py": None, name: None}).rows["Mallory (46213)"]
    assert row.person == Person(name="Mallory", lms_id="46213", guessed=("name",))
    assert "May 1, 2026 100 PM and May 20, 2026 1230 PM: the later one counts" in row.remarks


def test_a_time_in_a_name_does_not_stand_for_the_courses_that_is_not_understood(
    read: Callable[..., Any],
) -> None:
    files = {
        "46211-9 - Ada Lovelace - 18 mai, 2026 1224 - a.py": None,
        "46213-9 - Mallory - May 1, 2026 100 PM - 20 mai, 2026 1230 - a.py": None,
    }
    row = read(files).rows["Mallory (46213)"]
    assert row.handed.submitted_at == ""
    assert row.handed.unclear == "May 1, 2026 100 PM or 20 mai, 2026 1230"


@pytest.mark.parametrize("name", ["Anne-Marie Roy", "Ada - Lovelace", "O'Neil, Jr.", "דוד"])
def test_names_may_hold_hyphens_commas_and_quotes(name: str, read: Callable[..., Any]) -> None:
    folder = f"1-2 - {name} - May 18, 2026 1224 PM"
    assert read({f"{folder}/a.py": None}).students == [f"{name} (1)"]
