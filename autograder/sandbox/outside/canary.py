"""The honest submission of the grader's own, and whether its answers are what they must be.

It is `sandbox.inside.honest`, run as a submission is. The same code, run here on the same inputs,
says what must come back; so whatever changes what NumPy or Python computes beyond the wall is
noticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograder.sandbox.answers import Ended
from autograder.sandbox.inside import honest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from autograder.sandbox.answers import Answer, Answers
    from autograder.sandbox.inside.calling import Case
    from autograder.sandbox.outside.cases import Call


_TOLERANCE = 1e-9  # as the order of a sum may depend on how many threads compute it
_SOURCE = "from autograder.sandbox.inside.honest import numbers as grader_numbers\n"
_NUMBERS = """
def {name}(*inputs, **named):
    return grader_numbers(*inputs, *named.values())
"""
_DICT = """
def {name}(*inputs, **named):
    return dict.fromkeys({keys!r}, grader_numbers(*inputs, *named.values()))
"""


class Canary:
    """A submission whose every answer is known beforehand.

    Args:
        calls: every call of a run.
        cases: what is given to each.

    Attributes:
        content: its bytes.
    """

    def __init__(self, calls: Sequence[Call], cases: Sequence[Case]) -> None:
        self._calls = calls
        self._expected = [honest.numbers(*case.arguments) for case in cases]
        parts = [_SOURCE]
        for name in dict.fromkeys(call.function for call in calls):
            keys = {_key(call) for call in calls if call.function == name}
            parts.append((_NUMBERS if keys == {""} else _DICT).format(name=name, keys=sorted(keys)))
        self.content = "".join(parts).encode()

    def is_right(self, answers: Answers) -> bool:
        """Return whether every call came back, with the numbers that it must have."""
        if answers.notes:
            return False
        for call, expected in zip(self._calls, self._expected, strict=True):
            answer = (answers.again if call.again else answers.first).get(call.vector)
            if answer is None or not _is_right(answer, _key(call), expected):
                return False
        return True


def _key(call: Call) -> str:
    """Return a key under which a reply to `call` has room for numbers."""
    return "" if "" in call.room else next(iter(call.room), "")


def _is_right(answer: Answer, key: str, expected: NDArray[np.float64]) -> bool:
    if answer.ended is not Ended.RETURNED or answer.value is None or answer.changed:
        return False
    found = answer.value.arrays.get(key)
    if found is None or found.data is None or found.shape != expected.shape:
        return False
    return bool(np.all(np.abs(found.data - expected) <= _TOLERANCE * (1 + np.abs(expected))))
