"""What a worker and its parent say to each other.

Apart from the worker itself, so that the parent, which judges nothing, does without pytest.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.errors import AutograderError
from autograder.judge.rules import Rule
from autograder.results import Result

__all__ = ["Done", "Failed", "Job", "Look", "Looked", "Ready"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One submission to grade; `number` is the parent's own."""

    number: int
    content: bytes
    filename: str


@dataclass(frozen=True, slots=True)
class Look:
    """Ask a worker whether the grader's own honest code still returns right numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Whether it returned right numbers."""

    sound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The worker is up; the suite's rules, by test id."""

    rules: dict[str, Rule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A job's result and the seconds of wall clock that running and judging it took."""

    number: int
    result: Result
    run_seconds: float
    judge_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The worker cannot start, or (with a number) could not grade that job: our fault."""

    error: AutograderError
    number: int | None = None
