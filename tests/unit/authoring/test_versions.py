"""A program that holds a wrong version where the right one was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.authoring import versions

SOURCE = '''
import numpy as np

def undeclared(function):
    raise AssertionError("declarations are not run")

def f(x):
    return x + 1

@undeclared
def doubled(x):
    """Twice. Then half."""
    return 2 * f(x)

@undeclared
class Other:
    pass
'''


def run(program: bytes) -> Any:
    names: dict[str, Any] = {}
    exec(program, names)
    return names


def test_a_mistake_may_call_the_right_version_by_its_name() -> None:
    found = run(versions.of_mistake(SOURCE, "f", "doubled"))
    assert found["f"](1) == 4


def test_one_form_changes_inputs_and_nothing_else() -> None:
    forms = versions.of_wrong_forms(SOURCE, "f", 2)
    x = np.ones(2)
    assert (run(forms["changes its inputs"])["f"](x) == 2).all()
    assert not (x == 1).all()


def test_one_form_answers_only_the_first_calls() -> None:
    function = run(versions.of_wrong_forms(SOURCE, "f", 2)["answers once and no more"])["f"]
    assert [function(1), function(1), function(1)] == [2, 2, None]


@pytest.mark.parametrize(("answer", "shape"), [("x + 1", (1, 2)), ("(x, x)", 3), ("{'a': x}", 2)])
def test_one_form_returns_more_than_is_asked(answer: str, shape: Any) -> None:
    source = SOURCE.replace("x + 1", answer)
    found = run(versions.of_wrong_forms(source, "f", 2)["returns more than is asked"])["f"](
        np.ones(2)
    )
    assert (len(found) if isinstance(found, dict | tuple) else found.shape) == shape


CLASS = """
class Sum:
    def __init__(self, start):
        self.total = start

    def add(self, array):
        self.total = self.total + array.sum()
        return self.total
"""


def test_a_class_changes_the_arguments_of_its_methods() -> None:
    array = np.ones(2)
    adder = run(versions.of_wrong_forms(CLASS, "Sum", 1)["changes its inputs"])["Sum"](1)
    assert adder.add(array) == 3
    assert array.tolist() == [0, 1]


def test_a_class_answers_for_the_first_objects_only() -> None:
    made = run(versions.of_wrong_forms(CLASS, "Sum", 1)["answers once and no more"])["Sum"]
    assert [made(1).add(np.ones(2)), made(1).add(np.ones(2))] == [3, None]
