"""A class list, and who in it is meant by a submission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograder.identity.matching import Listing
from autograder.identity.naming import folded
from autograder.identity.parties import Found, Party
from autograder.identity.people import Handed, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a class list.

    Attributes:
        line: of the file, from 1.
        person: who it is.
        alias: what else the person logs in with elsewhere, such as on a code host.
        handed: how the person handed in, where the list says so.
        section: of the class; several are separated by semicolons.
    """

    line: int
    person: Person
    alias: str = ""
    handed: Handed = field(default_factory=Handed)
    section: str = ""

    @property
    def title(self) -> str:
        """What sentences call it."""
        name = self.person.name
        return f"line {self.line}, {name}" if name else f"line {self.line}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roster:
    """Everybody in a class.

    Attributes:
        path: of the file, as shown to people.
        people: in the order of the file; no two share an id of one kind.
    """

    path: str
    people: tuple[Listed, ...]
    _listing: Listing = field(repr=False)

    @classmethod
    def of(cls, path: str, people: Iterable[Listed]) -> Roster:
        """Return a class list."""
        everybody = tuple(people)
        parties = [Party(person=e.person, called=e.alias, title=e.title) for e in everybody]
        return cls(path=path, people=everybody, _listing=Listing(parties))

    def usernames(self) -> set[str]:
        """Return all user names, as they are compared."""
        return {folded(each.person.username) for each in self.people} - {""}

    def find(self, asking: Sequence[Party]) -> list[Found]:
        """Return for each who asks, which of `people` that is."""
        return self._listing.find(asking)

    def by_id(self, person: Person, called: str) -> Listed | None:
        """Return who is known by `person`, or by any key that reads like the row's own name."""
        (found,) = self.find([Party(person=person, called=called)])
        return None if found.place is None else self.people[found.place]

    def by_name(self, name: str) -> list[Listed]:
        """Return everybody who may be called `name`, in any order of its words."""
        return [self.people[place] for place in self._listing.named(name)]
