"""Rules that are marked without pytest."""

from __future__ import annotations

from pathlib import Path

from autograder.description import Assignment
from autograder.judge.marks import marks_of, rule
from autograder.judge.rules import rules_of
from autograder.results import About
from autograder.student.public import PlainTest


@rule("q1")
def about_values(answers: object) -> None:
    """The sum is right."""


@rule("q1", form=True)
def about_form(answers: object) -> None:
    """The sum is one number."""


@rule("q2")
def about_more(answers: object) -> None:
    """The dict is right."""


def test_a_marked_function_is_a_rule(assignment: Assignment) -> None:
    functions = (about_values, about_form, about_more)
    tests = [PlainTest(nodeid=each.__name__, function=each) for each in functions]
    found = [
        (each.question, each.sentence, each.about) for each in rules_of(tests, assignment).values()
    ]
    assert found == [
        ("q1", "The sum is right.", About.VALUE),
        ("q1", "The sum is one number.", About.FORM),
        ("q2", "The dict is right.", About.VALUE),
    ]


def test_what_is_not_marked_has_no_marks() -> None:
    assert marks_of(Path) == ()
