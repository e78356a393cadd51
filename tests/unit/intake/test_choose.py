"""Which file of a student's folder is graded."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.description import find
from autograder.handed import unpacked
from autograder.intake.model import Caps, Submission, Unreadable
from autograder.intake.plan import plan

ASSIGNMENT = find(Path(__file__).parent)
NOTEBOOK_NAME, MODULE_NAME = ASSIGNMENT.files
FIRST, SECOND = ASSIGNMENT.functions
CODE = f"def {SECOND}(X, Y, cache, lambd):\n    return {{}}\n"
CODE_2 = f"{CODE}# a second version\n"
OTHER = "print('nothing of ours')\n"
NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": ["import numpy\n", CODE]}]})


def graded(
    folder: Path, files: dict[str, str], prefer: str = "ipynb", caps: Caps | None = None
) -> Submission | Unreadable:
    """Make a student's folder of `files` and read its row."""
    for name, text in files.items():
        path = folder / "alice" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (entry,) = plan(
        [folder], ASSIGNMENT, prefer="py" if prefer == "py" else "ipynb", caps=caps or Caps()
    ).entries
    return entry.read()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"work.py": CODE, MODULE_NAME: OTHER, "notes.ipynb": OTHER}, "work.py"),
        ({"work.ipynb": NOTEBOOK, "helpers.py": OTHER}, "work.ipynb"),
        ({"a.py": CODE, MODULE_NAME: CODE, "b.ipynb": NOTEBOOK}, MODULE_NAME),
        ({"a.ipynb": NOTEBOOK, MODULE_NAME: CODE, NOTEBOOK_NAME: NOTEBOOK}, NOTEBOOK_NAME),
        ({f"old/{MODULE_NAME}": CODE, MODULE_NAME: CODE}, MODULE_NAME),
        ({"a.py": CODE, "b.py": CODE, "c.ipynb": NOTEBOOK}, "c.ipynb"),
        ({"a.py": OTHER, MODULE_NAME: OTHER}, MODULE_NAME),
        ({"a.py": OTHER, "b.ipynb": OTHER}, "b.ipynb"),
        ({"deep/er/WORK.PY": CODE, "data.csv": CODE}, "deep/er/WORK.PY"),
    ],
    ids=[
        "the only one that defines a graded function, whatever others are called",
        "the only one that defines a graded function, in a notebook",
        "the assignment's own name",
        "the first of the assignment's own names",
        "the own name nearest to the top",
        "the only notebook",
        "the own name where none defines anything",
        "the only notebook where none defines anything",
        "only code files count, in whatever case",
    ],
)
def test_the_submission_is(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    row = graded(tmp_path, files)
    assert isinstance(row, Submission)
    assert row.path == f"alice/{expected}"
    assert row.content.decode() == files[expected]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": CODE, "a.ipynb": NOTEBOOK}, "a.py"),
        ({MODULE_NAME: CODE, NOTEBOOK_NAME: NOTEBOOK}, MODULE_NAME),
        ({"a.ipynb": NOTEBOOK, "b.py": OTHER}, "a.ipynb"),
        ({"a.ipynb": OTHER, "b.txt": OTHER}, "a.ipynb"),
    ],
    ids=["the module", "the module's own name", "the only one that defines", "all there is"],
)
def test_where_modules_are_preferred_it_is(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    row = graded(tmp_path, files, prefer="py")
    assert row.path == f"alice/{expected}"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "alice is empty: hand in a .py or .ipynb"),
        ({"essay.txt": CODE}, "no .py or .ipynb, only alice/essay.txt"),
        ({"a.py": CODE, "b.py": CODE_2}, "could be the submission, alice/a.py and alice/b.py"),
        ({"a.ipynb": NOTEBOOK, "b.ipynb": f"{NOTEBOOK} "}, f"one {NOTEBOOK_NAME} or {MODULE_NAME}"),
        ({f"1/{MODULE_NAME}": CODE, f"2/{MODULE_NAME}": CODE_2, "x.py": OTHER}, "several files"),
        ({"a.py": OTHER, "b.py": OTHER}, f"no file that defines {FIRST} or {SECOND}, only"),
    ],
)
def test_where_nothing_can_be_chosen_the_reason_lists_what_there_is(
    tmp_path: Path, files: dict[str, str], words: str
) -> None:
    (tmp_path / "alice").mkdir()
    row = graded(tmp_path, files)
    assert isinstance(row, Unreadable)
    assert row.path == "alice"
    assert words in row.reason


def test_files_that_could_have_been_graded_too_are_remarked(tmp_path: Path) -> None:
    row = graded(tmp_path, {MODULE_NAME: CODE, "try1.py": CODE_2, "helpers.py": OTHER})
    assert isinstance(row, Submission)
    assert row.remarks == (
        f"alice/{MODULE_NAME} is graded; alice/try1.py could have been meant too",
    )


def test_a_file_that_is_too_large_is_passed_over_with_a_remark(tmp_path: Path) -> None:
    files = {"small.py": CODE, "large.ipynb": "x" * 1000}
    row = graded(tmp_path, files, caps=Caps(file_bytes=500))
    assert isinstance(row, Submission)
    assert row.path == "alice/small.py"
    assert "alice/large.ipynb is larger than 500 bytes" in row.remarks[0]


def test_a_folder_of_one_file_that_is_too_large_says_so(tmp_path: Path) -> None:
    row = graded(tmp_path, {"large.ipynb": NOTEBOOK}, caps=Caps(file_bytes=10))
    assert isinstance(row, Unreadable)
    assert "alice/large.ipynb is larger than 10 bytes" in row.reason


def test_many_remarks_are_cut(tmp_path: Path) -> None:
    (tmp_path / "alice").mkdir()
    for number in range(9):
        (tmp_path / "alice" / f"link{number}").symlink_to("/")
    row = graded(tmp_path, {"work.py": CODE})
    assert isinstance(row, Submission)
    assert row.remarks[5:] == ("4 more",)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_definition_is_seen_in_whatever_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "alice").mkdir()
    (tmp_path / "alice" / "work.py").write_bytes(CODE.encode(encoding))
    (tmp_path / "alice" / "notes.py").write_text(OTHER, "utf-8")
    (entry,) = plan([tmp_path], ASSIGNMENT).entries
    assert entry.read().path.endswith("work.py")


def test_files_of_the_same_bytes_are_one(tmp_path: Path) -> None:
    names = ["copy.py", MODULE_NAME, "old/copy (2).py"]
    row = graded(tmp_path, dict.fromkeys(names, CODE))
    assert row.path == f"alice/{MODULE_NAME}"
    assert row.remarks == (
        f"alice/{MODULE_NAME}, alice/copy.py and alice/old/copy (2).py have the same content",
    )


def test_copies_of_another_name_are_one(tmp_path: Path) -> None:
    row = graded(tmp_path, {"copy (1).ipynb": NOTEBOOK, "copy (2).ipynb": NOTEBOOK})
    assert row.path == "alice/copy (1).ipynb"


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_zip_that_is_all_a_students_folder_holds_is_opened(tmp_path: Path, form: str) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("hw/work.py", CODE)
    for name, content in {"alice/hw.zip": data.getvalue(), "bob/a.py": b"", "alice/x": b""}.items():
        path = tmp_path / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    place = tmp_path / "class"
    if form == "zip":
        place = Path(shutil.make_archive(str(place), "zip", place))
    first = plan([place], ASSIGNMENT).entries[0].read()
    assert first.path == "alice/hw.zip/hw/work.py"
    assert isinstance(first, Submission)


# Further files that are declared


def handed(folder: Path, files: dict[str, str], *further: str) -> tuple[Submission, dict[str, str]]:
    """Return what is read where these further files are declared, and those that it holds."""
    for name, text in files.items():
        path = folder / "alice" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (entry,) = plan([folder], replace(ASSIGNMENT, further=further)).entries
    read = entry.read()
    assert isinstance(read, Submission)
    content, found = unpacked(read.content)
    assert content == CODE.encode()
    return read, {name: data.decode() for name, data in found.items()}


def test_declared_files_beside_the_graded_one_belong_to_it(tmp_path: Path) -> None:
    files = {"work/a.py": CODE, "work/w.csv": "1", "work/part.py": OTHER, "work/other.csv": "2"}
    read, found = handed(tmp_path, files, "w.csv", "part.py", "none.csv")
    assert found == {"w.csv": "1", "part.py": OTHER}
    assert read.filename == "a.py"


@pytest.mark.parametrize("elsewhere", ["other/w.csv", "w.csv"])
def test_a_declared_file_of_another_folder_does_not(tmp_path: Path, elsewhere: str) -> None:
    _, found = handed(tmp_path, {"work/a.py": CODE, elsewhere: "1"}, "w.csv")
    assert found == {}


def test_a_link_is_never_taken_for_a_declared_file(tmp_path: Path) -> None:
    (tmp_path / "alice").mkdir()
    (tmp_path / "alice/w.csv").symlink_to(Path(__file__))
    _, found = handed(tmp_path, {"a.py": CODE}, "w.csv")
    assert found == {}


def test_a_declared_file_changes_what_was_handed_in(tmp_path: Path) -> None:
    one, _ = handed(tmp_path / "one", {"a.py": CODE, "w.csv": "1"}, "w.csv")
    two, _ = handed(tmp_path / "two", {"a.py": CODE, "w.csv": "2"}, "w.csv")
    without, _ = handed(tmp_path / "three", {"a.py": CODE}, "w.csv")
    assert len({one.sha256, two.sha256, without.sha256}) == 3
    assert without.content == CODE.encode()


def test_declared_files_that_are_too_large_together_are_refused(tmp_path: Path) -> None:
    for name in ("a.py", "v.csv", "w.csv"):
        path = tmp_path / "alice" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(CODE if name == "a.py" else "1" * 300)
    assignment = replace(ASSIGNMENT, further=("v.csv", "w.csv"))
    (entry,) = plan([tmp_path], assignment, caps=Caps(student_bytes=500)).entries
    read = entry.read()
    assert isinstance(read, Unreadable)
    assert "contains further files of more than" in read.reason
