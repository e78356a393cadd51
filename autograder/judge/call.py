"""One call of a graded function: what was asked, and what came back.

What finds something wrong raises `RuleFailedError` with words for the student; none of the words
holds an expected value or an input.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.errors import SuiteError
from autograder.judge.compare import Difference, RuleFailedError, Target
from autograder.sandbox.answers import Answer, Array, Ended, Value
from autograder.sandbox.wire import BLANK, ValueKind
from autograder.vectors.model import Vector, leaves

Floats = NDArray[np.float64]

_KINDS = {
    "i": "integers",
    "u": "integers",
    "b": "True or False",
    "c": "complex numbers",
    "O": "something that is no number",
    "U": "text",
    "S": "text",
}
_MOST_SHOWN = 6  # keys or inputs that a message lists

# Vectors are of order one. What is far beyond could overflow, or vanish, in rules that compute
# with a student's own numbers, and so make them agree with anything.
_LARGEST = 1e150
_SMALLEST = 1e-150  # less counts as 0


@dataclass
class Asked:
    """One call of the graded function, and what came back.

    Attributes:
        vector: the test vector; its inputs are pristine.
        answer: what the call returned; None when it was never made.
        targets: what its results are compared with, by name.
    """

    vector: Vector
    answer: Answer | None
    targets: Mapping[str, Target] = field(repr=False)
    _arrays: dict[str, Floats | RuleFailedError] = field(default_factory=dict)
    _differences: dict[str, Difference] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of what is expected, in the vector's order."""
        return tuple(self.vector.expected)

    def input(self, path: str) -> Any:
        """Return an input by its path, such as ``lambd`` or ``cache/W3``.

        Raises:
            SuiteError: there is no such input.
        """
        for name, leaf in leaves(self.vector.inputs):
            if name == path:
                return leaf
        raise SuiteError(f"the vector {self.vector.id} has no input {path}: correct the rule")

    def array(self, name: str) -> Floats:
        """Return what was returned under `name`: of the expected shape, real, of a sane size.

        Raises:
            RuleFailedError: there is no such thing; says why.
        """
        if name not in self._arrays:
            try:
                self._arrays[name] = self._checked(name)
            except RuleFailedError as error:
                self._arrays[name] = error
        found = self._arrays[name]
        if isinstance(found, RuleFailedError):
            raise found
        return found

    def number(self) -> float:
        """Return the one number that was returned.

        Raises:
            RuleFailedError: something else came back.
        """
        (name,) = self.names
        return float(self.array(name))

    def difference(self, name: str) -> Difference:
        """Compare what was returned under `name` with what is expected.

        Raises:
            RuleFailedError: there is nothing to compare.
        """
        if name not in self._differences:
            self._differences[name] = self.targets[name].difference(self.array(name))
        return self._differences[name]

    def returned(self) -> Mapping[str, Array]:
        """Return the described arrays by name.

        Raises:
            RuleFailedError: the call failed, or returned something of another kind.
        """
        value = self.returned_something()
        if value.kind is ValueKind.NONE:
            raise RuleFailedError("it returned None: is a `return` missing?")
        if self.vector.returns == "dict" and value.kind is not ValueKind.DICT:
            what = value.type_name or "a single value"
            raise RuleFailedError(f"it must return a dict, not {what}")
        if self.vector.returns != "dict" and value.kind is not ValueKind.SINGLE:
            what = value.type_name or "a dict"
            raise RuleFailedError(f"it must return one {self.vector.returns}, not {what}")
        if self.vector.returns != "dict":
            return {self.names[0]: value.arrays[""]}
        return value.arrays

    def returned_something(self) -> Value:
        """Return what came back, of whatever kind.

        Raises:
            RuleFailedError: the call failed.
        """
        answer = self.answer
        if answer is None or answer.ended is not Ended.RETURNED:
            raise RuleFailedError(why_failed(answer))
        assert answer.value is not None
        return answer.value

    def _checked(self, name: str) -> Floats:
        returned = self.returned()
        if name not in returned:
            raise RuleFailedError(_missing(name, returned))
        array = returned[name]
        expected = self.vector.expected[name].shape
        number = self.vector.returns == "number"
        one_number = number and array.data is not None and array.data.size == 1
        if is_blank(array):
            # All of them at once, so that every rule that meets one says the same.
            blank = [each for each in self.names if is_blank(returned.get(each))]
            verb = "is" if len(blank) == 1 else "are"
            raise RuleFailedError(f"{some(blank)} {verb} not filled in yet")
        if array.kind != "f":
            raise RuleFailedError(f"{name} holds {_KINDS.get(array.kind, 'no real numbers')}")
        if array.shape != expected and not one_number:
            wanted = "one number" if number else f"of shape {_shape(expected)}"
            raise RuleFailedError(f"{name} has shape {_shape(array.shape)}; it must be {wanted}")
        if array.data is None:
            raise RuleFailedError(f"{name} holds nan or inf")
        size = np.abs(array.data)
        largest = size.max(initial=0.0)  # nan where there is one
        if not largest <= _LARGEST:
            what = "numbers that are far too large" if np.isfinite(largest) else "nan or inf"
            raise RuleFailedError(f"{name} holds {what}")
        return np.where(size < _SMALLEST, 0.0, array.data).reshape(expected)


def why_failed(answer: Answer | None) -> str:
    """Say why a call gave nothing back."""
    if answer is None:
        return "the function could not be called"
    if answer.ended is Ended.TIMED_OUT:
        return answer.detail or "it did not end in time: does a loop never stop?"
    if answer.ended is Ended.REFUSED:
        where = f" ({answer.raised.place})" if answer.raised and answer.raised.place else ""
        return f"{answer.detail}{where}; the grader does not allow that"
    if answer.raised is not None:
        where = f" ({answer.raised.place})" if answer.raised.place else ""
        line = f": `{answer.raised.line}`" if answer.raised.line else ""
        cause = f"{answer.raised.cause}: " if answer.raised.cause else ""
        advice = f"; {answer.raised.advice}" if answer.raised.advice else ""
        return f"{cause}it raised {answer.raised.text}{where}{line}{advice}"
    return answer.detail or "it ended the program"


def is_blank(array: Array | None) -> bool:
    """Return whether an array is one that is not filled in yet."""
    return array is not None and array.kind == BLANK


def some(names: Sequence[str]) -> str:
    """Return the first of many names, for a sentence."""
    return ", ".join(names[:_MOST_SHOWN]) + (", …" if len(names) > _MOST_SHOWN else "")


def _missing(name: str, returned: Mapping[str, Array]) -> str:
    for key, array in returned.items():
        # What may not be shown says nothing here either: a key's capitals could spell something.
        if key.casefold() == name.casefold() and array.shown == key:
            return f"the dict has {key!r} where {name!r} is asked: upper and lower case count"
    return f"the dict has no {name!r}"


def _shape(shape: tuple[int, ...]) -> str:
    shown = [str(length) if length < 10_000 else "…" for length in shape]
    return "(" + ", ".join(shown) + ("," if len(shown) == 1 else "") + ")"
