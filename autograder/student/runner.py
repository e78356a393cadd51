"""Runs a student's own file in plain processes, at level `open`, on any system.

It gives the same answers as the grader's runner: the child runs the same code, and its records are
decoded by the same decoder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.sandbox.outside import cases
from autograder.sandbox.outside.filtering import Unfiltered
from autograder.sandbox.outside.process import Process
from autograder.sandbox.outside.rounds import Rounds, helper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.exercise import Exercise
    from autograder.sandbox.answers import Answers
    from autograder.sandbox.outside.attempt import Attempt
    from autograder.sandbox.outside.rounds import Round
    from autograder.vectors.model import Vector

__all__ = ["run"]


def run(
    exercise: Exercise,
    vectors: Sequence[Vector],
    content: bytes,
    filename: str,
    *,
    first: Process | None = None,
    heard: Callable[[Answers], None] | None = None,
) -> Answers:
    """Return what a file answers to every call.

    Args:
        exercise: its functions, given helpers and limits.
        vectors: the public vectors; only their inputs are passed on.
        content: the file's bytes.
        filename: its name; the ending says whether it is a notebook.
        first: a process that was started beforehand, to save time.
        heard: is told of all answers so far, whenever there is a new one.

    Raises:
        DescriptionError: a given helper module cannot be read.
        UsageError: a given helper module does not load.
        GraderFault: no process can be started.
    """
    plain = _Plain(exercise, vectors, first)
    return plain.rounds.run(content, filename, heard)


class _Plain:
    """Makes a process for each round; the first one may be waiting already."""

    def __init__(
        self, exercise: Exercise, vectors: Sequence[Vector], first: Process | None
    ) -> None:
        # One question after the other, so that the first can be judged while the second runs.
        order = {question.function: n for n, question in enumerate(exercise.questions)}
        plan = sorted(cases.plan(vectors, exercise), key=lambda each: order[each[0].function])
        calls = [call for call, _ in plan]
        described, self._blob = cases.encode(plan)
        self._setup = {
            "functions": exercise.functions,
            "cases": described,
            "helpers": [helper(path) for path in exercise.helpers],
            "given": exercise.given,
        }
        self._first = first
        self.rounds = Rounds(calls, exercise, self._play, Unfiltered)

    def _play(self, asked: Round) -> Attempt:
        process, self._first = self._first or Process(), None
        attempt = asked.attempt()
        try:
            process.ask(self._setup, asked.request, self._blob, asked.content)
            attempt.listen(process, asked.call_seconds, asked.budget)
        finally:
            process.close()
        return attempt
