"""What a hidden test sees: the answers to one question's calls, chosen by the vectors' flags.

Every method that finds something wrong raises `RuleFailedError` with words for the student; none
of the words holds an expected value or an input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from autograder.errors import SuiteError
from autograder.judge.compare import (
    EXACT,
    NOTED,
    Difference,
    RuleFailedError,
    Target,
)
from autograder.sandbox.answers import Answer, Answers, Array, Ended, Value
from autograder.sandbox.outside.cases import REPEAT
from autograder.sandbox.wire import BLANK, ValueKind
from autograder.vectors.model import Vector, leaves

__all__ = ["IN_CASES", "Asked", "Question", "why_failed"]

IN_CASES = " (wrong in "  # begins what is said when a rule looks at several calls

Floats = NDArray[np.float64]
Unit = TypeVar("Unit")

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
        if _is_blank(array):
            # All of them at once, so that every rule that meets one says the same.
            blank = [each for each in self.names if _is_blank(returned.get(each))]
            verb = "is" if len(blank) == 1 else "are"
            raise RuleFailedError(f"{_some(blank)} {verb} not filled in yet")
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


class Question:
    """The calls of one question, for one submission.

    Args:
        prepared: the question's vectors, in order, each with its targets.
        answers: what the submission returned.
        secret: of all vectors; the borders of coarse words are drawn from it.
    """

    def __init__(
        self,
        prepared: Iterable[tuple[Vector, Mapping[str, Target]]],
        answers: Answers,
        secret: bytes = b"",
    ) -> None:
        self._answers = answers
        self._secret = secret
        self.all = [
            Asked(vector, answers.first.get(vector.id), targets) for vector, targets in prepared
        ]
        self.notes: list[str] = []

    @property
    def made(self) -> list[Answer]:
        """The answers to all calls that were made, the repeated ones last."""
        asked = [*self.all, *(again for _, again in self.repeated)]
        return [call.answer for call in asked if call.answer]

    @cached_property
    def repeated(self) -> list[tuple[Asked, Asked]]:
        """Calls that were made twice: the first time, and again at the end."""
        again = self._answers.again
        return [
            (asked, Asked(asked.vector, again[asked.vector.id], asked.targets))
            for asked in self.all
            if asked.vector.id in again
        ]

    def having(self, *flags: str) -> list[Asked]:
        """Return the calls whose vectors have all `flags`.

        Raises:
            SuiteError: there are none, so a rule would pass without looking.
        """
        found = [asked for asked in self.all if set(flags) <= set(asked.vector.flags)]
        if not found:
            raise SuiteError(f"no vector has the flags {', '.join(flags)}: add one to the vectors")
        return found

    def one(self, *flags: str) -> Asked:
        """Return the only call whose vector has all `flags`.

        Raises:
            SuiteError: there is none, or more than one.
        """
        found = self.having(*flags)
        if len(found) > 1:
            raise SuiteError(f"several vectors have the flags {', '.join(flags)}: name more flags")
        return found[0]

    def agree(self, asked: Iterable[Asked], *names: str, tolerance: float = NOTED) -> None:
        """Require that the calls returned what is expected, under `names` or all names.

        Raises:
            RuleFailedError: with the worst of what differs; a share is earned by calls that agree.
        """

        def check(call: Asked) -> None:
            problems = [self._problem(call, name, tolerance) for name in names or call.names]
            found = [problem for problem in problems if problem is not None]
            if found:
                raise max(found, key=lambda problem: problem.worst)

        self.every(asked, check)

    def every(
        self, units: Iterable[Unit], check: Callable[[Unit], None], of: str = "cases"
    ) -> None:
        """Require that `check` holds for each unit: a call, or calls that are looked at together.

        Args:
            units: what is looked at, one after the other.
            check: raises `RuleFailedError` for a unit that is not right.
            of: what the units are, for people.

        Raises:
            RuleFailedError: with the message of the worst; every other unit earns its share.
        """
        units = list(units)
        failed: list[RuleFailedError] = []
        for unit in units:
            try:
                check(unit)
            except RuleFailedError as error:
                failed.append(error)
        if failed:
            worst = max(failed, key=lambda error: getattr(error, "worst", np.inf))
            where = f"{IN_CASES}{len(failed)} of {len(units)} {of})" if len(units) > 1 else ""
            raise RuleFailedError(
                f"{worst}{where}", 1 - Fraction(len(failed), len(units))
            ) from worst

    def close(
        self,
        what: str,
        got: Floats,
        wanted: Floats,
        scale: Floats,
        own: Floats | None = None,
        *,
        tolerance: float = NOTED,
    ) -> None:
        """Require that `got` is `wanted` up to rounding, in units of S.

        Args:
            what: names what is compared.
            got: what the student has.
            wanted: what it must be; may follow from the student's other numbers.
            scale: S, which comes from the vector and never from the student's numbers.
            own: the S that the student's numbers would have; can only make this stricter.
            tolerance: how far off an entry may be, in units of S.

        Raises:
            RuleFailedError: it is not; says how far `what` is off.
        """
        target = Target.of(np.asarray(wanted), np.asarray(scale), own)
        found = target.difference(np.asarray(got))
        if found.is_beyond(tolerance):
            words = found.in_words(self._secret + what.encode())
            raise _OffError(f"{what}{words}", found.worst)

    def unchanged(self) -> None:
        """Require that no call changed its inputs.

        Raises:
            RuleFailedError: names the inputs that were changed.
        """
        changed = {path for call in self.all if call.answer for path in call.answer.changed}
        names = [path.rpartition("/")[2] for path in sorted(changed)]

        def check(call: Asked) -> None:
            call.returned_something()  # one that never ended has not left anything alone
            if changed:
                raise RuleFailedError(f"it changes {_some(names)} in place: work on a copy")

        self.every(self.all, check)

    def returning(self) -> list[Asked]:
        """Return the calls that gave something back, for rules about its form.

        Raises:
            RuleFailedError: none did.
        """
        found = [call for call in self.all if call.answer and call.answer.ended is Ended.RETURNED]
        if not found:
            raise RuleFailedError(why_failed(self.all[0].answer))
        return found

    def repeatable(self) -> None:
        """Require that the calls made twice gave the same answer both times, right or wrong.

        Raises:
            SuiteError: no vector is asked twice.
            RuleFailedError: an answer differs, or a call failed.
        """
        if not any(REPEAT in call.vector.flags for call in self.all):
            raise SuiteError(f"no vector has the flag {REPEAT}: add it to two of each question")
        if not self.repeated:
            raise RuleFailedError(why_failed(self.all[0].answer))
        self.every(self.repeated, _require_same)

    def _problem(self, call: Asked, name: str, tolerance: float) -> _OffError | None:
        try:
            found = call.difference(name)
        except RuleFailedError as error:
            return _OffError(str(error), np.inf)
        if found.is_beyond(tolerance):
            return _OffError(f"{name}{found.in_words()}", found.worst)
        if found.is_noted and not self.notes:
            self.notes.append(
                f"{name} is right, but less exact than float64 can be: "
                "look for rounding, float32, or a small constant that was added"
            )
        return None


class _OffError(RuleFailedError):
    """An array is off, by how much of S at most."""

    def __init__(self, message: str, worst: float) -> None:
        super().__init__(message)
        self.worst = worst


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


def _require_same(twice: tuple[Asked, Asked]) -> None:
    once, again = twice
    first, second = once.returned(), again.returned()
    for name in {**first, **second}:
        target = once.targets.get(name)
        scale = target.floored.max(initial=0.0) if target else 0.0
        both = name in first and name in second
        if not both or _differ(first[name], second[name], scale):
            shown = name if name in once.names else "what it returns"
            raise RuleFailedError(
                f"{shown} differs when the same is asked again: is something kept between calls?"
            )


def _differ(once: Array, again: Array, scale: float) -> bool:
    """Return whether two answers to the same call differ by more than rounding.

    Rounding is a part of the array's largest entry, and of S where that is less.
    """
    if once.data is None or again.data is None or once.shape != again.shape:
        return (once.shape, once.kind) != (again.shape, again.kind)
    if once.data.tobytes() == again.data.tobytes():
        return False  # as nearly always, and seen in a tenth of the time
    size = min(scale, np.abs(once.data).max(initial=0.0))
    with np.errstate(over="ignore"):  # a submission may return numbers of any size
        return not np.allclose(once.data, again.data, rtol=0, atol=EXACT * size, equal_nan=True)


def _is_blank(array: Array | None) -> bool:
    return array is not None and array.kind == BLANK


def _some(names: Sequence[str]) -> str:
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
