"""Gradescope's export: whose a folder is, groups, and metadata that is damaged or hostile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.description import find
from autograder.errors import UsageError
from autograder.identity.people import Person
from autograder.intake.layouts.export_yaml import MetadataError, exported
from autograder.intake.model import Unreadable
from autograder.intake.plan import plan

META = "submission_metadata.yml"
METADATA = b"""---
submission_81:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0042'
    :email: Ada@example.edu
  :created_at: 2026-05-01 14:05:33.123456000 -07:00
  :score: 10.0
  :status: processed
  :results: {score: 10, tests: [{name: a, output: &1 hello}, {name: b, output: *1}]}
  :history:
  - :created_at: 2026-04-30 10:00:00.000000000 Z
    :score: 5.0
submission_82:
  :submitters:
  - {':name': Alan Turing, ':sid': '', ':email': alan@example.edu}
  - :name: Grace Hopper
    :sid:
    :email: grace@example.edu
  :created_at: !ruby/object:Time 2026-05-01 15:00:00 Z
"""
TWO = {
    META: METADATA,
    "submission_81/regularization.py": None,
    "submission_82/regularization.py": None,
}
ASSIGNMENT = find(Path(__file__).parent)
STUDENTS = ["ada@example.edu", "alan@example.edu", "grace@example.edu"]


def test_an_export_is_recognised(download: Callable[..., Path], looked: Callable[..., Any]) -> None:
    seen = looked(download(TWO))
    assert seen.students == STUDENTS
    assert "is read as a Gradescope export" in seen.said


def test_name_number_and_address_are_known(read: Callable[..., Any]) -> None:
    row = read(TWO).rows["ada@example.edu"]
    assert row.person == Person(name="Ada Lovelace", email="Ada@example.edu", sis_id="0042")


def test_the_time_of_handing_in_is_read(read: Callable[..., Any]) -> None:
    row = read(TWO).rows["ada@example.edu"]
    assert row.handed.submitted_at == "2026-05-01T14:05:33-07:00"


def test_every_member_of_a_group_has_a_row(read: Callable[..., Any]) -> None:
    rows = read(TWO).rows
    assert rows["alan@example.edu"].read.path == "submission_82/regularization.py"
    assert rows["grace@example.edu"].read.path == "submission_82/regularization.py"
    assert rows["grace@example.edu"].remarks == "handed in together with Alan Turing"


def test_of_two_submissions_of_one_student_the_last_counts(read: Callable[..., Any]) -> None:
    again = METADATA.partition(b"submission_82")[0].replace(b"_81", b"_80").replace(b"14:", b"16:")
    files = {**TWO, META: METADATA + again[4:], "submission_80/later.py": None}
    row = read(files).rows["ada@example.edu"]
    assert row.path == "later.py"
    assert row.remarks == "earlier attempts are not graded: submission_81"


def test_a_folder_that_the_metadata_does_not_know_is_a_row(read: Callable[..., Any]) -> None:
    row = read({**TWO, "submission_99/a.py": None}).rows["submission_99"]
    assert row.remarks == "submission_metadata.yml does not say whose submission this is"


def test_two_submissions_of_one_name_without_ids_are_refused_and_not_merged(
    tmp_path: Path,
) -> None:
    told = b"".join(b"submission_%d: {':submitters': [{':name': Ada}]}\n" % n for n in (1, 2))
    files = {META: told, "submission_1/a.py": None, "submission_2/b.py": None}
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content or b"")
    rows = [entry.read() for entry in plan([tmp_path], ASSIGNMENT).entries]
    assert [row.student for row in rows] == ["Ada", "Ada"]
    assert all(isinstance(row, Unreadable) and "is one of two sub" in row.reason for row in rows)


@pytest.mark.parametrize("nothing", [b"", b"~", b"null"])
def test_a_student_without_a_school_number_has_none(
    nothing: bytes, read: Callable[..., Any]
) -> None:
    told = METADATA.replace(b":sid: '0042'", b":sid: " + nothing)
    assert read({**TWO, META: told}).rows["ada@example.edu"].person.sis_id == ""


def test_a_submitter_without_name_or_id_is_nobody(read: Callable[..., Any]) -> None:
    told = b"submission_81: {':submitters': [{':name': '', ':email': }]}"
    assert read({META: told, "submission_81/a.py": None}).students == ["submission_81"]


def test_a_submission_that_is_not_there_is_told(read: Callable[..., Any]) -> None:
    files = {META: METADATA, "submission_81/a.py": None}
    assert "tells of submission_82, which are not there" in read(files).said


def test_folders_without_metadata_are_students(read: Callable[..., Any]) -> None:
    assert read({"submission_81/a.py": None}).students == ["submission_81"]


def test_damaged_metadata_is_refused_with_a_way_on(read: Callable[..., Any]) -> None:
    with pytest.raises(UsageError, match=r"is damaged \(line 2\): export.* --layout plain"):
        read({**TWO, META: b"submission_81:\n\t- x"})


def test_plain_reads_an_export_without_its_metadata(read: Callable[..., Any]) -> None:
    students = read({**TWO, META: b"\xff"}, layout="plain").students
    assert students == ["submission_81", "submission_82", "submission_metadata"]


def bomb() -> bytes:
    """Return a hundred lines that stand for 10^90 texts."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 91)]
    return "\n".join(lines).encode()


def test_aliases_that_multiply_are_never_multiplied() -> None:
    assert [each.submitters for each in exported(bomb()).values()] == [()] * 91


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b"a: " + b"[" * 5_000,
        b"\n".join(b" " * n + b"a:" for n in range(2_000)),
        b"submission_1: {':submitters': [&a {':name': x}, *a]}",
        b"submission_1: {':submitters': [" + b"x, " * 600 + b"]}",
        b"",
        b"just text",
        b"[a, b]",
        b"a: {b: ",
        b"\x00",
        b"\xff\xfe\x00",
        b'a: "\\ud800"',
    ],
)
def test_hostile_metadata_is_refused(content: bytes) -> None:
    with pytest.raises(MetadataError):
        exported(content)


@pytest.mark.parametrize(
    "content",
    [
        b"a: *nobody",
        b"submission_1: null",
        b"submission_1: [a, b]",
        b"submission_1: {':submitters': text}",
        b"submission_1: {':submitters': {a: b}}",
        b"submission_1: {':submitters': [text, [a]]}",
        b"submission_1: {<<: {':submitters': [{':name': x}]}}",
    ],
)
def test_metadata_of_another_shape_names_nobody(content: bytes) -> None:
    assert not any(each.submitters for each in exported(content).values())


def test_no_object_is_made_of_a_tag() -> None:
    content = b"submission_1: {':submitters': [{':name': !!python/object/apply:os.getpid []}]}"
    assert exported(content)["submission_1"].submitters == (Person(),)


def test_a_text_that_recurs_is_read_where_it_recurs() -> None:
    content = b"submission_1: {':results': &t ada, ':submitters': [{':name': *t, ':sid': '7'}]}"
    assert exported(content)["submission_1"].submitters == (Person(name="ada", sis_id="7"),)
