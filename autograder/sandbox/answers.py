"""What a submission returned for every call: values, never a verdict.

Everything in here came from a child that ran a stranger's code. Texts have passed the filter
(`sandbox.outside.filtering`), arrays have passed the decoder (`sandbox.outside.decoding`); both may
still be lies, which gain nothing, because returning an array is all that a submission is asked to
do. `Answer.changed` is the one exception: a lie about it earns the rule that inputs are left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from numpy.typing import NDArray

from autograder.sandbox.wire import State, ValueKind


class Ended(StrEnum):
    """How one call ended."""

    RETURNED = "returned"
    RAISED = "raised"
    DIED = "died"  # the process ended under the call
    TIMED_OUT = "timed_out"
    REFUSED = "refused"  # the confinement ended the process


@dataclass(frozen=True, slots=True, kw_only=True)
class Array:
    """One returned array or number as it was described.

    Attributes:
        kind: NumPy's letter for the kind of dtype, such as ``f`` or ``O``; one of `wire.BLANKS`
            for None or ``...``, which hand-outs leave where a value belongs.
        itemsize: bytes of one entry as the student had it; 0 for a text.
        is_array: False for a Python or NumPy scalar.
        shape: cut at eight dimensions.
        data: entries in C order: float64, also of booleans; int64, uint64 or complex128. None when
            there are none, too many, or no numbers.
        text: of a text, unless it is longer than any that is asked for.
        shown: the dict key that it was under, fit to be shown (the key itself is not).
    """

    kind: str
    itemsize: int
    is_array: bool
    shape: tuple[int, ...]
    data: NDArray[Any] | None
    text: str | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A tuple, list or dict that was returned, or that lay in one that was.

    Attributes:
        kind: which of them.
        count: how many items it has, of which a huge one lists only the first.
        shown: the dict key that it was under, fit to be shown.
    """

    kind: ValueKind
    count: int
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a call returned.

    Attributes:
        arrays: whatever is no container, by its path (`wire.component`): by key of a dict, under
            the empty path when it is the whole.
        containers: by path as well.
        type_name: of a value that is neither number, array, dict nor None.
    """

    kind: ValueKind
    arrays: Mapping[str, Array] = field(default_factory=dict)
    containers: Mapping[str, Container] = field(default_factory=dict)
    type_name: str = ""

    @property
    def unlisted(self) -> int:
        """How many keys of a huge dict are not in `arrays`."""
        whole = self.containers.get("")
        listed = {path.partition("/")[0] for path in (*self.arrays, *self.containers) if path}
        return max(0, whole.count - len(listed)) if whole else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An exception, filtered.

    Attributes:
        error: its type.
        nearest: the nearest of Python's own exceptions that it is or extends; never shown.
        text: type and message.
        place: of the student's own line that raised it.
        line: that line.
        cause: what went wrong before, such as an import.
        advice: what helps.
    """

    error: str
    text: str
    place: str
    line: str
    cause: str = ""
    advice: str = ""
    nearest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one call ended and what came of it.

    Attributes:
        changed: paths of the inputs that the call changed, such as ``cache/W3``.
        blank: the call failed in the way in which an unfilled stub fails.
        violations: what the code tried, since the answer before, that the confinement refuses, in
            words; it may have gone on all the same.
        detail: for a call that was refused or ended its process, how, in words; for one that was
            not made or cut short because the submission's time was over, that.
    """

    ended: Ended
    value: Value | None = None
    raised: Raised | None = None
    changed: tuple[str, ...] = ()
    blank: bool = False
    violations: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFunction:
    """What the submission has under a graded function's name; `hint` as the state needs it."""

    state: State
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Everything that one run of a submission yielded.

    Attributes:
        unreadable: why the bytes are no module or notebook; empty when they are.
        functions: by name of the graded function.
        first: the answer for each vector, by vector id.
        again: the answer when the vector was asked a second time.
        notes: statements that were skipped or failed, in words.
        early: how many of the notes, the first ones, were made before any of the code ran.
        taken: the lines that the graded functions need and that were run, in words.
        lines: place and text of the line that works out each key of what a function returns, by
            function and key, where that is known; found before any of the code ran.
        told: how many bits of the submission's choosing all these texts may hold.
    """

    unreadable: str = ""
    functions: Mapping[str, FoundFunction] = field(default_factory=dict)
    first: Mapping[str, Answer] = field(default_factory=dict)
    again: Mapping[str, Answer] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    early: int = 0
    taken: tuple[str, ...] = ()
    lines: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    told: float = 0.0

    def of(self, vectors: Collection[str]) -> Answers:
        """Return the answers to some vectors, by their ids, and nothing else of a submission."""
        return Answers(
            first={each: self.first[each] for each in vectors if each in self.first},
            again={each: self.again[each] for each in vectors if each in self.again},
        )
