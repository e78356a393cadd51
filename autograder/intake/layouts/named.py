"""Layouts in which every name at the top says whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from autograder.intake.layouts.model import LONGEST, Understood, are_alone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.intake.layouts.model import Context, Piece, Place
    from autograder.intake.nodes import Node

__all__ = ["NameLayout", "fitting"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLayout(Generic[T]):
    """A layout in which single names are read, and all of them together decide between readings.

    Attributes:
        name: what the command line calls it.
        title: what sentences call it.
        tell: reads one name, in every way in which it can be; None when it does not fit.
        settle: makes pieces, one for each name that was read.
        is_plausible: whether all that fits together is what the platform makes.
        own: names of files that the platform adds.
    """

    name: str
    title: str
    tell: Callable[[Node], T | None]
    settle: Callable[[Sequence[T], Context], Sequence[Piece]]
    is_plausible: Callable[[Sequence[T]], bool] = bool
    own: tuple[str, ...] = ()

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Read every name; see `Layout.understand`."""
        told, others = fitting(place.nodes, self.tell)
        if not told:
            return None
        pieces = self.settle(told, context)
        others = [node for node in others if node.name not in self.own]
        return Understood(
            title=self.title,
            pieces=tuple(pieces),
            others=tuple(others),
            is_certain=are_alone(pieces, others) and self.is_plausible(told),
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
