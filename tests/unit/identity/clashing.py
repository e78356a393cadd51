"""Random classes whose keys clash, and the rules of who is who, said again in the plainest way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from autograder.identity.people import ID_KINDS, Person

NAMES = ("Ada Lovelace", "Grace Hopper", "Alan Turing", "")
VALUES = ("7", "8", "9", "ada", "grace", "a@x.edu")  # any of which any kind of key may have


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A row of a gradebook or of a download: its own name, and who it is."""

    called: str
    person: Person


def people(kinds: Sequence[str], *, guesses: bool) -> st.SearchStrategy[Person]:
    """Return people with any of some kinds of keys, read or also guessed."""
    values = {kind: st.sampled_from(("", *VALUES)) for kind in kinds}
    ids = st.lists(st.sampled_from(VALUES), max_size=1).map(tuple) if guesses else st.just(())
    marks = st.lists(st.sampled_from((*kinds, "ids", "name")), max_size=2, unique=True)
    return st.builds(
        Person,
        name=st.sampled_from(NAMES),
        ids=ids,
        guessed=marks.map(tuple) if guesses else st.just(()),
        **values,
    )


def askers() -> st.SearchStrategy[list[Asker]]:
    """Return some who ask, each with a row's name of its own; some of those names are keys."""
    called = st.sampled_from(("", "7", "ada", "Grace Hopper"))
    one = st.builds(Asker, called=called, person=people(ID_KINDS, guesses=True))
    return st.lists(one, max_size=4)


def read(person: Person, kind: str) -> str:
    """Return a key that was read."""
    return "" if kind in person.guessed else str(getattr(person, kind))


def name(person: Person) -> str:
    return read(person, "name")


def of_no_kind(asker: Asker) -> set[str]:
    """Return the values that were read and of which nothing says what they are."""
    person = asker.person
    ids = set() if "ids" in person.guessed else set(person.ids)
    known = {getattr(person, kind) for kind in ID_KINDS} | set(person.ids)
    return ids | ({asker.called} - known - {""})


def agrees(asker: Asker, other: Person) -> bool:
    """Return whether a key that was read leads from one to the other."""
    known = any(read(asker.person, kind) == read(other, kind) != "" for kind in ID_KINDS)
    addresses = {read(asker.person, "username"), read(asker.person, "email")}
    theirs = {read(other, "username"), read(other, "email")}
    is_address = any("@" in each for each in addresses & theirs)
    return known or is_address or any(read(other, k) in of_no_kind(asker) for k in ID_KINDS)


def contradicts(asker: Asker, other: Person) -> bool:
    """Return whether a name or a key that both have differs."""
    pairs = [(read(asker.person, kind), read(other, kind)) for kind in (*ID_KINDS, "name")]
    return any(one and two and one != two for one, two in pairs)


def named_so(asker: Asker, other: Person) -> bool:
    """Return whether they are of one name; a row's own name counts where the person has none."""
    own = asker.person.name or asker.called
    is_read = not asker.person.name or "name" not in asker.person.guessed
    return bool(name(other)) and is_read and own == name(other)


def must_be_found(asker: Asker, everybody: Sequence[Asker], others: Sequence[Person]) -> int | None:
    """Return the only place to which read keys lead, where nothing at all speaks against it."""
    places = [place for place, other in enumerate(others) if agrees(asker, other)]
    if len(places) != 1 or contradicts(asker, others[places[0]]):
        return None
    (place,) = places
    rest = [each for each in everybody if each is not asker]
    is_claimed = any(agrees(each, others[place]) for each in rest)
    has_namesakes = any(
        place != at and named_so(asker, other) for at, other in enumerate(others)
    ) or any(named_so(each, others[place]) for each in rest)
    return None if is_claimed or has_namesakes else place
