"""A tree whose hash is right may still be none of ours: whoever made it could hash it too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.vectors.content import (
    HASH_ATTRIBUTE,
    Content,
    DatasetNode,
    GroupNode,
    MalformedContent,
    digest,
)
from autograder.vectors.layout import from_content, to_content
from autograder.vectors.model import Group, Vector, VectorSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograder.vectors.content import Attribute

EXPECTED = {"dW1": np.array([[1.0, 2.0]]), "db1": np.array([3.0])}
TREE = to_content(
    VectorSet(
        assignment="demo",
        seed=1,
        generator="demo 1",
        content_sha256="",
        vectors=(
            Vector(
                id="v001",
                question="q2",
                comment="Why.",
                flags=("square",),
                inputs={
                    "X": np.ones((2, 3)),
                    "cache": Group(kind="tuple", items={"W1": np.ones(2), "m": 3}),
                    "lambd": 0.5,
                },
                returns="dict",
                expected=EXPECTED,
                scale=EXPECTED,
                kills=("no-half",),
                fingerprints={"no-half": EXPECTED | {"dW1": np.array([[9.0, 9.0]])}},
            ),
        ),
    )
)
Place = tuple[str, ...]


def nodes(node: Content, path: Place = ()) -> Iterator[tuple[Place, Content]]:
    yield path, node
    if isinstance(node, GroupNode):
        for name, child in node.children.items():
            yield from nodes(child, (*path, name))


def edited(node: Content, path: Place, edit: Callable[[Any], Content | None]) -> Any:
    """Return `node` with what is at `path` replaced by what `edit` makes of it, or left out."""
    if not path:
        return edit(node)
    assert isinstance(node, GroupNode)
    child = edited(node.children[path[0]], path[1:], edit)
    others = {name: other for name, other in node.children.items() if name != path[0]}
    return replace(node, children=others | ({path[0]: child} if child else {}))


def with_attribute(name: str, value: Attribute | None) -> Callable[[Any], Content]:
    def edit(node: Any) -> Any:
        others = {other: kept for other, kept in node.attributes.items() if other != name}
        return replace(node, attributes=others | ({name: value} if value is not None else {}))

    return edit


def refuses(root: GroupNode) -> None:
    hashed = replace(root, attributes={**root.attributes, HASH_ATTRIBUTE: digest(root)})
    with pytest.raises(MalformedContent):
        from_content(hashed)


NODES = dict(nodes(TREE))
ATTRIBUTES = [
    (path, name)
    for path, node in NODES.items()
    for name in node.attributes
    if name[:7] != "content"
]
# Fingerprints may be there or not, and hold what differs.
NEEDED = [path for path in NODES if path and path[1:2] != ("fingerprints",)]


def label(value: Any) -> str:
    path, name = value if value and isinstance(value[0], tuple) else (value, "")
    return f"{'/'.join(path)} {name}".strip() or "root"


def test_the_tree_itself_is_read() -> None:
    assert from_content(TREE).vectors[0].kills == ("no-half",)


@pytest.mark.parametrize("path", NEEDED, ids=label)
def test_nothing_may_be_missing(path: Place) -> None:
    refuses(edited(TREE, path, lambda _: None))


@pytest.mark.parametrize("path", [path for path in NODES if path], ids=label)
def test_a_group_is_no_dataset_and_a_dataset_no_group(path: Place) -> None:
    group = GroupNode(attributes=NODES[path].attributes, children={})
    dataset = DatasetNode(attributes=NODES[path].attributes, array=np.zeros((2, 2)))
    other = dataset if isinstance(NODES[path], GroupNode) else group
    refuses(edited(TREE, path, lambda _: other))


@pytest.mark.parametrize("path", [p for p in NODES if isinstance(NODES[p], GroupNode)], ids=label)
def test_nothing_may_be_unknown(path: Place) -> None:
    extra = DatasetNode(attributes={}, array=np.zeros((2, 2)))
    refuses(edited(TREE, path, lambda n: replace(n, children={**n.children, "extra": extra})))


@pytest.mark.parametrize("path", NODES, ids=label)
def test_no_attribute_may_be_unknown(path: Place) -> None:
    refuses(edited(TREE, path, with_attribute("extra", 1)))


@pytest.mark.parametrize("place", ATTRIBUTES, ids=label)
def test_no_attribute_may_be_missing(place: tuple[Place, str]) -> None:
    refuses(edited(TREE, place[0], with_attribute(place[1], None)))


@pytest.mark.parametrize("place", ATTRIBUTES, ids=label)
def test_every_attribute_has_its_type(place: tuple[Place, str]) -> None:
    path, name = place
    other = "text" if not isinstance(NODES[path].attributes[name], str) else 7
    refuses(edited(TREE, path, with_attribute(name, other)))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ((("v001",), "returns"), "list"),
        ((("v001", "inputs", "cache"), "kind"), "set"),
        ((("v001", "inputs", "X"), "order"), "A"),
        ((("v001", "inputs", "cache", "W1"), "order"), "F"),
        ((("v001", "inputs", "X"), "kind"), "float"),
        ((("v001", "inputs", "lambd"), "kind"), "int"),
        ((("v001", "inputs"), "names"), ("X", "X", "cache", "lambd")),
        (((), "number_of_vectors"), 2),
    ],
)
def test_every_attribute_says_what_is_so(place: tuple[Place, str], value: Attribute) -> None:
    refuses(edited(TREE, place[0], with_attribute(place[1], value)))
