"""What kind of numbers must come back, where a vector does not say it: the right version's kind.

A vector that returns "number", "array" or "dict" says how many numbers there are and which. They
are floats, unless the right version returns integers or truth values of just these values: then a
student who does the same is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from autograder.description import Assignment
from autograder.files import read
from autograder.results import Level
from autograder.sandbox.answers import Answer, Array
from autograder.sandbox.outside.cases import places
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.answers import DTYPES, Form, Numbers, Of
from autograder.vectors.model import Vector

_OF: Mapping[str, Of] = {"f": "float", "i": "int", "u": "int", "b": "bool"}


def as_floats(vectors: Iterable[Vector]) -> list[Vector]:
    """Return vectors whose integers and truth values are floats, where they say no kind."""
    return [
        replace(vector, expected={name: _float(each) for name, each in vector.expected.items()})
        if isinstance(vector.returns, str)
        else vector
        for vector in vectors
    ]


def inferred(assignment: Assignment, vectors: Iterable[Vector]) -> tuple[Vector, ...]:
    """Return vectors that say the kind of numbers which the right version returns.

    Where the right version does not return what a vector expects, the vector stays as it is: that
    the right version is right is proved elsewhere.

    Raises:
        UsageError: the source cannot be read.
        GraderFault: our own processes failed.
    """
    vectors = tuple(vectors)
    unsaid = [vector for vector in vectors if isinstance(vector.returns, str)]
    if not unsaid or not assignment.source.is_file():
        return vectors
    with Runner(assignment, unsaid, Level.OPEN) as runner:  # the author's own code
        answers = runner.run(read(assignment.source), assignment.source.name).first
    return tuple(
        _inferred(vector, answers.get(vector.id)) if isinstance(vector.returns, str) else vector
        for vector in vectors
    )


def _inferred(vector: Vector, answer: Answer | None) -> Vector:
    found = answer.value.arrays if answer and answer.value else {}
    forms: dict[str, Form] = {}
    for path, place in places(vector).items():
        if place.form.is_container:
            continue
        array, expected = found.get(place.wire), vector.expected[path]
        if array is None or not _is_same(array, expected):
            return vector
        alone = vector.returns == "number" or not (array.is_array or expected.shape)
        forms[path] = Form(kind="number" if alone else "array", of=_OF[array.kind])
    if all(form.of == "float" for form in forms.values()):
        return vector
    is_dict = vector.returns == "dict"
    whole = Form(kind="dict", items=forms) if is_dict else next(iter(forms.values()))
    converted = {name: _exact(each, forms[name]) for name, each in vector.expected.items()}
    prints = {
        mistake: {name: _exact(each, forms[name]) for name, each in arrays.items()}
        for mistake, arrays in vector.fingerprints.items()
        if all(_fits(each, forms[name]) for name, each in arrays.items())
    }
    return replace(vector, returns=whole, expected=converted, fingerprints=prints)


def _is_same(array: Array, expected: Numbers) -> bool:
    """Return whether what came back is expected but for its kind; rounding is judged elsewhere."""
    if array.kind not in _OF or array.shape != expected.shape:
        return False
    if array.kind == "f" or not expected.size:
        return True
    return array.data is not None and bool((array.data == expected).all())


def _float(array: Numbers) -> Numbers:
    # What is no array is refused with all else that is of the wrong type.
    kind = getattr(getattr(array, "dtype", None), "kind", "")
    return array.astype(np.float64) if kind and kind in "iub" else array


def _exact(array: Numbers, form: Form) -> Numbers:
    converted: Numbers = array.astype(DTYPES[form.of])
    return converted


def _fits(array: Numbers, form: Form) -> bool:
    """Return whether a mistake's numbers can be of the right kind; else its kind tells it."""
    if form.of == "float":
        return True
    return bool(np.isfinite(array).all() and (array == np.round(array)).all())
