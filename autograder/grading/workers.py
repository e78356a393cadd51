"""What a run asks of those who grade for it, wherever they are: the pool here, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from autograder.grading.engine import Engine
    from autograder.grading.messages import Done, Failed, Job, Ready


class Workers(Protocol):
    """Grade jobs, each for itself, in any order."""

    @property
    def ready(self) -> Ready:
        """The rules of the hidden suite, once all that was asked for can grade.

        Raises:
            AutograderError: it cannot.
        """

    def grade(self, jobs: Iterable[Job]) -> Iterator[Done | Failed]:
        """Yield what becomes of each job, as it becomes known; takes jobs only when needed.

        A job that takes workers with it is given up: `Failed` with its number.

        Raises:
            UnsoundError: honest code no longer comes back right.
            AutograderError: a worker cannot start, or there is none any more.
        """


# Given an engine and how many submissions there are at most.
Opening = Callable[["Engine", int], AbstractContextManager[Workers]]
