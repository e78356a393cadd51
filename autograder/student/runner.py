"""Runs a student's own file in plain processes, at level `open`, on any system.

`run` gives the same answers as the grader's runner: the child runs the same code, and its records
are decoded by the same decoder. `lend` has a program of the exercise's own call the functions, in
the same kind of process, with the same limits and the same words for what goes wrong.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from autograder.judge.call import why_failed
from autograder.judge.verdicts import missing, unfilled
from autograder.sandbox.answers import Answer, Ended
from autograder.sandbox.outside import cases
from autograder.sandbox.outside.budget import Budget
from autograder.sandbox.outside.child_run import ChildRun
from autograder.sandbox.outside.declared import Declared
from autograder.sandbox.outside.filtering import Unfiltered
from autograder.sandbox.outside.process import PlainStart
from autograder.sandbox.outside.rounds import Rounds, setup
from autograder.sandbox.wire import Malformed, Reader, State, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from autograder.exercise import Exercise
    from autograder.sandbox.answers import Answers
    from autograder.sandbox.outside.process import Process
    from autograder.sandbox.outside.rounds import Round
    from autograder.vectors.model import Vector


_LARGEST_NEWS = 4_000_000  # bytes of one record


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
        content: the file's bytes, with further files as `handed` packs them.
        filename: its name; the ending says whether it is a notebook.
        first: a process that was started beforehand, to save time.
        heard: is told of all answers so far, whenever there is a new one.

    Raises:
        DescriptionError: a given helper module cannot be read.
        UsageError: a given helper module does not load.
        GraderFault: no process can be started.
    """
    # One question after the other, so that the first can be judged while the second runs.
    order = {question.function: n for n, question in enumerate(exercise.judged)}
    plan = sorted(cases.plan(vectors, exercise), key=lambda each: order[each[0].function])
    described, blob = cases.encode(plan)
    with Declared(exercise) as declared, declared.with_further(content) as own:
        start = PlainStart(setup(exercise, described, declared), blob, first=first)

        def play(asked: Round) -> ChildRun:
            child_run = asked.child_run()
            child = start.fork(asked.request, asked.content)
            try:
                child_run.listen(child, asked.call_seconds, asked.budget)
            finally:
                child.close()
            return child_run

        return Rounds([call for call, _ in plan], exercise, play, Unfiltered).run(
            own, filename, heard
        )


def lend(
    exercise: Exercise,
    program: tuple[Path, str],
    arguments: object,
    content: bytes,
    filename: str,
    *,
    seconds: float,
    heard: Callable[[Any], None],
) -> str:
    """Have a program call a file's functions.

    Args:
        exercise: its functions, given helpers and limits; each call has its time.
        program: the folder of a package, and a module of it that has a function `work`; see
            `sandbox.inside.lending`.
        arguments: what it is given; JSON.
        content: the file's bytes.
        filename: its name.
        seconds: after so long the program is ended, and that is no fault.
        heard: is called with each value that the program tells, and with None at each sign that
            it goes on. What it raises ends the program.

    Returns:
        Why it could not go on, in the words of the check; empty when it came to its end, or to
        that of its time.

    Raises:
        DescriptionError: a given helper module cannot be read.
        UsageError: a given helper module, or the program, does not load.
        GraderFault: no process can be started.
    """
    folder, module = program
    request = {
        "filename": f"submission{PurePath(filename).suffix}",
        "skip": [],
        "program": {"folder": str(folder), "module": module},
        "arguments": arguments,
    }
    listener, budget = _Listener(exercise, content, heard), Budget(seconds)
    with Declared(exercise) as declared, declared.with_further(content) as own:
        child = PlainStart(setup(exercise, [], declared), b"").fork(request, own)
        try:
            listener.listen(child, exercise.limits.call_seconds, budget)
        finally:
            child.close()
    return "" if budget.is_over else listener.stopped(filename)


class _Listener(ChildRun):
    """Listens to a program, to whom each function is one call that ends when it fails."""

    def __init__(self, exercise: Exercise, content: bytes, heard: Callable[[Any], None]) -> None:
        calls = [
            cases.Call(
                vector="",
                function=question.function,
                again=False,
                room={},
                leaves=(),
                seconds=question.call_seconds,
            )
            for question in exercise.judged
        ]
        words = Unfiltered(content, frozenset(exercise.functions))
        super().__init__(calls, range(len(calls)), exercise.functions, words)
        self._told = heard
        self._function = ""

    def stopped(self, filename: str) -> str:
        """Return why the program could not go on; empty when it came to its end."""
        ending = Answer(ended=self.ended, detail=self.detail)
        if self.loaded is None:
            return f"{filename}: {why_failed(ending)}"
        if self.loaded.unreadable:
            return f"{filename} {self.loaded.unreadable}"
        for name, found in zip(self._functions, self.loaded.functions, strict=True):
            if found.state is not State.DEFINED:
                return missing(name, found)
        for index, answer in self.answers.items():
            name = self._functions[index]
            return unfilled(name, [answer]) if answer.blank else f"{name}: {why_failed(answer)}"
        return "" if self.ended is Ended.RETURNED else f"{self._function}: {why_failed(ending)}"

    def _largest(self, tag: int) -> int:
        return _LARGEST_NEWS if tag == Tag.NEWS else super()._largest(tag)

    def _note(self, tag: int, payload: bytes) -> None:
        if tag == Tag.ANSWER:
            self.expected = [Reader(payload).bounded("H", len(self._calls) - 1)]
            super()._note(tag, payload)
        elif tag == Tag.NEWS:
            try:
                kind, value = json.loads(payload)
            except (TypeError, ValueError) as error:
                raise Malformed("news that are none") from error
            self._hear(kind, value)
        else:
            super()._note(tag, payload)

    def _hear(self, kind: str, value: Any) -> None:
        if kind == "end":
            self.expected = []
        elif kind == "calling" and value in self._functions:
            self._function = value
            self._told(None)
        elif kind == "told":
            self._told(value)
        else:
            raise Malformed("news that cannot be")
