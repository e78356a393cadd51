"""What a result depends on: settings that bear on it, and no words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.description import Assignment, find
from autograder.grading.engine import Engine
from autograder.results import Level

ROOT = Path(__file__).parents[3]


def settings(assignment: Assignment) -> str:
    return Engine.load(assignment, Level.OPEN).settings


def with_first(**changes: Any) -> Assignment:
    """Return this project's assignment, with settings of its first question changed."""
    course = find(ROOT)
    first, *others = course.questions
    return replace(course, questions=(replace(first, **changes), *others))


@pytest.mark.parametrize(
    "changes", [{"tolerance": 0.1}, {"call_seconds": 5.0}, {"bonus": True}, {"function": "g"}]
)
def test_a_result_depends_on_the_settings_of_each_question(changes: dict[str, Any]) -> None:
    assert settings(with_first(**changes)) != settings(with_first())


def test_a_result_does_not_depend_on_titles() -> None:
    assert settings(with_first(title="Another title")) == settings(with_first())
