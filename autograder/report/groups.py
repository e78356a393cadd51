"""Groups of equal wrong answers that nobody has named yet, as the report shows them.

Finding them takes a while, so that `autograder mistakes OUT` does it and keeps them here. They are
shown for as long as the class list is the one that they were found in.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from autograder.gradebook.store import Gradebook

_NAME = "groups"


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Students who answered the same.

    Attributes:
        id: as `autograder mistakes OUT` calls it.
        question: the question's id.
        students: the names of their rows; none where they are not to be shown.
        count: how many they are.
        wrong: what is wrong, in words.
        place: of one student's own line that is wrong first; with the line, empty if not known.
        line: that line.
    """

    id: str
    question: str
    students: tuple[str, ...]
    count: int
    wrong: str
    place: str = ""
    line: str = ""


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    state: str = ""
    groups: tuple[Group, ...] = ()


def keep(gradebook: Gradebook, groups: Iterable[Group]) -> None:
    """Keep the groups of the present class list, in place of those before."""
    gradebook.keep(_NAME, _Kept(state=_state(gradebook), groups=tuple(groups)))


def groups(gradebook: Gradebook) -> tuple[Group, ...] | None:
    """Return the groups of the present class list, or None if nobody has looked for them."""
    kept = gradebook.kept(_NAME, _Kept)
    return kept.groups if kept is not None and kept.state == _state(gradebook) else None


def forget(gradebook: Gradebook) -> None:
    """Keep no groups any more."""
    gradebook.keep(_NAME, _Kept())


def _state(gradebook: Gradebook) -> str:
    """Return a text that changes with the class list and with what it was graded with."""
    with_what = sorted(gradebook.graded_with().items(), key=repr)
    return sha256(repr([*gradebook.listed(), with_what]).encode()).hexdigest()
