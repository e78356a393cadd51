"""A misconception is named when it explains all answers, and only then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.judge.compare import targets
from autograder.judge.diagnosis import Diagnoser
from autograder.judge.view import Question
from autograder.sandbox.answers import Answer, Answers, Array, Ended, Raised, Value
from autograder.sandbox.wire import BLANK, ValueKind
from autograder.vectors.model import Vector

RIGHT = [1.0, 2.0]
DOUBLED = [2.0, 4.0]
NEGATED = [-1.0, -2.0]
UNUSABLE = [np.nan, np.nan]
RAISED = Answer(
    ended=Ended.RAISED, raised=Raised(error="ValueError", text="no", place="line 1", line="")
)


def vector(number: int, **fingerprints: Any) -> Vector:
    """Return a vector that expects RIGHT and is exposed by the named misconceptions."""
    return Vector(
        id=f"v{number}",
        question="q",
        comment="",
        flags=(),
        inputs={"x": 1.0},
        returns="dict",
        expected={"y": np.array(RIGHT)},
        scale={"y": np.array([1.0, 2.0])},
        kills=tuple(fingerprints),
        fingerprints={name: {"y": np.array(values)} for name, values in fingerprints.items()},
    )


def returned(values: Any, name: str = "y", changed: tuple[str, ...] = ()) -> Answer:
    """Return the answer of a call that gave these values back."""
    data = np.array(values)
    array = Array(kind="f", itemsize=8, is_array=True, shape=data.shape, data=data, shown=name)
    value = Value(kind=ValueKind.DICT, arrays={name: array})
    return Answer(ended=Ended.RETURNED, value=value, changed=changed)


def explained(vectors: list[Vector], *answers: Answer) -> tuple[str, ...]:
    """Return what is named when the vectors get these answers."""
    first = {each.id: answer for each, answer in zip(vectors, answers, strict=True)}
    prepared = [(each, targets(each)) for each in vectors]
    return Diagnoser(vectors).explain(Question(prepared, Answers(first=first)))


def test_right_answers_need_no_explanation() -> None:
    assert explained([vector(1, doubled=DOUBLED)], returned(RIGHT)) == ()


def test_a_fingerprint_names_its_misconception() -> None:
    vectors = [vector(1, doubled=DOUBLED, negated=NEGATED)]
    assert explained(vectors, returned(DOUBLED)) == ("doubled",)


def test_a_wrong_answer_of_its_own_kind_is_not_named() -> None:
    vectors = [vector(1, doubled=DOUBLED, negated=NEGATED)]
    assert explained(vectors, returned([3.0, 6.0])) == ()


def test_a_tie_names_all_sorted() -> None:
    vectors = [vector(1, twice=DOUBLED, doubled=DOUBLED)]
    assert explained(vectors, returned(DOUBLED)) == ("doubled", "twice")


def test_one_vector_that_disagrees_is_enough_to_refuse() -> None:
    vectors = [vector(1, doubled=DOUBLED), vector(2, doubled=DOUBLED)]
    assert explained(vectors, returned(DOUBLED), returned(NEGATED)) == ()


def test_a_vector_that_tells_them_apart_breaks_a_tie() -> None:
    vectors = [vector(1, doubled=DOUBLED, other=DOUBLED), vector(2, doubled=DOUBLED, other=NEGATED)]
    assert explained(vectors, returned(DOUBLED), returned(NEGATED)) == ("other",)


def test_an_answer_must_be_right_where_the_misconception_is_not_exposed() -> None:
    vectors = [vector(1, doubled=DOUBLED), vector(2)]
    assert explained(vectors, returned(DOUBLED), returned(NEGATED)) == ()


def test_an_answer_must_be_wrong_where_the_misconception_is_exposed() -> None:
    vectors = [vector(1, doubled=DOUBLED), vector(2, doubled=DOUBLED)]
    assert explained(vectors, returned(DOUBLED), returned(RIGHT)) == ()


@pytest.mark.parametrize(
    ("answer", "names"), [(NEGATED, ("doubled",)), (RIGHT, ())], ids=["wrong", "right"]
)
def test_where_no_fingerprint_is_stored_any_wrong_answer_will_do(
    answer: list[float], names: tuple[str, ...]
) -> None:
    exposed_only = replace(vector(2), kills=("doubled",))
    vectors = [vector(1, doubled=DOUBLED), exposed_only]
    assert explained(vectors, returned(DOUBLED), returned(answer)) == names


def test_a_misconception_without_any_fingerprint_is_never_named() -> None:
    assert explained([replace(vector(1), kills=("doubled",))], returned(DOUBLED)) == ()


def test_a_crash_does_not_agree_with_a_fingerprint() -> None:
    vectors = [vector(1, doubled=DOUBLED), vector(2, doubled=UNUSABLE)]
    assert explained(vectors, returned(DOUBLED), RAISED) == ()


def test_a_crash_agrees_where_the_misconception_is_exposed_without_fingerprint() -> None:
    vectors = [vector(1, doubled=DOUBLED), replace(vector(2), kills=("doubled",))]
    assert explained(vectors, returned(DOUBLED), RAISED) == ("doubled",)


def test_a_call_that_was_never_made_agrees_with_no_fingerprint() -> None:
    vectors = [vector(1, doubled=DOUBLED), vector(2, doubled=DOUBLED)]
    prepared = [(each, targets(each)) for each in vectors]
    question = Question(prepared, Answers(first={"v1": returned(DOUBLED)}))
    assert Diagnoser(vectors).explain(question) == ()


FLAT = [[1.0, 2.0]]  # as a fingerprint: the right numbers in another shape


def test_the_same_shape_and_numbers_name_a_misconception_of_shape() -> None:
    vectors = [vector(1, flat=FLAT), vector(2)]
    assert explained(vectors, returned(FLAT), returned(RIGHT)) == ("flat",)


@pytest.mark.parametrize(
    "answer",
    [
        [1.0],
        1.0,
        [[1.0], [2.0]],
        [[[1.0, 2.0]]],
        [[1.0, 2.5]],
        [[np.nan, np.nan]],
        [np.nan, np.nan],
        [],
    ],
)
def test_no_other_wrong_shape_is_taken_for_it(answer: Any) -> None:
    vectors = [vector(1, flat=FLAT), vector(2)]
    assert explained(vectors, returned(answer), returned(RIGHT)) == ()


@pytest.mark.parametrize("kind", [BLANK, "O", "i", "c"])
def test_what_holds_no_real_numbers_is_taken_for_nothing(kind: str) -> None:
    array = Array(kind=kind, itemsize=8, is_array=False, shape=(1, 2), data=None, shown="y")
    answer = Answer(ended=Ended.RETURNED, value=Value(kind=ValueKind.DICT, arrays={"y": array}))
    for fingerprint in (FLAT, UNUSABLE):
        vectors = [vector(1, flat=fingerprint), vector(2)]
        assert explained(vectors, answer, returned(RIGHT)) == ()


def test_nan_agrees_with_nan_of_the_same_shape() -> None:
    vectors = [vector(1, spoiled=[2.0, np.nan]), vector(2)]
    assert explained(vectors, returned([2.0, np.nan]), returned(RIGHT)) == ("spoiled",)


def test_a_missing_name_does_not_agree_with_nan() -> None:
    vectors = [vector(1, flat=UNUSABLE), vector(2)]
    assert explained(vectors, returned(RIGHT, name="z"), returned(RIGHT)) == ()


def test_shapes_alone_name_nothing() -> None:
    assert explained([vector(1, flat=UNUSABLE)], returned([1.0])) == ()


@pytest.mark.parametrize(("off", "names"), [(1e-6, ("doubled",)), (1e-4, ())])
def test_rounding_is_forgiven_as_in_grading(off: float, names: tuple[str, ...]) -> None:
    answer = [value * (1 + off) for value in DOUBLED]
    assert explained([vector(1, doubled=DOUBLED)], returned(answer)) == names


def test_where_nothing_is_expected_a_fingerprint_is_measured_by_its_own_size() -> None:
    nothing = {"y": np.zeros(2)}
    empty = replace(vector(1, doubled=DOUBLED), expected=nothing, scale=nothing)
    assert explained([empty], returned(np.nextafter(DOUBLED, 9.0).tolist())) == ("doubled",)


def test_changed_inputs_are_explained_by_a_misconception_that_is_right_otherwise() -> None:
    answer = returned(RIGHT, changed=("x",))
    assert explained([vector(1, changing=RIGHT)], answer) == ("changing",)


def test_changed_inputs_do_not_hide_a_wrong_value() -> None:
    vectors = [vector(1, changing=RIGHT, doubled=DOUBLED)]
    assert explained(vectors, returned(DOUBLED, changed=("x",))) == ("doubled",)


def test_unchanged_inputs_are_not_explained_by_a_misconception_that_changes_them() -> None:
    vectors = [vector(1, changing=RIGHT), vector(2, changing=RIGHT)]
    changed = returned(RIGHT, changed=("x",))
    assert explained(vectors, changed, returned(RIGHT)) == ()


def test_a_single_number_is_recognised() -> None:
    number = Vector(
        id="v1",
        question="q",
        comment="",
        flags=(),
        inputs={"x": 1.0},
        returns="number",
        expected={"cost": np.array(1.0)},
        scale={"cost": np.array(1.0)},
        kills=("doubled",),
        fingerprints={"doubled": {"cost": np.array(2.0)}},
    )
    array = Array(kind="f", itemsize=8, is_array=False, shape=(), data=np.array(2.0))
    answer = Answer(ended=Ended.RETURNED, value=Value(kind=ValueKind.SINGLE, arrays={"": array}))
    assert explained([number], answer) == ("doubled",)
