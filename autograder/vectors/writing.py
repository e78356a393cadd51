"""From a tree to the bytes of an HDF5 file: the same tree gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from autograder.vectors.content import ATTRIBUTE_BYTES, DatasetNode, GroupNode, MalformedContent

if TYPE_CHECKING:
    from autograder.vectors.content import Attribute


def image(root: GroupNode) -> bytes:
    """Return a whole HDF5 file that holds `root`.

    Names are created in sorted order, and datasets are contiguous and unfiltered in the oldest
    file format: that is what gives equal bytes in every version of the HDF5 library tried.

    Raises:
        MalformedContent: an attribute is longer than that format can keep.
    """
    with h5py.File.in_memory() as file:
        _fill(file, root)
        file.flush()
        whole: bytes = file.id.get_file_image()
        return whole


def _fill(group: Any, node: GroupNode) -> None:
    _annotate(group, node)
    for name, child in sorted(node.children.items()):
        if isinstance(child, GroupNode):
            _fill(group.create_group(name), child)
        else:
            little = child.array.dtype.newbyteorder("<")
            _annotate(group.create_dataset(name, data=child.array, dtype=little), child)


def _annotate(item: Any, node: GroupNode | DatasetNode) -> None:
    for name, value in sorted(node.attributes.items()):
        item.attrs.create(name, _stored(value))


def _stored(value: Attribute) -> Any:
    """Texts have a fixed length: texts of any length are kept apart, where a file is fragile."""
    if isinstance(value, int):
        return np.array(value, "<i8")
    texts = [text.encode() for text in (value if isinstance(value, tuple) else (value,))]
    longest = max([1, *map(len, texts)])
    if longest * len(texts) > ATTRIBUTE_BYTES:
        raise MalformedContent(f"has a text that is too long, beginning with {texts[0][:20]!r}")
    dtype = h5py.string_dtype("utf-8", longest)
    return np.array(texts if isinstance(value, tuple) else texts[0], dtype)
