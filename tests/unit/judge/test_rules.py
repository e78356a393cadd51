"""Hidden tests as rules: what each must say about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from autograder.description import Assignment
from autograder.errors import SuiteError
from autograder.judge.rules import Rule, rules_of
from autograder.results import About


class Item:
    """As much of a collected test as a rule is made of."""

    def __init__(self, nodeid: str, function: Callable[..., None], *marks: pytest.Mark) -> None:
        self.nodeid = nodeid
        self.function = function
        self._marks = {mark.name: mark for mark in marks}

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return self._marks.get(name)


def documented() -> None:
    """The cost is right
    in every case.

    This is for the TA.
    """


def bare() -> None:
    pass


def item(
    name: str = "test_a", question: str = "q1", points: Any = 3, *, form: bool = False
) -> Item:
    marks = [pytest.mark.question(question).mark, pytest.mark.points(points, form=form).mark]
    return Item(name, documented, *marks)


def rules(assignment: Assignment, *items: Item) -> dict[str, Rule]:
    return rules_of(cast("list[pytest.Item]", list(items)), assignment)


def test_a_rule_is_what_the_test_says_of_itself(assignment: Assignment) -> None:
    found = rules(assignment, item(), item("test_b", "q2"))
    assert found["test_a"] == Rule(
        id="test_a",
        number="1.1",
        question="q1",
        sentence="The cost is right in every case.",
        about=About.VALUE,
        points=3,
    )


def test_rules_are_numbered_within_their_question(assignment: Assignment) -> None:
    items = [item("a"), item("b", "q2"), item("c"), item("d", "q2"), item("e", form=True)]
    found = rules(assignment, *items)
    assert {name: rule.number for name, rule in found.items()} == {
        "a": "1.1",
        "b": "2.1",
        "c": "1.2",
        "d": "2.2",
        "e": "1.3",
    }


def test_a_rule_may_be_about_form(assignment: Assignment) -> None:
    found = rules(assignment, item(), item("test_b", "q2"), item("test_c", form=True))
    assert found["test_c"].about is About.FORM


@pytest.mark.parametrize("points", [0, -1, 2.5, "3", None])
def test_points_are_whole_and_above_0(assignment: Assignment, points: Any) -> None:
    with pytest.raises(SuiteError, match="test_a: give it whole points"):
        rules(assignment, item(points=points))


def test_a_test_without_points_is_refused(assignment: Assignment) -> None:
    without = Item("test_a", documented, pytest.mark.question("q1").mark)
    with pytest.raises(SuiteError, match="test_a: give it whole points"):
        rules(assignment, without)


@pytest.mark.parametrize(
    "marks", [[], [pytest.mark.question.mark], [pytest.mark.question("q9").mark]]
)
def test_a_test_of_no_known_question_is_refused(
    assignment: Assignment, marks: list[pytest.Mark]
) -> None:
    with pytest.raises(SuiteError, match="which question it judges: q1, q2"):
        rules(assignment, Item("test_a", documented, pytest.mark.points(1).mark, *marks))


def test_a_test_without_a_sentence_is_refused(assignment: Assignment) -> None:
    marks = [pytest.mark.question("q1").mark, pytest.mark.points(1).mark]
    with pytest.raises(SuiteError, match="docstring is what students read"):
        rules(assignment, Item("test_a", bare, *marks))


def test_a_question_without_a_rule_about_values_is_refused(assignment: Assignment) -> None:
    with pytest.raises(SuiteError, match="no rule about the values of q2"):
        rules(assignment, item(), item("test_b", "q2", form=True))


def in_order(name: str, step: str, *after: str, question: str = "q1") -> Item:
    """Return a test that is about a step."""
    order = pytest.mark.step(step, after=after).mark
    marks = [pytest.mark.question(question).mark, pytest.mark.points(1).mark, order]
    return Item(name, documented, *marks)


def test_a_rule_may_say_which_step_it_is_about_and_what_comes_first(assignment: Assignment) -> None:
    items = (in_order("test_a", "dZ"), in_order("test_b", "dW", "dZ"), item("test_c", "q2"))
    found = rules(assignment, *items)
    assert (found["test_b"].step, found["test_b"].after) == ("dW", ("dZ",))
    assert (found["test_c"].step, found["test_c"].after) == ("", ())


@pytest.mark.parametrize("before", ["q1", "q2"])
def test_a_step_comes_after_one_that_an_earlier_rule_of_its_question_is_about(
    before: str, assignment: Assignment
) -> None:
    items = (in_order("test_a", "dW", "dZ"), in_order("test_b", "dZ", question=before))
    with pytest.raises(SuiteError, match="test_a comes after 'dZ', a step that no rule before it"):
        rules(assignment, *items)


def bonus(name: str, question: str = "q1") -> Item:
    """Return a test whose points come on top of the possible ones."""
    marks = [pytest.mark.question(question).mark, pytest.mark.points(2, bonus=True).mark]
    return Item(name, documented, *marks)


def test_a_rule_may_be_a_bonus(assignment: Assignment) -> None:
    found = rules(assignment, item(), item("test_b", "q2"), bonus("test_c"))
    assert [found[name].bonus for name in ("test_a", "test_b", "test_c")] == [False, False, True]


def test_a_rule_of_a_bonus_question_is_a_bonus(assignment: Assignment) -> None:
    first, second = assignment.questions
    of_bonus = replace(assignment, questions=(first, replace(second, bonus=True)))
    found = rules(of_bonus, item(), item("test_b", "q2"))
    assert [found[name].bonus for name in ("test_a", "test_b")] == [False, True]


def test_a_suite_whose_points_are_all_a_bonus_is_refused(assignment: Assignment) -> None:
    with pytest.raises(SuiteError, match="all points of the suite are a bonus"):
        rules(assignment, bonus("test_a"), bonus("test_b", "q2"))


@pytest.mark.parametrize(
    ("argument", "nearest"), [("bonsu", "bonus"), ("from", "form"), ("xyz", "form or bonus")]
)
def test_an_unknown_argument_of_points_is_refused_with_the_nearest_known(
    assignment: Assignment, argument: str, nearest: str
) -> None:
    points = pytest.mark.points(2, **{argument: True}).mark
    wrong = Item("test_a", documented, pytest.mark.question("q1").mark, points)
    with pytest.raises(
        SuiteError, match=f"test_a: .*points has no argument `{argument}`: write {nearest}$"
    ):
        rules(assignment, wrong)


def test_a_question_marked_by_hand_needs_no_rule_and_takes_none(assignment: Assignment) -> None:
    by_hand = replace(assignment.questions[1], function="", points=5)
    mixed = replace(assignment, questions=(assignment.questions[0], by_hand))
    assert [*rules(mixed, item())] == ["test_a"]
    with pytest.raises(SuiteError, match=r"which question it judges: q1$"):
        rules(mixed, item(), item("test_b", "q2"))
