"""Marks a test as a rule without pytest, for suites that have to run where pytest is not.

`rule` says what pytest.mark.question, points and step say; under pytest, the plugin turns the one
into the others, so that a rule is a rule however it was collected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


Test = TypeVar("Test", bound="Callable[..., None]")

_MARKS = "autograder_marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark, with the names that pytest gives to its parts."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)


def rule(
    question: str, *, form: bool = False, step: str = "", after: Sequence[str] = ()
) -> Callable[[Test], Test]:
    """Mark a test as a rule about a question.

    Args:
        question: the question's id.
        form: whether the rule is about form, and counts only beside one about values that holds.
        step: the step of the answer that the rule is about; where the answer is a dict, its key.
        after: steps that this one is worked out from. While one of them is off, the rule waits.
    """
    marks = (
        Mark(name="question", args=(question,)),
        Mark(name="points", args=(1,), kwargs={"form": form}),
        Mark(name="step", args=(step,), kwargs={"after": tuple(after)}),
    )

    def marked(test: Test) -> Test:
        setattr(test, _MARKS, marks)
        return test

    return marked


def marks_of(test: object) -> tuple[Mark, ...]:
    """Return what a test was marked with by `rule`."""
    found: tuple[Mark, ...] = getattr(test, _MARKS, ())
    return found
