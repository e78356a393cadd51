"""A student's file that cannot be drawn is told so in one sentence that says what to mend."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autograder.exercise import Exercise
from autograder.student.finding import Found

COST = "compute_cost_with_regularization"
GRADIENTS = "backward_propagation_with_regularization"
RETURN = "    return cross_entropy + penalty"


@pytest.fixture(scope="module")
def look(explorer: dict[str, Any], exercise: Exercise, data: Any, small: Any) -> Any:
    """Return what a first look at the functions of a file finds, in a process of their own."""

    def at(content: bytes, name: str) -> Any:
        file = Found(name=name, content=content)
        return explorer["crew"].Crew(exercise, file, data, small).look([])[0]

    return at


@pytest.fixture(scope="module")
def fault(explorer: dict[str, Any], look: Any) -> Any:
    """Return the sentence that a first look at the functions of a text ends with."""

    def told(text: str | bytes, name: str = "regularization.py") -> str:
        with pytest.raises(explorer["outcome"].StudentFaultError) as caught:
            look(text if isinstance(text, bytes) else text.encode(), name)
        return str(caught.value)

    return told


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (RETURN, "    np.sum(W1)", f"{COST} returned nothing (None): return J"),
        (RETURN, "    return 'much'", f"{COST} returned an object of type str: return J"),
        (RETURN, "    return np.ones(3)", f"{COST} returned an array of the shape (3,)"),
        ('        "dW2": dW2,\n', "", f"{GRADIENTS} returned no dW2"),
        ('"db1": db1', '"db1": 0', f"db1 of {GRADIENTS} is an object of type int, not an array"),
        ('"dW2": dW2', '"dW2": dW2.T', f"dW2 of {GRADIENTS} has the shape (20, 3), not"),
        ('"dW2": dW2', '"dW2": dW2 + 1j', f"dW2 of {GRADIENTS} holds no real numbers"),
        ("    return {", "    return 5, {", f"{GRADIENTS} returned an object of type tuple"),
    ],
)
def test_each_value_that_cannot_be_used_has_its_sentence(
    explorer: dict[str, Any], functions: Any, edited: Any, data: Any,
    old: str, new: str, sentence: str,
) -> None:  # fmt: skip
    with pytest.raises(explorer["outcome"].StudentFaultError) as caught:
        explorer["looks"].first_look(functions(edited((old, new))), data)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            RETURN,
            "    return 1 / 0",
            f"{COST}: it raised ZeroDivisionError: division by zero (line 41): `return 1 / 0`",
        ),
        (RETURN, "    exit(2)", f"{COST}: it raised SystemExit: 2 (line "),
        (RETURN, "    W1 *= 2", "this array must not be changed: compute into a new one"),
        ("dZ3 = A3 - Y", "dZ3 = A3 - Z", f"{GRADIENTS}: it raised NameError: name 'Z' is not"),
        (
            f"def {COST}",
            "def compute_cost_regularized",
            "mean compute_cost_regularized? Rename it",
        ),
        (f"def {COST}(", f"def {COST}(:", f"{COST} has a syntax error in line"),
        (f"def {COST}", f"class Net:\n  pass\n{COST} = 3\ndef other", f"{COST} is not a function"),
    ],
)
def test_each_fault_has_its_sentence(
    fault: Any, edited: Any, old: str, new: str, sentence: str
) -> None:
    assert sentence in fault(edited((old, new)))


def test_a_stub_is_told_from_a_mistake(fault: Any) -> None:
    found = fault(f"def {COST}(A3, Y, parameters, lambd):\n    J = ...\n    return J\n"
                  f"def {GRADIENTS}(X, Y, cache, lambd):\n    ...\n")  # fmt: skip
    assert found.startswith(f"{COST} is not filled in yet")


@pytest.mark.parametrize("blank", ["None", "..."])
def test_a_gradient_that_is_not_written_yet_is_no_mistake(
    fault: Any, edited: Any, blank: str
) -> None:
    found = fault(edited(('"db1": db1', f'"db1": {blank}')))
    assert found == f"{GRADIENTS} is not filled in yet: db1 is missing."


def test_an_empty_file_has_no_functions(fault: Any) -> None:
    assert f"here is no function named {COST}" in fault("")


def test_bytes_that_are_no_notebook_are_told_so(fault: Any) -> None:
    assert fault(b"\xff\xfe\x00", "mine.ipynb").startswith("mine.ipynb is not ")


def test_a_notebook_is_taken_apart(look: Any, edited: Any) -> None:
    cells = [{"cell_type": "code", "source": edited()}, {"cell_type": "code", "source": "1 / 0"}]
    notebook = json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
    assert look(notebook.encode(), "a.ipynb")["moves"] > 0
