"""Who of a list has just a given name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from autograder.identity.naming import name_keys

__all__ = ["Namesakes"]


class Namesakes:
    """People by their names.

    Args:
        names: of everybody, in the order of the list.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            for key in name_keys(name):
                self._by_key[key].append(number)

    def having(self, name: str) -> list[int]:
        """Return the numbers of everybody of that name, in whatever order its words are."""
        found = {number for key in name_keys(name) for number in self._by_key.get(key, ())}
        return sorted(found)
