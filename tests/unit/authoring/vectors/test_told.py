"""A change is told as an author would tell it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.authoring.vectors.told import told
from tests.unit.authoring.vectors.test_diff import OLD, vector, vectors


def said(**what: Any) -> str:
    (sentence,) = told(OLD, vectors(vector(1, **what), vector(2)))
    return sentence


def test_a_case_that_came_or_went_is_told_with_its_reason() -> None:
    assert [*told(vectors(vector(1)), vectors(vector(2)))] == [
        "v001 is gone: Why.",
        "v002 is new: Why.",
    ]


def test_other_inputs_are_named() -> None:
    assert said(inputs={**vector(1).inputs, "lambd": 4.0}) == (
        "v001 has other inputs (lambd), so its right answer is another"
    )


def test_another_right_answer_is_told_with_how_far_it_moved() -> None:
    expected = {**vector(1).expected, "dW1": np.full((2, 2), 6.0)}
    assert said(expected=expected) == (
        "v001 has the same inputs and another right answer: dW1, by up to 0.25 of S"
    )


def test_another_scale_alone_is_no_other_answer() -> None:
    scale = {**vector(1).scale, "dW1": np.ones((2, 2))}
    assert said(scale=scale) == "v001 has the same right answer and another S, of dW1"


def test_another_shape_is_told() -> None:
    shapes = {"dW1": np.ones(3), "db1": np.zeros(2)}
    assert said(expected=shapes, scale=shapes).endswith("of another kind or shape")


def test_a_mistake_that_a_case_shows_no_more_is_named() -> None:
    assert said(kills=("other",), fingerprints={}) == (
        "v001 asks and expects the same: shows the mistake other too, shows the mistake no-half no "
        "more, fingerprints changed"
    )


def test_a_case_with_another_name_is_the_same_case() -> None:
    (sentence,) = told(vectors(vector(1)), vectors(replace(vector(1), id="renamed")))
    assert sentence == "renamed is an earlier case with another name: Why."
