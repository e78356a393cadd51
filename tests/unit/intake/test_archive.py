"""Zips: of a class, and of one student; every hostile member costs its own row."""

from __future__ import annotations

import io
import stat
import tracemalloc
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.description import find
from autograder.errors import UsageError
from autograder.intake import zipformat
from autograder.intake.model import MIB, Caps, Submission, Unreadable
from autograder.intake.plan import Batch, plan

ASSIGNMENT = find(Path(__file__).parent)
CODE = f"def {ASSIGNMENT.functions[0]}(A3, Y, parameters, lambd):\n    return 0\n".encode()

Content = dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]]


def packed(content: Content, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duplicate names are what some tests are about
        for name, data in content.items() if isinstance(content, dict) else content:
            archive.writestr(name, data)
    return buffer.getvalue()


def made(path: Path, content: Content) -> Path:
    path.write_bytes(packed(content))
    return path


def info(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = mode << 16
    return member


def grade(path: Path, **options: Any) -> dict[str, Submission | Unreadable]:
    batch = plan([path], ASSIGNMENT, **options)
    read = {entry.student: entry.read() for entry in batch.entries}
    assert len(read) == len(batch.entries)
    return read


def paths(batch: Batch) -> list[tuple[str, str]]:
    rows = [entry.read() for entry in batch.entries]
    return [(row.student, row.path) for row in rows]


def reason(row: Submission | Unreadable) -> str:
    assert isinstance(row, Unreadable)
    return row.reason


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_flat_zip_is_a_flat_folder(tmp_path: Path, method: int) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(packed({"bob.ipynb": CODE, "alice.py": CODE, "carol.docx": b""}, method))
    read = grade(path)
    assert list(read) == ["alice", "bob", "carol"]
    assert read["alice"] == Submission(
        student="alice", path="alice.py", filename="alice.py", content=CODE
    )
    assert reason(read["carol"]) == "carol.docx is a .docx; hand in a .py or .ipynb"


def test_a_zip_of_folders_is_a_folder_per_student(tmp_path: Path) -> None:
    files = {"alice/work.py": CODE, "bob/deep/work.py": CODE, "bob/notes.txt": b"", "eve/": b""}
    path = made(tmp_path / "class.zip", files)
    assert paths(plan([path], ASSIGNMENT)) == [
        ("alice", "alice/work.py"),
        ("bob", "bob/deep/work.py"),
        ("eve", "eve"),
    ]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"class/alice.py": CODE, "class/bob.py": CODE}, ["alice", "bob"]),
        ({"class/": b"", "class/alice.py": CODE}, ["alice"]),
        ({"export/alice/work.py": CODE, "export/bob.py": CODE}, ["alice", "bob"]),
        ({"export/alice/": b"", "export/bob.py": CODE}, ["alice", "bob"]),
        ({"export/work.py": CODE}, ["export"]),
        ({"class/alice.py": CODE, "bob.py": CODE}, ["bob", "class"]),
        ({"class/alice.py": CODE, "__MACOSX/class/._alice.py": b"", ".x": b""}, ["alice"]),
        ({"./alice.py": CODE, "./": b""}, ["alice"]),
        ({"class/alice.py": CODE, "../eve.py": CODE}, ["alice", "eve"]),
    ],
)
def test_a_single_folder_that_wraps_all_is_looked_through(
    tmp_path: Path, files: dict[str, bytes], expected: list[str]
) -> None:
    assert list(grade(made(tmp_path / "class.zip", files))) == expected


def test_a_zip_in_a_flat_folder_is_its_students_own_folder(tmp_path: Path) -> None:
    made(tmp_path / "alice.zip", {"mine/solution.py": CODE, "__MACOSX/mine/._solution.py": b""})
    row = grade(tmp_path)["alice"]
    assert isinstance(row, Submission)
    assert (row.path, row.filename) == ("alice.zip/mine/solution.py", "solution.py")


def test_a_students_zip_in_the_classes_zip_is_opened(tmp_path: Path) -> None:
    made(tmp_path / "class.zip", {"alice.zip": packed({"my/work.py": CODE}), "bob.py": CODE})
    read = grade(tmp_path / "class.zip")
    assert read["alice"].path == "alice.zip/my/work.py"
    assert isinstance(read["alice"], Submission)
    assert isinstance(read["bob"], Submission)


def test_a_zip_in_a_students_zip_in_the_classes_zip_is_refused_in_words(tmp_path: Path) -> None:
    inner = packed({"inner.zip": packed({"work.py": CODE})})
    made(tmp_path / "class.zip", {"alice.zip": inner, "bob.py": CODE})
    read = grade(tmp_path / "class.zip")
    assert "alice.zip/inner.zip is a zip inside a zip" in reason(read["alice"])


def test_a_students_zip_of_no_end_costs_its_own_row(tmp_path: Path) -> None:
    made(tmp_path / "class.zip", {"alice.zip": b"PK no zip", "bob.py": CODE})
    read = grade(tmp_path / "class.zip")
    assert "alice.zip is damaged or not a zip" in reason(read["alice"])
    assert isinstance(read["bob"], Submission)


def test_a_zip_inside_a_students_zip_is_refused_in_words(tmp_path: Path) -> None:
    made(tmp_path / "alice.zip", {"inner.zip": packed({"work.py": CODE})})
    assert "is a zip inside a zip" in reason(grade(tmp_path)["alice"])


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


def test_a_member_over_the_cap_is_refused_unread(tmp_path: Path) -> None:
    path = made(tmp_path / "class.zip", {"alice.py": b"x" * 101, "bob.py": b"x" * 100})
    read = grade(path, caps=Caps(file_bytes=100))
    assert "larger than 100 bytes" in reason(read["alice"])
    assert isinstance(read["bob"], Submission)


def test_a_bomb_is_refused_unread(tmp_path: Path) -> None:
    path = made(tmp_path / "class.zip", {"bomb.py": bytes(3 * MIB), "alice.py": CODE})
    read = grade(path)
    assert "more than 250 times its size" in reason(read["bomb"])
    assert isinstance(read["alice"], Submission)


def test_a_small_file_may_repeat_itself(tmp_path: Path) -> None:
    row = grade(made(tmp_path / "class.zip", {"alice.py": b"\n" * MIB}))["alice"]
    assert isinstance(row, Submission)


@pytest.mark.parametrize("claim", [10, len(CODE) - 1, len(CODE) + 1, 100_000])
def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path, claim: int) -> None:
    data = bytearray(packed({"alice.py": CODE}))
    at = data.index(b"PK\1\2") + 24
    data[at : at + 4] = claim.to_bytes(4, "little")
    path = tmp_path / "class.zip"
    path.write_bytes(data)
    assert "is damaged inside the zip" in reason(grade(path)["alice"])


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


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the bytes that come out of every zip."""
    counts: list[int] = []
    inflate = zipformat._inflate

    def counted(data: bytes, size: int) -> bytes:
        counts.append(size)
        return inflate(data, size)

    monkeypatch.setattr(zipformat, "_inflate", counted)
    return counts


def damaged(content: Content) -> bytes:
    """Return a zip in which no member's checksum is right."""
    data = bytearray(packed(content))
    at = data.find(b"PK\1\2")
    while at >= 0:
        data[at + 16 : at + 20] = b"\1\2\3\4"
        at = data.find(b"PK\1\2", at + 4)
    return bytes(data)


ROOM = Caps(file_bytes=4_000, student_bytes=10_000)
MANY = {f"m{number}.py": bytes(range(200)) * 15 for number in range(20)}


@pytest.mark.parametrize("kind", ["damaged", "right", "nested", "lying"])
def test_what_is_unpacked_for_a_student_is_bounded_whatever_comes_of_it(
    kind: str, tmp_path: Path, unpacked: list[int]
) -> None:
    content = damaged(MANY) if kind == "damaged" else packed(MANY)
    if kind == "lying":
        content = content.replace((3_000).to_bytes(4, "little"), (3_999).to_bytes(4, "little"))
    path = tmp_path / "mallory.zip"
    if kind == "nested":
        content = packed({"mallory.zip": damaged(MANY), "bob.py": b""})
        path = tmp_path / "class.zip"
    path.write_bytes(content)
    for _ in range(2):  # a run that goes on costs no more than the first
        unpacked.clear()
        row = grade(path if kind == "nested" else tmp_path, caps=ROOM)["mallory"]
        assert "contains more than 10,000 bytes of code" in reason(row)
        assert sum(unpacked) <= ROOM.student_bytes


def test_a_file_on_disk_that_is_too_large_is_refused_and_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "alice").mkdir()
    with (tmp_path / "alice" / "work.py").open("wb") as file:
        file.truncate(60 << 20)  # of nothing, which takes no room
    tracemalloc.start()
    try:
        assert "larger than 16 MiB" in reason(grade(tmp_path)["alice"])
        assert tracemalloc.get_traced_memory()[1] < 40 << 20
    finally:
        tracemalloc.stop()


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


def test_more_members_than_the_cap_are_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "class.zip", {f"{number}.py": b"" for number in range(5)})
    with pytest.raises(UsageError, match="more than 4 files"):
        plan([path], ASSIGNMENT, caps=Caps(names=4))
    row = grade(tmp_path, caps=Caps(student_files=4))["class"]
    assert "more than 4 files" in reason(row)


def test_a_table_of_contents_over_the_cap_is_refused_unread(tmp_path: Path) -> None:
    path = made(tmp_path / "class.zip", {"a" * 500 + ".py": b""})
    with pytest.raises(UsageError, match="more than 100 bytes of names"):
        plan([path], ASSIGNMENT, caps=Caps(directory_bytes=100))


def test_a_students_zip_is_searched_as_deep_as_the_cap_and_no_deeper(tmp_path: Path) -> None:
    made(tmp_path / "at.zip", {"1/2/work.py": CODE})
    made(tmp_path / "over.zip", {"1/2/3/work.py": CODE})
    read = grade(tmp_path, caps=Caps(student_depth=2))
    assert isinstance(read["at"], Submission)
    assert "more than 2 deep" in reason(read["over"])


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


def test_nothing_is_written_and_nothing_stays_open(tmp_path: Path) -> None:
    path = made(tmp_path / "class.zip", {"alice/work.py": CODE, "../mallory.py": CODE})
    before = sorted(Path("/dev/fd").iterdir())
    grade(path)
    assert sorted(Path("/dev/fd").iterdir()) == before
    assert list(tmp_path.iterdir()) == [path]
