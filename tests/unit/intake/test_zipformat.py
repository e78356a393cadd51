"""Every form of a zip is read, and damage is seen."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.intake.model import Submission
from autograder.intake.plan import plan
from tests.unit.intake.zips import (
    ASSIGNMENT,
    CODE,
    grade,
    made,
    packed,
    reason,
)


def test_a_flipped_byte_is_seen(tmp_path: Path) -> None:
    data = bytearray(packed({"alice.py": CODE}, zipfile.ZIP_STORED))
    data[data.index(CODE) + 5] ^= 1
    path = tmp_path / "class.zip"
    path.write_bytes(data)
    assert "is damaged inside the zip" in reason(grade(path)["alice"])


def test_a_member_that_points_outside_the_file_is_refused(tmp_path: Path) -> None:
    data = bytearray(packed({"alice.py": CODE}))
    at = data.index(b"PK\1\2") + 42
    data[at : at + 4] = b"\xfe\xff\xff\xff"
    path = tmp_path / "alice.zip"
    path.write_bytes(data)
    assert "is damaged inside the zip" in reason(grade(tmp_path)["alice"])


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all" * 9, packed({"a.py": CODE})[:-30]])
def test_a_damaged_zip_is_a_usage_error_or_a_students_row(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "alice.zip"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"alice\.zip is damaged or not a zip"):
        plan([path], ASSIGNMENT)
    assert "is damaged or not a zip" in reason(grade(tmp_path)["alice"])


@pytest.mark.parametrize("files", [{}, {"__MACOSX/._a.py": b""}, {"class/": b""}])
def test_an_empty_zip_is_a_usage_error(tmp_path: Path, files: dict[str, bytes]) -> None:
    with pytest.raises(UsageError, match="contains nothing to grade"):
        plan([made(tmp_path / "class.zip", files)], ASSIGNMENT)


def test_an_empty_zip_of_a_student_is_a_row(tmp_path: Path) -> None:
    made(tmp_path / "alice.zip", {})
    assert reason(grade(tmp_path)["alice"]) == "alice.zip is empty: hand in a .py or .ipynb"


def test_an_archive_behind_an_unpacker_is_read(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(b"#!/bin/sh\nexit\n" + packed({"alice.py": CODE}))
    assert isinstance(grade(path)["alice"], Submission)


def test_an_archive_with_a_comment_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "class.zip", {"alice.py": CODE})
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"c" * 65_535
    assert isinstance(grade(path)["alice"], Submission)


def test_an_archive_of_the_large_format_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The standard library changes to Zip64 above these limits; here they are very low.
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("alice.py", "bob.py"):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(CODE)
    assert b"PK\6\6" in path.read_bytes()
    assert {type(row) for row in grade(path).values()} == {Submission}
