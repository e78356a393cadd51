"""Whose results name somebody else."""

from __future__ import annotations

from collections.abc import Callable

from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.identity.people import Person
from autograder.policy.mentions import mentioned, names

ADA = Person(name="Ada Lovelace", email="ada@example.org", lms_id="17")


def test_a_person_is_told_by_name_and_by_every_key_that_is_no_part_of_words() -> None:
    assert names("al", ADA) == {"Ada Lovelace", "ada@example.org"}


def test_whoever_handed_in_with_somebody_is_found_also_in_earlier_results(
    gradebook: Gradebook, row_of: Callable[..., Row], keep: Callable[[Row], None]
) -> None:
    keep(row_of("eve", notes=("handed in with Ada Lovelace",)))
    keep(row_of("eve", notes=()))
    keep(row_of("bob", notes=("handed in alone",)))
    gradebook.finish(whole=True)
    assert mentioned(gradebook, "ada", ADA) == ["eve"]
