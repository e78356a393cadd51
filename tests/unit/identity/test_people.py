"""What two sources say of one person is put together without turning a guess into knowledge."""

from __future__ import annotations

import pytest

from autograder.identity.people import Handed, Person, filled, label, merged


def test_the_first_source_counts_and_the_second_fills_gaps() -> None:
    found = merged(Person(name="Ada", sis_id="1"), Person(name="A.", sis_id="2", email="a@x.edu"))
    assert found == Person(name="Ada", sis_id="1", email="a@x.edu")


def test_what_was_read_goes_before_a_guess() -> None:
    guess = Person(username="smith", guessed=("username",))
    assert merged(guess, Person(username="jo_smith")) == Person(username="jo_smith")
    assert merged(Person(username="jo_smith"), guess) == Person(username="jo_smith")


def test_a_guess_stays_a_guess() -> None:
    guess = Person(username="smith", guessed=("username",))
    assert merged(Person(name="Jo"), guess) == Person(
        name="Jo", username="smith", guessed=("username",)
    )


def test_a_value_whose_kind_one_source_tells_is_of_that_kind_alone() -> None:
    assert merged(Person(ids=("7", "8")), Person(lms_id="7")) == Person(ids=("8",), lms_id="7")
    guess = Person(lms_id="7", guessed=("lms_id",))
    assert merged(Person(ids=("7",)), guess).ids == ("7",)


def test_a_time_that_one_source_tells_is_not_made_unclear_by_another() -> None:
    told = Handed(submitted_at="2026-05-01T12:00:00")
    assert filled(told, Handed(unclear="soon", is_late=True)) == Handed(
        submitted_at="2026-05-01T12:00:00", is_late=True
    )
    assert filled(Handed(), Handed(unclear="soon")) == Handed(unclear="soon")


@pytest.mark.parametrize(
    ("student", "person", "expected"),
    [
        ("ada", Person(name="Ada Lovelace"), "Ada Lovelace (ada)"),
        ("Ada Lovelace (7)", Person(name="Ada Lovelace"), "Ada Lovelace (7)"),
        ("ada", Person(), "ada"),
        ("ada", Person(name="Ada Lovelace", guessed=("name",)), "ada"),
    ],
)
def test_people_are_called_by_names_that_were_read(
    student: str, person: Person, expected: str
) -> None:
    assert label(student, person) == expected
