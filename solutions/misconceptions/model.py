"""What a misconception is, and how one is written down.

It is written as the wrong function under a decorator. The function's name becomes the id, the
first line of its docstring the title, and the rest the hint.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Misconception", "misconception", "written_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """A named wrong version of a graded function.

    Attributes:
        id: readable kebab-case words; unique in the catalogue.
        question: the question whose function it is a wrong version of.
        title: the mistake in one sentence.
        hint: what a patient teacher would say, without giving the solution away.
        tags: the classes of mistakes that it belongs to.
        function: the wrong version; it takes what the graded function takes, in the same order.
    """

    id: str
    question: str
    title: str
    hint: str
    tags: tuple[str, ...]
    function: Callable[..., Any]


def misconception(question, *tags):
    """Return a decorator that turns a function with its docstring into a Misconception."""

    def described(function):
        title, _, hint = inspect.getdoc(function).partition("\n\n")
        return Misconception(
            id=function.__name__.replace("_", "-"),
            question=question,
            title=title.strip(),
            hint=" ".join(hint.split()),
            tags=tags,
            function=function,
        )

    return described


def written_in(module):
    """Return the misconceptions that a module defines, in the order in which they stand there."""
    return tuple(value for value in vars(module).values() if isinstance(value, Misconception))
