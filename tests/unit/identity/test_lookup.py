"""A student is found by what the row is called, or by a name or key of the person."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from autograder.errors import UsageError
from autograder.identity.lookup import the_student
from autograder.identity.people import Known, Person

KNOWN = {
    "ei77": Known(person=Person(name="Émile Ito", username="ei77", sis_id="41", email="ei@x.edu")),
    "zl1": Known(person=Person(name="Zoë Lee", username="zl1")),
    "zl2": Known(person=Person(name="Lee, Zoe", username="zl2", ids=("z-9",))),
    "Ada Lovelace (101)": Known(person=Person(name="Ada Lovelace", lms_id="101")),
}
STUDENTS = [*KNOWN, "=1+1", "Ann Lee", "zoë"]


def found(text: str) -> str:
    return the_student(text, STUDENTS, KNOWN, "there is nobody called")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "text", ["ei77", "EI77", "Émile Ito", "Ito, Émile", "emile ito", "41", "EI@x.edu"]
)
def test_every_name_and_key_finds_the_student(form: str, text: str) -> None:
    composed = normalize("NFC", text) if form == "NFC" else normalize("NFD", text)
    assert found(composed) == "ei77"


@pytest.mark.parametrize("text", ["'=1+1", "=1+1", "Ann Lee"])
def test_a_row_is_found_as_grades_csv_writes_it(text: str) -> None:
    assert found(text) == text.removeprefix("'")


def test_what_the_row_is_called_goes_before_other_peoples_keys() -> None:
    known = {"7": Known(), "ada": Known(person=Person(sis_id="7"))}
    assert the_student("7", known, known, "nobody") == "7"


def test_several_of_one_name_are_listed() -> None:
    with pytest.raises(UsageError) as caught:
        found("Zoë Lee")
    assert str(caught.value) == (
        "'Zoë Lee' is the name of several students: choose one of Zoë Lee (zl1); "
        "Lee, Zoe (zl2), z-9"
    )


@pytest.mark.parametrize(
    ("text", "near"),
    [("Ito", "Émile Ito (ei77)"), ("Emil Ito", "Émile Ito (ei77)"), ("ei78", "Émile Ito (ei77)")],
)
def test_who_may_be_meant_is_named(text: str, near: str) -> None:
    with pytest.raises(UsageError, match=r"there is nobody called .*: did you mean ") as caught:
        found(text)
    assert near in str(caught.value)


def test_nobody_is_guessed() -> None:
    with pytest.raises(UsageError, match=r"nobody called 'qqq': see grades.csv for the names"):
        found("qqq")
