"""Checks one question inside a notebook, on the functions that are there.

They are called in the notebook's own process, on copies of the public inputs; what they return goes
through the same records and the same decoder as what comes from any other process, so the same
rules say the same words. Nothing stops a loop here but the notebook's own interrupt, which is then
what a timeout is elsewhere.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import linecache
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from autograder import exercise
from autograder.errors import UsageError
from autograder.sandbox.answers import Answer, Answers, Ended, FoundFunction
from autograder.sandbox.inside import calling, loading, source
from autograder.sandbox.inside.serving import decode_case
from autograder.sandbox.outside import cases, decoding
from autograder.sandbox.outside.filtering import Unfiltered
from autograder.sandbox.wire import RECORD, State
from autograder.student import words
from autograder.student.checker import Checker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from autograder.exercise import Question
    from autograder.student.checker import Checked


# What the last check of each question came to, for whoever shows it in another way (`grader`).
said: dict[str, Checked] = {}


class NotYetError(AssertionError):
    """A question does not pass yet; the text says why, and notebooks show it alone."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows; where in the check this was raised is of no interest."""
        return str(self).split("\n")


def check(suite: Path, question_id: str, env: Mapping[str, Any]) -> None:
    """Check one question; return when it passes.

    Args:
        suite: the folder of the public rules.
        question_id: which question.
        env: the notebook's names.

    Raises:
        NotYetError: it does not pass yet.
        UsageError: there is no such question, or the hand-out is not whole.
    """
    checked = said[question_id] = judged(suite, question_id, env)
    if not checked.passed:
        raise NotYetError(
            "\n".join(["".join(words.headline(checked)), *words.wrapped(words.lines(checked), "")])
        )


def judged(suite: Path, question_id: str, env: Mapping[str, Any]) -> Checked:
    """Return what the check says of one question.

    Args:
        suite: the folder of the public rules.
        question_id: which question.
        env: the notebook's names.

    Raises:
        UsageError: there is no such question, or the hand-out is not whole.
    """
    checker = _checker(suite)
    known = {question.id: question for question in checker.exercise.judged}
    if question_id not in known:
        raise UsageError(f"there is no question {question_id!r}: name one of {', '.join(known)}")
    question = known[question_id]
    asking = _Asking(checker, question, env)
    return checker.check(question, asking.answers(), asking.source)


@lru_cache(maxsize=4)
def _checker(suite: Path) -> Checker:
    """Return what judges; a notebook asks for it after every other cell."""
    return Checker(exercise.read(suite))


class _Asking:
    """Calls one question's function as it is at this moment."""

    def __init__(self, checker: Checker, question: Question, env: Mapping[str, Any]) -> None:
        described = checker.exercise
        cells = _cells(env, described.functions)
        notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
        content = json.dumps(notebook).encode()
        self.source = source.read(content, "notebook.ipynb")
        self._name = question.function
        self._env = env
        self._function = loading.find(self._name, self.source, described.functions, env, {})
        self._words = Unfiltered(content)
        self._plan = cases.plan(
            (vector for vector in checker.vectors if vector.question == question.id), described
        )

    def answers(self) -> Answers:
        """Make every call; what is written to the screen meanwhile is dropped."""
        state, hint = self._function.state, self._function.hint
        functions = {self._name: FoundFunction(state=state, hint=self._words.clean(hint))}
        if state is not State.DEFINED:
            return Answers(functions=functions)
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            asked = list(zip((call for call, _ in self._plan), self._calls(), strict=True))
        return Answers(
            functions=functions,
            lines={self._name: self._key_lines()},
            first={call.vector: answer for call, answer in asked if not call.again},
            again={call.vector: answer for call, answer in asked if call.again},
        )

    def _key_lines(self) -> dict[str, tuple[str, str]]:
        """Return the line that works out each key, where it is known; cells have no names."""
        keys = {path.rpartition("/")[2] for call, _ in self._plan for path in call.room}
        found = loading.key_lines(self._name, self.source, keys)
        return {key: ("", line) for key, (_, line) in found.items()}

    def _calls(self) -> Iterator[Answer]:
        described, blob = cases.encode(self._plan)
        interrupted = False
        for index, (call, _) in enumerate(self._plan):
            if interrupted:
                yield Answer(ended=Ended.TIMED_OUT)
                continue
            case = decode_case(described[index], blob, self._env)
            record = b"".join(calling.call(index, case, self._function, self))
            answer = decoding.answer(record[RECORD.size :], index, call, self._words)
            interrupted = answer.raised is not None and answer.raised.error == "KeyboardInterrupt"
            yield Answer(ended=Ended.TIMED_OUT) if interrupted else answer

    def own(self, trace: TracebackType | None) -> tuple[TracebackType | None, str, list[str]]:
        """Return a traceback's innermost entry in the notebook's own cells; these have no names."""
        own = getattr(self._function.call, "__globals__", None)
        found = None
        while trace is not None:
            if trace.tb_frame.f_globals is own:
                found = trace
            trace = trace.tb_next
        if found is None:
            return None, "", []
        return found, "", linecache.getlines(found.tb_frame.f_code.co_filename)


def _cells(env: Mapping[str, Any], functions: tuple[str, ...]) -> list[str]:
    """Return the texts of the cells that were run; elsewhere, those of the functions."""
    cells = env.get("In")
    if isinstance(cells, list):
        return [cell for cell in cells if isinstance(cell, str)]
    texts = []
    for name in functions:
        with contextlib.suppress(OSError, TypeError):
            texts.append(inspect.getsource(env[name]) if name in env else "")
    return texts
