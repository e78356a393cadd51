"""Which vectors expose which misconceptions, and by what answers they can be recognised.

A misconception is exposed by a vector when its answer there breaks a rule about values as the
grader judges them (a missing name, another shape, not real or not finite, beyond the tolerance in
units of S), when it changes its inputs, or when it raises.

Its fingerprint there holds, under each expected name, the array that it returned: the expected one
where it is right, and otherwise one of the shape that it has, with its entries rounded to less
than a millionth of S (for machines differ in the last digits of a matrix product), and nan where
an entry is not finite.

No fingerprint is kept where it raises, leaves a name out or returns what holds no real numbers,
and none of answers so large that they would swell the file. A few fingerprints of a misconception,
spread over the vectors that expose it, are enough to recognise it, for on the other vectors it
still counts whether an answer is right; all of them would make a vector file slow to read. Only
where a few would leave two misconceptions in a tie are all of theirs kept.
"""

import copy
import types
from dataclasses import dataclass, replace

import numpy as np
from misconceptions import CATALOGUE

from autograder import (
    REPEAT,
    Answer,
    Answers,
    Array,
    Diagnoser,
    Ended,
    Group,
    Question,
    Raised,
    RuleFailedError,
    Value,
    ValueKind,
    as_returned,
    leaves,
    targets,
)

__all__ = [
    "LARGEST_FINGERPRINT",
    "MOST_FINGERPRINTS",
    "Exposure",
    "annotate",
    "answers",
    "ask",
    "ask_all",
    "expose",
    "named",
]

ROUNDING_BITS = 22  # far below the tolerance of 1e-5, far above what float64 loses
LARGEST_FINGERPRINT = 4096  # entries of one answer
MOST_FINGERPRINTS = 4  # of one misconception in a set of vectors, where it is not in a tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How a vector sees a misconception.

    Attributes:
        exposed: whether the grader would notice it on this vector.
        fingerprint: float64 arrays of the expected names, or None.
    """

    exposed: bool
    fingerprint: dict[str, np.ndarray] | None


def annotate(vectors, asked=None):
    """Return the vectors with what the catalogue makes of them: kills and fingerprints.

    Args:
        vectors: a whole set in the order of their ids, for some misconceptions keep something
            from call to call.
        asked: what `ask_all` returned for these vectors; None to ask now.
    """
    asked = ask_all(vectors, CATALOGUE) if asked is None else asked
    found = _exposures(vectors, asked)
    few = {misconception.id: MOST_FINGERPRINTS for misconception in CATALOGUE}
    annotated = _annotated(vectors, found, few)
    names = named(annotated, asked)
    tied = {name for told in names.values() if len(told) > 1 for name in told}
    return (
        _annotated(vectors, found, few | dict.fromkeys(tied, len(vectors))) if tied else annotated
    )


def named(vectors, asked):
    """Return what the grader names when each misconception answers, by the misconception's id.

    Args:
        vectors: a whole set with kills and fingerprints.
        asked: what `ask_all` returned for these vectors, even before they had fingerprints.
    """
    names = {}
    for question in sorted({vector.question for vector in vectors}):
        diagnoser = Diagnoser([vector for vector in vectors if vector.question == question])
        for misconception in CATALOGUE:
            if misconception.question == question:
                names[misconception.id] = diagnoser.explain(asked[misconception.id])
    return names


def expose(vectors, misconceptions):
    """Return an Exposure by the vectors' ids, then by the ids of their question's misconceptions.

    Args:
        vectors: in the order of their ids.
        misconceptions: of any question.
    """
    return _exposures(vectors, ask_all(vectors, misconceptions))


def ask_all(vectors, misconceptions):
    """Return what a hidden test would see of each misconception, by its id.

    Args:
        vectors: in the order of their ids.
        misconceptions: of any question; each is called with its own question's vectors.
    """
    questions = {vector.question for vector in vectors}
    prepared = {
        question: prepare([vector for vector in vectors if vector.question == question])
        for question in questions
    }
    return {each.id: ask(each.function, prepared.get(each.question, [])) for each in misconceptions}


def prepare(vectors):
    """Return each vector with its targets, for any number of functions that are asked."""
    return [(vector, targets(vector)) for vector in vectors]


def ask(function, prepared):
    """Call a function with each prepared vector; return what a hidden test would see."""
    return Question(prepared, answers(function, [vector for vector, _ in prepared]))


def answers(function, vectors):
    """Call a function with each vector as a run of a submission does, the repeated ones last."""
    function = _fresh(function)
    return Answers(
        first={vector.id: _answer(function, vector) for vector in vectors},
        again={each.id: _answer(function, each) for each in vectors if REPEAT in each.flags},
    )


def _fresh(function):
    """Return a copy of a function whose default values hold nothing from earlier calls."""
    fresh = types.FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        copy.deepcopy(function.__defaults__),
        function.__closure__,
    )
    fresh.__kwdefaults__ = copy.deepcopy(function.__kwdefaults__)
    return fresh


def _exposures(vectors, asked):
    """Return every Exposure, by the vector's id and then by the misconception's."""
    found = {vector.id: {} for vector in vectors}
    for name, question in asked.items():
        for call in question.all:
            found[call.vector.id][name] = _exposure(call)
    return found


def _annotated(vectors, found, most):
    """Return the vectors with kills, and of each misconception at most so many fingerprints."""
    kept = {name: _spread(name, found, number) for name, number in most.items()}
    return [_with_answers(vector, found[vector.id], kept) for vector in vectors]


def _spread(name, found, most):
    """Return the ids of the vectors that keep the fingerprint of one misconception."""
    able = [
        vector for vector, exposures in found.items()
        if name in exposures and exposures[name].fingerprint is not None
    ]  # fmt: skip
    places = np.linspace(0, len(able) - 1, min(most, len(able)))
    return {able[place] for place in places.round().astype(int)}


def _with_answers(vector, exposures, kept):
    kills = tuple(sorted(name for name, found in exposures.items() if found.exposed))
    fingerprints = {name: exposures[name].fingerprint for name in kills if vector.id in kept[name]}
    return replace(vector, kills=kills, fingerprints=fingerprints)


def _exposure(asked):
    exposed = bool(asked.answer.changed) or not all(_holds(asked, name) for name in asked.names)
    return Exposure(exposed=exposed, fingerprint=_fingerprint(asked) if exposed else None)


def _holds(asked, name):
    try:
        return not asked.difference(name).is_wrong
    except RuleFailedError:
        return False


def _fingerprint(asked):
    arrays = {name: as_returned(asked, name) for name in asked.names}
    if any(array is None for array in arrays.values()):
        return None
    if sum(array.size for array in arrays.values()) > LARGEST_FINGERPRINT:
        return None
    return {name: _stored(asked, name, array) for name, array in arrays.items()}


def _stored(asked, name, array):
    if _holds(asked, name):
        return asked.vector.expected[name]
    scale = asked.targets[name].floored
    if array.shape != scale.shape:
        scale = scale.max(initial=0.0)
    finite = np.isfinite(array)
    return np.where(finite, _rounded(np.where(finite, array, 0.0), scale), np.nan)


def _rounded(values, scale):
    """Return values rounded to 2^-22 of the power of two above their scale or size."""
    _, exponents = np.frexp(np.maximum(scale, np.abs(values)))
    steps = np.ldexp(1.0, exponents - ROUNDING_BITS)
    return np.round(values / steps) * steps + 0.0  # adding 0 turns -0.0 into 0.0


def _answer(function, vector):
    """Call a function with copies of a vector's inputs and describe what came back."""
    given = [_copied(value) for value in vector.inputs.values()]
    value, raised = None, None
    try:
        with np.errstate(all="ignore"):
            value = function(*given)
    except Exception as error:  # whatever a wrong version raises is its answer
        raised = Raised(error=type(error).__name__, text=str(error), place="", line="")
    return Answer(
        ended=Ended.RAISED if raised else Ended.RETURNED,
        value=None if raised else _described(value),
        raised=raised,
        changed=_changed(vector, given),
    )


def _copied(value):
    if isinstance(value, Group):
        items = {name: _copied(item) for name, item in value.items.items()}
        return items if value.kind == "dict" else tuple(items.values())
    return value.copy(order="K") if isinstance(value, np.ndarray) else value


def _changed(vector, given):
    used = []
    for value in given:
        match value:
            case dict():
                used += value.values()
            case tuple():
                used += value
            case _:
                used.append(value)
    pairs = zip(leaves(vector.inputs), used, strict=True)
    return tuple(path for (path, leaf), now in pairs if not _is_same(leaf, now))


def _is_same(leaf, now):
    are_arrays = isinstance(leaf, np.ndarray) and isinstance(now, np.ndarray)
    if are_arrays and (leaf.dtype, leaf.shape) == (now.dtype, now.shape):
        # Bytes are faster to compare, and nearly always equal.
        return leaf.tobytes() == now.tobytes() or np.array_equal(leaf, now)
    return np.array_equal(leaf, now)


def _described(value):
    if isinstance(value, dict):
        arrays = {name: _array(name, item) for name, item in value.items()}
        return Value(kind=ValueKind.DICT, arrays=arrays)
    return Value(kind=ValueKind.SINGLE, arrays={"": _array("", value)})


def _array(name, item):
    array = np.asarray(item)
    return Array(
        kind=array.dtype.kind,
        itemsize=array.dtype.itemsize,
        is_array=isinstance(item, np.ndarray),
        shape=array.shape,
        data=np.array(array, np.float64, order="C") if array.dtype.kind in "fiub" else None,
        shown=name,
    )
