"""One child's life: what it told before it ended, and how it ended."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Protocol

from autograder.sandbox.answers import Answer, Ended
from autograder.sandbox.outside import decoding
from autograder.sandbox.outside.budget import Turn
from autograder.sandbox.wire import RECORD, Malformed, State, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.sandbox.outside.budget import Budget
    from autograder.sandbox.outside.cases import Call
    from autograder.sandbox.outside.filtering import Filter

    Decode = Callable[[bytes, int, Call, Filter], Answer]


_WAIT_SECONDS = 30.0  # for the end of a process that was killed
_MOST_STATEMENTS = 100_000
_WINDOWS_CRASH = 0xC0000000  # there, exit codes from here on say that the system ended a process


class Child(Protocol):
    """A process that runs a submission and replies with records."""

    def read(self, most: int, seconds: float) -> bytes:
        """Return at most `most` bytes of the reply, or none when it has ended.

        Raises:
            TimeoutError: nothing came within `seconds`.
        """

    def kept_waiting(self) -> float:
        """Return for how many seconds it could have run and no processor was free; 0 if unknown."""

    def kill(self) -> None:
        """End it at once."""

    def wait(self, seconds: float) -> int:
        """Wait until it is gone; return its exit code, below zero when a signal ended it."""


class ChildRun:
    """Listens to one child.

    Args:
        calls: every call of the run.
        pending: indices of the calls that this child is asked to make, in order.
        functions: names of the graded functions, in the order in which children report them.
        words: cleans the submission's texts.
        heard: is called when a call is answered.
        decode: decodes an answer.

    Attributes:
        answers: by index of the call.
        loaded: what the child found in the submission; None when it did not get that far.
        slice: the lines that it was about to run, and what does not parse, in words.
        statement: the top-level statement that it ran last.
        expected: calls that it was to make and has not answered.
        ended: RETURNED when it answered all that it was to answer.
        detail: how it died, in words.
    """

    def __init__(
        self,
        calls: Sequence[Call],
        pending: Sequence[int],
        functions: Sequence[str],
        words: Filter,
        heard: Callable[[ChildRun], None] | None = None,
        decode: Decode = decoding.answer,
    ) -> None:
        self._calls = calls
        self._functions = functions
        self._words = words
        self._heard = heard
        self._decode = decode
        self._statements_left = _MOST_STATEMENTS
        self.expected = list(pending)
        self.answers: dict[int, Answer] = {}
        self.loaded: decoding.LoadReport | None = None
        self._has_spoken = False
        self.slice: decoding.Slice | None = None
        self.statement: int | None = None
        self.ended = Ended.RETURNED
        self.detail = ""

    def listen(self, child: Child, call_seconds: float, budget: Budget) -> None:
        """Read records until all is answered or the child ends; then see that it is gone.

        Args:
            child: a process that is about to look at the submission.
            call_seconds: wall clock of one call that has none of its own, and of each step of
                loading the submission.
            budget: what the submission may use in all.

        Raises:
            ZygoteLostError: the zygote ended.
        """
        budget.forgiven = 0.0  # this child was never kept waiting yet
        stream = _Stream()
        complete = False
        try:
            while not complete:
                call = self._call
                turn = Turn(child, (call and call.seconds) or call_seconds, budget)
                head = stream.take(RECORD.size, turn)
                if len(head) < RECORD.size:
                    break
                tag, length = RECORD.unpack(head)
                if length > self._largest(tag):
                    raise Malformed("a record is too long")
                payload = stream.take(length, turn)
                if len(payload) < length:
                    break
                self._note(tag, payload)
                complete = self.loaded is not None and not self.expected
        except TimeoutError:
            self.ended = Ended.TIMED_OUT
        except Malformed:
            self.ended, self.detail = Ended.DIED, "it sent back what no function can return"
        if complete or self.ended is not Ended.RETURNED:
            child.kill()
        code = child.wait(_WAIT_SECONDS)
        if not complete and self.ended is Ended.RETURNED:
            refused = _signal(code) == "SIGSYS"
            self.ended = Ended.REFUSED if refused else Ended.DIED
            self.detail = "it made a forbidden call to the system" if refused else _how(code)

    @property
    def _call(self) -> Call | None:
        """The call that the child is at; None while it loads the submission."""
        return self._calls[self.expected[0]] if self.loaded and self.expected else None

    def _largest(self, tag: int) -> int:
        return decoding.largest_record(tag, self._call, len(self._functions))

    def _note(self, tag: int, payload: bytes) -> None:
        is_first, self._has_spoken = not self._has_spoken, True
        if tag == Tag.ANSWER:
            index = self.expected[0]
            answer = self._decode(payload, index, self._calls[index], self._words)
            self.answers[index] = answer
            del self.expected[0]
            if self._heard is not None:
                self._heard(self)
        elif self.loaded is not None:
            raise Malformed("loaded twice")
        elif tag == Tag.SLICE:
            # Told before a stranger's code runs, so it carries nothing out; later it could.
            if not is_first:
                raise Malformed("a slice that is told too late")
            self.slice = decoding.sliced(payload, self._words, self._functions)
        elif tag == Tag.LOADED:
            self.loaded = decoding.load_report(
                payload, len(self._functions), self._words, is_first=is_first
            )
            self.expected = [index for index in self.expected if self._is_defined(index)]
        else:
            self._statements_left -= 1
            if self._statements_left < 0:
                raise Malformed("more statements than a file can hold")
            self.statement = decoding.statement(payload)

    def _is_defined(self, index: int) -> bool:
        assert self.loaded is not None
        if self.loaded.unreadable:
            return False
        position = self._functions.index(self._calls[index].function)
        return self.loaded.functions[position].state is State.DEFINED


class _Stream:
    """Cuts a child's reply into pieces of the lengths asked for."""

    def __init__(self) -> None:
        self._data = b""
        self._at = 0

    def take(self, length: int, turn: Turn) -> bytes:
        """Return `length` bytes, or fewer when the reply ends before."""
        if self._at + length > len(self._data):
            self._fill(length, turn)
        piece = self._data[self._at : self._at + length]
        self._at += len(piece)
        return piece

    def _fill(self, length: int, turn: Turn) -> None:
        parts = [self._data[self._at :]]
        missing = length - len(parts[0])
        while missing > 0 and (part := turn.read(max(missing, 1 << 16))):
            parts.append(part)
            missing -= len(part)
        self._data, self._at = b"".join(parts), 0


def _signal(code: int) -> str:
    """Return the name of the signal that ended a process; empty when none did."""
    try:
        return signal.Signals(-code).name if code < 0 else ""
    except ValueError:
        return ""


def _how(code: int) -> str:
    """Say in words how a process ended that was not to end yet."""
    name = _signal(code)
    if name == "SIGSEGV" or code >= _WINDOWS_CRASH:
        return "it crashed the interpreter, as endless recursion does"
    if name == "SIGKILL":
        return "it was stopped, most likely for want of memory"
    if code < 0:
        return f"it was stopped by signal {-code}"
    return "it ended the program, as exit() does"
