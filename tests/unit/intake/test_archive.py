"""Zips, of a class and of one student, are read as the folders that they are."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder.intake.model import Submission
from autograder.intake.plan import plan
from tests.unit.intake.zips import (
    ASSIGNMENT,
    CODE,
    grade,
    made,
    packed,
    paths,
    reason,
)


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


def test_the_engine_of_a_hand_out_that_was_zipped_as_a_whole_is_not_spoken_of(
    tmp_path: Path,
) -> None:
    handed_out = {"work.py": CODE, "checks/__main__.py": b"", "checks/engine.zip": packed({})}
    made(tmp_path / "alice.zip", {f"regularization/{n}": c for n, c in handed_out.items()})
    read = grade(tmp_path)["alice"]
    assert isinstance(read, Submission)
    assert not any("zip inside a zip" in remark for remark in read.remarks)


def test_nothing_is_written_and_nothing_stays_open(tmp_path: Path) -> None:
    path = made(tmp_path / "class.zip", {"alice/work.py": CODE, "../mallory.py": CODE})
    before = sorted(Path("/dev/fd").iterdir())
    grade(path)
    assert sorted(Path("/dev/fd").iterdir()) == before
    assert list(tmp_path.iterdir()) == [path]
