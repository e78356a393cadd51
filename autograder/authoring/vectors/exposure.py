"""Which vectors expose which misconceptions: a matrix, for a terminal and for a browser."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.table import Table
from rich.text import Text

from autograder.judge.compare import deviation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from autograder.vectors.model import Vector, VectorSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One misconception of a question, and the vectors of each set that expose it."""

    question: str
    misconception: str
    exposed_by: Mapping[str, tuple[str, ...]]


def rows(sets: Mapping[str, VectorSet]) -> tuple[Row, ...]:
    """Return a row for each misconception that any vector exposes, by question and id."""
    known = {
        (vector.question, misconception)
        for vectors in sets.values()
        for vector in vectors.vectors
        for misconception in vector.kills
    }
    return tuple(
        Row(
            question=question,
            misconception=misconception,
            exposed_by={
                which: tuple(vector.id for vector in _exposing(vectors, question, misconception))
                for which, vectors in sets.items()
            },
        )
        for question, misconception in sorted(known)
    )


def _exposing(vectors: VectorSet, question: str, misconception: str) -> Iterator[Vector]:
    for vector in vectors.vectors:
        if vector.question == question and misconception in vector.kills:
            yield vector


def text(sets: Mapping[str, VectorSet]) -> Table:
    """Return the matrix for a terminal: one mark for each vector, in the order of their ids."""
    table = Table(title="Exposure: ■ where a vector exposes the misconception", box=None)
    table.add_column("question")
    table.add_column("misconception", no_wrap=True)
    for which in sets:
        table.add_column(which, no_wrap=True)
        table.add_column("count", justify="right")
    for row in rows(sets):
        cells = [row.question, row.misconception]
        for which, vectors in sets.items():
            asked = [v.id for v in vectors.vectors if v.question == row.question]
            exposed_by = row.exposed_by[which]
            cells.append("".join("■" if name in exposed_by else "·" for name in asked))
            cells.append(str(len(exposed_by)))
        table.add_row(*map(Text, cells))
    return table


def page(title: str, sets: Mapping[str, VectorSet]) -> str:
    """Return the matrix as a self-contained HTML page; darker is further off, in units of S."""
    environment = Environment(
        loader=PackageLoader("autograder.authoring.vectors"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template("exposure.html")
    return template.render(title=title, sets=sets, rows=rows(sets), how_far=_how_far)


def _how_far(vector: Vector, misconception: str) -> dict[str, str] | None:
    """Return how far off a misconception's answer is, as a shade and in words, if it is kept."""
    fingerprint = vector.fingerprints.get(misconception)
    if fingerprint is None:
        return None
    far = _deviation(fingerprint, vector)
    words = f"off by {far:.1e} S" if math.isfinite(far) else "of another shape, or not finite"
    # 1e-5 of S is the least that fails, and 10 S is as wrong as can be: blue between them.
    shade = math.log10(min(max(far, 1e-5), 10.0) / 1e-5) / 6
    return {"light": f"{90 - 60 * shade:.0f}", "words": words}


def _deviation(arrays: Mapping[str, NDArray[np.float64]], vector: Vector) -> float:
    for name, array in arrays.items():
        if array.shape != vector.expected[name].shape or not np.isfinite(array).all():
            return math.inf
    return max(
        deviation(array, vector.expected[name], vector.scale[name])
        for name, array in arrays.items()
    )
