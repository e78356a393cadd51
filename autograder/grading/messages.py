"""What a worker and its parent say to each other.

Apart from the worker itself, so that the parent, which judges nothing, does without pytest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.description import Assignment
    from autograder.errors import AutograderError
    from autograder.gradebook.packing import Packed
    from autograder.judge.rules import Rule
    from autograder.results import Level, Result
    from autograder.vectors.model import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is to grade, and how strongly submissions are confined."""

    assignment: Assignment
    vectors: Sequence[Vector]
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One submission to grade.

    Attributes:
        content: the file's bytes.
        filename: its name; the ending says whether it is a notebook.
        number: the parent's own.
        keep: whether its answers are wanted, too.
    """

    content: bytes
    filename: str
    number: int = 0
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Ask a worker whether the grader's own honest code still returns right numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Whether it returned right numbers."""

    sound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The worker is up; the suite's rules, by test id, and why judging by them is slow, if so."""

    rules: dict[str, Rule]
    slow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A job's result, without a name, and the seconds of wall clock that it took.

    Its answers are packed; None where they were not asked for or cannot be kept.
    """

    number: int
    result: Result
    answers: Packed | None = None
    run_seconds: float = 0.0
    judge_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The worker does not work, or (with a number) that job is given up: our fault."""

    error: AutograderError
    number: int | None = None
