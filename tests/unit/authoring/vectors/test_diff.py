"""A diff says what a TA has to know before new vectors replace old ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.authoring.vectors.diff import Change, Kind, diff
from autograder.vectors.model import Group, Vector, VectorSet


def vector(number: int, **changed: Any) -> Vector:
    first = Vector(
        id=f"v{number:03}",
        question="q2",
        comment="Why.",
        flags=("square",),
        inputs={
            "X": np.full((2, 2), float(number)),
            "cache": Group(kind="tuple", items={"W1": np.ones((2, 2))}),
            "lambd": 3.0,
        },
        returns="dict",
        expected={"dW1": np.full((2, 2), 4.0), "db1": np.zeros(2)},
        scale={"dW1": np.full((2, 2), 8.0), "db1": np.ones(2)},
        kills=("no-half",),
        fingerprints={"no-half": {"dW1": np.full((2, 2), 5.0), "db1": np.zeros(2)}},
    )
    return replace(first, **changed)


def vectors(*members: Vector) -> VectorSet:
    return VectorSet(
        assignment="demo", seed=1, generator="demo 1", content_sha256="", vectors=members
    )


OLD = vectors(vector(1), vector(2))


def changed(**what: Any) -> Change:
    (change,) = diff(OLD, vectors(vector(1, **what), vector(2)))
    return change


def test_the_same_vectors_do_not_differ() -> None:
    assert diff(OLD, vectors(vector(1), vector(2))) == ()


def test_without_an_old_set_everything_is_added() -> None:
    assert [(change.id, change.kind) for change in diff(None, OLD)] == [
        ("v001", Kind.ADDED),
        ("v002", Kind.ADDED),
    ]


def test_what_came_and_what_went_is_named() -> None:
    found = diff(OLD, vectors(vector(1), vector(3)))
    assert [(change.id, change.kind) for change in found] == [
        ("v002", Kind.REMOVED),
        ("v003", Kind.ADDED),
    ]


def test_a_vector_with_another_number_is_the_same_vector() -> None:
    found = diff(OLD, vectors(vector(1), replace(vector(2), id="v009")))
    assert found == (Change(id="v009", kind=Kind.DESCRIBED, what=("id",)),)


def test_changed_inputs_are_named() -> None:
    inputs = {**vector(1).inputs, "lambd": 2.0}
    assert changed(inputs=inputs) == Change(id="v001", kind=Kind.INPUTS, what=("lambd",))


@pytest.mark.parametrize(
    "X", [np.asfortranarray(np.ones((2, 2))), np.ones((2, 2), np.int64)], ids=["order", "dtype"]
)
def test_memory_order_and_dtype_are_part_of_an_input(X: Any) -> None:
    assert changed(inputs={**vector(1).inputs, "X": X}).kind is Kind.INPUTS


def test_another_order_of_inputs_is_another_call() -> None:
    inputs = dict(reversed(list(vector(1).inputs.items())))
    assert changed(inputs=inputs) == Change(id="v001", kind=Kind.INPUTS, what=("the call",))


def test_changed_answers_are_measured_in_units_of_the_scale() -> None:
    expected = {"dW1": np.full((2, 2), 6.0), "db1": np.zeros(2)}
    assert changed(expected=expected) == Change(
        id="v001", kind=Kind.EXPECTED, what=("dW1",), deviation=0.25
    )


def test_a_changed_answer_is_found_under_another_number() -> None:
    expected = {"dW1": np.full((2, 2), 6.0), "db1": np.zeros(2)}
    found = diff(OLD, vectors(vector(1), vector(2, id="v009", expected=expected)))
    assert [change.kind for change in found] == [Kind.EXPECTED]


def test_a_changed_scale_changes_what_is_right() -> None:
    scale = {"dW1": np.full((2, 2), 9.0), "db1": np.ones(2)}
    assert changed(scale=scale) == Change(
        id="v001", kind=Kind.EXPECTED, what=("scale of dW1",), deviation=0.0
    )


def test_answers_of_other_shapes_have_no_distance() -> None:
    arrays = {"dW1": np.ones((2, 2)), "db1": np.ones((2, 1))}
    found = changed(expected=arrays, scale=arrays, fingerprints={})
    assert (found.kind, found.deviation) == (Kind.EXPECTED, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("comment", "Another reason."),
        ("flags", ("tall",)),
        ("kills", ()),
        ("fingerprints", {}),
    ],
)
def test_what_only_describes_a_vector_is_no_change_of_answers(name: str, value: Any) -> None:
    assert changed(**{name: value}) == Change(id="v001", kind=Kind.DESCRIBED, what=(name,))


@pytest.mark.parametrize(("off", "is_rounding"), [(1e-15, True), (1e-9, False)])
def test_what_machines_differ_in_is_rounding_and_no_more(off: float, is_rounding: bool) -> None:
    expected = {**vector(1).expected, "dW1": vector(1).expected["dW1"] * (1 + off)}
    assert changed(expected=expected).is_rounding is is_rounding


def test_other_inputs_are_no_rounding() -> None:
    assert not changed(inputs={**vector(1).inputs, "lambd": 3.0 + 1e-15}).is_rounding
