"""Vectors for a person to read, at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Group as Lines
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.vectors.model import Group, leaves

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rich.console import RenderableType

    from autograder.vectors.model import Input, Leaf, Vector, VectorSet


def overview(title: str, vectors: VectorSet) -> Table:
    """Return a table of all `vectors`, one line each."""
    table = Table(title=Text(title), title_justify="left", show_lines=False)
    for column in ("id", "question", "flags", "inputs", "exposes", "why it exists"):
        table.add_column(column)
    for vector in vectors.vectors:
        inputs = ", ".join(_short(name, value) for name, value in vector.inputs.items())
        cells = (vector.id, vector.question, " ".join(vector.flags), inputs)
        table.add_row(*map(Text, (*cells, str(len(vector.kills)), vector.comment)))
    return table


def whole(vector: Vector, misconceptions: Collection[str]) -> RenderableType:
    """Return all that there is to know of one vector; large arrays are cut in the middle.

    Args:
        vector: the vector.
        misconceptions: ids of all that are known of its question.
    """
    unseen = [name for name in misconceptions if name not in vector.kills]
    parts: list[RenderableType] = [
        Text(f"{vector.id}  {vector.question}  {' '.join(vector.flags)}", style="bold"),
        Text(vector.comment),
        Text("\nInputs, in call order", style="bold"),
        *(_value(path, leaf) for path, leaf in leaves(vector.inputs)),
        Text("\nExpected, and S: the sum of the absolute terms", style="bold"),
        *(_value(name, array) for name, array in _with_scales(vector).items()),
        Text(f"\nMisconceptions exposed: {len(vector.kills)}", style="bold"),
        _indented(Text(", ".join(vector.kills))),
        Text(f"\nMisconceptions that it does not expose: {len(unseen)}", style="bold"),
        _indented(Text(", ".join(unseen))),
    ]
    return Lines(*parts)


def as_json(vector: Vector) -> dict[str, Any]:
    """Return one vector as what JSON can say; arrays become nested lists."""
    return {
        "id": vector.id,
        "question": vector.question,
        "comment": vector.comment,
        "flags": list(vector.flags),
        "returns": vector.returns,
        "inputs": {name: _plain(value) for name, value in vector.inputs.items()},
        "keywords": list(vector.keywords),
        "seed": vector.seed,
        "expected": {name: array.tolist() for name, array in vector.expected.items()},
        "scale": {name: array.tolist() for name, array in vector.scale.items()},
        "kills": list(vector.kills),
    }


def _with_scales(vector: Vector) -> Mapping[str, Leaf]:
    return {
        label: array
        for name, expected in vector.expected.items()
        for label, array in ((name, expected), (f"S({name})", vector.scale[name]))
    }


def _value(path: str, leaf: Leaf) -> RenderableType:
    if not isinstance(leaf, np.ndarray):
        return _indented(Text(f"{path} = {leaf!r}"))
    order = ", Fortran order" if _is_fortran(leaf) else ""
    numbers = np.array2string(leaf, precision=6, threshold=60, max_line_width=90)
    head = f"{path}  {_shape(leaf)} {leaf.dtype}{order}"
    return _indented(Lines(Text(head), _indented(Text(numbers))))


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2), expand=False)


def _is_fortran(array: np.ndarray[Any, Any]) -> bool:
    return array.flags.f_contiguous and not array.flags.c_contiguous


def _shape(array: np.ndarray[Any, Any]) -> str:
    return "×".join(map(str, array.shape)) or "0-d"


def _short(name: str, value: Input) -> str:
    if isinstance(value, Group):
        arrays = [leaf for _, leaf in leaves(value.items) if isinstance(leaf, np.ndarray)]
        return f"{name}({' '.join(dict.fromkeys(map(_shape, arrays)))})"
    return f"{name} {_shape(value)}" if isinstance(value, np.ndarray) else f"{name}={value!r}"


def _plain(value: Input) -> Any:
    if isinstance(value, Group):
        return {name: _plain(leaf) for name, leaf in value.items.items()}
    if isinstance(value, np.ndarray):
        return _plain_list(value)
    return value if value is None or isinstance(value, (str, int, float)) else repr(value)


def _plain_list(array: np.ndarray[Any, Any]) -> Any:
    return (array.astype(str) if array.dtype.kind == "c" else array).tolist()
