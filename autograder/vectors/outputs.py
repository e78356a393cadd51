"""How what a vector expects is laid out as nodes of a tree, both ways.

Of the floats of a number, an array or a dict, the datasets are all there is. Otherwise each node
says what it is: `kind`; of numbers, `of`, unless they are floats, and `finite`, where they are not
all finite; of a text or an exception, `text`; of a dict whose keys are no names, `keys`, as JSON.
Complex numbers have a last axis for their two parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from autograder.vectors.answers import NESTING, NUMERIC, Form, Kind, Of
from autograder.vectors.content import Content, DatasetNode, GroupNode, MalformedContent, ordered
from autograder.vectors.inputs import kept_keys, keys, stored, unpaired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.vectors.answers import Numbers
    from autograder.vectors.content import Attribute
    from autograder.vectors.model import Returns, Vector


_KINDS: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind)}
_OF: Mapping[str, Of] = {of: of for of in get_args(Of)}
_NOTHING = np.array(0, np.int64)


def node(vector: Vector) -> GroupNode:
    """Return the node that keeps what a vector expects, its numbers and its form."""
    if isinstance(vector.returns, str):
        return ordered(arrays_node(vector.expected).children)
    (path, form), *_ = vector.parts.items()
    whole = _node(form, path, vector.expected)
    return whole if isinstance(whole, GroupNode) else ordered({path: whole})


def read(node: GroupNode, returns: Returns | None) -> tuple[Returns | Form, dict[str, Numbers]]:
    """Return what a node keeps: what is returned, and the numbers by path.

    Args:
        node: what `node` made.
        returns: what the vector says of itself; None where it returns a form.

    Raises:
        MalformedContent: a part is missing or not what it is declared to be.
    """
    names = node.texts("names")
    numbers: dict[str, Numbers] = {}
    if returns:
        return returns, {name: _plain(node.child(name)) for name in names}
    if "kind" in node.attributes:
        return _form(node, "", numbers), numbers
    if len(names) != 1:
        raise MalformedContent("has an answer that is neither one value nor a container")
    return _form(node.child(names[0]), names[0], numbers), numbers


def arrays_node(arrays: Mapping[str, Numbers]) -> GroupNode:
    """Return the node that keeps arrays by path, nested as their paths are."""
    children: dict[str, Content] = {}
    nested: dict[str, dict[str, Numbers]] = {}
    for path, array in arrays.items():
        name, _, below = path.partition("/")
        if below:
            nested.setdefault(name, {})[below] = array
        else:
            children[name] = DatasetNode(attributes=_attributes(array), array=stored(array))
    children |= {name: arrays_node(below) for name, below in nested.items()}
    return GroupNode(attributes={}, children=children)


def arrays(node: GroupNode, above: str = "") -> dict[str, Numbers]:
    """Return the arrays by path that `arrays_node` has kept."""
    found: dict[str, Numbers] = {}
    for name, child in node.children.items():
        if isinstance(child, GroupNode):
            found |= arrays(child, f"{above}{name}/")
        else:
            found[above + name] = _numbers(child)
    return found


def found(arrays: Mapping[str, Numbers], path: str) -> Numbers:
    """Return one of the arrays.

    Raises:
        MalformedContent: it is not there.
    """
    if path not in arrays:
        raise MalformedContent(f"lacks {path!r}")
    return arrays[path]


def _node(form: Form, path: str, numbers: Mapping[str, Numbers]) -> Content:
    if form.is_container:
        items = {
            name: _node(item, f"{path}/{name}" if path else name, numbers)
            for name, item in form.items.items()
        }
        return ordered(items, kind=form.kind, **kept_keys(form.keys))
    attributes: dict[str, Attribute] = {"kind": form.kind}
    if form.kind not in NUMERIC:
        text: dict[str, Attribute] = {} if form.kind == "none" else {"text": form.text}
        return DatasetNode(attributes=attributes | text, array=_NOTHING)
    attributes |= {} if form.of == "float" else {"of": form.of}
    attributes |= {} if form.finite else {"finite": 0}
    return DatasetNode(attributes=attributes, array=stored(numbers[path]))


def _form(node: Content, path: str, numbers: dict[str, Numbers]) -> Form:
    kind = _KINDS.get(node.text("kind"))
    if kind is None or (kind in NESTING) != isinstance(node, GroupNode):
        raise MalformedContent(f"has at {path!r} an answer of no known kind")
    if isinstance(node, GroupNode):
        items = {
            name: _form(node.child(name), f"{path}/{name}" if path else name, numbers)
            for name in node.texts("names")
        }
        return Form(kind=kind, items=items, keys=keys(node))
    if kind not in NUMERIC:
        return Form(kind=kind, text=node.text("text") if "text" in node.attributes else "")
    of = _of(node)
    numbers[path] = _numbers(node)
    return Form(kind=kind, of=of, finite="finite" not in node.attributes)


def _attributes(array: Numbers) -> dict[str, Attribute]:
    """Say what an array holds, where a dataset does not say it."""
    return {"of": "complex"} if array.dtype.kind == "c" else {}


def _of(node: DatasetNode) -> Of:
    of = _OF.get(node.text("of") if "of" in node.attributes else "float")
    if of is None:
        raise MalformedContent("has numbers of no known kind")
    return of


def _numbers(node: DatasetNode) -> Numbers:
    if "of" in node.attributes and _of(node) == "complex":
        return unpaired(node.array)
    return _as(node.array, node.array.dtype)


def _plain(node: Content) -> Numbers:
    if not isinstance(node, DatasetNode) or node.array.dtype != np.float64:
        raise MalformedContent("has an expected array that is not one of float64")
    return _as(node.array, np.float64)


def _as(array: Numbers, dtype: Any) -> Numbers:
    kept: Numbers = array.astype(dtype, copy=False)
    return kept
