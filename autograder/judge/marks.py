"""Marks a test as a rule without pytest, for suites that have to run where pytest is not.

`rule` says what pytest.mark.question, points and step say; under pytest, the plugin turns the one
into the others, so that a rule is a rule however it was collected. Given a sentence, it makes the
test too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograder.judge.view import Question

Test = TypeVar("Test", bound=Callable[..., None])

_MARKS, _DECLARED = "autograder_marks", "autograder_declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark, with the names that pytest gives to its parts."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a rule that is a sentence was made with; see `rule`."""

    question: str
    sentence: str
    on: tuple[str, ...]
    of: tuple[str, ...]
    rtol: float | None
    check: Callable[[Question], None] | None
    form: bool
    step: str
    after: tuple[str, ...]


@overload
def rule(
    question: str | Callable[..., Any],
    points: int = 1,
    *,
    form: bool = False,
    bonus: bool = False,
    step: str = "",
    after: Sequence[str] = (),
) -> Callable[[Test], Test]: ...


@overload
def rule(
    question: str | Callable[..., Any],
    points: int,
    sentence: str,
    *,
    on: str | Sequence[str] = (),
    of: str | Sequence[str] = (),
    rtol: float | None = None,
    check: Callable[[Question], None] | None = None,
    form: bool = False,
    bonus: bool = False,
    step: str = "",
    after: Sequence[str] = (),
) -> Callable[[Question], None]: ...


def rule(
    question: str | Callable[..., Any],
    points: int = 1,
    sentence: str | None = None,
    *,
    on: str | Sequence[str] = (),
    of: str | Sequence[str] = (),
    rtol: float | None = None,
    check: Callable[[Question], None] | None = None,
    form: bool = False,
    bonus: bool = False,
    step: str = "",
    after: Sequence[str] = (),
) -> Any:
    """Return a rule about a question; without a sentence, a decorator that makes a test one.

    Args:
        question: the graded function, or the question's id.
        points: what the rule is worth.
        sentence: what must hold, as students read it. The name that the rule is bound to begins
            with ``test_``, as pytest wants it.
        on: flags of the cases that must be right; all cases where there is none.
        of: names of the parts of the answer that must be right; the whole where there is none.
        rtol: how far off an entry may be, in units of S, if not by `NOTED`.
        check: what must hold instead, such as ``Question.unchanged``.
        form: whether the rule is about form, and counts only beside one about values that holds.
        bonus: whether its points come on top of the possible ones.
        step: the step of the answer that the rule is about; where the answer is a dict, its key.
        after: steps that this one is worked out from. While one of them is off, the rule waits.
    """
    name = question if isinstance(question, str) else question.__name__
    marks = (
        Mark(name="question", args=(name,)),
        Mark(name="points", args=(points,), kwargs={"form": form, "bonus": bonus}),
        Mark(name="step", args=(step,), kwargs={"after": tuple(after)}),
    )

    def marked(test: Test) -> Test:
        setattr(test, _MARKS, marks)
        return test

    if sentence is None:
        return marked
    made = Declared(
        question=name,
        sentence=sentence,
        on=_words(on),
        of=_words(of),
        rtol=rtol,
        check=check,
        form=form,
        step=step,
        after=tuple(after),
    )
    return marked(_test(made))


def declared_by(test: object) -> Declared | None:
    """Return what a test was made with by `rule`, or None for one that is a function."""
    found: Declared | None = getattr(test, _DECLARED, None)
    return found


def marks_of(test: object) -> tuple[Mark, ...]:
    """Return what a test was marked with by `rule`."""
    found: tuple[Mark, ...] = getattr(test, _MARKS, ())
    return found


def _test(made: Declared) -> Callable[[Question], None]:
    tolerance = {} if made.rtol is None else {"tolerance": made.rtol}

    def test(answers: Question) -> None:
        if made.check is not None:
            made.check(answers)
        else:
            answers.agree(answers.having(*made.on), *made.of, **tolerance)

    test.__doc__ = made.sentence
    setattr(test, _DECLARED, made)
    return test


def _words(given: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(given.split()) if isinstance(given, str) else tuple(given)
