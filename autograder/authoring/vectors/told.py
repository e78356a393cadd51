"""What changed in a set of vectors, case by case, as an author would tell a colleague."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograder.authoring.vectors.diff import Change, Kind, diff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from autograder.vectors.model import Vector, VectorSet


_SCALE = "scale of "  # how a diff names what S is of


def told(old: VectorSet | None, new: VectorSet) -> Iterator[str]:
    """Yield a sentence for each case that is not as it was, sorted by its name."""
    before = {vector.id: vector for vector in old.vectors} if old else {}
    after = {vector.id: vector for vector in new.vectors}
    for change in diff(old, new):
        yield f"{change.id} {_SAID[change.kind](change, before, after)}"


def _added(change: Change, before: Mapping[str, Vector], after: Mapping[str, Vector]) -> str:
    del before
    return f"is new: {after[change.id].comment}"


def _removed(change: Change, before: Mapping[str, Vector], after: Mapping[str, Vector]) -> str:
    del after
    return f"is gone: {before[change.id].comment}"


def _inputs(change: Change, before: Mapping[str, Vector], after: Mapping[str, Vector]) -> str:
    del before, after
    return f"has other inputs ({_some(change.what)}), so its right answer is another"


def _expected(change: Change, before: Mapping[str, Vector], after: Mapping[str, Vector]) -> str:
    del before, after
    moved = tuple(name for name in change.what if not name.startswith(_SCALE))
    if not moved:
        return f"has the same right answer and another S, of {_some(change.what)}"
    return f"has the same inputs and another right answer: {_some(moved)}{_far(change)}"


def _described(change: Change, before: Mapping[str, Vector], after: Mapping[str, Vector]) -> str:
    old, new = before.get(change.id), after[change.id]
    if old is None:
        return f"is an earlier case with another name: {new.comment}"
    more = [
        f"shows the mistake {name} {how}"
        for how, names in (
            ("too", set(new.kills) - {*old.kills}),
            ("no more", {*old.kills} - {*new.kills}),
        )
        for name in sorted(names)
    ]
    more += [f"{name} changed" for name in change.what if name != "kills"]
    return "asks and expects the same: " + ", ".join(more)


def _far(change: Change) -> str:
    if change.deviation is None:
        return ", of another kind or shape"
    if math.isinf(change.deviation):
        return ", where it is compared exactly"
    return f", by up to {change.deviation:.2g} of S" if change.deviation else ""


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(name.removeprefix(_SCALE) for name in names)


_SAID: Mapping[Kind, Callable[[Change, Mapping[str, Vector], Mapping[str, Vector]], str]] = {
    Kind.ADDED: _added,
    Kind.REMOVED: _removed,
    Kind.INPUTS: _inputs,
    Kind.EXPECTED: _expected,
    Kind.DESCRIBED: _described,
}
