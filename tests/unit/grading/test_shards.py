"""A class is divided into parts by its students' names alone."""

from __future__ import annotations

import unicodedata

import pytest

from autograder.errors import UsageError
from autograder.grading.shards import WHOLE, Shard
from autograder.identity.people import Known
from autograder.intake.plan import Batch
from autograder.intake.rows import Entry, refuse


def entry(student: str, path: str = "") -> Entry:
    return Entry(student=student, path=path or f"{student}.py", open=lambda: refuse("never read"))


CLASS = Batch(entries=tuple(entry(f"student{number:03}") for number in range(300)))


@pytest.mark.parametrize("of", [1, 2, 7, 300])
def test_every_submission_is_in_exactly_one_shard(of: int) -> None:
    parts = [Shard(number, of).entries(CLASS) for number in range(1, of + 1)]
    found = [entry for part in parts for entry in part]
    assert sorted(found, key=lambda each: each.student) == list(CLASS.entries)


def test_a_student_who_is_added_moves_nobody_to_another_shard() -> None:
    more = Batch(entries=(entry("another"), *CLASS.entries))
    for number in (1, 2, 3):
        before = Shard(number, 3).entries(CLASS)
        assert [e for e in Shard(number, 3).entries(more) if e.student != "another"] == [*before]


def test_shards_are_about_equal() -> None:
    sizes = [len(Shard(number, 3).entries(CLASS)) for number in (1, 2, 3)]
    assert all(70 <= size <= 130 for size in sizes)


def test_both_submissions_of_one_student_are_in_one_shard_however_accents_are_composed() -> None:
    composed = "Zoë"
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    assert all(
        Shard(number, 9).holds(composed) == Shard(number, 9).holds(apart) for number in range(1, 10)
    )


@pytest.mark.parametrize("text", ["", "3", "0/3", "4/3", "1/0", "-1/3", "1/3/4", "١/٣", "1/99999"])
def test_what_is_no_shard_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="write K/N, such as 3/10"):
        Shard.parse(text)


def test_a_shard_is_written_as_its_number_and_their_number() -> None:
    assert Shard.parse("3/10") == Shard(3, 10)


@pytest.mark.parametrize(
    "other",
    [
        Batch(entries=CLASS.entries[1:]),
        Batch(entries=(entry("student000", "elsewhere.py"), *CLASS.entries[1:])),
        Batch(entries=CLASS.entries, absent={"nina": Known()}),
    ],
    ids=["a student less", "another path", "somebody absent"],
)
def test_shards_of_another_class_are_told_apart(other: Batch) -> None:
    assert Shard(1, 3).part(CLASS).class_sha256 == Shard(2, 3).part(CLASS).class_sha256
    assert Shard(1, 3).part(other).class_sha256 != Shard(1, 3).part(CLASS).class_sha256


def test_a_run_that_names_no_shard_grades_everybody() -> None:
    assert WHOLE.entries(CLASS) == CLASS.entries
