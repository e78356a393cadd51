"""Rules that are marked without pytest."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.description import Assignment
from autograder.judge.marks import declared_by, marks_of, rule
from autograder.judge.rules import rules_of
from autograder.judge.view import Question
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


def f(x: float) -> float:
    return x


class Answers:
    """Notes what a rule asks for."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def having(self, *flags: str) -> tuple[str, ...]:
        return flags

    def agree(self, calls: tuple[str, ...], *names: str, **settings: float) -> None:
        self.asked.append((calls, names, settings))


def test_a_sentence_makes_a_rule_of_its_own(assignment: Assignment) -> None:
    sum_is_right = rule(f, 4, "The sum is right.")
    tests = [
        PlainTest(nodeid="sum", function=sum_is_right),
        PlainTest(nodeid="dict", function=about_more),
    ]
    found = rules_of(tests, assignment)["sum"]
    assert (found.question, found.points, found.sentence) == ("q1", 4, "The sum is right.")


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        (rule(f, 1, "Right."), ((), (), {})),
        (rule(f, 1, "Right.", on="plain small"), (("plain", "small"), (), {})),
        (rule(f, 1, "Right.", on=["plain"], of="A cache/D"), (("plain",), ("A", "cache/D"), {})),
        (rule(f, 1, "Right.", rtol=1e-3), ((), (), {"tolerance": 1e-3})),
    ],
)
def test_a_sentence_looks_at_the_cases_and_parts_that_it_names(made: object, asked: object) -> None:
    answers = Answers()
    assert callable(made)
    made(answers)
    assert answers.asked == [asked]


def test_a_sentence_may_require_something_else() -> None:
    looked: list[object] = []
    test = rule(f, 1, "Unchanged.", check=looked.append, form=True)
    answers = Question([], answers=None)  # type: ignore[arg-type]
    test(answers)
    assert looked == [answers]


def test_what_a_sentence_was_made_with_is_kept() -> None:
    made = declared_by(rule(f, 2, "Right.", on="plain", step="A", after=["E"]))
    assert made is not None
    assert (made.question, made.on, made.step, made.after) == ("f", ("plain",), "A", ("E",))
    assert declared_by(about_values) is None
