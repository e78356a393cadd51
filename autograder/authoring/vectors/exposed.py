"""Which vectors expose which mistakes, and by what answers these can be recognised.

A mistake is exposed by a vector when its answer there is not right, as the grader judges it, or
when it changes its inputs. Its fingerprint is what it returned, with the entries rounded to less
than a millionth of S, because machines differ in the last digits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.judge.compare import RuleFailedError
from autograder.judge.diagnosis import as_returned
from autograder.judge.together import Prepared
from autograder.judge.view import Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograder.judge.call import Asked
    from autograder.sandbox.answers import Answers
    from autograder.vectors.answers import Numbers
    from autograder.vectors.model import Vector

_ROUNDING_BITS = 22  # far below the tolerance of 1e-5, far above what float64 loses
_LARGEST = 4096  # entries of one answer that is kept


def annotated(vectors: Sequence[Vector], found: Mapping[str, Answers]) -> list[Vector]:
    """Return the vectors of one question with kills and fingerprints.

    Args:
        vectors: of one question.
        found: what each of its mistakes answered, by its id.
    """
    prepared = Prepared.of(vectors)
    views = {name: Question(prepared, answers).all for name, answers in found.items()}
    return [
        _annotated(vector, {name: asked[place] for name, asked in views.items()})
        for place, vector in enumerate(vectors)
    ]


def _annotated(vector: Vector, asked: Mapping[str, Asked]) -> Vector:
    kills = tuple(sorted(name for name, call in asked.items() if _is_exposed(call)))
    prints = {name: _fingerprint(asked[name]) for name in kills}
    kept = {name: arrays for name, arrays in prints.items() if arrays is not None}
    return replace(vector, kills=kills, fingerprints=kept)


def _is_exposed(call: Asked) -> bool:
    changed = bool(call.answer and call.answer.changed)
    return changed or not all(_holds(call, name) for name in call.names)


def _holds(call: Asked, name: str) -> bool:
    try:
        return not call.difference(name).is_wrong
    except RuleFailedError:
        return False


def _fingerprint(call: Asked) -> dict[str, Numbers] | None:
    """Return what a mistake returned, by the expected names; None where it is no such numbers."""
    arrays = {name: as_returned(call, name) for name in call.vector.expected}
    whole = {name: array for name, array in arrays.items() if array is not None}
    if len(whole) < len(arrays) or not whole:
        return None
    if sum(array.size for array in whole.values()) > _LARGEST:
        return None
    return {
        name: call.vector.expected[name] if _holds(call, name) else _kept(call, name, array)
        for name, array in whole.items()
    }


def _kept(call: Asked, name: str, array: Numbers) -> Numbers:
    """Return the entries as they are kept: of the expected kind, and rounded."""
    dtype = call.vector.expected[name].dtype
    if dtype.kind == "i":
        return array.astype(dtype)
    scale = call.targets[name].floored
    if array.shape != scale.shape:
        scale = scale.max(initial=0.0)
    if dtype.kind == "c":
        rounded = _rounded(array.real, scale) + 1j * _rounded(array.imag, scale)
        return np.asarray(rounded, dtype)
    return _rounded(np.asarray(array, dtype), scale)


def _rounded(array: Numbers, scale: Any) -> Numbers:
    """Return finite entries rounded to 2^-22 of the power of two above their S or size."""
    finite = np.isfinite(array)
    values = np.where(finite, array, 0.0)
    _, exponents = np.frexp(np.maximum(scale, np.abs(values)))
    steps = np.ldexp(1.0, exponents - _ROUNDING_BITS)
    return np.where(finite, np.round(values / steps) * steps + 0.0, np.nan)
