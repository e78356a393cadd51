"""What submissions returned, as HDF5 for programs; the inputs and what is expected are not in it.

    /                                         schema, schema_version, title
    /student, /submission                     whose each row is
    /ended/<question>/<vector>                how the call ended; empty where it is not kept
    /error/<question>/<vector>                what was raised, or why there is no answer
    /answers/<question>/<vector>/<path>       numbers; nan where there are none
    /texts/<question>/<vector>/<path>         texts, where a text is asked for
    /other/<question>/<vector>/<path>/<row>   numbers of another shape or kind than is asked for

``<vector>.again`` is the second time that a vector was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.failures import explained
from autograder.files import replacing
from autograder.sandbox.outside.cases import REPEAT, places
from autograder.text import visible

if TYPE_CHECKING:
    from autograder.sandbox.answers import Answer, Answers
    from autograder.vectors.answers import Numbers
    from autograder.vectors.model import Vector


_AT_ONCE = 64  # rows that are held before they are written
_CHUNK_BYTES = 1 << 18
_EXACT = 2**53  # up to which a float64 holds each integer
_LONGEST_ENDED = 16
_LONGEST_ERROR = 240  # bytes; what is longer is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A submission as the file calls it, and how its answers are found.

    Attributes:
        student: what the student is called.
        submission: what the file is called.
        answers: returns what it returned; None where that is not kept.
        shown: returns a text of the submission's own as it may be shown.
    """

    student: str
    submission: str
    answers: Callable[[], Answers | None]
    shown: Callable[[str], str] = str


def write(path: Path, rows: Sequence[Row], vectors: Iterable[Vector], title: str) -> int:
    """Write the file, whole or not at all, and return of how many submissions there are answers.

    Args:
        path: where.
        rows: the class list.
        vectors: what was asked; of them, only names, comments and shapes are written.
        title: of the assignment.

    Raises:
        UsageError: it cannot be written.
    """
    import h5py  # which few commands need

    kept = 0
    with explained(path), replacing(path) as temporary, h5py.File(temporary, "w") as file:
        file.attrs.update(schema="autograder-answers", schema_version=1, title=title)
        for name in ("student", "submission"):
            called = [visible(getattr(row, name)) for row in rows]
            file.create_dataset(name, data=called, dtype=h5py.string_dtype())
        calls = [_Call(file, each, again, len(rows)) for each in vectors for again in _times(each)]
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            answers = [row.answers() for row in some]
            kept += sum(each is not None for each in answers)
            for call in calls:
                call.fill(start, some, [call.of(each) for each in answers])
    return kept


def _times(vector: Vector) -> tuple[bool, ...]:
    return (False, True) if REPEAT in vector.flags else (False,)


class _Call:
    """The datasets of one call, a row for each submission."""

    def __init__(self, file: Any, vector: Vector, again: bool, rows: int) -> None:
        self._file = file
        self._vector = vector
        self._again = again
        self._place = f"{vector.question}/{vector.id}{'.again' * again}"
        file.create_group(f"answers/{self._place}").attrs["comment"] = vector.comment
        for path, array in vector.expected.items():
            whole = (rows, *array.shape)
            dtype = np.complex128 if array.dtype.kind == "c" else np.float64
            self._make("answers", path, whole, dtype, array.nbytes, fillvalue=np.nan)
        for path in self._texts:
            self._make("texts", path, (rows,), _text_dtype(), 0)
        self._make("ended", "", (rows,), _text_dtype(_LONGEST_ENDED), _LONGEST_ENDED)
        self._make("error", "", (rows,), _text_dtype(_LONGEST_ERROR), _LONGEST_ERROR)

    def of(self, answers: Answers | None) -> Answer | None:
        """Return the answer to this call."""
        if answers is None:
            return None
        return (answers.again if self._again else answers.first).get(self._vector.id)

    def fill(self, start: int, rows: Sequence[Row], answers: Sequence[Answer | None]) -> None:
        """Write what the rows from `start` on answered."""
        here = slice(start, start + len(rows))
        found = [each.value.arrays if each and each.value else {} for each in answers]
        for path in self._vector.expected:
            dataset = self._file[f"answers/{self._place}/{path}"]
            block = np.full((len(rows), *dataset.shape[1:]), np.nan, dataset.dtype)
            for at, arrays in enumerate(found):
                array = arrays.get(self._wire[path])
                data = None if array is None else array.data
                if data is not None and _fits(data, block[at]):
                    block[at] = data
                elif data is not None:
                    self._file[f"other/{self._place}/{path}/{start + at}"] = data
            dataset[here] = block
        for path in self._texts:
            texts = [arrays.get(self._wire[path]) for arrays in found]
            self._file[f"texts/{self._place}/{path}"][here] = [
                visible(row.shown(each.text)) if each and each.text else ""
                for row, each in zip(rows, texts, strict=True)
            ]
        ended = [each.ended.value if each else "" for each in answers]
        self._file[f"ended/{self._place}"][here] = ended
        self._file[f"error/{self._place}"][here] = [
            _cut(row.shown(each.raised.text if each.raised else each.detail)) if each else b""
            for row, each in zip(rows, answers, strict=True)
        ]

    @cached_property
    def _wire(self) -> dict[str, str]:
        """Where what was returned has each path."""
        return {path: each.wire for path, each in places(self._vector).items()}

    @cached_property
    def _texts(self) -> list[str]:
        return [path for path, each in places(self._vector).items() if each.form.kind == "text"]

    def _make(
        self, kind: str, path: str, shape: tuple[int, ...], dtype: Any, row: int, **more: Any
    ) -> None:
        """Make a dataset, compressed where rows have some `row` bytes."""
        if shape[0] and row:
            rows = max(1, min(_AT_ONCE, shape[0], _CHUNK_BYTES // row))
            more |= {"chunks": (rows, *shape[1:]), "compression": 1, "shuffle": True}
        place = "/".join(filter(None, (kind, self._place, path)))
        self._file.create_dataset(place, shape, dtype, **more)


def _text_dtype(length: int | None = None) -> Any:
    import h5py

    return h5py.string_dtype("utf-8", length)


def _fits(data: Numbers, row: Numbers) -> bool:
    """Return whether a row of the class's numbers can hold these, all of them exactly."""
    if data.shape != row.shape or (data.dtype.kind == "c" and row.dtype.kind != "c"):
        return False
    return data.dtype.kind in "fc" or bool(((data >= -_EXACT) & (data <= _EXACT)).all())


def _cut(text: str) -> bytes:
    """Return a text as bytes that fit, with no half character at the end."""
    return visible(text).encode()[:_LONGEST_ERROR].decode("utf-8", "ignore").encode()
