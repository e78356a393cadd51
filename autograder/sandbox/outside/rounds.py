"""One submission's rounds: one child after another, until every call is answered.

Theory of operation. A round asks one child for all calls that have no answer yet. If the child ends
too early, the call that it was at is answered by how it ended, and the next round asks a new child
for the rest. If it ended while it ran a top-level statement, the next round leaves that statement
out; after three such statements all calls are answered by how the child ended. A function that
timed out twice is not called again. All rounds share one budget of wall clock; when that is used
up, every call that is left is answered so. Each round answers a call or leaves a statement out, so
there are finitely many. Nothing that a child does raises an exception here.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from autograder.errors import DescriptionError
from autograder.sandbox.answers import Answer, Answers, Ended, FoundFunction
from autograder.sandbox.outside.budget import Budget
from autograder.sandbox.outside.child_run import ChildRun
from autograder.sandbox.outside.decoding import LoadReport, Remembering, Slice
from autograder.sandbox.outside.filtering import Filter
from autograder.sandbox.wire import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from autograder.exercise import Exercise
    from autograder.sandbox.outside.budget import Clock
    from autograder.sandbox.outside.cases import Call
    from autograder.sandbox.outside.declared import Declared

    Heard = Callable[[Answers], None]
    Play = Callable[["Round"], ChildRun]


_MOST_LEFT_OUT = 3  # top-level statements that may hang or end the process before it is given up
_DEFINED = re.compile(r"^def ([A-Za-z]\w*)", re.MULTILINE)
_MOST_TIMEOUTS = 2  # after these, a function is not called again


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one child is asked.

    Attributes:
        request: which calls, and which statements to leave out, as the child reads it.
        content: the submission's bytes.
        child_run: makes a fresh listener to a child.
        call_seconds: wall clock of one call.
        budget: what the submission may still use.
    """

    request: dict[str, Any]
    content: bytes
    child_run: Callable[[], ChildRun]
    call_seconds: float
    budget: Budget


class Rounds:
    """Runs submissions, however children are made.

    Args:
        calls: every call of a run.
        exercise: its functions and limits.
        play: has one child run, and returns what came of it.
        words: makes what cleans the texts of a submission.
        clock: what the submission's time is measured by.
    """

    def __init__(
        self,
        calls: Sequence[Call],
        exercise: Exercise,
        play: Play,
        words: Callable[[bytes, frozenset[str]], Filter] = Filter,
        clock: Clock = time.monotonic,
    ) -> None:
        self._words = words
        self._calls = calls
        self._clock = clock
        self._decoding = Remembering()
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
        said: tuple[str, ...] = ()
        budget = Budget(self._limits.submission_seconds, self._clock)

        def tell(child_run: ChildRun) -> None:
            if heard is not None:
                found = self._collect(
                    child_run.loaded or loaded, answers | child_run.answers, words
                )
                heard(replace(found, lines=(child_run.slice or sliced).lines))

        while pending and not said:
            asked = Round(
                # Its ending is all that the child needs; the name may be a student's.
                request={
                    "filename": f"submission{PurePath(filename).suffix}",
                    "cases": pending,
                    "skip": sorted(left_out),
                },
                content=content,
                child_run=partial(
                    ChildRun,
                    self._calls,
                    pending,
                    self._functions,
                    words,
                    tell,
                    self._decoding.answer,
                ),
                call_seconds=self._limits.call_seconds,
                budget=budget,
            )
            child_run = self._play(asked)
            sliced = child_run.slice or sliced
            loaded = child_run.loaded or loaded
            answers |= child_run.answers
            if budget.is_over and child_run.expected:
                said = self._used_up(child_run, answers)
            elif child_run.loaded is not None or not _leave_out(child_run, left_out):
                pending = self._settle(child_run, answers)
        found = self._collect(loaded, answers, words)
        functions, broken = self._syntax_errors(found, sliced)
        return replace(
            found,
            functions=functions,
            taken=sliced.taken,
            notes=(*broken, *found.notes, *said),
            early=len(broken),
            lines=sliced.lines,
        )

    def _syntax_errors(
        self, found: Answers, sliced: Slice
    ) -> tuple[Mapping[str, FoundFunction], list[str]]:
        """Say of each function that has a syntax error which one; return the other notes, too."""
        functions = dict(found.functions)
        notes = list(sliced.broken)
        for number, name in enumerate(self._functions, 1):
            is_broken = name in functions and functions[name].state is State.BROKEN
            if is_broken and number in sliced.defines:
                note = sliced.broken[sliced.defines.index(number)]
                functions[name] = FoundFunction(state=State.BROKEN, hint=note)
                notes.remove(note)
        return functions, notes

    def _used_up(self, child_run: ChildRun, answers: dict[int, Answer]) -> tuple[str]:
        """Answer every call that is left in words that say that the submission's time is over."""
        under_a_call = child_run.loaded is not None
        unmade = len(child_run.expected) - under_a_call
        words = f"it used up its time of {self._limits.submission_seconds:g} s"
        if unmade:
            words += f": {unmade} {'call was' if unmade == 1 else 'calls were'} not made"
        answers.update(
            dict.fromkeys(child_run.expected, Answer(ended=Ended.TIMED_OUT, detail=words))
        )
        if under_a_call and child_run.ended is not Ended.TIMED_OUT:
            ended = Answer(ended=child_run.ended, detail=child_run.detail)
            answers[child_run.expected[0]] = ended
        return (words,)

    def _settle(self, child_run: ChildRun, answers: dict[int, Answer]) -> list[int]:
        """Answer, in the child's stead, what it can no longer answer; return what is left to ask.

        The call under which the child ended is answered by how it ended. When the child did not
        even load, or its function has timed out often enough, so is every call like it.
        """
        if not child_run.expected or child_run.ended is Ended.RETURNED:
            return []
        verdict = Answer(ended=child_run.ended, detail=child_run.detail)
        lost = child_run.expected[:1] if child_run.loaded else list(child_run.expected)
        answers.update(dict.fromkeys(lost, verdict))
        timeouts = [
            self._calls[index].function
            for index, answer in answers.items()
            if answer.ended is Ended.TIMED_OUT
        ]
        left = []
        for index in child_run.expected[len(lost) :]:
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


def setup(
    exercise: Exercise, described: Sequence[Mapping[str, Any]], declared: Declared
) -> dict[str, Any]:
    """Return what children are told of an exercise and of the cases that `cases.encode` described.

    Raises:
        DescriptionError: a given module cannot be read.
    """
    return {
        "functions": exercise.functions,
        "cases": described,
        "helpers": [_helper(path) for path in exercise.helpers],
        "given": exercise.given,
        "declared": declared.told(),
    }


def _helper(path: Path) -> dict[str, str]:
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
    for module in map(_helper, exercise.helpers):
        names |= {module["name"], *_DEFINED.findall(module["source"])}
    return frozenset(names | {*exercise.functions, *exercise.given})


def _survived(answers: Iterable[Answer]) -> Iterator[str]:
    """Yield what was tried in vain, where no failed call says so already."""
    answers = list(answers)
    said = {answer.detail for answer in answers if answer.ended is Ended.REFUSED}
    tried = dict.fromkeys(words for answer in answers for words in answer.violations)
    for words in tried:
        if words not in said:
            yield f"{words}, which the grader does not allow; it went on without that"


def _leave_out(child_run: ChildRun, left_out: set[int]) -> bool:
    """Mark the top-level statement under which a child ended; say whether to try without it."""
    if child_run.statement is None or len(left_out) >= _MOST_LEFT_OUT:
        return False
    if child_run.statement in left_out:
        return False
    left_out.add(child_run.statement)
    return True
