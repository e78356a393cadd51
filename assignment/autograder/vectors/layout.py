"""How vectors are laid out as a tree of groups, datasets and attributes, both ways.

    /                          schema, schema_version, assignment, seed, generator,
                               content_sha256, number_of_vectors
    /<id>                      comment, flags, question, kills, returns
    /<id>/inputs               names: their order
    /<id>/inputs/<name>        a leaf, or a group with kind "dict" or "tuple", names, and leaves
    /<id>/expected             names: their order; one float64 dataset for each
    /<id>/scale                the same names
    /<id>/fingerprints/<misconception>   only the arrays that differ from expected

A leaf has kind "int" or "float" (a Python number), or "array" with its memory order "C" or "F".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from autograder.vectors.coherence import check
from autograder.vectors.content import (
    HASH_ATTRIBUTE,
    Attribute,
    Content,
    DatasetNode,
    GroupNode,
    MalformedContent,
    digest,
)
from autograder.vectors.model import Group, Returns, Vector, VectorSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from autograder.vectors.model import Input, Leaf

    Arrays = Mapping[str, NDArray[np.float64]]

__all__ = ["SCHEMA", "SCHEMA_VERSION", "from_content", "to_content", "vector_of"]

SCHEMA = "autograder-vectors"
SCHEMA_VERSION = 1

_RETURNS: Mapping[str, Returns] = {kind: kind for kind in get_args(Returns)}


def to_content(vectors: VectorSet) -> GroupNode:
    """Return the tree that keeps `vectors`, with its hash computed anew.

    Raises:
        MalformedContent: a value cannot be kept, such as an array of float32.
    """
    check(vectors)
    attributes: dict[str, Attribute] = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "assignment": vectors.assignment,
        "seed": vectors.seed,
        "generator": vectors.generator,
        "number_of_vectors": len(vectors.vectors),
    }
    children = {vector.id: _vector_node(vector) for vector in vectors.vectors}
    sha256 = digest(GroupNode(attributes=attributes, children=children))
    return GroupNode(attributes=attributes | {HASH_ATTRIBUTE: sha256}, children=children)


def from_content(root: GroupNode) -> VectorSet:
    """Return the vectors that the tree `root` keeps.

    What the tree says must be what `to_content` says of the vectors found in it: so a part that
    is wrong, missing or unknown cannot go unseen, whatever it is.

    Raises:
        MalformedContent: the tree is of another schema, or its hash is not that of its content.
    """
    if root.attributes.get("schema") != SCHEMA:
        raise MalformedContent("is an HDF5 file, but not one of test vectors")
    version = root.attributes.get("schema_version")
    if version != SCHEMA_VERSION:
        raise MalformedContent(
            f"has schema version {version!r}, but this autograder reads {SCHEMA_VERSION}"
        )
    sha256 = digest(root)
    if root.attributes.get(HASH_ATTRIBUTE) != sha256:
        raise MalformedContent("was changed after it was written (its content hash is wrong)")
    vectors = VectorSet(
        assignment=_text(root, "assignment"),
        seed=_integer(root, "seed"),
        generator=_text(root, "generator"),
        content_sha256=sha256,
        vectors=tuple(_vector(name, _group(root, name)) for name in sorted(root.children)),
    )
    if to_content(vectors).attributes[HASH_ATTRIBUTE] != sha256:
        raise MalformedContent("contains something that a vector file must not")
    return vectors


def vector_of(root: GroupNode, name: str) -> Vector:
    """Return one vector of a tree whose file is known to be as it was written; nothing is checked.

    Raises:
        MalformedContent: the tree lacks a part of it.
    """
    return _vector(name, _group(root, name))


# From vectors to the tree.


def _vector_node(vector: Vector) -> GroupNode:
    fingerprints = {
        misconception: _arrays_node(_differing(arrays, vector.expected))
        for misconception, arrays in vector.fingerprints.items()
    }
    return GroupNode(
        attributes={
            "comment": vector.comment,
            "flags": vector.flags,
            "question": vector.question,
            "kills": vector.kills,
            "returns": vector.returns,
        },
        children={
            "inputs": _ordered({name: _input_node(value) for name, value in vector.inputs.items()}),
            "expected": _ordered(_arrays_node(vector.expected).children),
            "scale": _arrays_node(vector.scale),
            "fingerprints": GroupNode(attributes={}, children=fingerprints),
        },
    )


def _ordered(children: Mapping[str, Content], **attributes: Attribute) -> GroupNode:
    return GroupNode(attributes=attributes | {"names": tuple(children)}, children=children)


def _input_node(value: Input) -> Content:
    if isinstance(value, Group):
        leaves = {name: _leaf_node(leaf) for name, leaf in value.items.items()}
        return _ordered(leaves, kind=value.kind)
    return _leaf_node(value)


def _leaf_node(value: Leaf) -> DatasetNode:
    if isinstance(value, np.ndarray):
        fortran = value.flags.f_contiguous and not value.flags.c_contiguous
        return DatasetNode(
            attributes={"kind": "array", "order": "F" if fortran else "C"}, array=value
        )
    if isinstance(value, int):
        return DatasetNode(attributes={"kind": "int"}, array=np.array(value, np.int64))
    return DatasetNode(attributes={"kind": "float"}, array=np.array(value, np.float64))


def _arrays_node(arrays: Arrays) -> GroupNode:
    children = {name: DatasetNode(attributes={}, array=array) for name, array in arrays.items()}
    return GroupNode(attributes={}, children=children)


def _differing(arrays: Arrays, expected: Arrays) -> Arrays:
    """Leave out what a misconception gets right: most of them spoil few of many arrays."""
    return {
        name: array for name, array in arrays.items() if array.tobytes() != expected[name].tobytes()
    }


# From the tree to vectors. Whatever is left unchecked here, the comparison of hashes finds.


def _vector(name: str, node: GroupNode) -> Vector:
    expected_node, fingerprints = _group(node, "expected"), _group(node, "fingerprints")
    expected = {key: _floats(expected_node, key) for key in _texts(expected_node, "names")}
    scale_node = _group(node, "scale")
    return Vector(
        id=name,
        question=_text(node, "question"),
        comment=_text(node, "comment"),
        flags=_texts(node, "flags"),
        inputs=_inputs(_group(node, "inputs")),
        returns=_RETURNS.get(_text(node, "returns"), "dict"),
        expected=expected,
        scale={key: _floats(scale_node, key) for key in expected},
        kills=_texts(node, "kills"),
        fingerprints={
            key: _fingerprint(_group(fingerprints, key), expected)
            for key in sorted(fingerprints.children)
        },
    )


def _inputs(node: GroupNode) -> Mapping[str, Input]:
    return {name: _input(_child(node, name)) for name in _texts(node, "names")}


def _input(node: Content) -> Input:
    if isinstance(node, DatasetNode):
        return _leaf(node)
    items = {name: _leaf(_child(node, name)) for name in _texts(node, "names")}
    return Group(kind="tuple" if _text(node, "kind") == "tuple" else "dict", items=items)


def _leaf(node: Content) -> Leaf:
    if not isinstance(node, DatasetNode):
        raise MalformedContent("has inputs that are nested too deep")
    if _text(node, "kind") == "array":
        return node.array.copy("F") if _text(node, "order") == "F" else node.array
    if node.array.shape:
        raise MalformedContent("has an input that is declared a number but is an array")
    number: int | float = node.array.item()
    return number


def _fingerprint(node: GroupNode, expected: Arrays) -> Arrays:
    return {
        name: _floats(node, name) if name in node.children else array
        for name, array in expected.items()
    }


def _child(node: GroupNode, name: str) -> Content:
    if name not in node.children:
        raise MalformedContent(f"lacks {name!r}")
    return node.children[name]


def _group(node: GroupNode, name: str) -> GroupNode:
    child = _child(node, name)
    if not isinstance(child, GroupNode):
        raise MalformedContent(f"has {name!r} as a dataset, not a group")
    return child


def _floats(node: GroupNode, name: str) -> NDArray[np.float64]:
    child = _child(node, name)
    if not isinstance(child, DatasetNode) or child.array.dtype != np.float64:
        raise MalformedContent(f"has {name!r} as something other than an array of float64")
    return child.array.astype(np.float64, copy=False)


def _attribute(node: Content, name: str) -> Attribute:
    if name not in node.attributes:
        raise MalformedContent(f"lacks the attribute {name!r}")
    return node.attributes[name]


def _text(node: Content, name: str) -> str:
    value = _attribute(node, name)
    if not isinstance(value, str):
        raise MalformedContent(f"has an attribute {name!r} that is not a text")
    return value


def _integer(node: Content, name: str) -> int:
    value = _attribute(node, name)
    if not isinstance(value, int):
        raise MalformedContent(f"has an attribute {name!r} that is not a number")
    return value


def _texts(node: Content, name: str) -> tuple[str, ...]:
    value = _attribute(node, name)
    if not isinstance(value, tuple):
        raise MalformedContent(f"has an attribute {name!r} that is not a list of texts")
    return value
