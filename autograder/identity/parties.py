"""The two sides on which people are looked for, and what became of each who asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.identity.evidence import KINDS
from autograder.identity.people import Person

MOST = 4  # readings in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody on one of the two sides.

    Attributes:
        person: who it is.
        called: the row's own name on the side that asks, which may be any key or the name; on the
            side that is asked, a login that only such a name can be.
        names: everything else that the person may be called, where the name was guessed because
            it can be read in several ways.
        title: how sentences call them.
    """

    person: Person
    called: str = ""
    names: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of one who asked.

    Attributes:
        place: of the other side's list; None where there is none, or none for sure.
        by: the key that they share, for people.
        doubt: why it is not sure, to follow a name; empty where nobody comes into question.
        perhaps: the places that came into question.
        claims: those of them to which a key leads that was read, and that nothing contradicts.
    """

    place: int | None = None
    by: str = ""
    doubt: str = ""
    perhaps: tuple[int, ...] = ()
    claims: tuple[int, ...] = ()

    @property
    def is_by_name(self) -> bool:
        """Return whether only the name was found."""
        return self.by == KINDS["name"]


def each_once(found: list[Found], asking: Sequence[Party], listed: Sequence[Party]) -> list[Found]:
    """Let nobody share a place: a key goes before a name alone, and equals are both in doubt."""
    claims: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(found):
        for place in one.claims if one.place is None else (one.place,):
            claims[place].append(number)
    for place, numbers in claims.items():
        by_key = [each for each in numbers if not found[each].is_by_name]
        sure = [each for each in by_key if found[each].place is not None]
        for number in numbers if len(numbers) > 1 else []:
            if found[number].place is not None and sure != [number]:
                rivals = [asking[each].title for each in numbers if each != number]
                verb = "are" if len(rivals) > 1 else "is"
                doubt = f"is {listed[place].title}, and so {verb} {' and '.join(rivals[:MOST])}"
                found[number] = Found(doubt=doubt, perhaps=(place,))
    return found


def doubted(how: str, readings: Sequence[str], places: tuple[int, ...]) -> Found:
    """Return that several readings are possible, or that something contradicts each."""
    more = f"; or {len(readings) - MOST} more" if len(readings) > MOST else ""
    return Found(doubt=f"{how} {'; or '.join(readings[:MOST])}{more}", perhaps=places)
