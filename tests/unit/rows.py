"""A result to record and render; tests change what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook.model import Key, Row
from autograder.gradebook.store import Gradebook
from autograder.results import (
    About,
    Level,
    QuestionResult,
    Result,
    RuleResult,
    Status,
    Verdict,
)

QUESTIONS = (
    QuestionResult(
        id="q1",
        title="The cost",
        verdict=Verdict.FAILED,
        points=4,
        max_points=10,
        misconceptions=("no-half", "biases-too"),
        message="The term is too large.",
    ),
    QuestionResult(id="q2", title="The gradients", verdict=Verdict.PASSED, points=5, max_points=5),
)
RULES = (
    RuleResult(
        id="test_q1.py::test_term",
        number="1.1",
        question="q1",
        rule="Each weight is counted once.",
        about=About.VALUE,
        points=0,
        max_points=6,
        passed=False,
        message="the cost differs, by about a third",
    ),
    RuleResult(
        id="test_q2.py::test_keys",
        number="2.1",
        question="q2",
        rule="Exactly the keys asked for.",
        about=About.FORM,
        points=5,
        max_points=5,
        passed=True,
    ),
)


@pytest.fixture
def row_of() -> Callable[..., Row]:
    """Return a maker of rows: of a student, with any fields of the result changed."""

    def make(student: str = "alice", **changes: Any) -> Row:
        result = replace(
            Result(
                student=student,
                submission=f"{student}.py",
                submission_sha256=sha256(b"x = 1").hexdigest(),
                status=Status.GRADED,
                level=Level.OPEN,
                questions=QUESTIONS,
                rules=RULES,
                message="q1: The term is too large.",
                notes=("Cell 3 was skipped.",),
            ),
            **changes,
        )
        key = Key(
            student=result.student,
            submission=result.submission,
            submission_sha256=result.submission_sha256,
            suite_sha256="5" * 64,
            vectors_sha256="7" * 64,
            engine="autograder 1",
            settings="{}",
        )
        return Row(key=key, result=result)

    return make


@pytest.fixture
def gradebook(tmp_path: Path) -> Iterator[Gradebook]:
    """Return an open gradebook in a new folder."""
    with Gradebook.open(tmp_path / "out") as opened:
        yield opened


@pytest.fixture
def keep(gradebook: Gradebook) -> Callable[[Row], None]:
    """Return what records a row in `gradebook`."""

    def record(row: Row) -> None:
        gradebook.record(row.key, row.result, content=b"x = 1", seconds=0.1)

    return record
