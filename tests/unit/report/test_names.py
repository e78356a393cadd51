"""Files are named after students, safely, and each row has a file of its own."""

from __future__ import annotations

import random
import re
from unicodedata import normalize

import pytest

from autograder.report.names import file_names


def names_of(*students: str) -> list[str]:
    return file_names([(student, f"{student}.py") for student in students])


@pytest.mark.parametrize("student", ["alice", "Ana María", "O'Brien", "李 雷", "a.b", "-x", "=1+1"])
def test_a_plain_name_stays_as_it_is(student: str) -> None:
    assert names_of(student) == [student]


@pytest.mark.parametrize(
    ("student", "name"),
    [
        ("a/b", "a%2Fb"),
        ("a\\b", "a%5Cb"),
        ("C:x", "C%3Ax"),
        ("a\nb", "a%0Ab"),
        ("a\x85b", "a%C2%85b"),
        ("50%", "50%25"),
        (".hidden", "%2Ehidden"),
        ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
        ("a\udc80", "a%ED%B2%80"),
    ],
)
def test_an_unsafe_character_is_percent_encoded(student: str, name: str) -> None:
    assert names_of(student) == [name]


@pytest.mark.parametrize("student", ["CON", "nul", "Lpt1", "com1.old", "bob.", "bob ", "..", ""])
def test_a_name_that_some_system_changes_ends_with_a_hash(student: str) -> None:
    assert re.fullmatch(r".*-[0-9a-f]{10}", names_of(student)[0])


def test_a_name_of_150_bytes_is_whole() -> None:
    assert names_of("é" * 75) == ["é" * 75]


@pytest.mark.parametrize(
    "student", ["é" * 76, "a" + "é" * 300, "/" * 100, "a" + "/" * 100, "😀" * 60]
)
def test_a_long_name_is_cut_between_characters_and_escapes(student: str) -> None:
    name = names_of(student)[0]
    assert len(name.encode()) <= 150
    assert re.fullmatch(r"(?:[^%]|%[0-9A-F]{2})+-[0-9a-f]{10}", name)


def test_long_names_with_one_beginning_have_files_of_their_own() -> None:
    first, second = names_of("a" * 200 + "1", "a" * 200 + "2")
    assert first != second


@pytest.mark.parametrize(
    "students", [("Bob", "bob"), ("é", "e\u0301"), ("Straße", "STRASSE"), ("É", "e\u0301")]
)
def test_names_that_some_file_system_takes_for_one_both_end_with_a_hash(
    students: tuple[str, str],
) -> None:
    names = names_of(*students)
    assert all(re.search(r"-[0-9a-f]{10}$", name) for name in names)
    assert len({normalize("NFD", name).casefold() for name in names}) == 2


def test_a_name_that_imitates_anothers_hash_does_not_take_its_file() -> None:
    imitation = names_of("Bob", "bob")[0]
    names = names_of("Bob", "bob", imitation)
    assert len({name.casefold() for name in names}) == 3


def test_rows_of_one_student_have_files_of_their_own() -> None:
    first, second = file_names([("bob", "a/bob.py"), ("bob", "b/bob.py")])
    assert first != second


def test_names_do_not_depend_on_the_order_of_rows() -> None:
    students = ["Bob", "bob", "é", "e\u0301", "x" * 200, "CON", "carol", "a/b"]
    rows = [(student, f"{student}.py") for student in students] + [("carol", "2/carol.py")]
    expected = dict(zip(rows, file_names(rows), strict=True))
    random.Random(1).shuffle(rows)
    assert dict(zip(rows, file_names(rows), strict=True)) == expected
