"""The calls of a case: one, or several of which the later use what the earlier gave."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.authoring.declared import Call
from autograder.authoring.vectors.given import Arguments
from autograder.errors import DescriptionError
from autograder.vectors.model import Earlier, Generator, Given, Group, Input, Step

_PLAIN = (bool, int, float, complex, str, np.generic, np.ndarray, dict, tuple, list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One call that was made.

    Attributes:
        target: what was called, a bound method for one.
        returned: what it returned, as it was then.
        judged: whether that is an answer, and not an object that later calls use, or None.
    """

    target: Callable[..., Any]
    returned: Any
    judged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The calls of a case that were made, and what the last of them raised, if it did."""

    made: Sequence[Made]
    error: Exception | None = None


class Script:
    """The calls of a case.

    Args:
        drawn: what the case returned: a call, or a tuple or list of calls.
        names: what the calls are called in the case's own text, where it says so.

    Raises:
        DescriptionError: it is no call, or uses one that is not there.
    """

    def __init__(self, drawn: Any, names: Sequence[str]) -> None:
        self.is_single = isinstance(drawn, Call)
        self._calls: list[Any] = [drawn] if self.is_single else _several(drawn)
        known = names if len(names) == len(self._calls) else ()
        self._names = [*known] or [f"step{place}" for place in range(1, len(self._calls) + 1)]
        for place, call in enumerate(self._calls):
            if any(_find(each, self._calls[:place]) is None for each in _uses(call)):
                raise DescriptionError(
                    f"{self._names[place]} uses a call that the case does not return before it: "
                    "return all calls, in order"
                )

    def play(self, function: Callable[..., Any], seed: int | None) -> Played:
        """Make the calls; what one returns is copied before the next is made."""
        if seed is not None:
            np.random.seed(seed)
        made: list[Made] = []
        results: list[Any] = []
        for call in self._calls:
            on = None if call._on is None else results[_place(call._on, self._calls)]
            target = function if on is None else getattr(on, call._method)
            args, kwargs = (self._fresh(each, results) for each in (call._args, call._kwargs))
            try:
                with np.errstate(all="ignore"):
                    results.append(target(*args, **kwargs))
            except Exception as error:
                made.append(Made(target=target, returned=None, judged=False))
                return Played(made=made, error=error)
            judged = self.is_single or (results[-1] is not None and isinstance(results[-1], _PLAIN))
            returned = _copied(results[-1]) if judged else None
            made.append(Made(target=target, returned=returned, judged=judged))
        return Played(made=made)

    def require_all(self, made: Sequence[Made]) -> None:
        """Require that every call was made.

        Raises:
            DescriptionError: one before the last raised.
        """
        if len(made) < len(self._calls):
            raise DescriptionError(
                f"the calls after {self._names[len(made) - 1]} are never made, because it raises: "
                "leave them out"
            )

    def answer(self, made: Sequence[Made]) -> Any:
        """Return the answer: of several calls, a tuple of what the judged ones returned.

        Raises:
            DescriptionError: none returned anything.
        """
        if self.is_single:
            return made[0].returned
        found = tuple(each.returned for each in made if each.judged)
        if not found:
            raise DescriptionError("none of its calls returns something: add one that does")
        return found

    def judged(self, made: Sequence[Made]) -> Iterator[tuple[str, Made]]:
        """Yield the calls whose answers count, each with its name."""
        pairs = zip(self._names, made, strict=True)
        return ((name, each) for name, each in pairs if each.judged)

    def steps(self, made: Sequence[Made]) -> tuple[Step, ...]:
        """Return the steps of a vector; none of a single call."""
        if self.is_single:
            return ()
        return tuple(
            Step(
                name=name,
                on="" if call._on is None else self._names[_place(call._on, self._calls)],
                call=call._method,
                keywords=tuple(call._kwargs),
                judged=each.judged,
            )
            for name, call, each in zip(self._names, self._calls, made, strict=True)
        )

    def inputs(
        self,
        targets: Sequence[Callable[..., Any]],
        items: Callable[[Callable[..., Any]], Mapping[str, tuple[str, ...]]],
        given: Callable[[Any], str],
    ) -> tuple[dict[str, Input], tuple[str, ...]]:
        """Return the inputs of a vector, and which of a single call's are passed by name.

        Args:
            targets: what each call calls.
            items: returns names for the items of a function's arguments.
            given: returns the name under which the course gives a value; empty for none.

        Raises:
            DescriptionError: a call's arguments are not those of what it calls.
        """

        def known(value: Any) -> Input:
            if isinstance(value, Call):
                return Earlier(self._names[_place(value, self._calls)])
            return Given(given(value)) if given(value) else None

        found = [
            Arguments(target, items(target), known).inputs(call._args, call._kwargs)
            for target, call in zip(targets, self._calls, strict=True)
        ]
        if self.is_single:
            return found[0]
        groups = (Group(kind="dict", items=inputs) for inputs, _ in found)
        return dict(zip(self._names, groups, strict=True)), ()

    def _fresh(self, value: Any, results: Sequence[Any]) -> Any:
        """Return an argument as a call receives it: a copy, with generators made."""
        match value:
            case Call():
                return results[_place(value, self._calls)]
            case Generator():
                return np.random.default_rng(value.seed)
            case tuple() | list():
                return type(value)(self._fresh(item, results) for item in value)
            case dict():
                return {key: self._fresh(item, results) for key, item in value.items()}
        return value if callable(value) else _copied(value)


def name_of(target: Callable[..., Any]) -> str:
    """Return how the text of a file calls a function, or a method: ``Momentum.step``."""
    if inspect.ismethod(target):
        return f"{type(target.__self__).__name__}.{target.__name__}"
    return getattr(target, "__name__", "")


def _several(drawn: Any) -> list[Any]:
    if not isinstance(drawn, tuple | list) or not drawn:
        raise DescriptionError("it returns no call: return call(...) with the arguments")
    if not all(isinstance(each, Call) for each in drawn):
        raise DescriptionError("it returns something beside its calls: return calls alone")
    return [*drawn]


def _uses(call: Any) -> Iterator[Call]:
    """Yield the calls on whose results a call relies."""
    if call._on is not None:
        yield call._on
    waiting = [*call._args, *call._kwargs.values()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Call):
            yield value
        elif isinstance(value, tuple | list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()


def _find(call: Call, calls: Sequence[Call]) -> int | None:
    """Return the place of a call among others, by identity; None where it is not there."""
    return next((place for place, each in enumerate(calls) if each is call), None)


def _place(call: Call, calls: Sequence[Call]) -> int:
    found = _find(call, calls)
    assert found is not None
    return found


def _copied(value: Any) -> Any:
    return value.copy(order="K") if isinstance(value, np.ndarray) else copy.deepcopy(value)
