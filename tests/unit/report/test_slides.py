"""Slides for the projector: one misconception each, a number of a public vector, no names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from autograder.gradebook.model import Described
from autograder.hints import Hint
from autograder.report.slides import slides_html
from autograder.report.survey import Survey
from autograder.results import Result
from autograder.vectors.model import Vector

ResultOf = Callable[..., Result]
Look = Callable[..., Survey]
HINTS = Described(
    title="L2 & J",
    titles={"q1": "The cost"},
    hints={"no-half": Hint(question="q1", title="Twice as large.", hint="Look at the factor.")},
)


def vector(right: object, wrong: object) -> Vector:
    """Return a vector on which the misconception returns something else."""
    return Vector(
        id="v001",
        question="q1",
        comment="Every term counts.",
        flags=(),
        inputs={"A": np.ones((1, 2)), "lambd": 0.7},
        returns="number",
        expected={"cost": np.array(right, dtype=float)},
        scale={"cost": np.abs(np.array(right, dtype=float))},
        kills=("no-half",),
        fingerprints={"no-half": {"cost": np.array(wrong, dtype=float)}},
    )


def text(survey: Survey, *vectors: Vector) -> str:
    page = slides_html(survey, HINTS, vectors).decode()
    return " ".join(re.sub(r"<(style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL).split())


def misled(found: Result) -> Result:
    named = replace(found.questions[0], misconceptions=("no-half",))
    return replace(found, questions=(named, *found.questions[1:]))


def test_a_slide_has_title_count_numbers_and_what_helps(survey: Look, result: ResultOf) -> None:
    told = text(survey(misled(result("ada", "1.1")), result("bob", "1.1")), vector(1.5, 3.0))
    assert "The cost · 1 of 2 that are below full marks Twice as large." in told
    assert "Every term counts. lambd = 0.7. cost is 1.5 with this mistake 3" in told
    assert "What helps: Look at the factor." in told


def test_nobody_is_named(survey: Look, result: ResultOf) -> None:
    told = text(survey(misled(result("zadaz", "1.1"))), vector(1.5, 3.0))
    assert "zadaz" not in told


def test_of_a_matrix_the_entry_that_is_off_most_is_shown(survey: Look, result: ResultOf) -> None:
    shown = vector([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.5], [3.0, 40.0]])
    told = text(survey(misled(result("ada", "1.1"))), shown)
    assert "cost[1, 1] is 4 with this mistake 40" in told


def test_a_difference_that_nobody_would_see_is_no_example(survey: Look, result: ResultOf) -> None:
    same, other = vector(1.0, 1.0 + 1e-9), vector(1.0, 2.0)
    assert "is 1 with this mistake 2" in text(survey(misled(result("a", "1.1"))), same, other)
    assert "with this mistake" not in text(survey(misled(result("a", "1.1"))), same)


def test_another_shape_is_no_example(survey: Look, result: ResultOf) -> None:
    told = text(survey(misled(result("a", "1.1"))), vector([1.0, 2.0], [[1.0, 9.0]]))
    assert "with this mistake" not in told


def test_a_class_without_misconceptions_has_one_slide(survey: Look, result: ResultOf) -> None:
    told = text(survey(result("a")), vector(1.0, 2.0))
    assert "No misconception was recognised." in told
