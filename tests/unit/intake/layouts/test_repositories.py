"""A repository per student: names that begin with the assignment's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.identity.people import Person
from autograder.intake.roster import Listed, Roster

OWN = {"regularization-ada/a.py": None, "regularization-ada-b/a.py": None}
OTHER = {"ps1-ada/a.py": None, "ps1-bob/a.py": None}


def test_folders_named_by_the_assignment_are_recognised(
    download: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    assert looked(download(OWN)).students == ["ada", "ada-b"]


def test_a_single_folder_is_no_proof(read: Callable[..., Any]) -> None:
    assert read({"regularization-final/a.py": None}).students == ["regularization-final"]


def test_what_other_folders_share_is_a_hint_and_no_proof(read: Callable[..., Any]) -> None:
    seen = read(OTHER)
    assert seen.students == ["ps1-ada", "ps1-bob"]
    assert "use --layout repositories" in seen.said


def test_what_other_folders_share_is_taken_off_when_it_is_said(read: Callable[..., Any]) -> None:
    assert read(OTHER, layout="repositories").students == ["ada", "bob"]


UNI = {"homework-3-UNI-Ann/a.py": None, "homework-3-UNI-JaneDoe/a.py": None}


def test_what_could_be_cut_at_several_hyphens_is_a_guess(read: Callable[..., Any]) -> None:
    row = read(UNI, layout="repositories").rows["homework-3-UNI-Ann"]
    assert row.person == Person(username="Ann", guessed=("username",))
    assert "Ann is a guess, as names could be cut at another hyphen" in row.remarks


@pytest.mark.parametrize("prefix", ["homework-3-", "homework-", "homework-3-UNI-"])
def test_the_prefix_behind_which_the_rosters_people_are_is_the_right_one(
    prefix: str, read: Callable[..., Any]
) -> None:
    logins = [name.removesuffix("/a.py").removeprefix(prefix) for name in UNI]
    people = [
        Listed(line=at, person=Person(email=f"{at}@x.edu"), alias=login)
        for at, login in enumerate(logins, 2)
    ]
    seen = read(UNI, roster=Roster.of("class.csv", people))
    assert seen.students == logins
    assert [row.person.email for row in seen.rows.values()] == ["2@x.edu", "3@x.edu"]


def test_files_of_a_repository_are_its_owners(read: Callable[..., Any]) -> None:
    files = {**OWN, "regularization-ada/README.md": b"", "regularization-ada/.git/HEAD": b"x"}
    assert read(files).rows["ada"].path == "a.py"
