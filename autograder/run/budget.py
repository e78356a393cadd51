"""What a submission may still use of its time, charged only while its own code can run.

The clock starts when a child is about to look at the submission: waiting for a free worker, for a
fork or for a new zygote costs nobody anything. A wait is charged in slices, and never for more than
the slice that was asked for, so that time in which the grader itself was stopped, starved or
suspended is not taken for the student's.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.run.attempt import Child

    Clock = Callable[[], float]

__all__ = ["Budget", "Turn"]

_SLICE = 0.1  # seconds of one wait


class Budget:
    """The time of one submission.

    Args:
        seconds: how much it is.
        clock: what it is measured by.

    Attributes:
        left: seconds that are not used up.
    """

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self.left = seconds
        self.clock = clock

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0


class Turn:
    """The time of one record of a child's reply: the call's own limit, within the budget.

    Args:
        child: who is to reply.
        seconds: the call's limit.
        budget: of the submission.
    """

    def __init__(self, child: Child, seconds: float, budget: Budget) -> None:
        self._child = child
        self._left = seconds
        self._budget = budget

    def read(self, most: int) -> bytes:
        """Return at most `most` bytes of the reply, or none when it has ended.

        What came in time counts, however late it is read.

        Raises:
            TimeoutError: the time is over.
        """
        while True:
            most_seconds = max(0.0, min(_SLICE, self._left, self._budget.left))
            begin = self._budget.clock()
            try:
                return self._child.read(most, most_seconds)
            except TimeoutError:
                if most_seconds == 0.0:
                    raise
            finally:
                self._charge(min(self._budget.clock() - begin, most_seconds))

    def _charge(self, seconds: float) -> None:
        self._left -= seconds
        self._budget.left -= seconds
