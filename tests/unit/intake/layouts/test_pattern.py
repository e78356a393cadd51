"""--pattern: names of no known layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from autograder.description import find
from autograder.errors import UsageError
from autograder.identity.people import Handed, Person
from autograder.intake.disk import DiskNode
from autograder.intake.layouts.model import Context, Place, Understood
from autograder.intake.layouts.pattern import GROUPS, PatternLayout
from autograder.intake.model import Caps
from autograder.intake.reading import Reading

FULL = (
    r"(?P<last_name>\w+)-(?P<first_name>\w+)-(?P<student_id>\d+)-(?P<email>\S+@\S+)"
    r"-(?P<timestamp>\d{4}-\d\d-\d\d \d\d:\d\d)(?P<late>-late)?-v(?P<attempt>\d+)-(?P<file>.+)"
)
ADA = "Lovelace-Ada-0042-ada@example.edu-2026-05-01 14:05-v1-a.py"
AGAIN = "Lovelace-Ada-0042-ada@example.edu-2026-05-01 14:05-late-v2-a.py"


def test_the_id_is_the_row_and_the_rest_is_known(read: Callable[..., Any]) -> None:
    row = read({ADA: None}, pattern=FULL).rows["0042"]
    assert row.person == Person(name="Ada Lovelace", email="ada@example.edu")
    assert row.handed == Handed(submitted_at="2026-05-01T14:05:00", is_late=False, attempt=1)


def test_the_last_attempt_counts(read: Callable[..., Any]) -> None:
    row = read({ADA: None, AGAIN: None}, pattern=FULL).rows["0042"]
    assert row.handed == Handed(submitted_at="2026-05-01T14:05:00", is_late=True, attempt=2)
    assert row.remarks == f"earlier attempts are not graded: {ADA}"


def test_the_group_file_is_the_files_own_name(read: Callable[..., Any]) -> None:
    files = {"7 regularization.py": None, "7 draft.py": None}
    row = read(files, pattern=r"(?P<student_id>\d+) (?P<file>.+)").rows["7"]
    assert row.path == "7 regularization.py"


def test_folders_may_match(read: Callable[..., Any]) -> None:
    assert read({"hw_ada/a.py": None}, pattern="hw_(?P<student_id>.+)").students == ["ada"]


def test_code_that_does_not_match_is_a_row_of_its_own(read: Callable[..., Any]) -> None:
    row = read({"7.py": None, "mailed.py": None}, pattern=r"(?P<student_id>\d+)\.py").rows["mailed"]
    assert "its name does not fit what --pattern matches" in row.remarks


def test_other_files_that_do_not_match_are_named(read: Callable[..., Any]) -> None:
    seen = read({"7.py": None, "list.csv": b""}, pattern=r"(?P<student_id>\d+)\.py")
    assert "list.csv is not part of what --pattern matches" in seen.said


def test_a_time_that_is_not_understood_is_told(read: Callable[..., Any]) -> None:
    seen = read({"7 noon.py": None}, pattern=r"(?P<student_id>\d+) (?P<timestamp>\w+)\.py")
    assert seen.rows["7"].remarks == "its time, noon, is not understood"


def test_numbers_of_attempts_tell_the_last_where_times_are_not_understood(
    read: Callable[..., Any],
) -> None:
    files = {"7 2 noon a.py": None, "7 1 2026-05-01 10:00 b.py": None}
    pattern = r"(?P<student_id>\d+) (?P<attempt>\d) (?P<timestamp>[\d:-]+ [\d:]+|\w+) (?P<file>.+)"
    row = read(files, pattern=pattern).rows["7"]
    assert row.path == "7 2 noon a.py"
    assert row.handed == Handed(attempt=2, unclear="noon")


def test_of_times_that_are_not_understood_none_is_the_last(read: Callable[..., Any]) -> None:
    files = {"7 noon a.py": None, "7 midnight b.py": b"x = 1"}
    pattern = r"(?P<student_id>\d+) (?P<timestamp>\w+) (?P<file>.+)"
    row = read(files, pattern=pattern).rows["7"]
    assert row.path == "7 noon a.py"
    assert "it is not known which attempt is the last" in row.remarks


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(", "--pattern is not a regular expression: .*; put it in single quotes"),
        ("(?P<student_id>a", "--pattern is not a regular expression"),
        (r".+\.py", r"--pattern has no group for the student: add \(\?P<student_id>"),
        ("(?P<student_id>.)(?P<grade>.)", "has a group grade, .*: use the groups student_id, "),
        ("(?P<student_id>z)", "holds nothing that is named as in what --pattern matches, but a"),
        ("(?P<student_id>)a.py", "holds nothing that is named as in what --pattern matches"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused(
    pattern: str, sentence: str, read: Callable[..., Any]
) -> None:
    with pytest.raises(UsageError, match=sentence):
        read({"a.py": None}, pattern=pattern)


def test_a_pattern_beside_a_layout_is_refused() -> None:
    with pytest.raises(UsageError, match="use only one"):
        Reading.of(layout="canvas", pattern="(?P<student_id>.+)")


def understood(layout: PatternLayout, name: str) -> Understood | None:
    node = DiskNode(base=Path("class"), label="", parts=(name,), is_folder=False)
    context = Context(assignment=find(Path(__file__).parent), caps=Caps())
    return layout.understand(Place(name="class", nodes=[node]), context)


def test_a_pattern_that_tries_every_way_is_stopped() -> None:
    layout = replace(PatternLayout.compile(r"(?P<student_id>(\w|\w\w)+)!"), seconds=0.05)
    found = []

    def look() -> None:
        with pytest.raises(UsageError, match="takes too long on these names"):
            understood(layout, "a" * 60 + "!b")
        found.append(True)

    look()
    thread = Thread(target=look)  # where no signal could stop it
    thread.start()
    thread.join()
    assert found == [True, True]


def test_names_longer_than_any_platform_makes_are_not_looked_at() -> None:
    layout = PatternLayout.compile("(?P<student_id>a+)")
    assert understood(layout, "a" * 1000) is not None
    assert understood(layout, "a" * 1001) is None


def test_every_group_with_a_meaning_is_in_the_sentence() -> None:
    with pytest.raises(UsageError, match=", ".join(GROUPS)):
        PatternLayout.compile("(?P<student_id>.)(?P<x>.)")
