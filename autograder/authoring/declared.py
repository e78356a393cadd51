"""What an author's file is written with: cases, mistakes, rules, and the exercise itself.

    exercise(softmax, title="Softmax: from scores to probabilities", seed=1)

    @case(softmax, "plain", "repeat")
    def three_classes(random):
        \"\"\"Three classes, four examples.\"\"\"
        return call(random.normal(size=(3, 4)))

Nothing here computes: a declaration is a value, or a mark on a function, that the builder reads
(`authoring.vectors.one_file`) and pytest collects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
Graded = Callable[..., Any]  # a graded function, or a class

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MISTAKE, _SCALE = "autograder_mistake_of", "autograder_scale_of"


class Call:
    """One call of the graded function, or of a method of what an earlier call returned.

    A method's name is an attribute: ``optimizer = call(0.1); step = optimizer.step(w, dw)``.
    A call among the arguments of a later one stands for what it returned.
    """

    def __init__(
        self, args: tuple[Any, ...], kwargs: Mapping[str, Any], method: str = "", on: Any = None
    ) -> None:
        self._args, self._kwargs, self._method, self._on = args, dict(kwargs), method, on

    def __getattr__(self, name: str) -> Callable[..., Call]:
        """Return what calls a method of that name on what this call returns."""
        if name.startswith("__"):  # what copying and printing ask for
            raise AttributeError(name)
        return lambda *args, **kwargs: Call(args, kwargs, name, self)


def call(*args: Any, **kwargs: Any) -> Call:
    """Return the call of the graded function with these arguments, as a student would write it.

    Args:
        args: positional arguments: numbers, texts, None, arrays, and tuples, lists and dicts of
            them; `Generator(seed)` for a generator of random numbers; a given function.
        kwargs: arguments that the case passes by name.
    """
    return Call(args, kwargs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test case, to be drawn.

    Attributes:
        of: the graded function.
        name: its id.
        comment: why it is there.
        flags: words by which rules choose it.
        draw: returns the call, or the calls, given a generator of random numbers.
        raises: the exception that is the right answer.
        seed: what ``np.random.seed`` is given before the call.
        public: whether students receive it too; None: where its public draws differ.
        finite: False where nan or inf is right.
        tolerance: how far off an entry may be, in units of S; None for what the question allows.
    """

    of: Graded
    name: str
    comment: str
    flags: tuple[str, ...]
    draw: Callable[[Any], Any]
    raises: str = ""
    seed: int | None = None
    public: bool | None = None
    finite: bool = True
    tolerance: float | None = None


def case(
    function: Graded,
    *flags: str,
    raises: type[Exception] | None = None,
    seed: int | None = None,
    public: bool | None = None,
    finite: bool = True,
    tolerance: float | None = None,
) -> Callable[[Callable[[Any], Any]], Case]:
    """Declare a test case: what the decorated function returns, given a random generator.

    Its name is the case's id and its docstring says why the case is there. What it draws is drawn
    from the exercise's seed and its own name, so that a new case changes no other.

    Args:
        function: the graded function or class.
        flags: words by which rules choose the case; ``repeat`` asks it twice.
        raises: the exception that is the right answer.
        seed: what ``np.random.seed`` is given before the call.
        public: whether students receive the case too. Default: if it draws something, with other
            numbers for students; a case that draws nothing stays hidden.
        finite: False where nan or inf is the right answer somewhere.
        tolerance: how far off an entry may be, in units of S, from 1e-9 to 1. Default: what the
            question allows, and 1e-5 where it says nothing.
    """

    def declared(draw: Callable[[Any], Any]) -> Case:
        return Case(
            of=function,
            name=draw.__name__,
            comment=_paragraphs(draw)[0],
            flags=flags,
            draw=draw,
            raises="" if raises is None else raises.__name__,
            seed=seed,
            public=public,
            finite=finite,
            tolerance=tolerance,
        )

    return declared


def mistake(function: Graded) -> Callable[[F], F]:
    """Declare a wrong version of a function that students hand in.

    The first paragraph of its docstring says what is wrong; the rest is the hint. It may call the
    right function by its name.
    """
    return _marked(_MISTAKE, function)


def scale(function: Graded) -> Callable[[F], F]:
    """Declare what returns S, the sum of the absolute terms of each entry of the right answer.

    It takes the function's arguments and returns what the function returns. Without it, S of every
    entry is the largest entry of its array.
    """
    return _marked(_SCALE, function)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A graded function with settings of its own."""

    function: Graded | None
    settings: Mapping[str, Any] = field(default_factory=dict)


def question(function: Graded | None = None, **settings: Any) -> Question:
    """Return a question for `exercise`, with keys of [[tool.autograder.questions]].

    Args:
        function: the graded function; None for a question that people grade.
        settings: such as ``title="..."``; the reference of the description lists them.
    """
    return Question(function=function, settings=settings)


def exercise(*functions: Graded | Question, **keys: Any) -> None:
    """Describe the exercise; this call is read, not run.

    Args:
        functions: graded functions and classes, in the order of their questions.
        keys: those of [tool.autograder], such as ``title``, ``seed``, ``points`` and ``limits``.
    """
    del functions, keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A wrong version, its id and the words for whoever has it."""

    of: Graded
    id: str
    function: Callable[..., Any]
    title: str
    hint: str


def cases_in(module: Any) -> list[Case]:
    """Return the cases of a module, in the order in which they stand."""
    return [value for value in vars(module).values() if isinstance(value, Case)]


def mistakes_in(module: Any) -> list[Mistake]:
    """Return the mistakes of a module, in the order in which they stand."""
    found = [value for value in vars(module).values() if _MISTAKE in getattr(value, "__dict__", ())]
    return [
        Mistake(
            of=getattr(function, _MISTAKE),
            id=_id(function.__name__),
            function=function,
            title=_paragraphs(function)[0],
            hint=" ".join(_paragraphs(function)[1:]),
        )
        for function in found
    ]


def scales_in(module: Any) -> dict[Graded, Callable[..., Any]]:
    """Return what computes S, by graded function."""
    found = [value for value in vars(module).values() if _SCALE in getattr(value, "__dict__", ())]
    return {getattr(function, _SCALE): function for function in found}


def _marked(name: str, function: Graded) -> Callable[[F], F]:
    def marked(decorated: F) -> F:
        setattr(decorated, name, function)
        return decorated

    return marked


def _id(name: str) -> str:
    """Return the id of a mistake: ``no_sum`` and the class ``NoSum`` are both ``no-sum``."""
    parted = _HUMP.sub("-", name).lower() if name[:1].isupper() else name
    return parted.replace("_", "-")


def _paragraphs(function: Callable[..., Any]) -> list[str]:
    """Return the paragraphs of a docstring, each in one line; an empty one where there is none."""
    text = (function.__doc__ or "").strip()
    return [" ".join(each.split()) for each in text.split("\n\n")] or [""]
