"""One call of a graded function: what was asked, and what came back.

What finds something wrong raises `RuleFailedError` with words for the student; none of the words
holds an expected value or an input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.errors import SuiteError
from autograder.judge import kinds
from autograder.judge.compare import Difference, RuleFailedError, Target
from autograder.sandbox.answers import Answer, Array, Container, Ended, Value
from autograder.sandbox.wire import BLANKS, key_of
from autograder.vectors.answers import NUMERIC, Form, Numbers
from autograder.vectors.model import Vector, leaves

Floats = NDArray[np.float64]

_MOST_SHOWN = 6  # keys or inputs that a message lists

# Vectors are of order one. What is far beyond could overflow, or vanish, in rules that compute
# with a student's own numbers, and so make them agree with anything.
LARGEST = 1e150
SMALLEST = 1e-150  # less counts as 0


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
    _found: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _ahead: Callable[[], None] = field(default=lambda: None, repr=False)  # see `together`

    @property
    def names(self) -> tuple[str, ...]:
        """Names, or paths, of the parts of what is expected, in the vector's order."""
        return tuple(self.targets)

    def parts(self, *names: str) -> tuple[str, ...]:
        """Return the names of what is expected under `names`: their own, or of what they hold.

        Raises:
            SuiteError: nothing is expected under one of them.
        """
        return tuple(dict.fromkeys(each for name in names for each in self._below(name)))

    def _below(self, name: str) -> Sequence[str]:
        if name in self.targets:
            return (name,)
        found = [each for each in self.names if each.startswith(f"{name}/")]
        if not found:
            raise SuiteError(
                f"the vector {self.vector.id} expects nothing called {name}, but "
                f"{', '.join(self.names)}: correct the rule"
            )
        return found

    def input(self, path: str) -> Any:
        """Return an input by its path, such as ``lambd`` or ``cache/W3``.

        Raises:
            SuiteError: there is no such input.
        """
        given: dict[str, Any] = self._once("inputs", "", lambda _: dict(leaves(self.vector.inputs)))
        if path in given:
            return given[path]
        raise SuiteError(f"the vector {self.vector.id} has no input {path}: correct the rule")

    def array(self, name: str) -> Numbers:
        """Return the numbers returned under `name`: of the expected kind and shape, of sane size.

        Raises:
            RuleFailedError: there is no such thing; says why.
        """
        found: Numbers = self._once("array", name, self._checked)
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
            RuleFailedError: there is nothing to compare, or it is something else than a number,
                and wrong.
        """
        found: Difference = self._once("difference", name, self._compared)
        return found

    def _compared(self, name: str) -> Difference:
        target = self.targets[name]
        if target.place.form.kind in NUMERIC:
            return target.difference(self.array(name))
        self._require(name, target.place.form)
        return Difference(worst=0.0, wrong=0, size=1)

    def _once(self, what: str, name: str, find: Callable[[str], Any]) -> Any:
        """Find something out once; where there is none, fail each time in the same words."""
        key = (what, name)
        found = self._found.get(key)
        if found is None:
            self._ahead()
            found = self._found.get(key)
        if found is None:
            try:
                found = find(name)
            except RuleFailedError as error:
                found = error
            self._found[key] = found
        if isinstance(found, RuleFailedError):
            raise found.with_traceback(None)  # or it would hold on to every frame it ever passed
        return found

    @property
    def raised_as_asked(self) -> bool:
        """Whether the call must raise an exception, and raised it."""
        form = self.vector.returns
        if not isinstance(form, Form) or form.kind != "raises" or self.answer is None:
            return False
        raised = self.answer.raised if self.answer.ended is Ended.RAISED else None
        return raised is not None and kinds.extends(raised.nearest, form.text)

    def returned(self) -> Mapping[str, Array]:
        """Return the described arrays by name, or by path where a form is asked for.

        Raises:
            RuleFailedError: the call failed, or returned something of another kind.
        """
        found: Mapping[str, Array] = self._once("returned", "", self._arrays)
        return found

    def _arrays(self, _: str) -> Mapping[str, Array]:
        value = self.returned_something()
        returns = self.vector.returns
        kinds.check_whole(value, returns)
        if returns == "dict":
            return value.arrays
        found = {name: target.place.wire for name, target in self.targets.items()}
        return {name: value.arrays[at] for name, at in found.items() if at in value.arrays}

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

    def _checked(self, name: str) -> Numbers:
        array, target = self._part(name), self.targets[name]
        form, expected = target.place.form, target.expected
        if is_blank(array):
            # All of them at once, so that every rule that meets one says the same.
            returned = self.returned()
            blank = [each for each in self.names if is_blank(returned.get(each))]
            verb = "is" if len(blank) == 1 else "are"
            raise RuleFailedError(f"{some([*map(kinds.spoken, blank)])} {verb} not filled in yet")
        kinds.check(kinds.spoken(name), array, form)
        one_number = form.kind == "number" and array.data is not None and array.data.size == 1
        if array.shape != expected.shape and not one_number:
            wanted = "one number" if form.kind == "number" else f"of shape {_shape(expected.shape)}"
            raise RuleFailedError(
                f"{kinds.spoken(name)} has shape {_shape(array.shape)}; it must be {wanted}"
            )
        if not expected.size:
            return expected  # an empty array has no entries to send
        if array.data is None:
            raise RuleFailedError(f"{kinds.spoken(name)} holds nan or inf")
        return _sane(kinds.spoken(name), array.data.reshape(expected.shape), target)

    def _part(self, name: str) -> Array:
        """Return what was returned under `name`, whatever it is.

        Raises:
            RuleFailedError: nothing was, or not in what was asked for.
        """
        returned, target = self.returned(), self.targets[name]
        value = self.returned_something()
        kinds.check_containers(value, target.above)
        if name not in returned:
            raise RuleFailedError(_missing(target, returned, value.containers))
        return returned[name]

    def _require(self, name: str, form: Form) -> None:
        """Require a text, None, an exception, or a container without items."""
        if form.kind == "raises":
            if not self.raised_as_asked:
                self.returned_something()
                raise RuleFailedError(f"it must raise {form.text} here, and returns something")
        elif form.is_container:
            self._require_empty(name)
        elif form.kind != "none" or self.vector.returns is not form:
            kinds.check_exactly(kinds.spoken(name), self._part(name), form)
        else:
            self.returned()

    def _require_empty(self, name: str) -> None:
        self.returned()
        value, target = self.returned_something(), self.targets[name]
        kinds.check_containers(value, (*target.above, (name, target.place)))
        if value.containers[target.place.wire].count:
            raise RuleFailedError(f"{kinds.spoken(name) or 'what it returns'} must be empty")


def _sane(name: str, data: Numbers, target: Target) -> Numbers:
    """Return numbers that rules can compute with."""
    if data.dtype.kind in "iu":
        return kinds.signed(name, data)
    size = np.abs(data)
    judged = size if target.place.form.finite else size[np.isfinite(target.expected)]
    largest = judged.max(initial=0.0)  # nan where there is one
    if not largest <= LARGEST:
        what = "numbers that are far too large" if np.isfinite(largest) else "nan or inf"
        raise RuleFailedError(f"{name} holds {what}")
    return np.where(size < SMALLEST, 0.0, data)


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
    return array is not None and array.kind in BLANKS


def some(names: Sequence[str]) -> str:
    """Return the first of many names, for a sentence."""
    return ", ".join(names[:_MOST_SHOWN]) + (", …" if len(names) > _MOST_SHOWN else "")


def _missing(
    target: Target, returned: Mapping[str, Array], containers: Mapping[str, Container]
) -> str:
    above, _, key = target.place.wire.rpartition("/")
    where = kinds.spoken(target.above[-1][0]) or "the dict"
    below = {each.rpartition("/")[2]: array for each, array in returned.items() if not above}
    for other, array in below.items():
        # What may not be shown says nothing here either: a key's capitals could spell something.
        if other.casefold() == key.casefold() and array.shown == other:
            asked = key_of(key)
            return f"{where} has {other!r} where {asked!r} is asked: upper and lower case count"
    if target.place.wire in containers:
        return f"{key_of(key)} is a container where something else is asked"
    return f"{where} has no {key_of(key)!r}"


def _shape(shape: tuple[int, ...]) -> str:
    shown = [str(length) if length < 10_000 else "…" for length in shape]
    return "(" + ", ".join(shown) + ("," if len(shown) == 1 else "") + ")"
