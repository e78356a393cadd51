"""The final score of each row of the class list, beside the raw one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.description import Assignment
from autograder.people import Known
from autograder.record.gradebook import Gradebook
from autograder.record.model import Row

__all__ = ["Final", "finals"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """One row of the class list, and what its score becomes.

    Attributes:
        row: the row itself, with the raw result.
        known: who the student is, and how the submission was handed in.
        penalty: points taken off for lateness; 0 when there are none.
        score: raw score less the penalty, or what an override says. None when the fault is ours.
        excused: an override takes the student out; nothing is exported as a score.
        reason: for people, why `score` is not the raw score; empty when it is.
    """

    row: Row
    known: Known
    penalty: float = 0.0
    score: float | None
    excused: bool = False
    reason: str = ""


def finals(gradebook: Gradebook, assignment: Assignment) -> Iterator[Final]:
    """Yield the class list in its order, each row with its final score."""
    del assignment  # it declares no policy yet
    known = gradebook.known()
    for row in gradebook.rows():
        student = known.get(row.result.student, Known())
        yield Final(row=row, known=student, score=row.result.score)
