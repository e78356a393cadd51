"""Brightspace: folders and flat names, in English and other languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.people import Person

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


def test_without_a_time_that_is_understood_the_last_number_counts(
    read: Callable[..., Any],
) -> None:
    files = {
        "46211-980 - Ada Lovelace - 18 mai, 2026 1224/a.py": None,
        "46211-1001 - Ada Lovelace - 2 juin, 2026 0905/b.py": None,
    }
    row = read(files).rows["Ada Lovelace (46211)"]
    assert (row.path, row.handed.submitted_at) == ("b.py", "")


@pytest.mark.parametrize("name", ["Anne-Marie Roy", "Ada - Lovelace", "O'Neil, Jr.", "דוד"])
def test_names_may_hold_hyphens_commas_and_quotes(name: str, read: Callable[..., Any]) -> None:
    folder = f"1-2 - {name} - May 18, 2026 1224 PM"
    assert read({f"{folder}/a.py": None}).students == [f"{name} (1)"]
