"""What mistakes answer becomes kills and fingerprints, of every kind of number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.authoring.vectors.exposed import annotated
from autograder.sandbox.answers import Answers
from autograder.vectors.answers import described
from autograder.vectors.model import Vector
from tests.unit.answered import vector_of
from tests.unit.judge.answering import answered


def told(right: Any, wrong: Any) -> Vector:
    """Return a vector of an answer, annotated with a mistake that answers something else."""
    vector = vector_of(*described(right))
    question = answered(vector, lambda: wrong)
    answer = question.all[0].answer
    assert answer is not None
    (found,) = annotated([vector], {"wrong": Answers(first={vector.id: answer})})
    return found


def test_a_right_answer_exposes_nothing() -> None:
    found = told(np.ones(2), np.ones(2) + 1e-12)
    assert (found.kills, found.fingerprints) == ((), {})


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (np.ones(2), np.array([1.0, 3.0])),
        (np.ones(2), np.ones(3)),
        (np.array([1, 2]), np.array([1, 3])),
        (np.array([True, False]), np.array([True, True])),
        (np.array([1j, 2]), np.array([1j, 3])),
    ],
)
def test_a_wrong_answer_is_kept_as_it_is(right: Any, wrong: Any) -> None:
    found = told(right, wrong)
    assert found.kills == ("wrong",)
    (array,) = found.fingerprints["wrong"].values()
    assert array.dtype == next(iter(found.expected.values())).dtype
    assert np.allclose(array, wrong, rtol=1e-6)


def test_digits_in_which_machines_differ_are_rounded_away() -> None:
    once, again = (told(np.ones(1), np.array([wrong])) for wrong in (1 / 3, 1 / 3 + 1e-15))
    assert once.fingerprints["wrong"]["answer"] == again.fingerprints["wrong"]["answer"]


def test_nan_is_an_answer_to_be_recognised_by() -> None:
    found = told(np.ones(2), np.array([np.nan, 2.0]))
    assert np.isnan(found.fingerprints["wrong"]["answer"]).tolist() == [True, False]


@pytest.mark.parametrize("wrong", [None, "text", np.array([1, 2]), np.ones(5000)])
def test_what_is_no_such_number_is_exposed_without_a_fingerprint(wrong: Any) -> None:
    found = told(np.ones(2), wrong)
    assert (found.kills, found.fingerprints) == (("wrong",), {})
