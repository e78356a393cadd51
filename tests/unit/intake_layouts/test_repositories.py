"""A repository per student: names that begin with the assignment's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    assert "say --layout repositories" in seen.said


def test_what_other_folders_share_is_taken_off_when_it_is_said(read: Callable[..., Any]) -> None:
    assert read(OTHER, layout="repositories").students == ["ada", "bob"]


def test_files_of_a_repository_are_its_owners(read: Callable[..., Any]) -> None:
    files = {**OWN, "regularization-ada/README.md": b"", "regularization-ada/.git/HEAD": b"x"}
    assert read(files).rows["ada"].path == "a.py"
