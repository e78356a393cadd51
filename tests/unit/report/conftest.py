"""A result to report on; tests change what they are about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.model import Described, Key, Row
from autograder.report.alike import Compared
from autograder.report.page import report_html
from autograder.report.survey import Survey
from autograder.results import (
    About,
    Level,
    QuestionResult,
    Result,
    RuleResult,
    Status,
    Verdict,
)


def rule(question: str, number: str, *, passed: bool = True, message: str = "") -> RuleResult:
    """Return what became of a rule that is worth 10 points."""
    return RuleResult(
        id=f"{question}::{number}",
        number=number,
        question=question,
        rule=f"Rule {number} holds.",
        about=About.VALUE,
        points=10 * passed,
        max_points=10,
        passed=passed,
        message=message,
    )


def result_of(student: str, broken: tuple[str, ...], **changes: Any) -> Result:
    """Return a result of two questions with two rules each; `broken` are numbers of rules."""
    rules = tuple(
        rule(question, number, passed=number not in broken, message="" if number not in broken
             else f"off in {number}")
        for question in ("q1", "q2")
        for number in (f"{question[1]}.1", f"{question[1]}.2")
    )  # fmt: skip
    questions = tuple(
        QuestionResult(
            id=id_,
            title=f"Question {id_}",
            verdict=Verdict.PASSED if all(r.passed for r in own) else Verdict.FAILED,
            points=sum(r.points for r in own),
            max_points=20,
        )
        for id_, own in (("q1", rules[:2]), ("q2", rules[2:]))
    )
    result = Result(
        student=student,
        submission=f"{student}.py",
        submission_sha256=sha256(student.encode("utf-8", "surrogatepass")).hexdigest(),
        status=Status.GRADED,
        level=Level.OPEN,
        questions=questions,
        rules=rules,
    )
    return replace(result, **changes)


def key_of(result: Result) -> Key:
    """Return what a result is recorded under."""
    return Key(
        student=result.student,
        submission=result.submission,
        submission_sha256=result.submission_sha256,
        suite_sha256="5" * 64,
        vectors_sha256="7" * 64,
        engine="autograder 1",
        settings="{}",
    )


@pytest.fixture
def record() -> Callable[..., None]:
    """Return what keeps a result in a gradebook, and the bytes that it is of."""

    def keep(gradebook: Gradebook, result: Result, content: bytes) -> None:
        digest = sha256(content).hexdigest()
        result = replace(result, submission_sha256=digest)
        gradebook.record(key_of(result), result, content=content, seconds=0.1)

    return keep


@pytest.fixture
def result() -> Callable[..., Result]:
    """Return a maker of results: of a student, with rules broken and any fields changed."""

    def make(student: str = "alice", *broken: str, **changes: Any) -> Result:
        return result_of(student, broken, **changes)

    return make


@pytest.fixture
def survey() -> Callable[..., Survey]:
    """Return what looks at results, each with the seconds that it took."""

    def look(*results: Result, seconds: tuple[float, ...] = ()) -> Survey:
        found = Survey()
        for number, each in enumerate(results):
            took = seconds[number] if seconds else 0.1
            when = f"2026-01-0{number % 9 + 1}T00:00:00+00:00"
            row = Row(key=key_of(each), result=each, seconds=took, recorded_at=when)
            found.add(row, f"file{number}")
        return found

    return look


@pytest.fixture
def page(survey: Callable[..., Survey]) -> Callable[..., str]:
    """Return the report on results as text."""

    def render(
        *results: Result,
        described: Described | None = None,
        likeness: Compared | None = None,
        seconds: tuple[float, ...] = (),
    ) -> str:
        looked = survey(*results, seconds=seconds)
        return report_html(looked, described or Described(), likeness).decode("utf-8")

    return render
