"""Final scores of students who did nothing but be tested with."""

from __future__ import annotations

from typing import Any

from autograder.gradebook.model import Key, Row
from autograder.identity.people import Handed, Known, Person
from autograder.policy.final import Final
from autograder.results import (
    About,
    Level,
    QuestionResult,
    Result,
    RuleResult,
    Status,
    Verdict,
)


def final(student: str, score: float | None = 85, **changes: Any) -> Final:
    """Return the final score of a student who can be found by what `changes` say of the person."""
    known = {name: changes.pop(name) for name in Person.__slots__ if name in changes}
    handed = changes.pop("handed", Handed())
    earned = 0 if score is None else int(score)
    rule = RuleResult(
        id="test_q1.py::test_sum",
        number="1.1",
        question="q1",
        rule="The sum is right.",
        about=About.VALUE,
        points=earned,
        max_points=100,
        passed=earned == 100,
        message="off by about a third",
    )
    result = Result(
        student=student,
        submission=f"{student}.py",
        submission_sha256="a" * 64,
        status=Status.GRADER_ERROR if score is None else Status.GRADED,
        level=Level.SEALED,
        questions=(
            QuestionResult(
                id="q1", title="The sum", verdict=Verdict.FAILED, points=earned, max_points=100
            ),
        ),
        rules=() if score is None else (rule,),
        message="q1: The sum is off.",
    )
    key = Key(
        student=student,
        submission=result.submission,
        submission_sha256=result.submission_sha256,
        suite_sha256="5" * 64,
        vectors_sha256="7" * 64,
        engine="autograder 1",
        settings="{}",
    )
    person = Known(person=Person(**known), handed=handed)
    return Final(row=Row(key=key, result=result), known=person, score=score, **changes)
