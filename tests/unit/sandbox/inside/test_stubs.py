"""A function that is still the hand-out's stub is told from one that is wrong."""

from __future__ import annotations

import ast
from textwrap import dedent
from typing import Any

import pytest

from autograder.sandbox.inside import stubs


def blank(text: str) -> bool:
    """Define `f` by `text`, call it, and say whether it failed as an unfilled stub does."""
    text = dedent(text)
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    stub = stubs.Stub(node, text)
    namespace: dict[str, Any] = {}
    exec(text, namespace)
    try:
        value = namespace["f"](2.0)
    except BaseException as error:
        return stubs.raised_by_blank(stub, error)
    return stubs.left_blank(stub, value)


UNFILLED = {
    "None for a value": "penalty = None\nreturn a + penalty",
    "None as a term": "penalty = 3 * a + None\nreturn penalty",
    "None that is returned": "penalty = None\nreturn penalty",
    "None under every key": "return {'dW1': None, 'dW2': None}",
    "None whose attribute is asked": "penalty = None\nreturn penalty.shape",
    "None whose item is asked": "penalty = None\nreturn penalty[0]",
    "dots for a value": "penalty = ...\nreturn a + penalty",
    "dots that are returned": "return ...",
    "dots under every key": "penalty = ...\nreturn {'dW1': penalty}",
    "dots for every item": "cost = ...\nreturn cost, ...",
    "None for every item": "cost = None\nslope = None\nreturn [cost, slope]",
    "dots for a block": "...\nreturn a + penalty",
    "an empty block": (
        "# (≈ 1 lines of code)\n# YOUR CODE STARTS HERE\n\n\n# YOUR CODE ENDS HERE\n"
        "return a + penalty"
    ),
    "an empty block of the older kind": (
        "### START CODE HERE ### (approx. 1 line)\n# penalty = \n### END CODE HERE ###\n"
        "return a + penalty"
    ),
    "dots that are multiplied with a matrix": (
        "import numpy as np\nerror = ...\nreturn error @ np.ones((2, 3))"
    ),
    "dots whose entries are added up along an axis": (
        "import numpy as np\nerror = ...\nreturn np.sum(error, axis=1)"
    ),
    "pass": "pass",
    "nothing but a docstring": "'''Compute the cost.'''",
    "a bare return": "return",
    "not implemented": "raise NotImplementedError",
    "not implemented, with words": "raise NotImplementedError('fill me in')",
}

FILLED = {
    "a right answer": "return a + 1",
    "a forgotten return": "penalty = a + 1",
    "a forgotten return after a call": "print(a)",
    "a name with a typo": "penalty = a\nreturn a + penalti",
    "the letter l for the digit 1": "W1 = a\nreturn Wl + 1",
    "a name bound too late": "b = c + a\nc = 1\nreturn b",
    "a type error without a blank": "return a + 'x'",
    "a key error": "return {}['W1']",
    "None that was asked for": "b = None\nb = a if b is None else b\nreturn b",
    "a filled block": (
        "# YOUR CODE STARTS HERE\npenalty = a\n# YOUR CODE ENDS HERE\nreturn a + penalti"
    ),
    "None under some keys": "return {'dW1': a, 'dW2': None}",
    "an empty dict": "return {}",
    "None for some items": "cost = None\nreturn a, cost",
    "None for every item that nothing is left blank for": "return None, None",
    "an assertion": "assert False",
    "a value error in a stub": "penalty = None\nraise ValueError",
    "a number where a matrix belongs": "import numpy as np\nreturn a @ np.ones((2, 3))",
}


def f(body: str) -> str:
    return "def f(a):\n" + "\n".join(f"    {line}" for line in body.split("\n"))


@pytest.mark.parametrize("body", UNFILLED.values(), ids=UNFILLED.keys())
def test_a_blank_that_makes_the_call_fail_is_an_unfilled_stub(body: str) -> None:
    assert blank(f(body))


@pytest.mark.parametrize("body", FILLED.values(), ids=FILLED.keys())
def test_a_call_that_fails_otherwise_is_not_an_unfilled_stub(body: str) -> None:
    assert not blank(f(body))


def test_a_mark_of_another_function_in_the_cell_does_not_count() -> None:
    text = "# YOUR CODE STARTS HERE\n\n# YOUR CODE ENDS HERE\ndef f(a):\n    return penalti"
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    assert not stubs.Stub(node, text).empty_block


def test_an_unknown_function_shows_no_sign() -> None:
    assert not stubs.raised_by_blank(stubs.NO_STUB, NameError("x", name="x"))


def test_the_names_that_are_still_open_come_in_the_order_of_the_lines() -> None:
    text = "def f(a):\n    b = ...\n    if a:\n        c = None\n    d = a\n    b = ...\n"
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    assert stubs.open_names(node) == ["b", "c"]
