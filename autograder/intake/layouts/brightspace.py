"""Brightspace: ``46211-9074 - Ada Lovelace - May 18, 2026 1224 PM``, a folder or before each name.

The first number is the user's; the second is not the submission's own. Some courses put the
school's number before the name, and some versions no space before the time's hyphen. The time is
the course's, in the language of the course.

The name and the file's are of the student's choosing, and may look like a number or a time. The
platform's own time is in the same language in all names of a download.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from autograder.identity.people import Handed, Person
from autograder.intake.layouts.model import Context, NameLayout, Piece, brief, handed_at
from autograder.intake.names import listed
from autograder.intake.nodes import Node
from autograder.moments import instant, stamp
from autograder.text import nfc

_NUMBERS = re.compile(r"(?P<user>[0-9]+)-[0-9]+\s*-\s+")
_SEPARATOR = re.compile(r"\s*-\s+")
_SCHOOLS = re.compile(r"[A-Za-z]{0,3}[0-9]{4,}")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One way to read a name: what is before the time, the time, and what is behind it."""

    name: str
    time: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Named:
    """A node, and every way to read its name, that with the shortest name first."""

    node: Node
    user: str
    readings: tuple[_Reading, ...]

    @property
    def is_understood(self) -> bool:
        return any(stamp(each.time) for each in self.readings)

    @property
    def school(self) -> str:
        """The number that comes before the name, if it is one."""
        number, found, _ = self.readings[0].name.partition(" - ")
        return number if found and _SCHOOLS.fullmatch(number) else ""


def _tell(node: Node) -> _Named | None:
    text = nfc(node.name)
    numbers = _NUMBERS.match(text)
    if numbers is None:
        return None
    at = numbers.end()
    ends = [(found.start(), found.end()) for found in _SEPARATOR.finditer(text, at)]
    ends.append((len(text), len(text)))
    readings: list[_Reading] = []
    for before, behind in pairwise(ends):
        time, file = text[before[1] : behind[0]], text[behind[1] :]
        name = _SEPARATOR.sub(" - ", text[at : before[0]])
        if _may_be_time(time) and node.is_folder is not bool(file):
            readings.append(_Reading(name=name, time=time, file=file))
    if not readings:
        return None
    return _Named(node=node, user=numbers["user"], readings=tuple(readings))


def _may_be_time(text: str) -> bool:
    """Return whether there is a year in a text, and a day and an hour beside it."""
    return bool(_YEAR.search(text)) and len(re.findall("[0-9]+", text)) > 2


def _settle(told: Sequence[_Named], context: Context) -> list[Piece]:
    del context
    if 2 * sum(each.is_understood for each in told) > len(told):
        told = [_understood(each) for each in told]
    has_schools = all(each.school for each in told)
    names: dict[str, set[str]] = defaultdict(set)
    for each in told:
        names[each.user].add(each.readings[0].name)
    pieces = [_piece(each) for each in told]
    if has_schools:
        pieces = [_of_school(piece, is_sure=len(names) > 1) for piece in pieces]
    return [
        # What two names share is no user's number.
        _guess(piece, "lms_id") if len(names[each.user]) > 1 else piece
        for each, piece in zip(told, pieces, strict=True)
    ]


def _understood(named: _Named) -> _Named:
    """Leave out the times that are not understood, where the platform's own are."""
    readings = tuple(each for each in named.readings if stamp(each.time))
    return replace(named, readings=readings or named.readings)


def _piece(named: _Named) -> Piece:
    """Return what a name tells; of several times that it may have, the last counts."""
    readings = named.readings
    times = list(dict.fromkeys(each.time for each in readings))
    handed = _handed(times)
    person = Person(name=brief(readings[0].name), lms_id=named.user)
    piece = Piece(
        node=named.node.renamed(readings[-1].file or named.node.name),
        key=(named.user, readings[0].name),
        person=person,
        handed=handed,
    )
    if len(readings) == 1:
        return piece
    counts = "the later one counts" if handed.submitted_at else "it is not known which is right"
    remark = f"its name can be read with the times {listed([*map(brief, times)])}: {counts}"
    return _guess(replace(piece, remarks=(remark,)), "name")


def _handed(times: Sequence[str]) -> Handed:
    if not all(map(stamp, times)):
        return handed_at(" or ".join(times))
    return handed_at(max(times, key=lambda time: instant(stamp(time))))


def _of_school(piece: Piece, *, is_sure: bool) -> Piece:
    """Return a piece whose name begins with the school's number, which several names show."""
    number, _, name = piece.person.name.partition(" - ")
    piece = replace(piece, person=replace(piece.person, name=name, sis_id=number))
    return piece if is_sure else _guess(_guess(piece, "sis_id"), "name")


def _guess(piece: Piece, kind: str) -> Piece:
    guessed = tuple(dict.fromkeys((*piece.person.guessed, kind)))
    return replace(piece, person=replace(piece.person, guessed=guessed))


BRIGHTSPACE = NameLayout(
    name="brightspace",
    title="a Brightspace download",
    tell=_tell,
    settle=_settle,
    own=("index.html",),
)
