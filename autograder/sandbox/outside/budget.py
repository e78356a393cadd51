"""What a submission may still use of its time, charged only while its own code can run.

The clock starts when a child is about to look at the submission: waiting for a free worker, for a
fork or for a new zygote costs nobody anything. A wait is charged in slices, so that time in which
the grader itself was stopped or suspended is not taken for the student's. Nor is time in which the
child could have run and no processor was free, where the kernel tells of it: on a busy machine,
waits are long and prove nothing.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.outside.child_run import Child

    Clock = Callable[[], float]


_SLICE = 0.1  # seconds of one wait
_STOPPED = 1.0  # seconds after which a wait of one slice was no wait: nobody was running


class Budget:
    """The time of one submission.

    Args:
        seconds: how much it is.
        clock: what it is measured by.

    Attributes:
        left: seconds that are not used up.
        forgiven: how long its present child was kept waiting when that was last looked at.
    """

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self.left = seconds
        self.forgiven = 0.0
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
            seconds = max(0.0, min(_SLICE, self._left, self._budget.left))
            begin = self._budget.clock()
            try:
                piece = self._child.read(most, seconds)
            except TimeoutError:
                self._charge(self._own_part(seconds, self._budget.clock() - begin))
                if seconds == 0.0:
                    raise
            else:
                self._charge(min(self._budget.clock() - begin, seconds))
                return piece

    def _own_part(self, seconds: float, elapsed: float) -> float:
        """Return what a child is charged for a wait in vain, which took so long in fact."""
        waited = self._child.kept_waiting()
        forgiven, self._budget.forgiven = waited - self._budget.forgiven, waited
        if elapsed > _STOPPED:
            return seconds
        return max(0.0, max(elapsed, seconds) - forgiven)

    def _charge(self, seconds: float) -> None:
        self._left -= seconds
        self._budget.left -= seconds


def kept_waiting(pid: int) -> float:
    """Return for how many seconds a process could have run and no processor was free.

    Where the kernel does not tell, or the process is gone, it is 0.
    """
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
