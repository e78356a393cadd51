"""One call: its inputs, and why it gave nothing back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograder.judge.call import Asked, why_failed
from autograder.sandbox.answers import Answer, Ended, Raised
from autograder.vectors.model import Vector


def test_inputs_are_found_by_their_paths(dict_vector: Callable[..., Vector]) -> None:
    asked = Asked(dict_vector(), None, {})
    assert asked.input("t/k") == 2.5
    np.testing.assert_array_equal(asked.input("p/y"), [[1, 0, 1]])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "the function could not be called"),
        (Answer(ended=Ended.TIMED_OUT), "it did not end in time: does a loop never stop?"),
        (Answer(ended=Ended.DIED), "it ended the program"),
        (Answer(ended=Ended.DIED, detail="it was stopped"), "it was stopped"),
        (
            Answer(
                ended=Ended.RAISED,
                raised=Raised(error="KeyError", text="KeyError: 'W1'", place="line 3", line="x"),
            ),
            "it raised KeyError: 'W1' (line 3): `x`",
        ),
        (
            Answer(ended=Ended.RAISED, raised=Raised(error="E", text="E", place="", line="")),
            "it raised E",
        ),
    ],
)
def test_why_a_call_failed_is_said_in_words(answer: Answer | None, words: str) -> None:
    assert why_failed(answer) == words
