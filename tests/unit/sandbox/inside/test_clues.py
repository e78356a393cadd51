"""What a child adds to an exception: the name that was meant, the keys there are, the shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.sandbox.inside import clues, loading, source
from autograder.sandbox.wire import State

W2, X = np.ones((3, 4)), np.ones((4, 7))


def told(body: str, head: str = "import numpy as np\n") -> str:
    """Return the clue to what `f` raises with this body."""
    text = f"{head}\n\ndef f(X, weights, lambd):\n    W2 = weights['W2']\n"
    text += "".join(f"    {line}\n" for line in body.split("\n"))
    parsed = source.read(text.encode(), "a.py")
    namespace: dict[str, Any] = {"__name__": "clues", "np": np}
    loaded = loading.load(parsed, ["f"], namespace, (), lambda _: None)
    assert loaded.functions["f"].state is State.DEFINED
    function = loaded.functions["f"].call
    assert function is not None
    try:
        function(X.copy(), {"W2": W2.copy(), "bias": 0.5}, 0.25)
    except BaseException as error:
        entry, _, lines = parsed.own(error.__traceback__)
        return clues.clue(error, entry, lines, loaded.absent)
    raise AssertionError("it raised nothing")


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("return lamda * 2", "lambd"),
        ("return LAMBD * 2", "lambd"),
        ("return sum(lamda for _ in range(2))", "lambd"),
        ("return w2.sum()", "W2"),
        ("return maximum(W2, 0)", "np.maximum"),
        ("return numpy.sum(W2)", "np"),
        ("return len(rangee(3))", "range"),
        ("return np.sqrtt(4)", "np.sqrt"),
        ("return W2.exp()", "np.exp"),
        ("return W2.summ()", "sum"),
        ("return weights['BIAS']", "bias"),
        ("return weights['biass']", "bias"),
        # As Python says it before 3.13, which names the argument itself.
        ("raise TypeError(\"sum() got an unexpected keyword argument 'keepdim'\")", "keepdims"),
    ],
)
def test_what_comes_close_is_offered(body: str, meant: str) -> None:
    assert told(body) == f"did you mean `{meant}`?"


@pytest.mark.parametrize(
    "body",
    [
        "return W3",
        "return dW2",
        "return W20",
        "return quite_another_thing",
        "return W2.quite_another_thing",
        "x = x + 1",
        "return np.float(1)",
        "return W2[7]",
        "return {}['a']",
        "raise ValueError('no')",
        "raise NameError",
        "raise KeyError",
    ],
)
def test_what_only_looks_alike_is_not_offered(body: str) -> None:
    assert told(body) == ""


def test_the_keys_that_there_are_are_listed() -> None:
    assert told("return weights['W' + str(0)]") == "weights has the keys W2, bias"
    assert told("return sum(weights[f'W{n}'].sum() for n in (2, 3))") == (
        "weights has the keys W2, bias"
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return X @ W2", "X has shape (4,7) and W2 has shape (3,4)"),
        ("return np.dot(X, W2) / lambd", "X has shape (4,7) and W2 has shape (3,4)"),
        ("return lambd + W2 + X", "W2 has shape (3,4) and X has shape (4,7)"),
        ("return W2 + X[:, 0] + X[0]", "W2 has shape (3,4) and X has shape (4,7)"),
        ("b = np.ones(5)\nreturn W2 * b", "W2 has shape (3,4) and b has shape (5,)"),
    ],
)
def test_the_shapes_that_met_are_told_with_their_names(body: str, words: str) -> None:
    assert told(body) == words


@pytest.mark.parametrize(
    ("head", "body", "words"),
    [
        (
            "import no_such_thing as nst\n",
            "return nst.f()",
            "no_such_thing is not available to the",
        ),
        ("from no_such_thing import f2\n", "return f2()", "no_such_thing is not available to the"),
        ("from math import sqr\n", "return sqr(4)", "math has no `sqr` (did you mean `sqrt`?)"),
    ],
)
def test_an_import_that_failed_is_the_cause(head: str, body: str, words: str) -> None:
    assert told(body, head).startswith(words)


def test_an_exception_that_cannot_be_looked_at_has_no_clue() -> None:
    head = """
class Odd(NameError):
    @property
    def name(self):
        raise SystemExit
"""
    assert told("raise Odd", head) == ""
