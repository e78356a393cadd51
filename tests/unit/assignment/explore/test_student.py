"""A student's file that cannot be drawn is told so in one sentence that says what to mend."""

from __future__ import annotations

import json
from typing import Any

import pytest

COST = "compute_cost_with_regularization"
GRADIENTS = "backward_propagation_with_regularization"
RETURN = "    return cross_entropy + penalty"


@pytest.fixture(scope="module")
def fault(explorer: dict[str, Any], data: Any) -> Any:
    """Return the sentence that taking and calling the functions of a text ends with."""

    def use(content: bytes, name: str) -> None:
        functions = explorer["student"].take(content, name, lambda _name: None)
        explorer["training"].first_look(functions, data, 1.0)

    def told(text: str | bytes, name: str = "regularization.py") -> Any:
        with pytest.raises(explorer["outcome"].StudentFaultError) as caught:
            use(text if isinstance(text, bytes) else text.encode(), name)
        return caught.value

    return told


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (RETURN, "    np.sum(W1)", f"{COST} returned nothing (None): return J"),
        (RETURN, "    return 'much'", f"{COST} returned an object of type str: return J"),
        (RETURN, "    return np.ones(3)", f"{COST} returned an array of the shape (3,)"),
        (RETURN, "    return 1 / 0", f"{COST} raised ZeroDivisionError: division by zero (line "),
        (RETURN, "    exit(2)", f"{COST} raised SystemExit: 2 (line "),
        (RETURN, "    W1 *= 2", f"{COST} changes its inputs (line "),
        ('        "dW2": dW2,\n', "", f"{GRADIENTS} returned no dW2"),
        ('"db1": db1', '"db1": 0', f"db1 of {GRADIENTS} is an object of type int, not an array"),
        ('"dW2": dW2', '"dW2": dW2.T', f"dW2 of {GRADIENTS} has the shape (20, 3), not"),
        ('"dW2": dW2', '"dW2": dW2 + 1j', f"dW2 of {GRADIENTS} holds no real numbers"),
        ("    return {", "    return 5, {", f"{GRADIENTS} returned an object of type tuple"),
        ("dZ3 = A3 - Y", "dZ3 = A3 - Z", f"{GRADIENTS} raised NameError: name 'Z' is not"),
        (f"def {COST}", "def compute_cost_regularized", f"{COST} is not in this file, but compute"),
        (f"def {COST}(", f"def {COST}(:", f"{COST} has a syntax error in line"),
        (f"def {COST}", f"class Net:\n  pass\n{COST} = 3\ndef other", f"{COST} is not a function"),
    ],
)
def test_each_fault_has_its_sentence(
    fault: Any, edited: Any, old: str, new: str, sentence: str
) -> None:
    assert sentence in str(fault(edited((old, new))))


def test_a_stub_is_told_from_a_mistake(fault: Any) -> None:
    found = fault(f"def {COST}(A3, Y, parameters, lambd):\n    J = ...\n    return J\n"
                  f"def {GRADIENTS}(X, Y, cache, lambd):\n    ...\n")  # fmt: skip
    assert found.unfilled
    assert "is not filled in yet" in str(found)


@pytest.mark.parametrize("blank", ["None", "..."])
def test_a_gradient_that_is_not_written_yet_is_no_mistake(
    fault: Any, edited: Any, blank: str
) -> None:
    found = fault(edited(('"db1": db1', f'"db1": {blank}')))
    assert found.unfilled
    assert f"{GRADIENTS} is not filled in yet" in str(found)


def test_an_empty_file_has_no_functions(fault: Any) -> None:
    assert f"{COST} is not in this file" in str(fault(""))


def test_bytes_that_are_no_notebook_are_told_so(fault: Any) -> None:
    assert str(fault(b"\xff\xfe\x00", "mine.ipynb")).startswith("mine.ipynb is not ")


def test_a_notebook_is_taken_apart(explorer: dict[str, Any], edited: Any, data: Any) -> None:
    cells = [{"cell_type": "code", "source": edited()}, {"cell_type": "code", "source": "1 / 0"}]
    notebook = json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
    functions = explorer["student"].take(notebook.encode(), "a.ipynb", lambda _name: None)
    assert explorer["training"].first_look(functions, data, 1.0)["moves"] > 0
