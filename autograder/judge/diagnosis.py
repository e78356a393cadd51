"""Names the misconceptions that explain a submission's wrong answers.

A misconception explains the answers to a question when they are wrong exactly where a vector
exposes it, and when they are what it returns wherever its fingerprint is stored. An answer that
is right but whose call changed its inputs is explained by a misconception that does the same. All
that explain the answers are named: more than one name is a tie.

Only the vectors' own data are used: kills, fingerprints, expected values and their scale.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.judge import kinds
from autograder.judge.call import Asked
from autograder.judge.compare import NOTED, RuleFailedError, Target, targets
from autograder.judge.view import Question
from autograder.vectors.answers import NUMERIC
from autograder.vectors.model import Vector

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """The arrays of an answer, one after the other.

    Attributes:
        shapes: of each array; None where there is none, or one that holds no real numbers.
        values: all entries; nan where one is not finite.
    """

    shapes: tuple[tuple[int, ...] | None, ...]
    values: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Print:
    """A fingerprint on one vector.

    Attributes:
        laid: what the misconception returns.
        tolerance: how far an answer may be off, entry by entry.
        is_right: whether these are the expected values: the misconception changes its inputs.
    """

    laid: _Laid
    tolerance: Floats
    is_right: bool

    def matches(self, answer: _Laid) -> bool:
        """Return whether an answer has the shapes and the values of this fingerprint."""
        if answer.shapes != self.laid.shapes:
            return False
        values = self.laid.values
        close = np.abs(answer.values - values) <= self.tolerance
        return bool((close | (np.isnan(answer.values) & np.isnan(values))).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patterns:
    """Where the answers of whoever has a misconception are wrong.

    Attributes:
        names: of the misconceptions; each has a row in the others, with a flag for each vector.
        wrong: the fingerprint is stored and has wrong values.
        changing: the fingerprint is stored and its values are right, but inputs change.
        unknown: exposed in a way that is not stored.
    """

    names: tuple[str, ...]
    wrong: Booleans
    changing: Booleans
    unknown: Booleans

    def fitting(self, wrong: Booleans, changed: Booleans) -> list[str]:
        """Return the names that fit answers that are wrong there and calls that change inputs."""
        fits = (
            ((wrong == self.wrong) | self.unknown)
            & (changed | ~self.changing)
            & (wrong | changed | ~self.unknown)
        ).all(axis=1)
        return [self.names[place] for place in np.flatnonzero(fits)]


class Diagnoser:
    """Knows the fingerprints of one question's misconceptions, prepared once for all submissions.

    Args:
        vectors: all vectors of the question, in the order in which they are asked.
    """

    def __init__(self, vectors: Sequence[Vector]) -> None:
        self._prints = [_prints(vector) for vector in vectors]
        known = sorted({name for prints in self._prints for name in prints})
        told = [name for name in known if any(_tells(name, vector) for vector in vectors)]
        self._patterns = _patterns(told, vectors, self._prints)

    def explain(self, question: Question) -> tuple[str, ...]:
        """Return the ids of the misconceptions that explain wrong answers, sorted.

        Nothing is returned when all answers are right and no input was changed, or when no
        misconception explains them.
        """
        wrong = np.array([_is_wrong(asked) for asked in question.all])
        changed = np.array([bool(asked.answer and asked.answer.changed) for asked in question.all])
        if not (wrong.any() or changed.any()):
            return ()
        names = self._patterns.fitting(wrong, changed)
        for prints, asked in zip(self._prints, question.all, strict=True):
            if any(name in prints for name in names):
                answer = _laid_out(asked)
                names = [n for n in names if n not in prints or prints[n].matches(answer)]
        return tuple(names)


def _prints(vector: Vector) -> dict[str, _Print]:
    prepared = {name: each for name, each in targets(vector).items() if name in vector.expected}
    return {name: _print(arrays, prepared) for name, arrays in vector.fingerprints.items()}


def _print(arrays: Mapping[str, Floats], prepared: Mapping[str, Target]) -> _Print:
    laid = _laid([arrays[name] for name in prepared])
    scale = np.concatenate(
        [scale_of(arrays[name].shape, target) for name, target in prepared.items()]
    )
    # S may be 0 where a misconception returns more than 0: there its own size is the measure.
    tolerance = NOTED * np.maximum(scale, np.abs(laid.values))
    right = _laid([target.expected for target in prepared.values()])
    is_right = laid.shapes == right.shapes and bool(
        (np.abs(laid.values - right.values) <= NOTED * scale).all()
    )
    return _Print(laid=laid, tolerance=tolerance, is_right=is_right)


def scale_of(shape: tuple[int, ...], target: Target) -> Floats:
    """Return S of each entry; in an array of another shape it is the largest."""
    if shape == target.expected.shape:
        return target.floored.ravel()
    return np.full(math.prod(shape), target.floored.max(initial=0.0))


def _laid(arrays: Sequence[Floats | None]) -> _Laid:
    shapes = tuple(None if array is None else array.shape for array in arrays)
    found = [np.empty(0), *(array.ravel() for array in arrays if array is not None)]
    values = np.concatenate(found)
    return _Laid(shapes=shapes, values=np.where(np.isfinite(values), values, np.nan))


def _patterns(
    names: Sequence[str], vectors: Sequence[Vector], prints: Sequence[dict[str, _Print]]
) -> _Patterns:
    stored = [[found.get(name) for found in prints] for name in names]
    exposed = np.array([[name in vector.kills for vector in vectors] for name in names], bool)
    is_stored = np.array([[each is not None for each in row] for row in stored], bool)
    is_right = np.array([[bool(each and each.is_right) for each in row] for row in stored], bool)
    shape = (len(names), len(vectors))  # also where there are no names
    exposed, is_stored, is_right = (each.reshape(shape) for each in (exposed, is_stored, is_right))
    return _Patterns(
        names=tuple(names),
        wrong=is_stored & ~is_right,
        changing=is_stored & is_right,
        unknown=exposed & ~is_stored,
    )


def _tells(name: str, vector: Vector) -> bool:
    """Return whether a vector has a number to recognise a misconception by, and not only a lack."""
    if name not in vector.kills:
        return True
    return any(np.isfinite(array).any() for array in vector.fingerprints.get(name, {}).values())


def _is_wrong(asked: Asked) -> bool:
    try:
        return any(asked.difference(name).is_wrong for name in asked.names)
    except RuleFailedError:
        return True


def _laid_out(asked: Asked) -> _Laid:
    return _laid([as_returned(asked, name) for name in asked.names if _is_numeric(asked, name)])


def _is_numeric(asked: Asked, name: str) -> bool:
    return asked.targets[name].place.form.kind in NUMERIC


def as_returned(asked: Asked, name: str) -> Floats | None:
    """Return what came back under a name, of whatever shape; None unless it is such numbers.

    So a wrong shape, None, an ellipsis and a missing key are never taken for one another.
    """
    try:
        return asked.array(name)
    except RuleFailedError:
        pass
    try:
        array = asked.returned().get(name)
    except RuleFailedError:
        return None
    if array is None or array.data is None:
        return None
    if not kinds.is_fitting(array, asked.targets[name].place.form):
        return None
    return array.data.reshape(array.shape)
