"""What a vector file says, apart from how HDF5 lays it out: a tree of names, and its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray


HASH_ATTRIBUTE = "content_sha256"
ATTRIBUTE_BYTES = 60_000  # HDF5's oldest format keeps an attribute in one message of 64 KiB

Attribute = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """What a vector file may hold.

    Attributes:
        file_bytes: length of the file; its arrays together cannot be longer.
        objects: number of groups and datasets.
        depth: of groups in groups, the root not counted.
    """

    file_bytes: int = 256 << 20
    objects: int = 100_000
    depth: int = 8


class MalformedContent(ValueError):
    """A file's content is not what a vector file holds.

    It never leaves this package: `hdf5.read` turns it into a VectorFileError that names the file.
    The message continues a sentence whose subject is the file, such as "has no attribute 'seed'".
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """What groups and datasets have in common.

    Every method raises MalformedContent where what is asked for is not there, or is of another
    kind.
    """

    attributes: Mapping[str, Attribute]

    def text(self, name: str) -> str:
        """Return the attribute `name`, a text."""
        value = self._attribute(name)
        if not isinstance(value, str):
            raise MalformedContent(f"has an attribute {name!r} that is not a text")
        return value

    def integer(self, name: str) -> int:
        """Return the attribute `name`, a whole number."""
        value = self._attribute(name)
        if not isinstance(value, int):
            raise MalformedContent(f"has an attribute {name!r} that is not a number")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the attribute `name`, a list of texts."""
        value = self._attribute(name)
        if not isinstance(value, tuple):
            raise MalformedContent(f"has an attribute {name!r} that is not a list of texts")
        return value

    def _attribute(self, name: str) -> Attribute:
        if name not in self.attributes:
            raise MalformedContent(f"lacks the attribute {name!r}")
        return self.attributes[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetNode(_Node):
    """One array of float64 or int64, of any shape; its memory order tells nothing."""

    array: NDArray[np.float64] | NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNode(_Node):
    """Named datasets and groups."""

    children: Mapping[str, Content]

    def child(self, name: str) -> Content:
        """Return the child `name`."""
        if name not in self.children:
            raise MalformedContent(f"lacks {name!r}")
        return self.children[name]

    def group(self, name: str) -> GroupNode:
        """Return the child `name`, a group."""
        child = self.child(name)
        if not isinstance(child, GroupNode):
            raise MalformedContent(f"has {name!r} as a dataset, not a group")
        return child


Content = GroupNode | DatasetNode


def digest(root: GroupNode) -> str:
    """Return the SHA-256, in hexadecimal, of all that `root` says except its own hash.

    Every node counts, groups too, sorted by path. A node adds its path, its kind, its attributes
    sorted by name (name, kind, texts) and, for a dataset, shape, ``dtype.str`` and the
    little-endian bytes in C order. Each piece is preceded by its length in eight little-endian
    bytes, and each list by its number of items, so that no two trees give one stream.
    """
    sha = hashlib.sha256()
    for path, node in sorted(_walk("", root), key=lambda item: item[0]):
        attributes = dict(node.attributes)
        if node is root:
            attributes.pop(HASH_ATTRIBUTE, None)
        framed: list[bytes] = []
        for piece in _pieces(path, node, attributes):
            framed += (len(piece).to_bytes(8, "little"), piece)
        sha.update(b"".join(framed))
    return sha.hexdigest()


def _walk(path: str, node: Content) -> Iterator[tuple[str, Content]]:
    yield path, node
    if isinstance(node, GroupNode):
        for name, child in node.children.items():
            yield from _walk(f"{path}/{name}", child)


def _pieces(path: str, node: Content, attributes: Mapping[str, Attribute]) -> list[bytes]:
    kind = b"group" if isinstance(node, GroupNode) else b"dataset"
    pieces = [path.encode(), kind, str(len(attributes)).encode()]
    for name, value in sorted(attributes.items()):
        texts = value if isinstance(value, tuple) else (str(value),)
        pieces += (name.encode(), type(value).__name__.encode(), str(len(texts)).encode())
        pieces += map(str.encode, texts)
    if isinstance(node, DatasetNode):
        order = node.array.dtype.newbyteorder("<")
        pieces += (repr(node.array.shape).encode(), order.str.encode())
        pieces.append(node.array.astype(order, copy=False).tobytes("C"))
    return pieces


def is_same(one: Content, other: Content) -> bool:
    """Return whether two nodes say the same in all that `digest` counts, with less work."""
    if isinstance(one, DatasetNode) or isinstance(other, DatasetNode):
        return (
            isinstance(one, DatasetNode)
            and isinstance(other, DatasetNode)
            and _kinds(one) == _kinds(other)
            and _is_same_array(one.array, other.array)
        )
    return (
        _kinds(one) == _kinds(other)
        and one.children.keys() == other.children.keys()
        and all(is_same(child, other.children[name]) for name, child in one.children.items())
    )


def _kinds(node: Content) -> dict[str, tuple[str, Attribute]]:
    return {name: (type(value).__name__, value) for name, value in node.attributes.items()}


def _is_same_array(one: NDArray[Any], other: NDArray[Any]) -> bool:
    if one is other:
        return True
    return (one.shape, one.dtype) == (other.shape, other.dtype) and one.tobytes() == other.tobytes()


def ordered(children: Mapping[str, Content], **attributes: Attribute) -> GroupNode:
    """Return a group that keeps the order of its children, with further attributes."""
    return GroupNode(attributes=attributes | {"names": tuple(children)}, children=children)
