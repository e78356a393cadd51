"""A repository per student: ``ps1-ada/``, named by the assignment and whoever owns it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePath

from autograder.identity.people import Person
from autograder.intake.layouts.model import Context, Piece, Place, Understood, is_sound_work
from autograder.intake.names import shown
from autograder.intake.nodes import Node
from autograder.text import nfc


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prefix:
    """What comes before the owner's name.

    Attributes:
        is_known: it is the assignment's name, or a roster knows whose names are behind it.
        is_guess: it could be cut elsewhere.
    """

    text: str
    is_known: bool = False
    is_guess: bool = False


class _Repositories:
    name = "repositories"
    title = "a repository per student"

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Read the folders' names; see `Layout.understand`."""
        folders = [node for node in place.nodes if node.is_folder]
        prefix = _prefix(folders, context)
        fits = [n for n in folders if nfc(n.name).startswith(prefix.text) and n.name != prefix.text]
        if not prefix.text or not fits:
            return None
        others = tuple(node for node in place.nodes if node not in set(fits))
        return Understood(
            title=self.title,
            pieces=tuple(_piece(node, prefix) for node in fits),
            others=others,
            is_certain=prefix.is_known and len(fits) > 1 and not any(map(is_sound_work, others)),
        )


def _prefix(folders: Sequence[Node], context: Context) -> _Prefix:
    """Return what all folders begin with: the one behind which the roster's people are, if any.

    Else it is the assignment's name, else as much as is shared up to a hyphen, which is a guess:
    users' names may begin alike.
    """
    names = [nfc(node.name) for node in folders]
    known, shared = _assignment(names, context), _shared(names)
    roster = context.roster
    if roster is not None and shared:
        people = {
            text: sum(bool(roster.by_id(Person(), _login(name, text))) for name in names)
            for text in {shared[: found.end()] for found in re.finditer("-", shared)}
        }
        best = max(people.values())
        found = [text for text, count in people.items() if count == best]
        if best and len(found) == 1:
            return _Prefix(text=found[0], is_known=best > 1 or found[0] == known)
    if known:
        return _Prefix(text=known, is_known=True)
    return _Prefix(text=shared, is_guess=shared.count("-") > 1)


def _assignment(names: Sequence[str], context: Context) -> str:
    """Return what all folders begin with, where it is the assignment's name; else nothing."""
    described = context.assignment
    own = (described.id, *(PurePath(file).stem for file in described.files))
    for name in dict.fromkeys(own):
        if names and all(each.startswith(f"{name}-") for each in names):
            return f"{name}-"
    return ""


def _shared(names: Sequence[str]) -> str:
    """Return what all of several folders begin with, up to a hyphen; else nothing."""
    if len(names) < 2:
        return ""
    pairs = zip(min(names), max(names), strict=False)  # what these share, all others share
    shared = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared[: shared.rfind("-") + 1]


def _login(name: str, prefix: str) -> str:
    return shown(name.removeprefix(prefix))


def _piece(node: Node, prefix: _Prefix) -> Piece:
    login = _login(nfc(node.name), prefix.text)
    if not prefix.is_guess:
        return Piece(node=node, key=(login,), student=login)
    remark = (
        f"{login} is a guess, as names could be cut at another hyphen: a roster with a column "
        "github_username would settle it"
    )
    return Piece(
        node=node,
        key=(login,),
        student=shown(nfc(node.name)),
        person=Person(username=login, guessed=("username",)),
        remarks=(remark,),
    )


REPOSITORIES = _Repositories()
