"""Runs one submission after another and returns its answers.

An honest submission of our own is run first, and now and then among the others: when it does not
come back right, the fault is ours, and no student is judged by it.

A call that ends its process costs that call: the rest is run in a new child. A top-level statement
that ends its child, or hangs, is left out of a second try. Nothing that a child does raises here;
only the loss of our own processes does.
"""

from __future__ import annotations

import time
from pathlib import PurePath
from typing import TYPE_CHECKING, Self

from autograder.answers import Answer, Answers, Ended
from autograder.errors import DescriptionError, GraderFault
from autograder.results import Level
from autograder.run import bubblewrap, cases, seccomp
from autograder.run.attempt import Attempt
from autograder.run.decoding import LoadReport
from autograder.run.filtering import Filter
from autograder.run.zygote import Zygote, ZygoteLostError
from autograder.wire import ValueKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from autograder.description import Assignment
    from autograder.vectors.model import Vector

__all__ = ["Runner"]

_CANARY_EVERY = 50  # submissions between two looks at whether honest code still comes back right
_MOST_LEFT_OUT = 3  # top-level statements that may hang or end the process before it is given up
_MOST_TIMEOUTS = 2  # after these, a function is not called again


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
        self._helpers = [_helper(path) for path in assignment.helpers]
        self._canary = "".join(
            f"def {name}(*inputs):\n    return 0.5\n" for name in assignment.functions
        ).encode()
        self._runs = 0
        self._zygote = self._start()
        if not self._is_sound():
            self.__exit__()
            raise GraderFault("an honest submission of the grader's own does not come back right")

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
        answers = self._run(content, filename)
        self._runs += 1
        if self._runs % _CANARY_EVERY == 0 and not self._is_sound():
            self._replace()
            answers = self._run(content, filename)
        return answers

    def _is_sound(self) -> bool:
        """Run an honest submission of our own; say whether its answers are what they must be."""
        answers = self._run(self._canary, "canary.py")
        values = [answer.value for answer in (*answers.first.values(), *answers.again.values())]
        # A number has no room in the reply to a call that is to return a dict: kind and shape tell.
        return len(values) == len(self._calls) and all(
            value is not None and value.kind is ValueKind.SINGLE and value.arrays[""].shape == ()
            for value in values
        )

    def _run(self, content: bytes, filename: str) -> Answers:
        words = Filter(content)
        pending = list(range(len(self._calls)))
        left_out: set[int] = set()
        answers: dict[int, Answer] = {}
        loaded = LoadReport()
        taken: tuple[str, ...] = ()
        until = time.monotonic() + self._limits.submission_seconds
        while pending:
            # Its ending is all that the child needs; the name may be a student's.
            ending = PurePath(filename).suffix
            request = {
                "filename": f"submission{ending}",
                "cases": pending,
                "skip": sorted(left_out),
            }
            attempt = self._attempt(request, pending, content, words, until)
            taken = attempt.taken or taken
            if attempt.loaded is None and _leave_out(attempt, left_out):
                continue
            loaded = attempt.loaded or loaded
            answers |= attempt.answers
            pending = self._settle(attempt, answers)
        return self._collect(loaded, answers, taken)

    def _attempt(
        self,
        request: Mapping[str, object],
        pending: Sequence[int],
        content: bytes,
        words: Filter,
        until: float,
    ) -> Attempt:
        """Run one child. A zygote that is lost under it is replaced; the second time, it did it."""
        for _ in range(2):
            attempt = Attempt(self._calls, pending, self._assignment.functions, words)
            try:
                child = self._zygote.fork(request, content)
            except ZygoteLostError:
                self._replace()
                continue
            try:
                attempt.listen(child, self._limits.call_seconds, until)
            except ZygoteLostError:
                self._replace()
                attempt.ended, attempt.detail = Ended.DIED, "it ended the process that runs it"
            else:
                return attempt
            finally:
                child.close()
        if attempt.ended is Ended.DIED:
            return attempt
        raise GraderFault("the process that runs submissions was lost twice: run this again")

    def _settle(self, attempt: Attempt, answers: dict[int, Answer]) -> list[int]:
        """Answer, in the child's stead, what it can no longer answer; return what is left to ask.

        The call under which the child ended is answered by how it ended. When the child did not
        even load, or its function has timed out often enough, so is every call like it.
        """
        if not attempt.expected or attempt.ended is Ended.RETURNED:
            return []
        verdict = Answer(ended=attempt.ended, detail=attempt.detail)
        lost = attempt.expected[:1] if attempt.loaded else list(attempt.expected)
        answers.update(dict.fromkeys(lost, verdict))
        timeouts = [
            self._calls[index].function
            for index, answer in answers.items()
            if answer.ended is Ended.TIMED_OUT
        ]
        left = []
        for index in attempt.expected[len(lost) :]:
            if timeouts.count(self._calls[index].function) >= _MOST_TIMEOUTS:
                answers[index] = Answer(ended=Ended.TIMED_OUT)
            else:
                left.append(index)
        return left

    def _collect(
        self, loaded: LoadReport, answers: dict[int, Answer], taken: tuple[str, ...]
    ) -> Answers:
        asked = [(self._calls[index], answer) for index, answer in sorted(answers.items())]
        return Answers(
            unreadable=loaded.unreadable,
            functions=dict(zip(self._assignment.functions, loaded.functions, strict=False)),
            first={call.vector: answer for call, answer in asked if not call.again},
            again={call.vector: answer for call, answer in asked if call.again},
            notes=loaded.notes,
            taken=taken,
        )

    def _start(self) -> Zygote:
        return Zygote(
            functions=self._assignment.functions,
            cases=self._cases,
            blob=self._blob,
            helpers=self._helpers,
            given=self._assignment.given,
            limits=self._limits,
            program=self._program,
            walls=self._walls,
        )

    def _replace(self) -> None:
        self._zygote.close()
        self._zygote = self._start()


def _helper(path: Path) -> dict[str, str]:
    try:
        return {"name": path.stem, "source": path.read_text("utf-8")}
    except (OSError, UnicodeDecodeError) as error:
        raise DescriptionError(
            f"the helper module {path} cannot be read: check `helpers` in [tool.autograder]"
        ) from error


def _leave_out(attempt: Attempt, left_out: set[int]) -> bool:
    """Mark the top-level statement under which a child ended; say whether to try without it."""
    if attempt.statement is None or len(left_out) >= _MOST_LEFT_OUT:
        return False
    if attempt.statement in left_out:
        return False
    left_out.add(attempt.statement)
    return True
