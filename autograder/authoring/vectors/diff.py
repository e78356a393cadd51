"""What changed from one set of vectors to another, as a TA would say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from autograder.judge.compare import deviation
from autograder.vectors.content import GroupNode, digest
from autograder.vectors.layout import to_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.vectors.model import Vector, VectorSet


_PROPERTIES = ("id", "comment", "flags", "kills")


_ROUNDING = 1e-12  # in units of S; a thousandth of what counts as exact


class Kind(StrEnum):
    """What became of a vector."""

    ADDED = "added"
    REMOVED = "removed"
    INPUTS = "inputs changed"
    EXPECTED = "expected changed"  # for unchanged inputs: what was right would now be wrong
    DESCRIBED = "described anew"  # neither inputs nor expected values


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One vector that is not as it was.

    Attributes:
        id: in the new set; in the old one when it was removed.
        what: names of what differs: inputs, expected arrays, or properties.
        deviation: largest change of an expected entry in units of S, for a vector whose inputs
            stayed; None when arrays came, went or changed their shapes, or for other kinds.
    """

    id: str
    kind: Kind
    what: tuple[str, ...] = ()
    deviation: float | None = None

    @property
    def is_rounding(self) -> bool:
        """Whether expected entries differ by what machines differ in, and by no more."""
        return (
            self.kind is Kind.EXPECTED
            and self.deviation is not None
            and (self.deviation <= _ROUNDING)
        )


def diff(old: VectorSet | None, new: VectorSet) -> tuple[Change, ...]:
    """Return what differs, sorted by id; vectors are paired by inputs first and then by id.

    So a vector that was only given another number is described anew, not removed and added.
    """
    before = {vector.id: vector for vector in old.vectors} if old else {}
    after = {vector.id: vector for vector in new.vectors}
    old_nodes, new_nodes = _nodes(old), _nodes(new)
    pairs = _pairs(old_nodes, new_nodes)
    changes = [
        change
        for new_id, old_id in pairs.items()
        if (change := _change(before[old_id], after[new_id], old_nodes[old_id], new_nodes[new_id]))
    ]
    added, removed = after.keys() - pairs.keys(), before.keys() - set(pairs.values())
    changes += [Change(id=name, kind=Kind.ADDED) for name in added]
    changes += [Change(id=name, kind=Kind.REMOVED) for name in removed]
    return tuple(sorted(changes, key=lambda change: (change.id, change.kind)))


def _nodes(vectors: VectorSet | None) -> dict[str, GroupNode]:
    children = to_content(vectors).children if vectors else {}
    return {name: node for name, node in children.items() if isinstance(node, GroupNode)}


def _pairs(old: dict[str, GroupNode], new: dict[str, GroupNode]) -> dict[str, str]:
    """Pair new ids with old ones."""
    pairs: dict[str, str] = {}
    calls = {name: _call(node) for name, node in old.items()}
    for name, node in new.items():
        alike = [other for other, call in calls.items() if call == _call(node)]
        if alike:
            pairs[name] = name if name in alike else alike[0]
            del calls[pairs[name]]
    return pairs | {name: name for name in new if name not in pairs and name in calls}


def _call(node: GroupNode) -> tuple[object, str]:
    attributes = [node.attributes.get(name) for name in ("question", "keywords", "seed")]
    return tuple(attributes), _part(node, "inputs")


def _part(node: GroupNode, name: str) -> str:
    """Return the hash of one child, which need not be there."""
    children = {name: node.children[name]} if name in node.children else {}
    return digest(GroupNode(attributes={}, children=children))


def _change(old: Vector, new: Vector, old_node: GroupNode, new_node: GroupNode) -> Change | None:
    if _call(old_node) != _call(new_node):
        names = tuple(_differing(old_node, new_node, "inputs"))
        return Change(id=new.id, kind=Kind.INPUTS, what=names or ("the call",))
    names = _right(old_node, new_node)
    if names or old.returns != new.returns:
        what = names or ("returns",)
        return Change(id=new.id, kind=Kind.EXPECTED, what=what, deviation=_deviation(old, new))
    what = tuple(name for name in _PROPERTIES if getattr(old, name) != getattr(new, name))
    if _part(old_node, "fingerprints") != _part(new_node, "fingerprints"):
        what += ("fingerprints",)
    if not what and digest(old_node) == digest(new_node):
        return None
    return Change(id=new.id, kind=Kind.DESCRIBED, what=what or ("order",))


def _right(old: GroupNode, new: GroupNode) -> tuple[str, ...]:
    """Name what decides whether an answer is right: expected arrays and their scales."""
    scales = (f"scale of {name}" for name in _differing(old, new, "scale"))
    return (*_differing(old, new, "expected"), *scales)


def _differing(old: GroupNode, new: GroupNode, group: str) -> Iterator[str]:
    before, after = old.children[group], new.children[group]
    if isinstance(before, GroupNode) and isinstance(after, GroupNode):
        for name in dict.fromkeys((*after.children, *before.children)):
            if _part(before, name) != _part(after, name):
                yield name


def _deviation(old: Vector, new: Vector) -> float | None:
    shapes = [{name: a.shape for name, a in each.expected.items()} for each in (old, new)]
    if shapes[0] != shapes[1]:
        return None
    return max(
        (
            deviation(old.expected[name], expected, new.scale[name])
            for name, expected in new.expected.items()
        ),
        default=0.0,
    )
