"""What speaks against two records being one person's: a key that both have, or the name.

Only what was read counts, on both sides. `identity.matching` says what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.identity.naming import Likeness, folded, likeness
from autograder.identity.people import ID_KINDS, Person

# How people call each kind of key.
KINDS = {
    "lms_id": "LMS number",
    "sis_id": "school number",
    "username": "username",
    "email": "e-mail address",
    "": "ID",
    "alias": "login",
    "name": "name",
}
_NUMBERS = ("lms_id", "sis_id")
_ADDRESSES = ("username", "email")  # either of which may be an address


def keys(person: Person, *, guessed: bool) -> Iterator[tuple[str, str]]:
    """Yield kinds and values of the keys that were read, or of those that were guessed."""
    everything = person.keys()
    return ((key.kind, key.value) for key in everything if key.is_guessed is guessed)


def kinds_beside(kind: str, value: str) -> tuple[str, ...]:
    """Return the kinds of keys with which a key is compared."""
    if not kind:
        return (*ID_KINDS, "", "alias")
    addresses = _ADDRESSES if kind in _ADDRESSES and "@" in value else ()
    return tuple(dict.fromkeys((kind, *addresses, "")))


def values(person: Person) -> set[str]:
    """Return the values of all keys, read or guessed, as they are compared."""
    everything = person.keys()
    return {folded(key.value) for key in everything}


def name_of(person: Person) -> str:
    """Return a person's name; empty where it was guessed, or is a login or a number."""
    is_key = folded(person.name) in values(person)
    return "" if "name" in person.guessed or is_key else person.name


def differing_key(person: Person, other: Person) -> str:
    """Return which key shows that two records belong to two people, or an empty text."""
    theirs = dict(keys(other, guessed=False))
    for kind, value in keys(person, guessed=False):
        if kind and _differ(kind, value, theirs.get(kind, "")):
            return f"the {KINDS[kind]} is {theirs[kind]} there and {value} here"
    return ""


def _differ(kind: str, one: str, two: str) -> bool:
    """Return whether two keys of one kind are surely two people's; an empty one tells nothing.

    Spreadsheets drop zeros in front of numbers, and some systems what follows a login's @.
    """
    one, two = folded(one), folded(two)
    if not one or not two:
        return False
    if kind == "username" and ("@" in one) is not ("@" in two):
        return one.partition("@")[0] != two.partition("@")[0]
    return one.lstrip("0") != two.lstrip("0") if kind in _NUMBERS else one != two


def alike(person: Person, names: Sequence[str], other: Person) -> Likeness:
    """Compare the names of two records.

    Args:
        person: the one.
        names: everything that the one may be called, where its name can be read in several ways.
        other: the other.
    """
    readings = (person.name, *names) if names else (name_of(person),)
    found = {likeness(reading, name_of(other)) for reading in readings}
    # If it can be read as the same name, it does not contradict.
    return min(found, key=[*Likeness].index)
