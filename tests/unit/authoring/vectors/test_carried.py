"""What becomes of observed mistakes when vectors are built anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.authoring.vectors.carried import told
from autograder.vectors.model import Vector
from autograder.vectors.observed import Observed, calls_sha256

PATH = Path("observed.h5")


def vector(number: int, x: float, **changed: Any) -> Vector:
    first = Vector(
        id=f"v{number}",
        question="q1",
        comment="Why.",
        flags=(),
        inputs={"x": x},
        returns="number",
        expected={"y": np.array(2 * x)},
        scale={"y": np.array(1.0)},
    )
    return replace(first, **changed)


def exposing(vector: Vector, misconception: str, y: float) -> Vector:
    return replace(vector, kills=(misconception,), fingerprints={misconception: {"y": np.array(y)}})


OLD = [vector(1, 1.0), vector(2, 2.0)]
SEEN = Observed(
    id="plus-one",
    question="q1",
    title="One more.",
    hint="Count.",
    calls_sha256=calls_sha256(OLD, "q1"),
    prints={"v2": {"y": np.array(5.0)}},
)


def sentences(*new: Vector) -> list[str]:
    return list(told([SEEN], OLD, new, PATH))


def test_nothing_is_told_where_the_vectors_ask_the_same() -> None:
    assert sentences(*OLD) == []


def test_one_that_is_out_of_date_is_told_with_what_to_do() -> None:
    (sentence,) = sentences(vector(1, 1.0), vector(2, 3.0))
    assert sentence.startswith("plus-one, observed in a class, is out of date, because")
    assert "give its group the same title again (it stays in observed.h5" in sentence


def test_one_that_is_code_by_now_is_carried_over_by_its_name() -> None:
    (sentence,) = sentences(vector(1, 7.0), exposing(vector(2, 8.0), "plus-one", 17.0))
    assert sentence == "plus-one, observed in a class, is carried over: plus-one answers the same"


def test_one_that_code_answers_the_same_as_is_carried_over_whatever_vectors_are_called() -> None:
    (sentence,) = sentences(vector(1, 7.0), vector(2, 1.0), exposing(vector(3, 2.0), "more", 5.0))
    assert "is carried over: more answers the same" in sentence


def test_code_that_answers_something_else_where_inputs_have_stayed_is_another_mistake() -> None:
    for other in (exposing(OLD[1], "more", 6.0), exposing(OLD[0], "more", 5.0)):
        (sentence,) = sentences(
            vector(3, 9.0), other, vector(2, 2.0) if other.id == "v1" else OLD[0]
        )
        assert "is out of date" in sentence


def test_where_no_inputs_have_stayed_no_code_is_taken_for_it() -> None:
    (sentence,) = sentences(exposing(vector(1, 7.0), "more", 15.0))
    assert "is out of date" in sentence
