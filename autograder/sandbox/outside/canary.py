"""The honest submission of the grader's own, and whether its answers are what they must be.

It is `sandbox.inside.honest`, run as a submission is. The same code, run here on the same inputs,
says what must come back; so whatever changes what NumPy or Python computes beyond the wall is
noticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.sandbox.answers import Ended
from autograder.sandbox.inside import calling, honest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from autograder.sandbox.answers import Answer, Answers
    from autograder.sandbox.inside.calling import Case
    from autograder.sandbox.outside.cases import Call


_TOLERANCE = 1e-9  # as the order of a sum may depend on how many threads compute it
_SOURCE = "from autograder.sandbox.inside.honest import answer as grader_answer\n"
_FUNCTION = """
def {name}(*inputs, **named):
    return grader_answer((*inputs, *named.values()), {keys!r}, {methods!r})
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
        methods = sorted({step.call for case in cases for step in case.steps if step.call})
        self._expected = [_expected(case, methods) for case in cases]
        parts = [_SOURCE]
        for name in dict.fromkeys(call.function for call in calls):
            keys = {_key(call) for call in calls if call.function == name and not call.joined}
            keys = set() if keys <= {""} else keys
            parts.append(_FUNCTION.format(name=name, keys=sorted(keys), methods=methods))
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


def _expected(case: Case, methods: Sequence[str]) -> NDArray[np.float64] | None:
    """Return what the first judged call must return; None where none is judged."""

    def function(*inputs: Any, **named: Any) -> Any:
        return honest.answer((*inputs, *named.values()), (), methods)

    return next(iter([*calling.run(case, function, [])]), None)


def _key(call: Call) -> str:
    """Return a path at which a reply to `call` has room for numbers."""
    if call.joined:
        return "0"
    return "" if "" in call.room else next(iter(call.room), "")


def _is_right(answer: Answer, key: str, expected: NDArray[np.float64] | None) -> bool:
    if answer.ended is not Ended.RETURNED or answer.value is None or answer.changed:
        return False
    if expected is None:
        return True
    found = answer.value.arrays.get(key)
    if found is None or found.data is None or found.shape != expected.shape:
        return False
    return bool(np.all(np.abs(found.data - expected) <= _TOLERANCE * (1 + np.abs(expected))))
