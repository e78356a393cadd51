"""The arguments that an author writes become a vector's inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.authoring.vectors.given import Arguments
from autograder.errors import DescriptionError
from autograder.vectors.model import Given, Group


def graded(x: Any, cache: Any = None, *more: Any, flag: Any = 0) -> None:
    """Take anything."""


def relu(x: Any) -> Any:
    return x


ARGUMENTS = Arguments(
    graded, {"cache": ("A", "W")}, lambda value: Given("relu") if value is relu else None
)


def inputs(*args: Any, **kwargs: Any) -> Any:
    return ARGUMENTS.inputs(args, kwargs)[0]


def test_arguments_go_by_the_names_of_the_parameters() -> None:
    found, keywords = ARGUMENTS.inputs((1, 2, 3, 4), {"flag": True})
    assert found == {"x": 1, "cache": 2, "more1": 3, "more2": 4, "flag": True}
    assert keywords == ("flag",)


def test_items_of_a_tuple_go_by_the_names_that_the_function_gives_them() -> None:
    assert inputs(1, (2, 3))["cache"] == Group(kind="tuple", items={"A": 2, "W": 3})
    assert inputs([2, 3])["x"] == Group(kind="list", items={"item1": 2, "item2": 3})


def test_keys_that_are_no_names_are_kept_beside_the_items() -> None:
    assert inputs({"W1": 1})["x"] == Group(kind="dict", items={"W1": 1})
    assert inputs({0: 1})["x"] == Group(kind="dict", items={"item1": 1}, keys=(0,))


def test_true_stays_true_and_a_scalar_of_numpy_becomes_one_of_python() -> None:
    assert inputs(np.True_)["x"] is True
    assert type(inputs(np.int64(3))["x"]) is int
    assert inputs(np.float32(0.5))["x"] == 0.5


def test_an_array_keeps_its_kind_and_its_order() -> None:
    found = inputs(np.asfortranarray(np.ones((2, 3), np.float32)))["x"]
    assert (found.dtype, found.flags.f_contiguous) == (np.float32, True)


def test_a_given_function_goes_by_its_name() -> None:
    assert inputs(relu)["x"] == Given("relu")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.random.default_rng(1), r"x is a generator of random numbers: give Generator\(seed\)"),
        ({1, 2}, "x is a set: give numbers"),
        (np.array(["a"]), "x is an array of <U1: give an array of numbers"),
        ({(1, 2): 3}, "x is a dict with the key"),
        ([{1}], "x/item1 is a set"),
    ],
)
def test_what_no_input_can_be_is_refused_with_what_can(value: Any, said: str) -> None:
    with pytest.raises(DescriptionError, match=said):
        inputs(value)


def test_arguments_that_the_function_does_not_take_are_refused() -> None:
    with pytest.raises(DescriptionError, match="graded does not take them"):
        inputs()
