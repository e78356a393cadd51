"""What an author declares is a value, or a mark on a function."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.authoring import call, case, exercise, mistake, question, scale
from autograder.authoring.declared import cases_in, mistakes_in, scales_in


def f(x: float) -> float:
    return x


@case(f, "plain", "repeat", seed=4, raises=ValueError)
def an_example(random: Any) -> Any:
    """Why it is
    there.
    """
    return call(random)


@mistake(f)
def no_sum(x: float) -> float:
    """Nothing is added up.

    What is a sum?

    And of what?
    """
    return x


@mistake(f)
class NoSumAtAll:
    """Nothing.

    Add something.
    """


@scale(f)
def terms(x: float) -> float:
    return x


MODULE = SimpleNamespace(a=an_example, b=no_sum, c=NoSumAtAll, d=terms, e=f, f=3)


def test_a_case_is_what_its_function_says() -> None:
    (found,) = cases_in(MODULE)
    assert (found.name, found.comment) == ("an_example", "Why it is there.")
    assert (found.flags, found.seed, found.raises) == (("plain", "repeat"), 4, "ValueError")
    assert found.draw(7)._args == (7,)


def test_a_mistake_is_named_by_its_function_or_class_and_told_by_its_docstring() -> None:
    first, second = mistakes_in(MODULE)
    assert (first.id, first.title, first.hint) == (
        "no-sum",
        "Nothing is added up.",
        "What is a sum? And of what?",
    )
    assert (second.id, second.hint) == ("no-sum-at-all", "Add something.")


def test_what_is_declared_for_a_function_leaves_it_as_it_is() -> None:
    assert no_sum(3) == terms(3) == 3
    assert scales_in(MODULE) == {f: terms}


def test_a_method_of_a_call_is_another_call() -> None:
    first = call(1, beta=2)
    second = first.step(first, size=3)
    assert (first._args, first._kwargs, first._method, first._on) == ((1,), {"beta": 2}, "", None)
    assert (second._args, second._method) == ((first,), "step")
    assert second._on is first


def test_a_call_can_be_copied_and_shown() -> None:
    first = call(1)
    assert copy.copy(first)._args == (1,)
    assert "Call" in repr(first)
    with pytest.raises(AttributeError):
        first.__len__  # noqa: B018 - what is asked of every object is no method of the student's


def test_the_description_is_read_elsewhere_and_does_nothing_here() -> None:
    exercise(question(f, title="T"), question(title="By hand", points=3), anything=1)
