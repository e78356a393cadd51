"""Which vectors expose which misconceptions: a matrix, for a terminal and for a browser."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from autograder.judge.compare import deviation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from autograder.vectors.model import Vector, VectorSet

__all__ = ["Row", "page", "rows", "text"]


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
    found = rows(sets)
    questions = sorted({row.question for row in found})
    tables = "\n".join(
        _table(which, vectors, question, [row for row in found if row.question == question])
        for question in questions
        for which, vectors in sets.items()
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color: #1c1c1c; background: #fff; }}
table {{ border-collapse: collapse; margin: 1rem 0 2.5rem; }}
caption {{ text-align: left; font-weight: 600; padding: .4rem 0; }}
th {{ font-weight: 400; text-align: left; padding: 0 .6rem 0 0; white-space: nowrap; }}
thead th {{ writing-mode: vertical-rl; padding: .2rem 0; }}
thead th:first-child {{ writing-mode: horizontal-tb; vertical-align: bottom; text-align: left; }}
td {{ width: 1.3rem; height: 1.3rem; border: 1px solid #ddd; text-align: center; }}
td.few, th.few {{ color: #a00; font-weight: 600; }}
</style>
</head>
<body>
<h1>{escape(title)}</h1>
<p>A filled cell means that the vector exposes the misconception: a student who has it fails
there. A cell is blue if a fingerprint is kept, darker for answers that are further off; hover
to see how far, in units of S. A count below two is red.</p>
{tables}
</body>
</html>
"""


def _table(which: str, vectors: VectorSet, question: str, found: list[Row]) -> str:
    asked = [vector for vector in vectors.vectors if vector.question == question]
    heads = "".join(f'<th title="{escape(v.comment)}">{escape(v.id)}</th>' for v in asked)
    body = "\n".join(_row(row, row.exposed_by[which], asked) for row in found)
    return (
        f"<table><caption>{escape(question)}, {escape(which)} vectors</caption>"
        f"<thead><tr><th>misconception</th>{heads}<th>count</th></tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table>"
    )


def _row(row: Row, exposed_by: tuple[str, ...], asked: Iterable[Vector]) -> str:
    cells = "".join(
        _cell(vector, row.misconception) if vector.id in exposed_by else "<td></td>"
        for vector in asked
    )
    few = ' class="few"' if len(exposed_by) < 2 else ""
    name = escape(row.misconception)
    return f"<tr><th{few}>{name}</th>{cells}<td{few}>{len(exposed_by)}</td></tr>"


def _cell(vector: Vector, misconception: str) -> str:
    fingerprint = vector.fingerprints.get(misconception)
    if fingerprint is None:
        return "<td>■</td>"
    far = _deviation(fingerprint, vector)
    words = f"off by {far:.1e} S" if math.isfinite(far) else "of another shape, or not finite"
    # 1e-5 of S is the least that fails, and 10 S is as wrong as can be: blue between them.
    shade = math.log10(min(max(far, 1e-5), 10.0) / 1e-5) / 6
    return f'<td style="background: hsl(215 60% {90 - 60 * shade:.0f}%)" title="{words}">■</td>'


def _deviation(arrays: Mapping[str, NDArray[np.float64]], vector: Vector) -> float:
    for name, array in arrays.items():
        if array.shape != vector.expected[name].shape or not np.isfinite(array).all():
            return math.inf
    return max(
        deviation(array, vector.expected[name], vector.scale[name])
        for name, array in arrays.items()
    )
