"""Where a vector does not say what kind its numbers are, the right version's kind is wanted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.vectors.inferred import as_floats, inferred
from autograder.description import Assignment, find
from autograder.exercise import Question
from autograder.vectors.answers import Form
from autograder.vectors.model import Vector
from tests.unit.answered import vector_of


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return replace(
        find(Path(__file__).parent),
        source=tmp_path / "source.py",
        helpers=(),
        questions=(Question(id="q1", function="f", title=""),),
    )


def said(assignment: Assignment, returns: str, vector: Vector) -> Vector:
    """Return what the vector says when the right version returns an expression."""
    assignment.source.write_text(f"import numpy as np\ndef f(): return {returns}\n", "utf-8")
    (found,) = inferred(assignment, [vector])
    return found


def number(value: float) -> Vector:
    return vector_of("number", {"n": np.array(value)})


ARRAY = vector_of("array", {"y": np.array([0.0, 1.0, 1.0])})
DICT = vector_of("dict", {"D1": np.array([1.0, 0.0]), "A1": np.array([2.5])})


@pytest.mark.parametrize(
    ("returns", "vector", "form"),
    [
        ("6", number(6.0), Form(kind="number", of="int")),
        ("np.int64(6)", number(6.0), Form(kind="number", of="int")),
        ("True", number(1.0), Form(kind="number", of="bool")),
        ("np.array([0, 1, 1])", ARRAY, Form(kind="array", of="int")),
        ("np.array([False, True, True])", ARRAY, Form(kind="array", of="bool")),
        (
            "{'D1': np.array([True, False]), 'A1': np.array([2.5])}",
            DICT,
            Form(
                kind="dict", items={"D1": Form(kind="array", of="bool"), "A1": Form(kind="array")}
            ),
        ),
    ],
)
def test_the_kind_is_that_of_the_right_version(
    assignment: Assignment, returns: str, vector: Vector, form: Form
) -> None:
    found = said(assignment, returns, vector)
    assert found.returns == form
    for name, expected in vector.expected.items():
        np.testing.assert_array_equal(found.expected[name], expected)


@pytest.mark.parametrize(
    ("returns", "vector"),
    [
        ("6.0", number(6.0)),
        ("np.array([0., 1., 1.])", ARRAY),
        ("7", number(6.0)),
        ("'six'", number(6.0)),
        ("None", number(6.0)),
        ("1 / 0", number(6.0)),
        ("np.array([0, 1])", ARRAY),
        ("(np.array([1, 0]), 2)", DICT),
    ],
)
def test_where_floats_are_returned_or_something_else_a_vector_stays_as_it_is(
    assignment: Assignment, returns: str, vector: Vector
) -> None:
    assert said(assignment, returns, vector) is vector


def test_a_vector_that_says_its_kind_keeps_it(assignment: Assignment) -> None:
    vector = vector_of(Form(kind="number"), {"n": np.array(6.0)})
    assert said(assignment, "6", vector) is vector


def test_a_mistakes_numbers_stay_where_they_are_of_that_kind(assignment: Assignment) -> None:
    prints: dict[str, Any] = {"off": {"n": np.array(7.0)}, "half": {"n": np.array(6.5)}}
    found = said(assignment, "6", replace(number(6.0), kills=("off", "half"), fingerprints=prints))
    assert found.kills == ("off", "half")
    assert list(found.fingerprints) == ["off"]
    assert found.fingerprints["off"]["n"].dtype == np.int64


def test_without_a_right_version_nothing_is_inferred(assignment: Assignment) -> None:
    assert inferred(assignment, [ARRAY]) == (ARRAY,)


def test_whole_numbers_may_be_given_where_no_kind_is_said() -> None:
    form = vector_of(Form(kind="number", of="int"), {"n": np.array(6)})
    plain, kept = as_floats([vector_of("number", {"n": np.array(6)}), form])
    assert plain.expected["n"].dtype == np.float64
    assert kept is form
