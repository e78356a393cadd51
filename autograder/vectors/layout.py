"""How vectors are laid out as a tree of groups, datasets and attributes, both ways.

    /                          schema, schema_version, assignment, seed, generator,
                               content_sha256, number_of_vectors
    /<id>                      comment, flags, question, kills, returns
    /<id>/inputs               names: their order
    /<id>/inputs/<name>        see `inputs`
    /<id>/expected             names: their order; one dataset for each; see `outputs`
    /<id>/scale                the same names
    /<id>/fingerprints/<misconception>   only the arrays that differ from expected

The attributes `keywords`, `seed`, `tolerance` and `steps` of a vector are there where it has some;
each step is JSON, and its name is that of a group of inputs. Where it returns a
form, `returns` is "form", and names may be nested.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, get_args

from autograder.vectors import inputs, outputs
from autograder.vectors.coherence import check
from autograder.vectors.content import (
    HASH_ATTRIBUTE,
    Attribute,
    GroupNode,
    MalformedContent,
    digest,
    is_same,
    ordered,
)
from autograder.vectors.model import Returns, Step, Vector, VectorSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.vectors.answers import Numbers


SCHEMA = "autograder-vectors"
SCHEMA_VERSION = 1

_RETURNS: Mapping[str, Returns] = {kind: kind for kind in get_args(Returns)}


def to_content(vectors: VectorSet) -> GroupNode:
    """Return the tree that keeps `vectors`, with its hash computed anew.

    Raises:
        MalformedContent: a value cannot be kept, such as an array of float32.
    """
    root = _unhashed(vectors)
    return replace(root, attributes={**root.attributes, HASH_ATTRIBUTE: digest(root)})


def _unhashed(vectors: VectorSet) -> GroupNode:
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
    return GroupNode(attributes=attributes, children=children)


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
        assignment=root.text("assignment"),
        seed=root.integer("seed"),
        generator=root.text("generator"),
        content_sha256=sha256,
        vectors=tuple(_vector(name, root.group(name)) for name in sorted(root.children)),
    )
    said = {name: value for name, value in root.attributes.items() if name != HASH_ATTRIBUTE}
    if not is_same(replace(root, attributes=said), _unhashed(vectors)):
        raise MalformedContent("contains something that a vector file must not")
    return vectors


def vector_of(root: GroupNode, name: str) -> Vector:
    """Return one vector of a tree whose file is known to be as it was written; nothing is checked.

    Raises:
        MalformedContent: the tree lacks a part of it.
    """
    return _vector(name, root.group(name))


# From vectors to the tree.


def _vector_node(vector: Vector) -> GroupNode:
    attributes: dict[str, Attribute] = {
        "comment": vector.comment,
        "flags": vector.flags,
        "question": vector.question,
        "kills": vector.kills,
        "returns": vector.returns if isinstance(vector.returns, str) else "form",
    }
    if vector.keywords:
        attributes["keywords"] = vector.keywords
    if vector.seed is not None:
        attributes["seed"] = vector.seed
    if vector.tolerance is not None:
        attributes["tolerance"] = repr(float(vector.tolerance))  # the shortest text that is exact
    if vector.steps:
        attributes["steps"] = tuple(json.dumps(asdict(step)) for step in vector.steps)
    fingerprints = {
        misconception: outputs.arrays_node(_differing(arrays, vector.expected))
        for misconception, arrays in vector.fingerprints.items()
    }
    return GroupNode(
        attributes=attributes,
        children={
            "inputs": ordered({name: inputs.node(value) for name, value in vector.inputs.items()}),
            "expected": outputs.node(vector),
            "scale": outputs.arrays_node(vector.scale),
            "fingerprints": GroupNode(attributes={}, children=fingerprints),
        },
    )


def _differing(
    arrays: Mapping[str, Numbers], expected: Mapping[str, Numbers]
) -> dict[str, Numbers]:
    """Leave out what a misconception gets right: most of them spoil few of many arrays."""
    return {
        name: array for name, array in arrays.items() if array.tobytes() != expected[name].tobytes()
    }


# From the tree to vectors. Whatever is left unchecked here, the comparison of hashes finds.


def _vector(name: str, node: GroupNode) -> Vector:
    returns, expected = outputs.read(node.group("expected"), _RETURNS.get(node.text("returns")))
    fingerprints = node.group("fingerprints")
    scales = outputs.arrays(node.group("scale"))
    return Vector(
        id=name,
        question=node.text("question"),
        comment=node.text("comment"),
        flags=node.texts("flags"),
        inputs=inputs.named(node.group("inputs")),
        returns=returns,
        expected=expected,
        scale={path: outputs.found(scales, path) for path in expected},
        kills=node.texts("kills"),
        fingerprints={
            key: expected | outputs.arrays(fingerprints.group(key))
            for key in sorted(fingerprints.children)
        },
        keywords=node.texts("keywords") if "keywords" in node.attributes else (),
        seed=node.integer("seed") if "seed" in node.attributes else None,
        tolerance=_number(node.text("tolerance")) if "tolerance" in node.attributes else None,
        steps=tuple(map(_step, node.texts("steps"))) if "steps" in node.attributes else (),
    )


def _step(text: str) -> Step:
    try:
        fields = json.loads(text)
        step = Step(**fields | {"keywords": tuple(fields["keywords"])})
    except (ValueError, TypeError, KeyError) as error:
        raise MalformedContent("has a step that cannot be read") from error
    texts = (step.name, step.on, step.call, *step.keywords)
    if not all(isinstance(each, str) for each in texts) or not isinstance(step.judged, bool):
        raise MalformedContent("has a step with something else than texts")
    return step


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise MalformedContent(f"has a tolerance {text!a}, which is no number") from error
