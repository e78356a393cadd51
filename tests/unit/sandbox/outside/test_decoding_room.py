"""A reply brings no more entries than its call has room for, whatever the child was told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.sandbox.answers import Ended
from autograder.sandbox.inside import calling
from autograder.sandbox.inside.loading import Function
from autograder.sandbox.inside.source import Source
from autograder.sandbox.outside import decoding
from autograder.sandbox.outside.cases import Call
from autograder.sandbox.outside.filtering import Filter
from autograder.sandbox.wire import RECORD, Malformed, State

ROOM = {"": 4, "dW1": 6}
CALL = Call(vector="v1", function="f", again=False, room=ROOM, leaves=())


def sent(value: Any, room: dict[str, int]) -> bytes:
    """Return the payload in which a child that believes in `room` sends `value`."""
    function = Function(State.DEFINED, lambda: value)
    record = calling.call(
        0, calling.Case("f", (calling.Step(()),), room), function, Source((), (), False)
    )
    return b"".join(record)[RECORD.size :]


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(5),
        np.zeros((1, 5)),
        np.zeros((50, 50)),
        {"dW1": np.zeros(7)},
        {"dW1": np.zeros(6), "other": np.zeros(1)},
        {"dW1": np.zeros((2, 3)), "db1": np.zeros((6, 1))},
    ],
    ids=["one more", "a row", "many", "under a key", "under an unasked key", "under two keys"],
)
def test_entries_beyond_the_room_are_refused(value: Any) -> None:
    wide = {"": 10_000, "dW1": 10_000, "other": 10_000, "db1": 10_000}
    with pytest.raises(Malformed):
        decoding.answer(sent(value, wide), 0, CALL, Filter(b""))


@pytest.mark.parametrize("value", [np.zeros(4), np.zeros((2, 2)), {"dW1": np.zeros((2, 3))}])
def test_entries_that_fill_the_room_are_taken(value: Any) -> None:
    assert decoding.answer(sent(value, ROOM), 0, CALL, Filter(b"")).ended is Ended.RETURNED
