"""A class list, and who in it is meant by a submission."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from autograder.people import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["IDS", "Listed", "Roster", "identifiers", "merged", "name_keys"]

# What tells a person from every other, best first.
IDS = ("lms_id", "username", "email", "sis_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a class list.

    Attributes:
        line: of the file, from 1.
        person: who it is.
        keys: under which names alone would find the person.
        alias: what else the person logs in with elsewhere, such as on a code host.
    """

    line: int
    person: Person
    keys: frozenset[str]
    alias: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roster:
    """Everybody in a class.

    Attributes:
        path: of the file, as shown to people.
        people: in the order of the file; no two share an id.
    """

    path: str
    people: tuple[Listed, ...]
    _ids: dict[tuple[str, str], Listed] = field(repr=False)
    _names: dict[str, list[Listed]] = field(repr=False)

    @classmethod
    def of(cls, path: str, people: Iterable[Listed]) -> Roster:
        """Index a class list; of people who share an id, the last one has it."""
        everybody = tuple(people)
        names: dict[str, list[Listed]] = {}
        for each in everybody:
            for key in each.keys:
                names.setdefault(key, []).append(each)
        ids = {pair: each for each in everybody for pair in identifiers(each)}
        return cls(path=path, people=everybody, _ids=ids, _names=names)

    def usernames(self) -> dict[str, str]:
        """Return all user names by themselves in small letters."""
        names = (each.person.username for each in self.people)
        return {name.casefold(): name for name in names if name}

    def by_id(self, person: Person, student: str) -> Listed | None:
        """Return who has an id of `person`, or any id that reads like the row's name.

        Args:
            person: as the download tells of somebody.
            student: the row's name, where the download gives one; else empty.

        Returns:
            The one; None where there is none, or ids point to several.
        """
        for kind in IDS:
            found = self._ids.get((kind, getattr(person, kind).casefold()))
            if found is not None:
                return found
        kinds = (*IDS, "alias")
        matches = {self._ids.get((kind, student.casefold())) for kind in kinds} - {None}
        return matches.pop() if len(matches) == 1 else None

    def by_name(self, name: str) -> Sequence[Listed]:
        """Return everybody who may be called `name`, in any order of its words."""
        found: dict[int, Listed] = {}
        for key in name_keys(name):
            found.update({each.line: each for each in self._names.get(key, ())})
        return list(found.values())


def identifiers(listed: Listed) -> list[tuple[str, str]]:
    """Return the kinds and values that tell this person from others."""
    pairs = [(kind, getattr(listed.person, kind).casefold()) for kind in IDS]
    pairs.append(("alias", listed.alias.casefold()))
    return [(kind, value) for kind, value in pairs if value]


def merged(listed: Person, told: Person) -> Person:
    """Return all that is known of a person; where both say something, the list is right."""
    gaps = {name: getattr(told, name) for name in ("name", *IDS) if not getattr(listed, name)}
    return replace(listed, **gaps)


def name_keys(name: str) -> frozenset[str]:
    """Return the spellings by which a name is compared.

    Letters and digits only, in small letters without accents; since platforms put the family's
    name first or last, once for each word to begin with. ``Lovelace, Ada`` and ``Ada Lovelace``
    share both of their keys, and a name that has lost its spaces keeps one of them.
    """
    words = [word for word in map(_letters, name.replace(",", " ").split()) if word]
    turns = ("".join(words[at:] + words[:at]) for at in range(min(len(words), 8)))
    return frozenset(turns)


def _letters(word: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(filter(str.isalnum, plain))
