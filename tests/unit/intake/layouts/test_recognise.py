"""A layout is claimed only where nothing else explains the names."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.description import find
from autograder.errors import UsageError
from autograder.intake.plan import plan
from autograder.intake.reading import Reading

ASSIGNMENT = find(Path(__file__).parent)
CANVAS = {
    "lovelaceada_4021_88120_regularization.py": None,
    "turingalan_4022_88122_regularization.py": None,
}
MOODLE = {"Ada Lovelace_12345_assignsubmission_file_/a.py": None}
RTL = "\u202eyp.evil"


def test_one_name_of_code_that_does_not_fit_leaves_every_name_a_students(
    read: Callable[..., Any],
) -> None:
    seen = read({**CANVAS, "mailed.py": None})
    assert seen.students == sorted([*(name[:-3] for name in CANVAS), "mailed"])
    assert "could be a Canvas download, but not all of its names fit" in seen.said
    assert "use --layout canvas, and check with --dry-run" in seen.said


def test_the_same_name_is_a_row_of_its_own_when_the_layout_is_said(
    read: Callable[..., Any],
) -> None:
    seen = read({**CANVAS, "mailed.py": None}, layout="canvas")
    assert seen.students == ["lovelaceada (4021)", "mailed", "turingalan (4022)"]
    assert "does not fit a Canvas download" in seen.rows["mailed"].remarks


def test_other_files_do_not_stand_in_the_way_and_are_named(read: Callable[..., Any]) -> None:
    third = {"hoppergrace_4023_88123_text.html": b""}
    seen = read({**CANVAS, **third, "grades.csv": b"", "README": b""})
    assert len(seen.students) == 3
    assert "grades.csv is not part of a Canvas download" in seen.said
    assert "README is not part of a Canvas download" in seen.said


def test_what_systems_leave_behind_is_not_worth_a_word(read: Callable[..., Any]) -> None:
    seen = read({**CANVAS, "__MACOSX/._x": b"", ".DS_Store": b"", "Thumbs.db": b""})
    assert len(seen.notices) == 1


def test_two_layouts_in_one_place_are_asked_about(read: Callable[..., Any]) -> None:
    seen = read({**CANVAS, **MOODLE})
    assert len(seen.students) == 3
    assert "--layout canvas" in seen.said


def test_plain_undoes_what_was_recognised(read: Callable[..., Any]) -> None:
    seen = read(CANVAS, layout="plain")
    assert seen.students == [name[:-3] for name in CANVAS]
    assert seen.notices == ()


def test_a_layout_that_nothing_fits_is_refused_with_the_names(read: Callable[..., Any]) -> None:
    with pytest.raises(UsageError, match=r"named as in a Moodle download, but a\.py: name another"):
        read({"a.py": None}, layout="moodle")


def test_files_and_folders_of_students_are_recognised_as_nothing(
    read: Callable[..., Any],
) -> None:
    seen = read({"ada.py": None, "bob/a.py": None, "carol-b.ipynb": b"{}"})
    assert seen.students == ["ada", "bob", "carol-b"]
    assert seen.notices == ()


def test_a_folder_that_holds_only_a_download_is_refused_with_its_name(
    tmp_path: Path, packed: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    packed(CANVAS, tmp_path / "submissions.zip")
    (tmp_path / "roster.csv").write_text("username\n")
    with pytest.raises(UsageError, match=r"contains only submissions\.zip, which is a Canvas down"):
        looked(tmp_path)


def test_a_zip_that_holds_only_a_download_is_refused_with_its_name(
    tmp_path: Path, packed: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    inner = packed(CANVAS, tmp_path / "inner.zip").read_bytes()
    outer = packed({"submissions.zip": inner}, tmp_path / "outer.zip")
    with pytest.raises(
        UsageError, match=r"contains only submissions\.zip, .* unpacked if it is in"
    ):
        looked(outer)


CLASS = {"ada/a.py": None, "bob/b.ipynb": None, "eve/notes.txt": b""}


@pytest.mark.parametrize("wrapping", ["download/", "Term 1/Week 2/download/"])
def test_folders_around_the_classes_folders_are_looked_through(
    wrapping: str, read: Callable[..., Any]
) -> None:
    files = {f"{wrapping}{name}": content for name, content in CLASS.items()}
    seen = read({**files, "roster.csv": b""})
    assert seen.students == ["ada", "bob", "eve", "roster"]
    assert "download is the only entry, so each entry in it is read as a student's" in seen.said


@pytest.mark.parametrize("wrapping", ["download/", "Term 1/Week 2/download/"])
def test_so_are_those_in_a_zip(
    wrapping: str, tmp_path: Path, packed: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    files = {f"{wrapping}{name}": content for name, content in CLASS.items()}
    assert looked(packed(files, tmp_path / "class.zip")).students == ["ada", "bob", "eve"]


@pytest.mark.parametrize(
    "files", [["hw/hw/a.py", "hw/hw/utils.py"], ["hw/hw/a.py", "hw/hw/part2/b.py"]]
)
def test_a_zip_of_two_folders_of_its_name_that_hold_no_class_is_one_students(
    files: list[str], tmp_path: Path, packed: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    archive = packed(dict.fromkeys(files), tmp_path / "hw.zip")
    assert looked(archive).students == ["hw"]


@pytest.mark.parametrize("wrapping", ["wrap/", "wrap/wrap2/"])
def test_a_zip_of_a_class_in_folders_in_a_zip_is_refused_with_its_name(
    wrapping: str, tmp_path: Path, packed: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    inner = packed(CLASS, tmp_path / "inner.zip").read_bytes()
    outer = packed({f"{wrapping}inner.zip": inner}, tmp_path / "outer.zip")
    with pytest.raises(UsageError, match=r"inner\.zip, which is a class's folders"):
        looked(outer)


def test_a_folder_around_students_zips_is_looked_through(
    tmp_path: Path, packed: Callable[..., Path], read: Callable[..., Any]
) -> None:
    zips = {f"{n}.zip": packed({"r.py": None}, tmp_path / f"{n}.zip").read_bytes() for n in "ab"}
    assert read({f"all/{name}": content for name, content in zips.items()}).students == ["a", "b"]


def test_a_folder_in_a_folder_of_its_own_name_is_looked_through(read: Callable[..., Any]) -> None:
    assert read({"download/ada.py": None, "download/bob.py": None}).students == ["ada", "bob"]


def test_plain_takes_the_only_folder_for_a_students(read: Callable[..., Any]) -> None:
    seen = read({f"download/{name}": content for name, content in CLASS.items()}, layout="plain")
    assert seen.students == ["download"]


@pytest.mark.parametrize(
    "files",
    [
        {"ada/src/a.py": None, "ada/tests/test_a.py": b"import a"},
        {"ada/a.py": None, "ada/old/a.py": None, "ada/older/a.py": None},
        {"ada/a.py": None},
    ],
)
def test_one_students_folders_are_not_taken_for_students(
    files: dict[str, bytes | None], read: Callable[..., Any]
) -> None:
    assert read(files).students == ["ada"]


def test_a_zip_of_the_classes_folders_alone_in_a_folder_is_refused_with_its_name(
    tmp_path: Path, packed: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    packed(CLASS, tmp_path / "class.zip")
    with pytest.raises(UsageError, match=r"contains only class\.zip, which is a class's folders"):
        looked(tmp_path)


def test_one_students_zip_in_a_folder_is_opened(
    tmp_path: Path, packed: Callable[..., Path], read: Callable[..., Any]
) -> None:
    zipped = packed({"regularization.py": None}, tmp_path / "x.zip").read_bytes()
    files = {**CANVAS, "hoppergrace_4023_88123_hw.zip": zipped}
    row = read(files).rows["hoppergrace (4023)"]
    assert row.read.path == "hoppergrace_4023_88123_hw.zip/regularization.py"


def test_a_hostile_member_costs_its_own_row(
    tmp_path: Path, packed: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    files = {**CANVAS, "../hoppergrace_4023_88123_a.py": None, "C:evil.py": None, "../x.py": None}
    rows = looked(packed(files, tmp_path / "class.zip")).rows
    assert rows.keys() >= {"lovelaceada (4021)", "turingalan (4022)", "hoppergrace (4023)"}
    assert "leads out of the zip" in rows["hoppergrace (4023)"].reason
    assert rows["lovelaceada (4021)"].path == "lovelaceada_4021_88120_regularization.py"


@pytest.mark.parametrize(
    ("name", "student"),
    [
        (f"Ada {RTL}", "Ada yp.evil (7)"),
        ('Ada "the" O\'Neil, Jr.', 'Ada "the" O\'Neil, Jr. (7)'),
        ("=HYPERLINK(1)", "=HYPERLINK(1) (7)"),
        ("Zoe\u0308", "Zo\u00eb (7)"),
        ("\u05d3\u05d5\u05d3\u200f", "\u05d3\u05d5\u05d3 (7)"),
        ("a\x1b[31m\nb", "a[31m b (7)"),
    ],
)
def test_names_are_made_readable(
    name: str, student: str, tmp_path: Path, packed: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    files = {f"{name}_7_assignsubmission_file_/a.py": None, **MOODLE}
    seen = looked(packed(files, tmp_path / "class.zip"))
    assert student in seen.students
    assert student.endswith(seen.rows[student].person.lms_id + ")")


def test_files_named_one_by_one_are_recognised_together(tmp_path: Path) -> None:
    for name in CANVAS:
        (tmp_path / name).write_bytes(b"")
    paths = [tmp_path / name for name in CANVAS]
    batch = plan(paths, ASSIGNMENT)
    assert [e.student for e in batch.entries] == ["lovelaceada (4021)", "turingalan (4022)"]


def test_a_link_among_the_files_is_not_followed(tmp_path: Path, looked: Callable[..., Any]) -> None:
    for name in CANVAS:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "hoppergrace_4023_88123_a.py").symlink_to("/etc/passwd")
    row = looked(tmp_path).rows["hoppergrace (4023)"]
    assert "links are never followed" in row.reason


def test_an_empty_folder_is_refused_in_any_layout(tmp_path: Path) -> None:
    reading = Reading.of(layout="canvas")
    with pytest.raises(UsageError, match="contains nothing to grade"):
        plan([tmp_path], ASSIGNMENT, reading=reading)


@pytest.mark.slow
def test_ten_thousand_names_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for number in range(10_000):
            archive.writestr(f"name{number}_{4000 + number}_{90_000 + number}_a.py", b"")
    assert len(plan([tmp_path / "class.zip"], ASSIGNMENT).entries) == 10_000
