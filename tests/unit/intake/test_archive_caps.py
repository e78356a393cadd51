"""What is unpacked is bounded, whatever a zip claims."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.intake import zipformat
from autograder.intake.model import MIB, Caps, Submission
from autograder.intake.plan import plan
from tests.unit.intake.zips import (
    ASSIGNMENT,
    CODE,
    Content,
    grade,
    made,
    packed,
    reason,
)


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
