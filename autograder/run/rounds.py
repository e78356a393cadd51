"""One submission's rounds: one child after another, until every call is answered.

A call that ends its process costs that call: the rest is run in a new child. A top-level statement
that ends its child, or hangs, is left out of a second try. Nothing that a child does raises here.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from autograder.answers import Answer, Answers, Ended
from autograder.errors import DescriptionError
from autograder.run.attempt import Attempt
from autograder.run.decoding import LoadReport, Slice
from autograder.run.filtering import Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from autograder.exercise import Exercise
    from autograder.run.cases import Call

    Heard = Callable[[Answers], None]
    Play = Callable[["Round"], Attempt]

__all__ = ["Round", "Rounds", "helper"]

_MOST_LEFT_OUT = 3  # top-level statements that may hang or end the process before it is given up
_DEFINED = re.compile(r"^def ([A-Za-z]\w*)", re.MULTILINE)
_MOST_TIMEOUTS = 2  # after these, a function is not called again


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one child is asked.

    Attributes:
        request: which calls, and which statements to leave out, as the child reads it.
        content: the submission's bytes.
        attempt: makes a fresh listener to a child.
        until: when the submission's time is over, on the monotonic clock.
    """

    request: dict[str, Any]
    content: bytes
    attempt: Callable[[], Attempt]
    until: float


class Rounds:
    """Runs submissions, however children are made.

    Args:
        calls: every call of a run.
        exercise: its functions and limits.
        play: has one child run, and returns what came of it.
        words: makes what cleans the texts of a submission.
    """

    def __init__(
        self,
        calls: Sequence[Call],
        exercise: Exercise,
        play: Play,
        words: Callable[[bytes, frozenset[str]], Filter] = Filter,
    ) -> None:
        self._words = words
        self._calls = calls
        self._functions = exercise.functions
        self._limits = exercise.limits
        self._play = play
        self._names = _interface(calls, exercise)

    def run(self, content: bytes, filename: str, heard: Heard | None = None) -> Answers:
        """Return what a submission answers to every call.

        Args:
            content: the submission's bytes.
            filename: its name; the ending says whether it is a notebook.
            heard: is told of all answers so far, whenever there is a new one.
        """
        words = self._words(content, self._names)
        pending = list(range(len(self._calls)))
        left_out: set[int] = set()
        answers: dict[int, Answer] = {}
        loaded = LoadReport()
        sliced = Slice()
        until = time.monotonic() + self._limits.submission_seconds

        def tell(attempt: Attempt) -> None:
            if heard is not None:
                found = self._collect(attempt.loaded or loaded, answers | attempt.answers, words)
                heard(replace(found, lines=(attempt.slice or sliced).lines))

        while pending:
            asked = Round(
                # Its ending is all that the child needs; the name may be a student's.
                request={
                    "filename": f"submission{PurePath(filename).suffix}",
                    "cases": pending,
                    "skip": sorted(left_out),
                },
                content=content,
                attempt=partial(Attempt, self._calls, pending, self._functions, words, tell),
                until=until,
            )
            attempt = self._play(asked)
            sliced = attempt.slice or sliced
            if attempt.loaded is None and _leave_out(attempt, left_out):
                continue
            loaded = attempt.loaded or loaded
            answers |= attempt.answers
            pending = self._settle(attempt, answers)
        found = self._collect(loaded, answers, words)
        notes = (*sliced.broken, *found.notes)
        early = len(sliced.broken)
        return replace(found, taken=sliced.taken, notes=notes, early=early, lines=sliced.lines)

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

    def _collect(self, loaded: LoadReport, answers: dict[int, Answer], words: Filter) -> Answers:
        asked = [(self._calls[index], answer) for index, answer in sorted(answers.items())]
        return Answers(
            unreadable=loaded.unreadable,
            functions=dict(zip(self._functions, loaded.functions, strict=False)),
            first={call.vector: answer for call, answer in asked if not call.again},
            again={call.vector: answer for call, answer in asked if call.again},
            notes=(*loaded.notes, *_survived(answers.values())),
            told=words.told,
        )


def helper(path: Path) -> dict[str, str]:
    """Return a given module as children are told of it.

    Raises:
        DescriptionError: it cannot be read.
    """
    try:
        return {"name": path.stem, "source": path.read_text("utf-8")}
    except (OSError, UnicodeDecodeError) as error:
        raise DescriptionError(
            f"the helper module {path} cannot be read: put it back, or check `helpers` in "
            "[tool.autograder]"
        ) from error


def _interface(calls: Iterable[Call], exercise: Exercise) -> frozenset[str]:
    """Return the identifiers that an exercise itself gives: to read one tells nothing."""
    paths = {path for call in calls for path in (*call.leaves, *call.room)}
    names = {part for path in paths for part in path.split("/") if part}
    for module in map(helper, exercise.helpers):
        names |= {module["name"], *_DEFINED.findall(module["source"])}
    return frozenset(names | {*exercise.functions, *exercise.given})


def _survived(answers: Iterable[Answer]) -> Iterator[str]:
    """Yield what was tried in vain, where no failed call says so already."""
    answers = list(answers)
    said = {answer.detail for answer in answers if answer.ended is Ended.REFUSED}
    tried = dict.fromkeys(words for answer in answers for words in answer.attempted)
    for words in tried:
        if words not in said:
            yield f"{words}, which the grader does not allow; it went on without that"


def _leave_out(attempt: Attempt, left_out: set[int]) -> bool:
    """Mark the top-level statement under which a child ended; say whether to try without it."""
    if attempt.statement is None or len(left_out) >= _MOST_LEFT_OUT:
        return False
    if attempt.statement in left_out:
        return False
    left_out.add(attempt.statement)
    return True
