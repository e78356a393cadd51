"""A repository per student: ``ps1-ada/``, named by the assignment and whoever owns it."""

from __future__ import annotations

from itertools import takewhile
from pathlib import PurePath
from typing import TYPE_CHECKING

from autograder.intake.layouts.model import Piece, Understood, is_sound_work
from autograder.intake.names import nfc, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.intake.layouts.model import Context, Place
    from autograder.intake.nodes import Node

__all__ = ["REPOSITORIES"]


class _Repositories:
    name = "repositories"
    title = "a repository per student"

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Read the folders' names; see `Layout.understand`."""
        folders = [node for node in place.nodes if node.is_folder]
        known = _assignment(folders, context)
        prefix = known or _shared(folders)
        fits = [n for n in folders if nfc(n.name).startswith(prefix) and nfc(n.name) != prefix]
        if not prefix or not fits:
            return None
        others = tuple(node for node in place.nodes if node not in set(fits))
        return Understood(
            title=self.title,
            pieces=tuple(_piece(node, prefix) for node in fits),
            others=others,
            is_certain=bool(known) and len(fits) > 1 and not any(map(is_sound_work, others)),
        )


def _assignment(folders: Sequence[Node], context: Context) -> str:
    """Return what all folders begin with, where it is the assignment's name; else nothing."""
    described = context.assignment
    own = (described.id, *(PurePath(file).stem for file in described.files))
    for name in dict.fromkeys(own):
        if folders and all(nfc(node.name).startswith(f"{name}-") for node in folders):
            return f"{name}-"
    return ""


def _shared(folders: Sequence[Node]) -> str:
    """Return what all of several folders begin with, up to a hyphen; else nothing."""
    if len(folders) < 2:
        return ""
    names = [nfc(node.name) for node in folders]
    pairs = zip(min(names), max(names), strict=False)  # what these share, all others share
    shared = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared[: shared.rfind("-") + 1]


def _piece(node: Node, prefix: str) -> Piece:
    login = shown(nfc(node.name).removeprefix(prefix))
    return Piece(node=node, key=(login,), student=login)


REPOSITORIES = _Repositories()
