"""What Gradescope says of a submission, and how late it therefore is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.hosts.gradescope.metadata import Metadata, read
from autograder.identity.people import Known, Person


def said(folder: Path, **changes: Any) -> Metadata:
    document = {
        "id": 5,
        "created_at": "2026-11-20T12:00:00.250000-08:00",
        "assignment": {"due_date": "2026-11-20T11:00:00.000000-08:00", "total_points": "100.0"},
        "users": [{"name": "Ada Lovelace", "email": "ada@example.edu", "id": 7}],
        "previous_submissions": [],
    }
    path = folder / "submission_metadata.json"
    path.write_text(json.dumps(document | changes), "utf-8")
    return read(path)


def user(name: str, due: str | None = None) -> dict[str, Any]:
    return {"name": name, "assignment": {"due_date": due}}


def test_a_student_is_known_by_name_address_and_number(tmp_path: Path) -> None:
    metadata = said(tmp_path)
    assert metadata.student == "Ada Lovelace"
    assert metadata.known.person == Person(name="Ada Lovelace", email="ada@example.edu", lms_id="7")


def test_lateness_is_counted_from_the_due_date(tmp_path: Path) -> None:
    handed = said(tmp_path).known.handed
    assert (handed.seconds_late, handed.is_late) == (3600, True)


def test_who_is_early_is_not_late(tmp_path: Path) -> None:
    handed = said(tmp_path, created_at="2026-11-20T18:59:59+00:00").known.handed
    assert (handed.seconds_late, handed.is_late) == (0, False)


def test_an_extension_counts(tmp_path: Path) -> None:
    metadata = said(tmp_path, users=[user("Ada", "2026-11-20T11:59:00-08:00")])
    assert metadata.known.handed.seconds_late == 60
    assert metadata.due == "2026-11-20T11:59:00-08:00"


def test_a_group_has_until_the_latest_of_its_dates(tmp_path: Path) -> None:
    users = [user("Ada", "2026-11-20T11:30:00-08:00"), user("Grace")]
    metadata = said(tmp_path, users=users)
    assert metadata.known.handed.seconds_late == 1800
    assert metadata.student == "Ada, Grace"
    assert metadata.known.person == Person()


def test_attempts_are_counted_from_1(tmp_path: Path) -> None:
    assert said(tmp_path).known.handed.attempt == 1
    assert said(tmp_path, previous_submissions=[{}, {}]).known.handed.attempt == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"assignment": None},
        {"assignment": {"due_date": None}},
        {"assignment": {"due_date": "soon"}},
        {"created_at": None},
        {"created_at": "2026-11-20T12:00:00"},
    ],
    ids=["no assignment", "no date", "no date that can be read", "not created", "no offset"],
)
def test_where_dates_are_missing_lateness_is_not_known(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    handed = said(tmp_path, **changes).known.handed
    assert (handed.seconds_late, handed.is_late) == (None, None)


def test_without_users_a_submission_is_known_by_its_number(tmp_path: Path) -> None:
    metadata = said(tmp_path, users=None)
    assert metadata.student == "submission 5"
    assert metadata.known.handed.seconds_late == 3600


@pytest.mark.parametrize("content", [b"", b"[]", b'{"users": 3}', b"\xff"])
def test_a_file_that_cannot_be_used_says_nothing_but_that(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "submission_metadata.json"
    path.write_bytes(content)
    metadata = read(path)
    assert metadata.known == Known()
    assert "lateness is not known" in metadata.problem


def test_a_file_that_is_missing_says_nothing_but_that(tmp_path: Path) -> None:
    assert read(tmp_path / "submission_metadata.json").problem
