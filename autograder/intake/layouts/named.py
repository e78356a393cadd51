"""Layouts in which every name at the top says whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from autograder.intake.layouts.model import LONGEST, Understood, is_sound_work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.intake.layouts.model import Context, Piece, Place
    from autograder.intake.nodes import Node

__all__ = ["NameLayout", "fitting"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLayout:
    """A layout that is one reading of single names.

    Attributes:
        name: what the command line calls it.
        title: what sentences call it.
        tell: reads one name; None when it does not fit.
        is_plausible: whether all that fits together is what the platform makes.
        own: names of files that the platform adds.
    """

    name: str
    title: str
    tell: Callable[[Node], Piece | None]
    is_plausible: Callable[[Sequence[Piece]], bool] = bool
    own: tuple[str, ...] = ()

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Read every name; see `Layout.understand`."""
        del context
        pieces, others = fitting(place.nodes, self.tell)
        if not pieces:
            return None
        others = [node for node in others if node.name not in self.own]
        alone = len(others) < len(pieces) and not any(map(is_sound_work, others))
        return Understood(
            title=self.title,
            pieces=tuple(pieces),
            others=tuple(others),
            is_certain=alone and self.is_plausible(pieces),
        )


def fitting(nodes: Sequence[Node], tell: Callable[[Node], T | None]) -> tuple[list[T], list[Node]]:
    """Return what `tell` makes of nodes, and the nodes of which it makes nothing."""
    told: list[T] = []
    others: list[Node] = []
    for node in nodes:
        made = tell(node) if len(node.name) <= LONGEST else None
        if made is None:
            others.append(node)
        else:
            told.append(made)
    return told, others
