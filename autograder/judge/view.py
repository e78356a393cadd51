"""What a hidden test sees: the answers to one question's calls, chosen by the vectors' flags.

Every method that finds something wrong raises `RuleFailedError` with words for the student; none
of the words holds an expected value or an input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np

from autograder.errors import SuiteError
from autograder.judge import kinds
from autograder.judge.call import Asked, Floats, some, why_failed
from autograder.judge.compare import EXACT, NOTED, OffError, RuleFailedError, Target
from autograder.judge.together import Prepared, Together
from autograder.sandbox.answers import Answer, Answers, Array, Ended
from autograder.sandbox.outside.cases import REPEAT
from autograder.vectors.model import Vector

IN_CASES = " (wrong in "  # begins what is said when a rule looks at several calls

Unit = TypeVar("Unit")


class Question:
    """The calls of one question, for one submission.

    Args:
        prepared: the question's vectors, in order, each with its targets.
        answers: what the submission returned.
        secret: of all vectors; the borders of coarse words are drawn from it.
        tolerance: of the question; None for `NOTED`.
    """

    def __init__(
        self,
        prepared: Prepared | Iterable[tuple[Vector, Mapping[str, Target]]],
        answers: Answers,
        secret: bytes = b"",
        tolerance: float | None = None,
    ) -> None:
        self._answers = answers
        self._tolerance = tolerance or NOTED
        self._secret = secret
        if not isinstance(prepared, Prepared):
            prepared = Prepared(tuple(prepared))
        self.all = Together(prepared, answers).calls
        self._flags = prepared.flags
        self.notes: list[str] = []

    @property
    def made(self) -> list[Answer]:
        """The answers to all calls that were made, the repeated ones last.

        Without those that raised the exception that is asked for: nothing is wrong with them.
        """
        asked = [*self.all, *(again for _, again in self.repeated)]
        return [call.answer for call in asked if call.answer and not call.raised_as_asked]

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
        found = [self.all[place] for place in _having(self._flags, flags)]
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

    def agree(self, asked: Iterable[Asked], *names: str, tolerance: float | None = None) -> None:
        """Require that the calls returned what is expected, under `names` or all names.

        Args:
            asked: the calls.
            names: of what they return; that of a container stands for all that is in it.
            tolerance: how far off an entry may be, in units of S; None for that of the case, or
                else of the question.

        Raises:
            RuleFailedError: with the worst of what differs; a share is earned by calls that agree.
        """

        def check(call: Asked) -> None:
            parts = call.parts(*names) if names else call.names
            problems = [self._problem(call, name, tolerance) for name in parts]
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
            worst = max(failed, key=lambda error: error.worst)
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
        tolerance: float | None = None,
    ) -> None:
        """Require that `got` is `wanted` up to rounding, in units of S.

        Args:
            what: names what is compared.
            got: what the student has.
            wanted: what it must be; may follow from the student's other numbers.
            scale: S, which comes from the vector and never from the student's numbers.
            own: the S that the student's numbers would have; can only make this stricter.
            tolerance: how far off an entry may be, in units of S; None for that of the question.

        Raises:
            RuleFailedError: it is not; says how far `what` is off.
        """
        target = Target.of(np.asarray(wanted), np.asarray(scale), own)
        found = target.difference(np.asarray(got))
        if found.is_beyond(tolerance or self._tolerance):
            raise OffError(what, found, self._secret + what.encode())

    def unchanged(self) -> None:
        """Require that no call changed its inputs.

        Raises:
            RuleFailedError: names the inputs that were changed.
        """
        changed = {path for call in self.all if call.answer for path in call.answer.changed}
        names = [path.rpartition("/")[2] for path in sorted(changed)]

        def check(call: Asked) -> None:
            if not call.raised_as_asked:
                call.returned_something()  # one that never ended has not left anything alone
            if changed:
                raise RuleFailedError(f"it changes {some(names)} in place: work on a copy")

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

    def _problem(self, call: Asked, name: str, tolerance: float | None) -> RuleFailedError | None:
        try:
            found = call.difference(name)
        except RuleFailedError as error:
            return error
        if found.is_wrong if tolerance is None else found.is_beyond(tolerance):
            return OffError(kinds.spoken(name), found)
        if found.is_noted and not self.notes:
            self.notes.append(
                f"{name} is right, but less exact than float64 can be: "
                "look for rounding, float32, or a small constant that was added"
            )
        return None


@lru_cache  # a suite's rules ask for the same again for each submission
def _having(of_all: tuple[tuple[str, ...], ...], flags: tuple[str, ...]) -> list[int]:
    """Return the places of the vectors that have all `flags`."""
    return [place for place, own in enumerate(of_all) if set(flags) <= set(own)]


def _require_same(twice: tuple[Asked, Asked]) -> None:
    once, again = twice
    if once.raised_as_asked and again.raised_as_asked:
        return
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
        return (once.shape, once.kind, once.text) != (again.shape, again.kind, again.text)
    if once.data.tobytes() == again.data.tobytes():
        return False  # as nearly always, and seen in a tenth of the time
    size = min(scale, np.abs(once.data).max(initial=0.0))
    with np.errstate(over="ignore"):  # a submission may return numbers of any size
        return not np.allclose(once.data, again.data, rtol=0, atol=EXACT * size, equal_nan=True)
