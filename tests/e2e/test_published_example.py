"""The reference, run as a submission is run, gives what the course's authors published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder import description
from autograder.sandbox.outside.runner import Runner
from autograder.vectors import hdf5
from autograder.vectors.model import Group, Vector

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "solutions/regularization.py"
PUBLISHED: dict[str, Any] = json.loads((ROOT / "solutions/course_example.json").read_text("utf-8"))
GRADIENTS = "dA1 dA2 dW1 dW2 dW3 dZ1 dZ2 dZ3 db1 db2 db3".split()

Arrays = dict[str, NDArray[np.float64]]


@pytest.fixture(scope="module")
def course() -> dict[str, Vector]:
    """The public vectors that hold the course's example, by question."""
    vectors = hdf5.read(description.find(ROOT).public_vectors).vectors
    return {vector.question: vector for vector in vectors if "course" in vector.flags}


@pytest.fixture(scope="module")
def answers(course: dict[str, Vector]) -> dict[str, Arrays]:
    """What the reference answers to them through zygote, child and decoder, by question."""
    with Runner(description.find(ROOT), list(course.values())) as runner:
        found = runner.run(REFERENCE.read_bytes(), REFERENCE.name).first
    returned = {}
    for question, vector in course.items():
        value = found[vector.id].value
        assert value is not None
        arrays = value.arrays
        returned[question] = {k: a.data for k, a in arrays.items() if a.data is not None}
    return returned


def flat(inputs: Any) -> list[NDArray[Any]]:
    """Return the arrays and numbers of nested inputs, those of a group in their order."""
    if isinstance(inputs, Group):
        inputs = inputs.items
    if isinstance(inputs, dict):
        return [leaf for value in inputs.values() for leaf in flat(value)]
    return [np.asarray(inputs)]


@pytest.mark.parametrize(
    ("question", "example", "names"),
    [
        ("q1", "cost", ["A3", "Y", "parameters", "lambd"]),
        ("q2", "gradients", ["X", "Y", "cache", "lambd"]),
    ],
)
def test_the_vector_asks_what_the_course_asks(
    question: str, example: str, names: list[str], course: dict[str, Vector]
) -> None:
    asked = course[question].inputs
    assert list(asked) == names
    for name in names:
        ours, theirs = flat(asked[name]), flat(PUBLISHED[example][name])
        assert [leaf.tolist() for leaf in ours] == [leaf.tolist() for leaf in theirs], name


def test_the_cost_is_the_published_one(answers: dict[str, Arrays]) -> None:
    (cost,) = answers["q1"].values()
    np.testing.assert_allclose(cost, PUBLISHED["cost"]["published"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", GRADIENTS)
def test_each_gradient_is_the_published_one(name: str, answers: dict[str, Arrays]) -> None:
    published = PUBLISHED["gradients"]["published"][name]
    np.testing.assert_allclose(answers["q2"][name], published, rtol=0, atol=1e-7)


def test_all_published_gradients_are_compared() -> None:
    assert sorted(PUBLISHED["gradients"]["published"]) == sorted(GRADIENTS)
