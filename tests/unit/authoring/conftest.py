"""An exercise in one file, as an author would write it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import description
from autograder.description import Assignment

HEAD = '''"""Probabilities from scores."""

import math

import numpy as np

from autograder import Question
from autograder.authoring import call, case, exercise, mistake, question, rule, scale

SMALLEST = 1e-12


def shifted(Z):
    return Z - Z.max(axis=0, keepdims=True)


def secret_of_the_solution(E):
    return E / E.sum(axis=0, keepdims=True)


# Columns are examples.
def probabilities(Z, floor=SMALLEST):
    """Return probabilities.

    Args:
        Z: scores.
    """
    Z = shifted(Z)
    # BEGIN SOLUTION
    E = np.exp(Z)
    A = secret_of_the_solution(E)
    # END SOLUTION
    return A


exercise(
    probabilities,
    title="Softmax",
    points=10,
    seed=3,
)
'''

CASES = '''

@case(probabilities, "plain", "repeat")
def three_classes(random):
    """Three classes, four examples."""
    return call(random.normal(size=(3, 4)))


@case(probabilities, "large")
def large_scores(random):
    """The exponential of these scores overflows."""
    return call(random.normal(size=(3, 4)) + 1000)
'''

MISTAKES = '''

@mistake(probabilities)
def one_sum(Z):
    """All scores are divided by one sum.

    What should the numbers in one column add up to?
    """
    E = np.exp(Z - Z.max())
    return E / E.sum()


@mistake(probabilities)
def overflow(Z):
    """Large scores overflow.

    Which number can you subtract
    from every score?
    """
    E = np.exp(Z)
    return E / E.sum(axis=0, keepdims=True)
'''

RULES = """

test_right = rule(probabilities, 6, "The probabilities are right.", on="plain")
test_large = rule(probabilities, 2, "Large scores give probabilities too.", on="large")
test_inputs = rule(
    probabilities, 1, "It leaves Z as it was.", check=Question.unchanged, form=True
)
test_twice = rule(
    probabilities, 1, "It answers the same twice.", check=Question.repeatable, form=True
)
"""

WHOLE = HEAD + CASES + MISTAKES + RULES

Author = Callable[[str], Assignment]


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """Write an author's file and return the assignment that it describes."""
    return writer(tmp_path)


def writer(folder: Path) -> Author:
    """Return a function that writes an author's file, and returns the assignment described."""

    def write(text: str = WHOLE) -> Assignment:
        (folder / "pyproject.toml").write_text('[tool.autograder]\nauthor = "demo_scores.py"\n')
        (folder / "demo_scores.py").write_text(text, "utf-8")
        return description.load(folder / "pyproject.toml")

    return write


def changed(old: str, new: str, text: str = WHOLE) -> str:
    """Return an author's file in which one thing is another."""
    assert old in text
    return text.replace(old, new)
