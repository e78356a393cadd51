"""Runs one submission after another and returns its answers.

An honest submission of our own is run first, and whenever it is asked: when it does not come back
right, the fault is ours, and no student is judged by it.

Nothing that a child does raises here; only the loss of our own processes does.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

from autograder import system
from autograder.answers import Answers, Ended
from autograder.errors import GraderFault
from autograder.results import Level
from autograder.run import bubblewrap, cases, seccomp
from autograder.run.plain import PlainStart
from autograder.run.rounds import Round, Rounds, helper
from autograder.run.sealing import SealError
from autograder.run.zygote import Zygote, ZygoteLostError
from autograder.wire import ValueKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.description import Assignment
    from autograder.run.attempt import Attempt
    from autograder.vectors.model import Vector

__all__ = ["Runner"]


class Runner:
    """Runs submissions through one zygote, which it replaces when it is lost.

    Args:
        assignment: its functions, given helpers and limits.
        vectors: the test vectors; only their inputs cross the wall.
        level: how strongly to confine; one that `level.best` has proved.

    Raises:
        DescriptionError: a given helper module cannot be read.
        GraderFault: the process that runs submissions does not start.
    """

    def __init__(
        self, assignment: Assignment, vectors: Sequence[Vector], level: Level = Level.OPEN
    ) -> None:
        self._program = b"" if level is Level.OPEN else seccomp.program()
        self._walls = bubblewrap.prefix() or [] if level is Level.WALLED else []
        plan = cases.plan(vectors, assignment)
        self._assignment = assignment
        self._limits = assignment.limits
        self._calls = [call for call, _ in plan]
        self._cases, self._blob = cases.encode(plan)
        self._rounds = Rounds(self._calls, assignment, self._play)
        self._helpers = [helper(path) for path in assignment.helpers]
        self._canary = "".join(
            f"def {name}(*inputs):\n    return 0.5\n" for name in assignment.functions
        ).encode()
        self._zygote = self._start()
        try:
            self.prove()
        except GraderFault:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zygote.close()

    def run(self, content: bytes, filename: str) -> Answers:
        """Return what the submission answers to every call.

        Args:
            content: the submission's bytes.
            filename: its name; the ending says whether it is a notebook.

        Raises:
            GraderFault: our own processes failed.
        """
        return self._rounds.run(content, filename)

    def prove(self) -> None:
        """Run an honest submission of our own.

        Raises:
            GraderFault: its answers are not what they must be, or our own processes failed.
        """
        answers = self._rounds.run(self._canary, "canary.py")
        values = [answer.value for answer in (*answers.first.values(), *answers.again.values())]
        # A number has no room in the reply to a call that is to return a dict: kind and shape tell.
        if len(values) != len(self._calls) or not all(
            value is not None and value.kind is ValueKind.SINGLE and value.arrays[""].shape == ()
            for value in values
        ):
            raise GraderFault("honest code of the grader's own does not come back right")

    def _play(self, asked: Round) -> Attempt:
        """Run one child. A zygote that is lost under it is replaced; the second time, it did it.

        A child that ended before it looked at the submission was lost by us, unless the
        submission's time was over before.
        """
        for _ in range(2):
            attempt = asked.attempt()
            try:
                child = self._zygote.fork(asked.request, asked.content)
            except ZygoteLostError:
                self._replace()
                continue
            try:
                attempt.listen(child, self._limits.call_seconds, asked.until)
                if child.has_begun or time.monotonic() >= asked.until:
                    return attempt
            except ZygoteLostError:
                attempt.ended, attempt.detail = Ended.DIED, "it ended the process that runs it"
            finally:
                child.close()
            self._replace()
        if attempt.ended is Ended.DIED and child.has_begun:
            return attempt
        raise GraderFault("the process that runs submissions was lost twice: run this again")

    def _start(self) -> Zygote | PlainStart:
        setup: dict[str, Any] = {
            "functions": self._assignment.functions,
            "cases": self._cases,
            "helpers": self._helpers,
            "given": self._assignment.given,
        }
        if system.lack() is not None:  # so that nothing above `open` was proved
            return PlainStart(setup, self._blob)
        return Zygote(
            **setup,
            blob=self._blob,
            limits=self._limits,
            program=self._program,
            walls=self._walls,
        )

    def _replace(self) -> None:
        self._zygote.close()
        try:
            self._zygote = self._start()
        except SealError as error:  # it could be done when the run began
            raise GraderFault(f"submissions cannot be sealed any more ({error})") from error
