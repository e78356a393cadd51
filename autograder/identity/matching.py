"""Who of one list is who of another, by keys that were read.

A submission is looked for in a class list, and a row of the gradebook in an LMS's sheet, by the
same rules. A grade is written along a key that was read, never along a guess, and never against a
name or key that contradicts; where two readings are possible, nothing is written and both are
named.

- A key of a known kind is compared with keys of that kind. One of no known kind, such as what
  stands under ``ID``, or a file's own name, is compared with each: that it is the LMS's number is
  one reading, that it is the school's is another. An address is compared with usernames, too:
  many schools have people log in with theirs.
- A place of which a *known key* differs is contradicted. Numbers that differ only in leading zeros
  (spreadsheets drop them) and logins that differ only in what follows an @ neither agree nor
  contradict.
- A place whose *name* shares no word is contradicted, whatever number agrees. A name that shares
  one, and where each side has another word as well, may be a nickname or a maiden name (Bob King
  and Robert King) or somebody else (Anna King and Robert King). It stands only beside an equal key
  of a known kind, and only while nobody else on either side has just that name. Names in different
  scripts, or that are no names, say nothing.
- Beside an equal key of *no known kind*, one name must be within the other. Where for most who ask
  such a key leads to a different name, it leads nobody to a name in another script.
- A name alone leads to a place only when its words are equal and it is the only one of that name.
- A guess leads to no place. Where it would, that is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.identity.evidence import (
    KINDS,
    alike,
    differing_key,
    keys,
    kinds_beside,
    name_of,
    values,
)
from autograder.identity.naming import Likeness, Namesakes, folded, name_words
from autograder.identity.parties import MOST, Found, Party, doubted, each_once

_SAYS = {Likeness.SAME: 1, Likeness.WITHIN: 1, Likeness.DIFFERENT: -1}


@dataclass(frozen=True, slots=True)
class _Hit:
    """One key, and the places that have it; `kind` is of the place's key."""

    kind: str
    places: tuple[int, ...]
    is_of_known_kind: bool


@dataclass(frozen=True, slots=True)
class _Others:
    """All who ask.

    Attributes:
        names: whose these are.
        refuted: kinds that keys of no known kind do not have among them.
    """

    asking: Sequence[Party]
    names: Namesakes
    refuted: frozenset[str]


class Listing:
    """The side that is asked, by each of its keys.

    Args:
        listed: everybody there.
    """

    def __init__(self, listed: Sequence[Party]) -> None:
        self._listed = listed
        self._names = Namesakes(party.person.name for party in listed)
        self._places: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, party in enumerate(listed):
            for kind, value in {*keys(party.person, guessed=False), ("alias", party.called)}:
                if folded(value):
                    self._places[kind, folded(value)].append(place)

    def find(self, asking: Sequence[Party]) -> list[Found]:
        """Return for each who asks, which place is theirs."""
        names = Namesakes(party.person.name or party.called for party in asking)
        others = _Others(asking, names, self._refuted(asking))
        found = [self._find(number, party, others) for number, party in enumerate(asking)]
        return each_once(found, asking, self._listed)

    def named(self, name: str) -> list[int]:
        """Return the places of everybody of that name."""
        return self._names.having(name)

    def meant(self, text: str) -> list[int]:
        """Return the places that somebody may mean by a text: by any key, or by the name."""
        people = enumerate(party.person for party in self._listed)
        by_key = {place for place, person in people if folded(text) in values(person)}
        return sorted(by_key.union(self.named(text)))

    def _find(self, number: int, party: Party, others: _Others) -> Found:
        """Find the place of one who asks; `others` are all who ask."""
        hits = list(self._hits([*keys(party.person, guessed=False), *_own_name(party)]))
        if hits:
            return self._by_key(number, party, hits, others)
        found = self._by_name(party)
        return found if found.place is not None or found.doubt else self._by_guess(party)

    def _hits(self, keys: Iterable[tuple[str, str]]) -> Iterator[_Hit]:
        for kind, value in keys:
            for other in kinds_beside(kind, value):
                if places := self._places.get((other, folded(value))):
                    yield _Hit(other, tuple(places), bool(kind) and kind == other)

    def _by_key(self, number: int, party: Party, hits: list[_Hit], others: _Others) -> Found:
        places = sorted({place for hit in hits for place in hit.places})
        against = {place: self._against(party, place, hits, others.refuted) for place in places}
        standing = [place for place in places if not against[place]]
        if len(standing) > 1:
            return replace(self._doubt("could be", standing, hits), claims=tuple(standing))
        if not standing:
            more = self._named_so(party, places)
            reasons = [f"{self._said(place, hits)}, but {against[place]}" for place in places]
            return doubted("would be", [*reasons, *more.values()], (*places, *more))
        (place,) = standing
        doubt = self._other_of_the_name(number, party, place, others)
        if doubt is not None:
            text = f"is {self._said(place, hits)}, but {doubt.doubt}"
            return replace(doubt, doubt=text, claims=(place,))
        return Found(place=place, by=KINDS[next(hit.kind for hit in hits if place in hit.places)])

    def _refuted(self, asking: Sequence[Party]) -> frozenset[str]:
        """Return the kinds that keys of no known kind are not, as names show, in most places."""
        balance: dict[str, int] = defaultdict(int)
        for party in asking:
            for hit in self._hits([*keys(party.person, guessed=False), *_own_name(party)]):
                for place in () if hit.is_of_known_kind else hit.places:
                    names = alike(party.person, party.names, self._listed[place].person)
                    balance[hit.kind] += _SAYS.get(names, 0)
        return frozenset(kind for kind, agreeing in balance.items() if agreeing < 0)

    def _against(
        self,
        party: Party,
        place: int,
        hits: Sequence[_Hit],
        refuted: frozenset[str] = frozenset(),
    ) -> str:
        """Return what contradicts that `party` is the one at `place`, or an empty text."""
        person, other = party.person, self._listed[place].person
        if key := differing_key(person, other):
            return key
        for hit in hits:
            if hit.is_of_known_kind and place not in hit.places:
                return f"the {KINDS[hit.kind]} is that of {self._all(hit.places)}"
        is_sure = any(hit.is_of_known_kind for hit in hits if place in hit.places)
        names = alike(person, party.names, other)
        if names is Likeness.DIFFERENT or (names is Likeness.PARTLY and not is_sure):
            return f"the name is {other.name} there and {person.name} here"
        kinds = {hit.kind for hit in hits if place in hit.places}
        is_in_another_script = names is Likeness.UNTOLD and name_of(person) and name_of(other)
        if is_in_another_script and not is_sure and kinds and kinds <= refuted:
            return (
                f"the name is {other.name} there, and such an ID leads most others to wrong names"
            )
        return ""

    def _other_of_the_name(
        self, number: int, party: Party, place: int, others: _Others
    ) -> Found | None:
        """Return a doubt where the names are not equal, and somebody else has just that name."""
        other = self._listed[place].person
        names = alike(party.person, party.names, other)
        if names is Likeness.SAME:
            return None
        if theirs := [each for each in self._named(party) if each != place]:
            return Found(doubt=f"the name is that of {self._all(theirs)}", perhaps=(place, *theirs))
        ours = [each for each in others.names.having(name_of(other)) if each != number]
        if names is not Likeness.UNTOLD and ours:
            titles = " and ".join(others.asking[each].title for each in ours[:MOST])
            return Found(doubt=f"the name there is that of {titles}", perhaps=(place,))
        return None

    def _by_name(self, party: Party) -> Found:
        named = self._named(party)
        against = {place: self._against(party, place, ()) for place in named}
        standing = [place for place in named if not against[place]]
        if len(standing) == 1:
            return Found(place=standing[0], by=KINDS["name"])
        if standing:
            return self._doubt("could be", standing, [_Hit("name", tuple(standing), True)])
        reasons = [f"{self._titled(place)}, by name, but {against[place]}" for place in named]
        return doubted("would be", reasons, tuple(named)) if named else Found()

    def _by_guess(self, party: Party) -> Found:
        """Return the places that a guess, or a username at the end of a row's name, leads to."""
        guesses = list(keys(party.person, guessed=True))
        hits = list(self._hits(guesses))
        if guesses:
            ends = [("username", end) for end in _ends(party.called)]
            aliases = [("alias", value) for _, value in guesses]
            hits += self._hits([*ends, *aliases])
        if "name" in party.person.guessed and (places := self.named(party.person.name)):
            hits.append(_Hit("name", tuple(places), False))
        found = sorted({place for hit in hits for place in hit.places})
        reasons = [self._said(place, hits, "a guessed ") for place in found]
        return doubted("would be", reasons, tuple(found)) if found else Found()

    def _named(self, party: Party) -> list[int]:
        """Return the places of just that name; the row's own name is one if it has several words.

        A file's name in one word may be a login. Of a name that can be read in several ways, the
        first reading that is somebody's counts, the whole before its parts.
        """
        if party.names:
            readings = (self.named(name) for name in (party.person.name, *party.names))
            return next(filter(None, readings), [])
        if party.person.name:
            return self.named(name_of(party.person))
        count = len(name_words(party.called))
        return [
            place
            for place in self.named(party.called)
            if len(name_words(self._listed[place].person.name)) == count
        ]

    def _named_so(self, party: Party, places: Sequence[int]) -> dict[int, str]:
        others = [place for place in self._named(party) if place not in places]
        return {place: f"{self._titled(place)}, by name" for place in others}

    def _doubt(self, how: str, places: Sequence[int], hits: Sequence[_Hit]) -> Found:
        return doubted(how, [self._said(place, hits) for place in places], tuple(places))

    def _said(self, place: int, hits: Sequence[_Hit], article: str = "") -> str:
        by = dict.fromkeys(KINDS[hit.kind] for hit in hits if place in hit.places)
        return f"{self._titled(place)}, by {article}{' and '.join(by)}"

    def _titled(self, place: int) -> str:
        return self._listed[place].title

    def _all(self, places: Sequence[int]) -> str:
        return " and ".join(self._titled(place) for place in places[:MOST])


def _own_name(party: Party) -> Iterator[tuple[str, str]]:
    """Yield a row's own name, unless it is called after one of the keys: it says no more then."""
    if folded(party.called) not in values(party.person):
        yield "", party.called


def _ends(text: str) -> Iterator[str]:
    """Yield what follows each underscore, as in ``Lab 1_ada_l``."""
    words = text.split("_")
    return ("_".join(words[at:]) for at in range(1, len(words)))
