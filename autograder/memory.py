"""Remembers what was worked out before, up to a number of things."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


Found = TypeVar("Found")


class Memory(Generic[Found]):
    """What was found under keys; what was not asked for longest is forgotten first.

    Args:
        most: how many things are remembered at once.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, Found] = OrderedDict()

    def recall(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """Return what is remembered under `key`, or else find it; an exception is not remembered.

        Args:
            key: stands for all that `find` looks at.
            find: finds it out.
        """
        if key in self._found:
            self._found.move_to_end(key)
            return self._found[key]
        found = self._found[key] = find()
        if len(self._found) > self._most:
            self._found.popitem(last=False)
        return found
