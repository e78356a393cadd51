"""Blackboard: ``Problem Set 1_ada_l_attempt_2026-05-01-14-05-33_regularization.ipynb``.

Beside each attempt's files lies a note, the same name without a file and with ``.txt``, whose
first line is ``Name: Ada Lovelace (ada_l)``. Only it tells where the assignment's name ends and
the user's begins when either has an underscore; else the roster does, else the last underscore.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.intake.bundle import Renamed
from autograder.intake.layouts.model import Piece, Understood, brief, is_sound_work, small
from autograder.intake.layouts.named import fitting
from autograder.intake.layouts.times import stamp
from autograder.intake.names import nfc
from autograder.people import Handed, Person

if TYPE_CHECKING:
    from autograder.intake.layouts.model import Context, Place
    from autograder.intake.nodes import Node

__all__ = ["BLACKBOARD"]

_NAME = re.compile(
    r"(?P<head>.+?_.+?)_attempt_(?P<time>[0-9]{4}(?:-[0-9]{2}){5})(?:_(?P<file>.+)|\.txt)",
    re.DOTALL,
)
_FIRST_LINE = re.compile(r"Name:\s*(?P<name>.*?)\s*\((?P<user>[^()]+)\)\s*")
_LARGEST_NOTE = 1 << 20  # it holds what the student typed as well


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A node whose name fits, and the parts of the name."""

    node: Node
    head: str
    time: str
    file: str


class _Blackboard:
    name = "blackboard"
    title = "a Blackboard download"

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Read every name, and the notes; see `Layout.understand`."""
        named, others = fitting(place.nodes, _parts)
        if not named:
            return None
        people = _people(named, context)
        pieces = tuple(_piece(each, people[each.head]) for each in named)
        alone = len(others) < len(pieces) and not any(map(is_sound_work, others))
        return Understood(title=self.title, pieces=pieces, others=tuple(others), is_certain=alone)


def _parts(node: Node) -> _Named | None:
    found = None if node.is_folder else _NAME.fullmatch(nfc(node.name))
    if found is None:
        return None
    return _Named(node=node, head=found["head"], time=found["time"], file=found["file"] or "")


def _piece(named: _Named, person: Person) -> Piece:
    return Piece(
        node=Renamed(node=named.node, name=named.file or named.node.name),
        key=(named.head,),
        person=person,
        handed=Handed(submitted_at=stamp(named.time)),
        order=(named.time, 0, 0),
        is_form=not named.file,
    )


def _people(named: list[_Named], context: Context) -> dict[str, Person]:
    """Return who is meant by every head, ``<assignment>_<user>``."""
    people: dict[str, Person] = {}
    for each in named:
        if not each.file and each.head not in people:
            person = _noted(each, context)
            if person is not None:
                people[each.head] = person
    known = {} if context.roster is None else context.roster.usernames()
    for each in named:
        if each.head not in people:
            user = brief(_username(each.head, known))
            people[each.head] = Person(username=user or brief(each.head))
    return people


def _noted(named: _Named, context: Context) -> Person | None:
    """Return whom the note names, if its name says the same."""
    content = small([named.node], named.node.name, context.caps, _LARGEST_NOTE)
    if content is None:
        return None
    line = content.decode("utf-8-sig", "replace").partition("\n")[0][:1000]
    found = _FIRST_LINE.fullmatch(line)
    if found is None or not nfc(named.head).endswith("_" + nfc(found["user"])):
        return None
    user = brief(found["user"])
    return Person(name=brief(found["name"]), username=user) if user else None


def _username(head: str, known: dict[str, str]) -> str:
    """Return the longest end of `head` that is a user of the roster, else what follows the last _.

    Args:
        head: ``<assignment>_<user>``.
        known: the roster's user names, by themselves in small letters.
    """
    words = head.split("_")
    for start in range(1, len(words)):
        user = "_".join(words[start:])
        if user.casefold() in known:
            return known[user.casefold()]
    return words[-1]


BLACKBOARD = _Blackboard()
