"""From the bytes of an HDF5 file, which may be hostile, to a tree.

HDF5 can point out of its own file, declare more than there is, and convert whatever it finds.
So this walks one hard link at a time and looks at what a thing *is* before it reads it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from h5py import h5a, h5d, h5f, h5g, h5l, h5o, h5s, h5t

from autograder.vectors.coherence import NAME
from autograder.vectors.content import (
    ATTRIBUTE_BYTES,
    DatasetNode,
    GroupNode,
    MalformedContent,
)

if TYPE_CHECKING:
    from autograder.vectors.content import Attribute, Content, ReadLimits
    from autograder.vectors.model import Array


_ATTRIBUTES = 16
_RANK = 8


def tree(image: bytes, limits: ReadLimits, skipped: frozenset[str] = frozenset()) -> GroupNode:
    """Return what the HDF5 file `image` holds.

    Args:
        image: the file's bytes.
        limits: what they may hold.
        skipped: names of groups to leave empty, for whoever has no use for them yet.

    Raises:
        MalformedContent: it is damaged, goes beyond `limits`, or uses what vectors do not need.
    """
    try:
        file = h5f.open_file_image(image)
        return _Walk(limits, image, skipped).group(h5o.open(file, b"/"), limits.depth)
    except MalformedContent:
        raise
    # In a damaged file h5py raises whatever the damage leads it to, from KeyError to MemoryError.
    except Exception as error:
        raise MalformedContent("is damaged or cut short") from error


class _Walk:
    """One pass over a file, counting down what may still be read."""

    def __init__(self, limits: ReadLimits, image: bytes, skipped: frozenset[str]) -> None:
        self._image = image
        self._bytes = len(image)
        self._skipped = skipped
        self._objects = limits.objects

    def group(self, group: Any, depth: int) -> GroupNode:
        self._objects -= group.get_num_objs()
        if self._objects < 0 or depth < 0:
            raise MalformedContent("contains more or deeper groups than a vector file may")
        links = group.links
        names = [_name(name) for name in group]
        children = {name: self._child(group, links, name, depth) for name in names}
        return GroupNode(attributes=_attributes(group), children=children)

    def _child(self, group: Any, links: Any, name: str, depth: int) -> Content:
        if links.get_info(name.encode()).type != h5l.TYPE_HARD:
            raise MalformedContent(f"has a link at {name!r} where only data may be")
        if name in self._skipped:
            return GroupNode(attributes={}, children={})
        item = h5o.open(group, name.encode())
        if isinstance(item, h5g.GroupID):
            return self.group(item, depth - 1)
        if isinstance(item, h5d.DatasetID):
            return DatasetNode(attributes=_attributes(item), array=self._array(item, name))
        raise MalformedContent(f"has at {name!r} neither a group nor a dataset")

    def _array(self, dataset: Any, name: str) -> Array:
        offset = dataset.get_offset()  # of data that lie in one piece in this file
        if offset is None:
            self._check_storage(dataset, name)
        dtype, shape = _dtype(dataset.get_type(), name), _shape(dataset, name)
        nbytes = math.prod(shape) * dtype.itemsize
        self._bytes -= nbytes
        if self._bytes < 0 or nbytes != dataset.get_storage_size():
            raise MalformedContent(f"declares more data at {name!r} than there is")
        if not nbytes:
            return np.empty(shape, dtype)
        if offset is None or offset + nbytes > len(self._image):
            raise MalformedContent(f"declares more data at {name!r} than there is")
        # Copied from the file's bytes, which no code of HDF5 then has to read or convert.
        array = np.frombuffer(self._image, dtype, math.prod(shape), offset).reshape(shape).copy()
        array.flags.writeable = False  # what was read once may be given out again
        return array

    def _check_storage(self, dataset: Any, name: str) -> None:
        plist = dataset.get_create_plist()
        if plist.get_layout() != h5d.CONTIGUOUS or plist.get_nfilters():
            raise MalformedContent(f"has {name!r} stored in chunks, filtered or as a view")
        if plist.get_external_count():
            raise MalformedContent(f"has {name!r} stored in another file")


def _dtype(stored: Any, name: str) -> np.dtype[Any]:
    if stored.equal(h5t.IEEE_F64LE):
        return np.dtype(np.float64)
    if stored.equal(h5t.STD_I64LE):
        return np.dtype(np.int64)
    raise MalformedContent(f"has {name!r} in a data type other than float64 and int64")


def _shape(item: Any, name: str) -> tuple[int, ...]:
    space = item.get_space()
    simple = space.get_simple_extent_type() in (h5s.SIMPLE, h5s.SCALAR)
    if not simple or space.get_simple_extent_ndims() > _RANK:
        raise MalformedContent(f"has {name!r} without a shape, or with too many axes")
    shape: tuple[int, ...] = space.get_simple_extent_dims()
    return shape


def _attributes(item: Any) -> dict[str, Attribute]:
    count = h5a.get_num_attrs(item)
    if count > _ATTRIBUTES:
        raise MalformedContent("has more attributes than a vector file may")
    found = (h5a.open(item, index=index) for index in range(count))
    return {_name(attribute.get_name()): _attribute(attribute) for attribute in found}


def _attribute(attribute: Any) -> Attribute:
    stored, shape = attribute.get_type(), _shape(attribute, "an attribute")
    if math.prod(shape) * stored.get_size() > ATTRIBUTE_BYTES or len(shape) > 1:
        raise MalformedContent("has an attribute that is too large")
    if stored.get_class() != h5t.STRING:
        number = np.empty((), _dtype(stored, "an attribute"))
        if shape or number.dtype != np.int64:
            raise MalformedContent("has an attribute that is neither a whole number nor a text")
        attribute.read(number)
        return int(number)
    if stored.is_variable_str():
        raise MalformedContent("has a text of variable length")
    texts = np.empty(shape, f"S{stored.get_size()}")
    if texts.size:
        attribute.read(texts, stored)
    return tuple(map(_text, texts.tolist())) if shape else _text(texts.item())


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedContent("has a text that is not UTF-8") from error


def _name(raw: bytes | str) -> str:
    name = _text(raw) if isinstance(raw, bytes) else raw
    if not NAME.fullmatch(name):
        raise MalformedContent(f"has something named {name!a}")
    return name
