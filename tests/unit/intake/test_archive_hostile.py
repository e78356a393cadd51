"""A hostile member of a zip costs its own row, and no other."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from autograder.intake.model import Submission
from autograder.intake.plan import plan
from tests.unit.intake.zips import (
    ASSIGNMENT,
    CODE,
    Content,
    grade,
    info,
    made,
    packed,
    reason,
)


@pytest.mark.parametrize(
    ("member", "student", "words"),
    [
        ("../mallory.py", "mallory", "leads out of the zip"),
        ("/tmp/mallory.py", "tmp", "leads out of the zip"),
        ("mallory/../../../etc/x.py", "mallory", "leads out of the zip"),
        ("C:/mallory.py", "C:", "leads out of the zip"),
        ("..\\mallory.py", r"..\\mallory", "has a backslash"),
        (info("mallory.py", stat.S_IFLNK | 0o777), "mallory", "is a link"),
        (info("mallory.py", stat.S_IFCHR | 0o666), "mallory", "is a device"),
        (info("mallory.py", stat.S_IFIFO | 0o666), "mallory", "is a device, a pipe"),
        ("..", "(no name)", "leads out of the zip"),
    ],
)
def test_a_hostile_member_costs_its_own_row_only(
    tmp_path: Path, member: str | zipfile.ZipInfo, student: str, words: str
) -> None:
    path = made(tmp_path / "class.zip", [("alice.py", CODE), (member, CODE), ("zoe.py", CODE)])
    read = grade(path)
    assert set(read) == {"alice", "zoe", student}
    assert words in reason(read[student])
    assert isinstance(read["alice"], Submission)


def test_hostile_members_and_links_are_named_to_the_instructor(tmp_path: Path) -> None:
    link = info("eve.py", stat.S_IFLNK | 0o777)
    path = made(tmp_path / "class.zip", [("alice.py", CODE), ("../.x.py", CODE), (link, b"/etc")])
    notices = plan([path], ASSIGNMENT).notices
    assert [notice.split(" ", 1)[0] for notice in notices] == ["../.x.py", "eve.py"]


def test_a_hostile_member_takes_no_other_students_row(tmp_path: Path) -> None:
    path = made(tmp_path / "class.zip", {"alice.py": CODE, "../alice.py": b"evil"})
    row = grade(path)["alice"]
    assert isinstance(row, Submission)
    assert row.content == CODE
    assert "leads out" in row.remarks[0]


def test_a_students_zip_with_a_hostile_name_is_refused(tmp_path: Path) -> None:
    made(tmp_path / "mallory.zip", {"work.py": CODE, "../../.bashrc": b""})
    assert "mallory.zip/../../.bashrc has a name that leads" in reason(grade(tmp_path)["mallory"])


@pytest.mark.parametrize(
    "names",
    [("alice.py", "alice.py"), ("alice.py", "Alice.PY"), ("René.py", "Rene\u0301.py")],
    ids=["same", "but for case", "but for composition"],
)
def test_members_of_one_name_are_all_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    content: Content = [(name, CODE) for name in (*names, "bob.py")]
    read = grade(made(tmp_path / "class.zip", content))
    assert isinstance(read.pop("bob"), Submission)
    assert read
    for row in read.values():
        assert "the same name as another file in the zip" in reason(row)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(packed({"alice.py": CODE, "bob.py": CODE}))
    data[data.index(b"PK\1\2") + 8] |= 1  # the flags of the first record
    path = tmp_path / "class.zip"
    path.write_bytes(data)
    read = grade(path)
    assert "is encrypted" in reason(read["alice"])
    assert isinstance(read["bob"], Submission)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_method_is_refused_in_words(tmp_path: Path, method: int) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(packed({"alice.py": CODE}, method))
    assert "unusual compression" in reason(grade(path)["alice"])


@pytest.mark.parametrize("flagged", [True, False])
def test_a_name_that_is_not_utf8_is_escaped_and_read(tmp_path: Path, flagged: bool) -> None:
    name = "mül" if flagged else "mxxl"  # the standard library marks names as UTF-8 when needed
    data = packed({f"{name}.py": CODE, "bob.py": CODE})
    path = tmp_path / "class.zip"
    path.write_bytes(data.replace(name.encode(), b"m\xff\xfcl"))
    read = grade(path)
    assert set(read) == {r"m\xff\xfcl", "bob"}
    assert {type(row) for row in read.values()} == {Submission}


def test_a_utf8_name_without_its_mark_is_read_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(packed({"Renxx.py": CODE}).replace(b"xx", "é".encode()))
    assert list(grade(path)) == ["René"]


def test_backslashes_of_a_students_zip_are_taken_for_slashes(tmp_path: Path) -> None:
    made(tmp_path / "alice.zip", {r"hw\work.py": CODE, r"hw\data\x.txt": b""})
    row = grade(tmp_path)["alice"]
    assert isinstance(row, Submission)
    assert row.path == "alice.zip/hw/work.py"
    assert "alice.zip has backslashes in its names" in row.remarks[0]


@pytest.mark.parametrize("root", ["", "class\\"])
def test_backslashes_of_a_classes_zip_are_taken_for_slashes(tmp_path: Path, root: str) -> None:
    files = {rf"{root}alice\work.py": CODE, rf"{root}bob\work.py": CODE, f"{root}eve\\": b""}
    batch = plan([made(tmp_path / "class.zip", files)], ASSIGNMENT)
    assert [entry.student for entry in batch.entries] == ["alice", "bob", "eve"]
    assert batch.notices[0].startswith("class.zip has backslashes in its names")


@pytest.mark.parametrize(
    "name",
    [r"..\work.py", r"hw\..\..\x.py", r"\work.py", r"C:\work.py", r"\\host\x.py", "hw\\a.py\0b.py"],
)
def test_a_backslash_that_leads_out_of_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "alice.zip").write_bytes(named_so(name))
    assert "has a backslash or a NUL in its name" in reason(grade(tmp_path)["alice"])


@pytest.mark.parametrize("other", ["hw/work.py", "HW/WORK.py"])
def test_a_backslash_that_makes_two_files_one_is_refused(tmp_path: Path, other: str) -> None:
    made(tmp_path / "alice.zip", {r"hw\work.py": CODE, other: CODE + b"#"})
    assert "has a backslash" in reason(grade(tmp_path)["alice"])


def test_a_backslash_puts_nothing_into_another_students_folder(tmp_path: Path) -> None:
    files = {"alice/work.py": CODE, r"alice\more.py": CODE + b"#"}
    read = grade(made(tmp_path / "class.zip", files))
    assert isinstance(read["alice"], Submission)
    assert "has a backslash" in reason(read[r"alice\\more"])


def named_so(name: str) -> bytes:
    """Return a zip with a member of a name that the standard library would change."""
    plain = "n" * len(name)
    return packed({plain: CODE}).replace(plain.encode(), name.encode())
