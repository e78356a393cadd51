"""What grading says of one submission: the values that are recorded and rendered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How strongly a run was confined; later members promise more."""

    OPEN = "open"
    SEALED = "sealed"
    WALLED = "walled"


class Status(StrEnum):
    """What became of a submission as a whole."""

    GRADED = "graded"
    UNREADABLE = "unreadable"
    GRADER_ERROR = "grader_error"  # ours; there is no score


class Verdict(StrEnum):
    """What became of one question."""

    PASSED = "passed"
    FAILED = "failed"  # ran to its end, wrong answer
    CRASHED = "crashed"  # raised, or died on a signal
    TIMED_OUT = "timed_out"
    FORBIDDEN = "forbidden"  # a refusal of the confinement caused the failure
    MISSING = "missing"  # no such function
    SYNTAX_ERROR = "syntax_error"  # the function's text is no Python
    UNFILLED = "unfilled"  # the function is still the stub
    MARKED = "marked"  # by hand
    UNMARKED = "unmarked"  # to be marked by hand
    GRADER_ERROR = "grader_error"  # ours; says nothing about the student


BY_HAND = (Verdict.MARKED, Verdict.UNMARKED)
# There is no function yet that rules could be about: they do not hold, and are not broken.
NOTHING_TO_JUDGE = (Verdict.MISSING, Verdict.SYNTAX_ERROR, Verdict.UNFILLED)


class About(StrEnum):
    """What a rule is about. Rules of form count only beside a passed rule about values."""

    VALUE = "value"
    FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The outcome of one hidden test.

    Attributes:
        id: the test's name, such as ``test_q1_cost.py::test_cross_entropy_alone``.
        number: position for people, such as ``1.2``.
        rule: the first line of the test's docstring, the sentence that students read.
        message: empty when passed; otherwise what was wrong, fit for the student's eyes. A
            passed rule may carry a numerical note here.
        bonus: its points come on top of the possible ones.
        line: the student's own line that works out what a broken rule is about, where that is
            known, and its place in words; else empty.
    """

    id: str
    number: str
    question: str
    rule: str
    about: About
    points: int
    max_points: int
    passed: bool
    message: str = ""
    line: str = ""
    place: str = ""
    bonus: bool = False

    @property
    def possible(self) -> str:
        """What it is worth, in words."""
        return f"{self.max_points} bonus" if self.bonus else f"{self.max_points}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """The outcome of one graded function.

    Attributes:
        max_points: points there are to earn, without `bonus`.
        bonus: points there are to earn beyond them; `points` may be the sum of both.
        misconceptions: ids of what explains the wrong answers; several are a tie.
        message: one or two sentences for the student.
        hint: what a teacher says to whoever has the misconception; empty when none is named, and
            where a result is recorded: it is added when the result is rendered.
    """

    id: str
    title: str
    verdict: Verdict
    points: int
    max_points: int
    misconceptions: tuple[str, ...] = ()
    message: str = ""
    hint: str = ""
    bonus: int = 0

    @property
    def possible(self) -> str:
        """What it is worth, in words."""
        return f"{self.max_points} + {self.bonus} bonus" if self.bonus else f"{self.max_points}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The outcome of one submission, complete: everything that students see is made from it.

    Attributes:
        student: the exact name, possibly hostile; renderers escape it. Empty, like the next two,
            until the result is given a name.
        submission: path of the graded file as shown to people, relative to what was asked for.
        submission_sha256: of the graded file's bytes; empty when no file could be read.
        notes: remarks that cost nothing, such as statements that were skipped.
        taken: the lines that the graded functions need and that were run, in words.
        remarks: how many of the notes, the first ones, were made when the file was found; they
            stay when the same bytes are graded again.
    """

    status: Status
    level: Level
    questions: tuple[QuestionResult, ...]
    rules: tuple[RuleResult, ...] = ()
    student: str = ""
    submission: str = ""
    submission_sha256: str = ""
    message: str = ""
    notes: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    remarks: int = 0

    @property
    def score(self) -> int | None:
        """Points earned, or None when the fault is ours."""
        if self.status is Status.GRADER_ERROR:
            return None
        return sum(question.points for question in self.questions)

    @property
    def max_score(self) -> int:
        """Points there were to earn, without any bonus: `score` may be more."""
        return sum(question.max_points for question in self.questions)
