"""Files and folders on a disk: who gets a row, and why a row is unreadable."""

from __future__ import annotations

import os
import socket
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from autograder.description import find
from autograder.errors import UsageError
from autograder.intake.model import Caps, Submission, Unreadable
from autograder.intake.plan import Batch, plan

ASSIGNMENT = find(Path(__file__).parent)
CODE = f"def {ASSIGNMENT.functions[0]}(A3, Y, parameters, lambd):\n    return 0\n".encode()


def write(path: Path, content: bytes = CODE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def grade(*paths: Path, **options: Any) -> dict[str, Submission | Unreadable]:
    """Read every row; fails where two rows have one student."""
    batch = plan(paths, ASSIGNMENT, **options)
    read = {entry.student: entry.read() for entry in batch.entries}
    assert len(read) == len(batch.entries)
    return read


def reason(row: Submission | Unreadable) -> str:
    assert isinstance(row, Unreadable)
    return row.reason


def readable(row: Submission | Unreadable) -> Submission:
    assert isinstance(row, Submission)
    return row


def everything(batch: Batch) -> list[tuple[str, str]]:
    return [(entry.student, entry.path) for entry in batch.entries]


def test_one_file_is_one_student(tmp_path: Path) -> None:
    row = readable(grade(write(tmp_path / "alice.py"))["alice"])
    assert (row.path, row.filename, row.content) == ("alice.py", "alice.py", CODE)


@pytest.mark.parametrize("target", ["store/7f3a.py", "store", "missing", "alice.py"])
def test_a_link_that_is_named_is_not_followed_either(target: str, tmp_path: Path) -> None:
    write(tmp_path / "store" / "7f3a.py")
    (tmp_path / "alice.py").symlink_to(target)
    row = grade(tmp_path / "alice.py")["alice"]
    assert "is a link, and links are never followed: replace it with" in reason(row)


def test_a_folder_may_be_named_through_a_link(tmp_path: Path) -> None:
    write(tmp_path / "store" / "alice.py")
    (tmp_path / "class").symlink_to(tmp_path / "store")
    assert readable(grade(tmp_path / "class")["alice"]).content == CODE


def test_one_file_that_is_no_code_is_a_row_with_its_reason(tmp_path: Path) -> None:
    row = grade(write(tmp_path / "alice.docx"))["alice"]
    assert reason(row) == "alice.docx is a .docx; hand in a .py or .ipynb"


def test_every_file_of_a_flat_folder_is_a_student(tmp_path: Path) -> None:
    for name in ("bob.ipynb", "alice.py", "CAROL.PY"):
        write(tmp_path / name)
    batch = plan([tmp_path], ASSIGNMENT)
    assert everything(batch) == [("CAROL", "CAROL.PY"), ("alice", "alice.py"), ("bob", "bob.ipynb")]


def test_a_row_can_be_read_twice(tmp_path: Path) -> None:
    write(tmp_path / "alice.py")
    (entry,) = plan([tmp_path], ASSIGNMENT).entries
    assert entry.read() == entry.read()


@pytest.mark.parametrize("prefer", ["ipynb", "py"])
def test_a_notebook_and_a_module_of_one_stem_are_one_row(tmp_path: Path, prefer: str) -> None:
    write(tmp_path / "alice.py")
    write(tmp_path / "alice.ipynb")
    row = readable(grade(tmp_path, prefer=prefer)["alice"])
    other = {"py": "ipynb", "ipynb": "py"}[prefer]
    assert row.filename == f"alice.{prefer}"
    assert row.remarks == (f"alice.{other} was not read: it is another file of the same student",)


def test_the_pair_is_one_row_when_named_file_by_file_too(tmp_path: Path) -> None:
    paths = [write(tmp_path / "alice.py"), write(tmp_path / "alice.ipynb")]
    assert readable(grade(*paths)["alice"]).filename == "alice.ipynb"


def test_another_file_beside_the_submission_is_a_remark(tmp_path: Path) -> None:
    write(tmp_path / "alice.py")
    write(tmp_path / "alice.pdf")
    assert readable(grade(tmp_path)["alice"]).remarks == ("alice.pdf was not read: it is a .pdf",)


def test_a_student_of_other_files_only_gets_one_row(tmp_path: Path) -> None:
    write(tmp_path / "carol.docx")
    write(tmp_path / "carol.pdf")
    write(tmp_path / "dave")
    read = grade(tmp_path)
    assert reason(read["carol"]) == (
        "carol.docx is a .docx and carol.pdf is a .pdf; hand in a .py or .ipynb"
    )
    assert reason(read["dave"]) == "dave has no ending; hand in a .py or .ipynb"


def test_what_systems_leave_behind_makes_no_row(tmp_path: Path) -> None:
    write(tmp_path / "alice.py")
    write(tmp_path / ".DS_Store")
    write(tmp_path / "__MACOSX" / "bob.py")
    write(tmp_path / ".ipynb_checkpoints" / "alice-checkpoint.ipynb")
    batch = plan([tmp_path], ASSIGNMENT)
    assert (everything(batch), batch.notices) == ([("alice", "alice.py")], ())


def test_folders_files_and_zips_may_be_mixed(tmp_path: Path) -> None:
    write(tmp_path / "alice.py")
    write(tmp_path / "bob" / "deep" / "work.ipynb")
    read = grade(tmp_path)
    assert readable(read["alice"]).path == "alice.py"
    assert readable(read["bob"]).path == "bob/deep/work.ipynb"


def test_a_dot_in_a_folder_of_a_student_is_part_of_the_name(tmp_path: Path) -> None:
    write(tmp_path / "Lee, Anna M.py" / "work.py")
    assert list(grade(tmp_path)) == ["Lee, Anna M.py"]


@pytest.mark.parametrize("target", ["/etc/passwd", "missing", "real.py"])
def test_a_link_is_never_followed_and_costs_its_own_row(tmp_path: Path, target: str) -> None:
    write(tmp_path / "real.py")
    (tmp_path / "mallory.py").symlink_to(target)
    batch = plan([tmp_path], ASSIGNMENT)
    rows = {entry.student: entry.read() for entry in batch.entries}
    assert "is a link" in reason(rows["mallory"])
    assert readable(rows["real"]).content == CODE
    assert [notice.split()[0] for notice in batch.notices] == ["mallory.py"]


def test_a_link_to_a_folder_is_not_searched(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "work.py")
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "Anna M. Lee").symlink_to(tmp_path / "outside")
    assert "is a link" in reason(grade(tmp_path / "class")["Anna M. Lee"])


def test_a_link_inside_a_students_folder_is_a_remark(tmp_path: Path) -> None:
    write(tmp_path / "alice" / "work.py")
    (tmp_path / "alice" / "data").symlink_to("/")
    (remark,) = readable(grade(tmp_path)["alice"]).remarks
    assert remark.startswith("alice/data is a link")


def test_a_students_folder_of_links_only_says_so(tmp_path: Path) -> None:
    (tmp_path / "alice").mkdir()
    (tmp_path / "alice" / "work.py").symlink_to("/etc/passwd")
    assert "alice/work.py is a link" in reason(grade(tmp_path)["alice"])


def test_a_pipe_neither_blocks_nor_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mallory.py")
    batch = plan([tmp_path], ASSIGNMENT)
    assert "a pipe" in reason(batch.entries[0].read())
    assert len(batch.notices) == 1


def test_a_socket_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("mallory.py")
        assert "a socket" in reason(grade(tmp_path)["mallory"])


@pytest.mark.parametrize("kind", ["link", "pipe", "parent"])
def test_what_is_swapped_after_it_was_found_is_not_followed(tmp_path: Path, kind: str) -> None:
    secret = write(tmp_path / "secret" / "work.py", CODE + b"# secret")
    path = write(tmp_path / "class" / "alice" / "work.py")
    (entry,) = plan([tmp_path / "class"], ASSIGNMENT).entries
    path.unlink()
    if kind == "link":
        path.symlink_to(secret)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.parent.rmdir()
        path.parent.symlink_to(secret.parent)
    assert isinstance(entry.read(), Unreadable)


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("/etc/passwd"), os.mkfifo])
def test_a_file_that_is_swapped_after_it_was_found_is_not_followed(
    tmp_path: Path, make: Any
) -> None:
    path = write(tmp_path / "alice.py")
    (entry,) = plan([tmp_path], ASSIGNMENT).entries
    path.unlink()
    make(path)
    assert isinstance(entry.read(), Unreadable)


def test_a_file_that_vanished_is_a_reason(tmp_path: Path) -> None:
    path = write(tmp_path / "alice.py")
    (entry,) = plan([tmp_path], ASSIGNMENT).entries
    path.unlink()
    assert reason(entry.read()) == "alice.py cannot be read: No such file or directory"


def test_a_file_over_the_cap_is_refused_and_one_at_the_cap_is_not(tmp_path: Path) -> None:
    write(tmp_path / "over.py", b"x" * 101)
    write(tmp_path / "at.py", b"x" * 100)
    read = grade(tmp_path, caps=Caps(file_bytes=100))
    assert "larger than 100 bytes" in reason(read["over"])
    assert len(readable(read["at"]).content) == 100


def test_too_much_code_in_a_students_folder_is_refused(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / "alice" / f"{number}.py", b"x" * 50)
    caps = Caps(student_bytes=120)
    assert "more than 120 bytes" in reason(grade(tmp_path, caps=caps)["alice"])


@pytest.mark.parametrize("folder", ["alice", "alice/env"])
def test_too_many_files_in_a_students_folder_are_refused(tmp_path: Path, folder: str) -> None:
    for number in range(8):
        write(tmp_path / folder / f"{number}.txt")
    caps = Caps(student_files=7)
    assert "more than 7 files" in reason(grade(tmp_path, caps=caps)["alice"])


def test_folders_are_searched_as_deep_as_the_cap_and_no_deeper(tmp_path: Path) -> None:
    write(tmp_path / "at" / "1" / "2" / "work.py")
    write(tmp_path / "over" / "1" / "2" / "3" / "work.py")
    read = grade(tmp_path, caps=Caps(student_depth=2))
    assert readable(read["at"]).path == "at/1/2/work.py"
    assert "more than 2 deep" in reason(read["over"])


def test_more_rows_than_the_cap_are_a_usage_error(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.py")
    with pytest.raises(UsageError, match="more than 2 submissions"):
        plan([tmp_path], ASSIGNMENT, caps=Caps(rows=2))


def test_more_names_than_the_cap_are_a_usage_error(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.py")
    with pytest.raises(UsageError, match="more than 2 files"):
        plan([tmp_path], ASSIGNMENT, caps=Caps(names=2))


def test_a_name_that_is_not_utf8_is_escaped_and_read(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/m\xfcller.py")).write_bytes(CODE)
    row = readable(grade(tmp_path)[r"m\xfcller"])
    assert (row.path, row.content) == (r"m\xfcller.py", CODE)


def test_a_hostile_name_is_escaped_and_read(tmp_path: Path) -> None:
    write(tmp_path / "a\n\N{RIGHT-TO-LEFT OVERRIDE}yp.py")
    row = readable(grade(tmp_path)[r"a\u000a\u202eyp"])
    assert row.filename == r"a\u000a\u202eyp.py"


def test_a_file_and_a_folder_of_one_student_are_two_rows_and_neither_is_graded(
    tmp_path: Path,
) -> None:
    write(tmp_path / "alice.py")
    write(tmp_path / "alice" / "work.py")
    rows = [entry.read() for entry in plan([tmp_path], ASSIGNMENT).entries]
    assert [row.path for row in rows] == ["alice", "alice.py"]
    for row in rows:
        assert "two submissions for one student: alice and alice.py; keep one" in reason(row)


def test_names_that_differ_in_composition_only_are_one_student(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        write(tmp_path / f"{unicodedata.normalize(form, 'René')}.py")
    batch = plan([tmp_path], ASSIGNMENT)
    assert [entry.student for entry in batch.entries] == ["René", "René"]
    assert "two submissions" in reason(batch.entries[0].read())


def test_names_that_differ_in_case_are_two_students(tmp_path: Path) -> None:
    write(tmp_path / "alice.py")
    write(tmp_path / "Alice.py")
    assert {type(row) for row in grade(tmp_path).values()} == {Submission}


def test_several_paths_combine_and_are_told_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "monday", tmp_path / "tuesday"
    write(first / "alice.py")
    write(second / "bob.py")
    write(second / "alice.py")
    batch = plan([first, second], ASSIGNMENT)
    assert everything(batch) == [
        ("alice", f"{first}/alice.py"),
        ("alice", f"{second}/alice.py"),
        ("bob", f"{second}/bob.py"),
    ]
    assert "two submissions" in reason(batch.entries[0].read())
    assert readable(batch.entries[2].read()).path == f"{second}/bob.py"


def test_a_path_given_twice_counts_once(tmp_path: Path) -> None:
    write(tmp_path / "alice.py")
    assert isinstance(grade(tmp_path, tmp_path)["alice"], Submission)


def test_a_missing_path_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere does not exist"):
        plan([tmp_path / "nowhere"], ASSIGNMENT)


@pytest.mark.parametrize("litter", [[], [".DS_Store"]])
def test_an_empty_folder_is_a_usage_error(tmp_path: Path, litter: list[str]) -> None:
    for name in litter:
        write(tmp_path / name)
    with pytest.raises(UsageError, match="contains nothing to grade"):
        plan([tmp_path], ASSIGNMENT)


def test_a_device_named_by_the_instructor_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="/dev/null is a device"):
        plan([Path("/dev/null")], ASSIGNMENT)


@pytest.mark.parametrize("name", ["class", "class/alice.py", "class.zip"])
def test_a_path_that_may_not_be_read_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write(tmp_path / "class" / "alice.py")
    write(tmp_path / "class.zip")

    def refuse(*args: object, **options: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # permissions mean nothing where tests run as root
    with pytest.raises(UsageError, match="cannot be read: Permission denied"):
        plan([tmp_path / name], ASSIGNMENT)


def test_an_unreadable_folder_in_a_students_folder_does_not_cost_the_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "alice" / "work.py")
    write(tmp_path / "alice" / "locked" / "notes.txt")
    genuine = os.open

    def refuse(path: Any, *args: Any, **options: Any) -> int:
        if path == "locked":
            raise PermissionError(13, "Permission denied")
        return genuine(path, *args, **options)

    monkeypatch.setattr(os, "open", refuse)
    row = readable(grade(tmp_path)["alice"])
    assert row.remarks == ("alice/locked cannot be read: Permission denied",)


def test_reading_leaves_nothing_open(tmp_path: Path) -> None:
    write(tmp_path / "alice.py")
    write(tmp_path / "bob" / "a" / "b" / "work.py")
    (tmp_path / "mallory.py").symlink_to("/etc/passwd")
    before = sorted(Path("/dev/fd").iterdir())
    grade(tmp_path)
    assert sorted(Path("/dev/fd").iterdir()) == before
