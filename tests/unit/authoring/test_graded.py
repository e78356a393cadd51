"""A graded function must be in the source, under its own name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.authoring.graded import require_functions
from autograder.description import Assignment
from autograder.errors import DescriptionError


def asking(assignment: Assignment, tmp_path: Path, function: str, text: str) -> Assignment:
    source = tmp_path / "source.py"
    source.write_text(text, "utf-8")
    (question, *_) = assignment.questions
    return replace(assignment, source=source, questions=(replace(question, function=function),))


@pytest.mark.parametrize("text", ["def f(x): ...", "class f: ...", "f = abs"])
def test_whatever_binds_the_name_defines_it(
    assignment: Assignment, tmp_path: Path, text: str
) -> None:
    require_functions(asking(assignment, tmp_path, "f", text))


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("softmx", "question q1 asks for softmx, which .* does not define: did you mean softmax?"),
        ("other", "it has softmax, Momentum"),
        ("Momentum.step", "grade the class Momentum, and call step in the steps of a case"),
    ],
)
def test_another_name_is_refused_with_what_is_meant(
    assignment: Assignment, tmp_path: Path, function: str, said: str
) -> None:
    text = "def softmax(x): ...\n\nclass Momentum:\n    def step(self): ...\n"
    with pytest.raises(DescriptionError, match=said):
        require_functions(asking(assignment, tmp_path, function, text))


def test_a_source_that_is_not_python_is_refused(assignment: Assignment, tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match=r"source\.py, line 1"):
        require_functions(asking(assignment, tmp_path, "f", "def f(:\n"))
