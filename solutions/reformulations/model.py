"""What a reformulation is, and how one is written down: as the function, under a decorator."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Reformulation", "reformulation", "written_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reformulation:
    """A right version of a graded function, written as someone else might write it.

    Attributes:
        id: readable kebab-case words; unique among the reformulations.
        question: the question whose function it is a version of.
        note: whether it is right but less exact than float64 can be, so that it passes with a
            numerical note.
        function: the version; it takes what the graded function takes, in the same order.
    """

    id: str
    question: str
    note: bool
    function: Callable[..., Any]


def reformulation(question, *, note=False):
    """Return a decorator that turns a function into a Reformulation named after it."""

    def described(function):
        name = function.__name__.replace("_", "-")
        return Reformulation(id=name, question=question, note=note, function=function)

    return described


def written_in(module):
    """Return the reformulations that a module defines, in the order in which they stand there."""
    return tuple(value for value in vars(module).values() if isinstance(value, Reformulation))
