"""How a vector's inputs are laid out as nodes of a tree, both ways.

A group has kind "dict", "tuple" or "list", and names: the order of its children. Where the keys of
a dict cannot be names, `keys` has them, each as JSON.

A leaf has kind "array", with its memory order "C" or "F"; "bool", "int", "float" or "complex", a
Python number; "text", with the attribute text; "none"; "generator", whose number is the seed; or
"given" or "earlier", whose attribute text is a name or a step. A dataset holds float64 or int64, so
that an array of anything else has its own dtype as an attribute, and complex numbers have a last
axis for their two parts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from autograder.vectors.content import Content, DatasetNode, GroupNode, MalformedContent, ordered
from autograder.vectors.model import DTYPES, Earlier, Generator, Given, Group

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from autograder.vectors.content import Attribute
    from autograder.vectors.model import Array, Input, Leaf


_GROUPS: dict[str, Literal["dict", "tuple", "list"]] = {
    "dict": "dict",
    "tuple": "tuple",
    "list": "list",
}
_TEXTS: dict[str, Callable[[str], Leaf]] = {"text": str, "given": Given, "earlier": Earlier}
_ORDERS: dict[str, Literal["C", "F"]] = {"C": "C", "F": "F"}


def node(value: Input) -> Content:
    """Return the node that keeps one input."""
    if isinstance(value, Group):
        items = {name: node(item) for name, item in value.items.items()}
        return ordered(items, kind=value.kind, **kept_keys(value.keys))
    if isinstance(value, np.ndarray):
        return _of_array(value)
    match value:
        case None:
            return _of_number("none", 0)
        case str():
            return _of_number("text", 0, text=value)
        case Given() | Earlier():
            return _of_reference(value)
        case Generator():
            return _of_number("generator", value.seed)
        case complex():
            parts = np.array([value.real, value.imag])
            return DatasetNode(attributes={"kind": "complex"}, array=parts)
        case bool():
            return _of_number("bool", int(value))
        case int():
            return _of_number("int", value)
    return DatasetNode(attributes={"kind": "float"}, array=np.array(value, np.float64))


def named(node: GroupNode) -> Mapping[str, Input]:
    """Return the inputs that the children of a node keep, in their order.

    Raises:
        MalformedContent: a part is missing or not what it is declared to be. What else is wrong
            is found by laying the inputs out again.
    """
    return {name: _input(node.child(name)) for name in node.texts("names")}


def _of_number(kind: str, number: int, **attributes: Attribute) -> DatasetNode:
    return DatasetNode(attributes={"kind": kind, **attributes}, array=np.array(number, np.int64))


def _of_reference(value: Given | Earlier) -> DatasetNode:
    if isinstance(value, Given):
        return _of_number("given", 0, text=value.name)
    return _of_number("earlier", 0, text=value.step)


def _of_array(array: Array) -> DatasetNode:
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    attributes: dict[str, Attribute] = {"kind": "array", "order": "F" if fortran else "C"}
    if array.dtype not in (np.float64, np.int64):
        attributes["dtype"] = array.dtype.str[1:]
    return DatasetNode(attributes=attributes, array=stored(array))


def stored(array: Array) -> NDArray[np.float64] | NDArray[np.int64]:
    """Return what is kept of an array: a dataset has no other dtypes."""
    if array.dtype.kind == "c":
        return np.stack([array.real, array.imag], axis=-1).astype(np.float64)
    if array.dtype.kind == "f":
        return array.astype(np.float64, copy=False)
    return array.astype(np.int64, copy=False)


def _input(node: Content) -> Input:
    if isinstance(node, DatasetNode):
        return _leaf(node)
    kind = _GROUPS.get(node.text("kind"), "dict")
    return Group(kind=kind, items=named(node), keys=keys(node))


def kept_keys(keys: tuple[str | int, ...]) -> dict[str, Attribute]:
    """Return the attribute that keeps the keys of a dict, where it needs one."""
    return {"keys": tuple(map(json.dumps, keys))} if keys else {}


def keys(node: GroupNode) -> tuple[str | int, ...]:
    """Return the keys that `kept_keys` has kept."""
    return tuple(map(_key, node.texts("keys"))) if "keys" in node.attributes else ()


def _key(text: str) -> Any:
    try:
        key = json.loads(text)
    except ValueError:
        key = None
    if type(key) not in (str, int):
        raise MalformedContent("has a dict with a key that is neither a text nor an integer")
    return key


def _leaf(node: DatasetNode) -> Leaf:
    kind = node.text("kind")
    if kind in _TEXTS:
        return _TEXTS[kind](node.text("text"))
    match kind:
        case "array":
            return _array(node)
        case "none":
            return None
        case "complex":
            if node.array.shape != (2,):
                raise MalformedContent("has a complex number that is not two numbers")
            return complex(*node.array.tolist())
    if node.array.shape:
        raise MalformedContent("has an input that is declared a number but is an array")
    number: int | float = node.array.item()
    match kind:
        case "bool":
            return bool(number)
        case "generator":
            return Generator(int(number))
    return number


def _array(node: DatasetNode) -> Array:
    array: Array = node.array
    if "dtype" in node.attributes:
        array = _unstored(node)
    return array.copy("F") if node.text("order") == "F" else array


def _unstored(node: DatasetNode) -> Array:
    name, array = node.text("dtype"), node.array
    if name not in DTYPES:
        raise MalformedContent(f"has an input with the dtype {name!r}")
    dtype = np.dtype(name)
    if dtype.kind != "c":
        return array.astype(dtype)
    return unpaired(array).astype(dtype)


def unpaired(array: Array) -> Array:
    """Return the complex numbers whose two parts `stored` has put beside each other.

    Raises:
        MalformedContent: they are no pairs.
    """
    if array.shape[-1:] != (2,):
        raise MalformedContent("has complex numbers that are not pairs of numbers")
    # As it stands in memory: computing with infinite parts would make them nan.
    return np.ascontiguousarray(array, np.float64).view(np.complex128)[..., 0]
