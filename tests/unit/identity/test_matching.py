"""Who of one list is who of another: along read keys, against none, and never by a guess."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.identity.matching import Listing
from autograder.identity.parties import Found, Party
from autograder.identity.people import ID_KINDS, Person
from tests.unit.identity.clashing import (
    Asker,
    agrees,
    askers,
    contradicts,
    must_be_found,
    named_so,
    people,
)

LISTED = st.lists(people(ID_KINDS, guesses=False), max_size=5)


def find(asking: list[Asker], others: list[Person]) -> list[Found]:
    parties = [Party(person=each.person, called=each.called, title="it") for each in asking]
    return Listing([Party(person=other, title="there") for other in others]).find(parties)


@settings(max_examples=1_000, deadline=None)
@given(askers(), LISTED)
@pytest.mark.slow
def test_exactly_those_are_found_whom_what_was_read_leads_to_one_place_of_their_own(
    asking: list[Asker], others: list[Person]
) -> None:
    found = find(asking, others)
    nobody_is_found_against_a_name_or_key_or_along_a_guess_alone(asking, others, found)
    whoever_one_read_key_leads_to_one_place_is_found_where_nothing_contradicts(
        asking, others, found
    )
    nobody_shares_a_place_and_every_doubt_is_told(asking, others, found)


def nobody_is_found_against_a_name_or_key_or_along_a_guess_alone(
    asking: list[Asker], others: list[Person], found: list[Found]
) -> None:
    for asker, each in zip(asking, found, strict=True):
        if each.place is not None:
            other = others[each.place]
            assert agrees(asker, other) or named_so(asker, other)
            assert not contradicts(asker, other)


def whoever_one_read_key_leads_to_one_place_is_found_where_nothing_contradicts(
    asking: list[Asker], others: list[Person], found: list[Found]
) -> None:
    for asker, each in zip(asking, found, strict=True):
        place = must_be_found(asker, asking, others)
        if place is not None:
            assert each.place == place


def nobody_shares_a_place_and_every_doubt_is_told(
    asking: list[Asker], others: list[Person], found: list[Found]
) -> None:
    places = [each.place for each in found if each.place is not None]
    assert len(set(places)) == len(places)
    for asker, each in zip(asking, found, strict=True):
        leads = any(agrees(asker, other) or named_so(asker, other) for other in others)
        assert (each.place is None and leads) <= bool(each.doubt)


def one(person: dict[str, Any], *others: dict[str, Any], called: str = "") -> Found:
    asking = [Asker(called=called, person=Person(**person))]
    return find(asking, [Person(**other) for other in others])[0]


SAME: dict[str, Any] = {"sis_id": "12", "name": "King, Robert"}


@pytest.mark.parametrize("name", ["Robert King", "Bob King", "R. King", "Robert J. King", "King"])
def test_an_honest_variant_of_a_name_beside_a_known_number_is_found(name: str) -> None:
    assert one({"sis_id": "12", "name": name}, SAME).by == "school number"


@pytest.mark.parametrize("name", ["Zoe Zeta", "Z. Z.", "zetazoe"])
def test_a_name_that_shares_no_word_stops_a_number(name: str) -> None:
    found = one({"sis_id": "12", "name": name}, SAME)
    assert (found.place, found.perhaps) == (None, (0,))
    assert found.doubt.startswith("would be there, by school number, but the name is King, Robert")


@pytest.mark.parametrize("name", ["bking12", "b@x.edu", "Роберт Кинг", "", "X"])
def test_what_is_no_name_or_in_another_script_says_nothing(name: str) -> None:
    assert one({"sis_id": "12", "name": name}, SAME).place == 0


def test_half_a_name_is_not_enough_where_the_other_half_is_somebody_elses() -> None:
    anna = {"sis_id": "12", "name": "Anna King"}
    assert one(anna, SAME, {"sis_id": "99", "name": "King, Anna"}).place is None
    assert one(anna, SAME).place == 0


def test_half_a_name_is_not_enough_where_another_submission_has_the_whole() -> None:
    asking = [
        Asker(called="", person=Person(sis_id="12", name="Anna King")),
        Asker(called="", person=Person(name="Robert King", email="r@x.edu")),
    ]
    assert find(asking, [Person(**SAME)])[0].place is None


def test_a_name_alone_does_not_take_what_a_number_may_have() -> None:
    asking = [
        Asker(called="", person=Person(sis_id="12", name="Anna King")),
        Asker(called="", person=Person(name="Robert King")),
    ]
    assert [each.place for each in find(asking, [Person(**SAME)])] == [None, None]


def test_half_a_name_is_not_enough_beside_a_key_of_no_known_kind() -> None:
    assert one({"ids": ("12",), "name": "Bob King"}, SAME).place is None
    assert one({"ids": ("12",), "name": "Robert J. King"}, SAME).place == 0


def test_a_value_of_no_known_kind_is_tried_as_each_kind() -> None:
    for kind in ID_KINDS:
        assert one({"ids": ("v",)}, {kind: "v"}).place == 0


def test_a_value_that_two_kinds_of_keys_have_is_two_readings() -> None:
    found = one({"ids": ("12",)}, {"lms_id": "12", "sis_id": "5"}, {"sis_id": "12", "lms_id": "6"})
    assert found.place is None
    assert found.doubt == "could be there, by LMS number; or there, by school number"


def test_a_reading_that_a_name_refutes_is_none() -> None:
    others = ({"lms_id": "12", "name": "Zeta, Zoe"}, {"sis_id": "12", "name": "Lee, Ann"})
    found = one({"ids": ("12",), "name": "Ann Lee"}, *others)
    assert (found.place, found.by) == (1, "school number")


def test_a_guess_is_named_and_leads_nowhere() -> None:
    found = one({"username": "king", "guessed": ("username",)}, {"username": "king"})
    assert (found.place, found.doubt) == (None, "would be there, by a guessed username")


def test_a_row_that_is_called_after_a_guess_says_no_more_than_the_guess() -> None:
    person = {"username": "king", "guessed": ("username",)}
    assert one(person, {"username": "king"}, called="king").place is None


def test_a_guess_contradicts_nothing() -> None:
    person = {"sis_id": "12", "username": "king", "guessed": ("username",)}
    assert one(person, {"sis_id": "12", "username": "bking"}).place == 0


def test_zeros_in_front_neither_agree_nor_contradict() -> None:
    assert one({"sis_id": "0012", "email": "r@x.edu"}, {"sis_id": "12", "email": "r@x.edu"}).by == (
        "e-mail address"
    )
    assert one({"sis_id": "0012"}, {"sis_id": "12"}).place is None


def test_a_login_with_and_without_its_domain_do_not_contradict() -> None:
    assert one({"sis_id": "1", "username": "r"}, {"sis_id": "1", "username": "r@x.edu"}).place == 0
    assert one({"sis_id": "1", "username": "r"}, {"sis_id": "1", "username": "q@x.edu"}).place is (
        None
    )


def test_a_login_elsewhere_is_only_found_by_a_rows_own_name() -> None:
    listing = Listing([Party(person=Person(name="Ann Lee"), called="pond")])
    assert listing.find([Party(person=Person(), called="pond")])[0].place == 0
    assert listing.find([Party(person=Person(username="pond"))])[0].place is None


def test_a_name_of_several_readings_is_found_by_the_one_that_is_somebodys() -> None:
    listing = Listing([Party(person=Person(name=name)) for name in ("Rick Dale", "Ann Lee-King")])
    team = Person(name="Lab 4-Rick Dale", guessed=("name",))
    assert listing.find([Party(person=team, names=("Rick Dale",))])[0].place == 0
    whole = Person(name="Ann Lee-King", guessed=("name",))
    assert listing.find([Party(person=whole, names=("King",))])[0].place == 1
    assert listing.find([Party(person=team)])[0].place is None


def test_a_name_of_several_readings_contradicts_when_each_of_them_does() -> None:
    team = Person(name="Lab 4-Rick Dale", lms_id="7", guessed=("name",))
    for name, place in (("Dale, Rick", 0), ("Zoe Zeta", None)):
        listing = Listing([Party(person=Person(name=name, lms_id="7"))])
        assert listing.find([Party(person=team, names=("Rick Dale",))])[0].place == place


def test_every_username_that_a_guessed_name_may_end_in_is_named() -> None:
    listing = Listing([Party(person=Person(username=u), title=u) for u in ("smith", "jo_smith")])
    person = Person(username="smith", guessed=("username",))
    (found,) = listing.find([Party(person=person, called="Lab 1_jo_smith")])
    assert found.doubt == (
        "would be smith, by a guessed username; or jo_smith, by a guessed username"
    )


def test_a_key_goes_before_a_name_alone() -> None:
    asking = [
        Asker(called="", person=Person(name="Robert King")),
        Asker(called="", person=Person(sis_id="12")),
    ]
    assert [each.place for each in find(asking, [Person(**SAME)])] == [None, 0]


def test_a_rows_own_name_that_is_ones_login_and_anothers_name_is_two_readings() -> None:
    others: list[dict[str, Any]] = [{"username": "ada", "name": "Ada King"}, {"name": "Ada"}]
    assert one({}, *others, called="ada").perhaps == (0, 1)


@pytest.mark.parametrize("called", ["robertking", "King", "Rob King"])
def test_a_rows_own_name_is_a_persons_only_in_whole_words(called: str) -> None:
    assert one({}, {"name": "Robert King"}, called=called).place is None
    assert one({}, {"name": "Robert King"}, called="king_robert").place == 0


def test_an_address_is_found_among_the_logins_where_people_log_in_with_it() -> None:
    asker = Asker(called="", person=Person(name="Ada Lovelace", email="ada@x.edu"))
    other = Person(name="Ada King Lovelace", username="Ada@x.edu")
    assert find([asker], [other])[0].place == 0
    stranger = Person(name="Grace Hopper", username="ada@x.edu")
    assert find([asker], [stranger])[0].place is None


def test_an_id_that_leads_most_to_wrong_names_leads_nobody_to_a_name_in_another_script() -> None:
    asking = [
        Asker(called="", person=Person(name=name, ids=(number,)))
        for name, number in (("Ada Lovelace", "7"), ("Grace Hopper", "8"), ("Alan Turing", "9"))
    ]
    others = [
        Person(name="Kurt Gödel", sis_id="7"),
        Person(name="Emmy Noether", sis_id="8"),
        Person(name="王小明", sis_id="9"),
    ]
    assert [each.place for each in find(asking, others)] == [None, None, None]
    others[:2] = [Person(name="Ada Lovelace", sis_id="7"), Person(name="Grace Hopper", sis_id="8")]
    assert [each.place for each in find(asking, others)] == [0, 1, 2]
