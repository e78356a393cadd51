"""A digest stands for answers and for nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.sandbox.answers import Answer, Answers, Array, Ended, Raised, Value
from autograder.sandbox.canonical import digest
from autograder.sandbox.wire import ValueKind

DATA = np.arange(6.0).reshape(2, 3)
ARRAY = Array(kind="f", itemsize=8, is_array=True, shape=(2, 3), data=DATA)


def answer(**arrays: Array) -> Answer:
    return Answer(ended=Ended.RETURNED, value=Value(kind=ValueKind.DICT, arrays=arrays))


ONE = Answers(first={"v1": answer(a=ARRAY, b=ARRAY)})


def test_equal_answers_have_one_digest() -> None:
    copied = replace(ARRAY, data=DATA.copy())
    assert digest(Answers(first={"v1": answer(a=copied, b=ARRAY)})) == digest(ONE)


@pytest.mark.parametrize(
    "other",
    [
        Answers(again=ONE.first),
        Answers(first={"v2": ONE.first["v1"]}),
        Answers(first={"v1": answer(b=ARRAY, a=ARRAY)}),
        Answers(first={"v1": answer(a=ARRAY, b=replace(ARRAY, shape=(3, 2)))}),
        Answers(first={"v1": answer(a=ARRAY, b=replace(ARRAY, data=DATA.reshape(3, 2)))}),
        Answers(first={"v1": answer(a=ARRAY, b=replace(ARRAY, data=DATA.view("i8")))}),
        Answers(first={"v1": answer(a=ARRAY, b=replace(ARRAY, data=np.nextafter(DATA, 9)))}),
        Answers(first={"v1": answer(a=ARRAY, b=replace(ARRAY, data=DATA * [[-1], [1]]))}),
        Answers(first={"v1": answer(a=ARRAY, b=replace(ARRAY, data=None))}),
        Answers(first={"v1": answer(a=ARRAY, b=replace(ARRAY, itemsize=4))}),
        Answers(first={"v1": replace(ONE.first["v1"], changed=("W1",))}),
        Answers(first={"v1": replace(ONE.first["v1"], blank=True)}),
        Answers(),
    ],
)
def test_whatever_differs_tells_answers_apart(other: Answers) -> None:
    assert digest(other) != digest(ONE)


def test_what_has_no_bytes_has_no_digest() -> None:
    raised = Raised(error="E", text="\ud800", place="", line="")
    assert digest(Answers(first={"v1": Answer(ended=Ended.RAISED, raised=raised)})) == ""
