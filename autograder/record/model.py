"""What the gradebook is asked by, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.results import Result

__all__ = ["Key", "Past", "Row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """All that a result depends on: when two keys are equal, grading again changes nothing.

    Attributes:
        student: exact name.
        submission: path of the graded file as shown to people.
        submission_sha256: of the graded file's bytes; empty when no file could be read.
        suite_sha256: of the hidden suite.
        vectors_sha256: of the hidden vectors' content.
        engine: name and version of what graded.
        settings: whatever else bears on a result (limits, level), in one canonical text.
    """

    student: str
    submission: str
    submission_sha256: str
    suite_sha256: str
    vectors_sha256: str
    engine: str
    settings: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the class list: a result, and all that it depended on."""

    key: Key
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A result as it was once recorded.

    Attributes:
        row: the result, and all that it depended on.
        recorded_at: ISO 8601, in UTC.
        seconds: wall clock that grading took.
        is_listed: it is in the class list now.
    """

    row: Row
    recorded_at: str
    seconds: float
    is_listed: bool
