"""Answers come back from the gradebook as they were, to the last bit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from autograder.gradebook.packing import Base, pack, pack_part, unpack, unpack_part
from autograder.sandbox.answers import Answer, Answers, Array, Ended, FoundFunction, Raised, Value
from autograder.sandbox.canonical import digest
from autograder.sandbox.wire import State, ValueKind
from autograder.vectors.answers import described
from tests.unit.answered import VALUES, vector_of
from tests.unit.judge.answering import answered

RAISED = Answer(
    ended=Ended.RAISED,
    raised=Raised(error="E", text="E: no", place="line 3", line="λ = 1", nearest="ValueError"),
    changed=("cache/W3",),
    violations=("it tried to open or change a file",),
)


def number(data: Any) -> Answer:
    array = Array(kind="f", itemsize=8, is_array=True, shape=data.shape, data=data)
    return Answer(ended=Ended.RETURNED, value=Value(kind=ValueKind.SINGLE, arrays={"": array}))


def answers_of(**first: Answer) -> Answers:
    return Answers(
        functions={"f": FoundFunction(state=State.DEFINED)},
        first=first,
        again={"v1": RAISED},
        notes=("line 3: skipped",),
        early=1,
        taken=("lines 1-5",),
        lines={"f": {"dW1": ("line 2", "dW1 = W")}},
        told=12.5,
    )


def there_and_back(answers: Answers, base: Base) -> Answers:
    """Pack answers in two parts, and unpack them."""
    halves = [replace(answers, again={}), replace(answers, first={})]
    parts = {digest(half): half for half in halves}
    packed = pack(answers, parts, lambda _, part: pack_part(part, base))
    assert packed is not None
    return unpack(packed.about, lambda name: unpack_part(packed.parts[name], base))


def assert_same(found: Any, before: Any) -> None:
    """Compare all fields of two values, arrays by their bits."""
    if isinstance(before, np.ndarray):
        assert (found.dtype, found.shape) == (before.dtype, before.shape)
        assert found.tobytes() == before.tobytes()
    elif isinstance(before, dict):
        assert list(found) == list(before)
        for key, item in before.items():
            assert_same(found[key], item)
    elif hasattr(before, "__dataclass_fields__"):
        assert type(found) is type(before)
        for name in before.__dataclass_fields__:
            assert_same(getattr(found, name), getattr(before, name))
    else:
        assert (type(found), found) == (type(before), before)


def test_answers_without_a_number_come_back() -> None:
    answers = Answers(unreadable="is not a notebook", first={"v1": RAISED})
    assert_same(there_and_back(answers, Base({})), answers)


@given(value=VALUES)
@settings(max_examples=150)
def test_whatever_is_returned_comes_back_to_the_last_bit(value: Any) -> None:
    vector = vector_of(*described(value))
    (asked,) = answered(vector, lambda: value).all
    assert asked.answer is not None
    base = Base.of([vector])
    answers = answers_of(v1=asked.answer, v2=RAISED)
    found = there_and_back(answers, base)
    assert_same(found, answers)
    kept = [
        array.data
        for each in found.first.values()
        if each.value
        for array in each.value.arrays.values()
        if array.data is not None
    ]
    assert not any(data.flags.writeable for data in kept)  # a rule looks at it, and others after it


@pytest.mark.parametrize(
    "data",
    [
        np.array([np.nan, -np.inf, -0.0, 5e-324]),
        np.zeros((1, 2)),
        np.arange(6.0).reshape(2, 3),
        np.array(1.0),
    ],
    ids=["bits", "another shape", "as expected", "a number"],
)
def test_differences_from_what_is_expected_are_undone(data: Any) -> None:
    base = Base.of([vector_of(*described(np.arange(6.0).reshape(2, 3)))])
    answers = answers_of(v1=number(data))
    assert_same(there_and_back(answers, base), answers)


def test_right_answers_take_little_room() -> None:
    expected = np.random.default_rng(1).normal(size=(100, 100))
    base = Base.of([vector_of(*described(expected))])
    nearly = expected * (1 + 1e-16 * np.arange(100))
    assert len(pack_part(answers_of(v1=number(nearly)), base)) < 0.2 * nearly.nbytes


def test_a_base_comes_back_with_its_hash() -> None:
    base = Base.of([vector_of(*described((np.arange(3), 1j, {"a": np.ones((2, 2))})))])
    again = Base.unpacked(base.packed())
    assert again.sha256 == base.sha256
    assert_same(dict(again.arrays), dict(base.arrays))


def test_differences_from_another_base_are_refused() -> None:
    one, other = (Base.of([vector_of(*described(value))]) for value in (1.0, 2.0))
    packed = pack_part(answers_of(v1=number(np.array(1.0))), one)
    with pytest.raises(ValueError, match="other expected values"):
        unpack_part(packed, other)


def test_damaged_answers_are_refused_or_have_lost_nothing() -> None:
    base = Base.of([vector_of(*described(1.0))])
    answers = answers_of(v1=number(np.ones(1000)))
    packed = pack_part(answers, base)
    refused = 0
    for at in range(0, len(packed), 7):
        harmed = bytearray(packed)
        harmed[at] ^= 0x55
        try:
            assert digest(unpack_part(bytes(harmed), base)) == digest(answers)
        except ValueError:
            refused += 1
    assert refused > 50  # what deflate does not use can be harmed without harm


@pytest.mark.parametrize(
    "answer",
    [number(np.zeros(1 << 21)), replace(RAISED, detail="\ud800")],
    ids=["too many", "half a character"],
)
def test_what_cannot_be_kept_is_not(answer: Answer) -> None:
    answers = answers_of(v1=answer)
    assert (
        pack(answers, {digest(answers): answers}, lambda _, part: pack_part(part, Base({}))) is None
    )
