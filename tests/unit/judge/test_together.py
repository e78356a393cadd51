"""Arrays that are looked at together are found to be what each is found to be alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.judge.call import Asked
from autograder.judge.compare import EXACT, NOTED, RuleFailedError, targets
from autograder.judge.view import Question
from autograder.sandbox.answers import Answer, Answers, Array, Ended, Value
from autograder.sandbox.wire import BLANK, ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autograder.vectors.model import Vector

EXPECTED = {"a": np.array([[1.0, -2.0, 0.0], [4.0, 1e-6, 3.0]]), "b": np.zeros((0, 2))}
EXPECTED |= {"c": np.array(7.0), "d": np.zeros((2, 1))}
SCALE = {name: np.abs(array) for name, array in EXPECTED.items()}
CALLS = ("v0", "v1", "v2")
OFF = (0.0, 1e-160, EXACT / 2, EXACT, 2 * EXACT, NOTED, 2 * NOTED, 0.01, -0.3, 5.0, 1e149, 1e151)
EVERY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def described(data: Any, kind: str = "f") -> Array:
    data = np.asarray(data, np.float64)
    return Array(kind=kind, itemsize=8, is_array=True, shape=data.shape, data=data)


@st.composite
def arrays(draw: st.DrawFn, right: np.ndarray) -> Array:
    """Draw what may come back for an array: as it is asked for, or in some way else."""
    kind = draw(
        st.sampled_from(["near"] * 6 + ["same", "shape", "strange", "kind", "blank", "none"])
    )
    if kind == "shape":
        return described(right[None])
    if kind == "strange":
        return described(np.where(right > 1, draw(st.sampled_from([np.nan, np.inf])), right))
    if kind == "kind":
        return described(right, draw(st.sampled_from("iubcU")))
    if kind in ("blank", "none"):
        return Array(
            kind=BLANK if kind == "blank" else "f",
            itemsize=8,
            is_array=True,
            shape=right.shape,
            data=None,
        )
    size = right.size if kind == "near" else 0
    off = draw(st.lists(st.sampled_from(OFF), min_size=size, max_size=size))
    return described(right + np.reshape(off, right.shape) if size else right)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Answer]:
    """Draw what may come back from all calls."""
    found = {}
    for name in draw(st.sets(st.sampled_from(CALLS))):
        if draw(st.integers(0, 5)) == 0:
            found[name] = Answer(ended=Ended.TIMED_OUT)
            continue
        names = draw(st.sets(st.sampled_from([*EXPECTED]), min_size=2))
        parts = {each: draw(arrays(EXPECTED[each])) for each in names}
        value = Value(kind=ValueKind.DICT, arrays=parts)
        found[name] = Answer(ended=Ended.RETURNED, value=value)
    return found


@pytest.fixture
def vectors(dict_vector: Callable[..., Vector]) -> list[Vector]:
    """Vectors that ask for the same, and allow different deviations."""
    allowed = dict(zip(CALLS, (None, 1e-3, 0.5), strict=True))
    return [
        dict_vector(id=name, expected=EXPECTED, scale=SCALE, tolerance=tolerance)
        for name, tolerance in allowed.items()
    ]


def found(of: Callable[[str], Any], name: str) -> Any:
    """Return what is found under a name, or the words in which it is refused."""
    try:
        result = of(name)
    except RuleFailedError as error:
        return str(error)
    return (result.shape, result.tobytes()) if isinstance(result, np.ndarray) else result


@EVERY
@given(first=answers())
@pytest.mark.slow
def test_each_array_is_found_as_it_is_found_alone(
    vectors: list[Vector], first: Mapping[str, Answer]
) -> None:
    question = Question([(each, targets(each)) for each in vectors], Answers(first=first))
    for together in question.all:
        vector = together.vector
        alone = Asked(vector, first.get(vector.id), targets(vector))
        for name in EXPECTED:
            assert found(together.array, name) == found(alone.array, name)
            assert found(together.difference, name) == found(alone.difference, name)


def test_nothing_is_looked_at_twice(vectors: list[Vector]) -> None:
    parts = {name: described(array + 1) for name, array in EXPECTED.items()}
    answer = Answer(ended=Ended.RETURNED, value=Value(kind=ValueKind.DICT, arrays=parts))
    first = {each.id: answer for each in vectors}
    question = Question([(each, targets(each)) for each in vectors], Answers(first=first))
    once = question.all[1].difference("a")
    assert question.all[1].difference("a") is once
    assert question.all[1].array("a") is question.all[1].array("a")
