"""What the trusted side adds to an exception, from filtered words and the exercise alone."""

from __future__ import annotations

import pytest

from autograder.sandbox.answers import Raised
from autograder.sandbox.outside.advice import advice
from autograder.sandbox.outside.cases import Call
from autograder.sandbox.outside.filtering import Filter, Said, Unfiltered

CALL = Call(
    vector="v1",
    function="f",
    again=False,
    room={},
    leaves=(),
    arguments=("X", "cache", "lambd"),
    shapes={"dW": (3, 4), "db": (3,)},
)
CONTENT = b"def f(X, cache):\n    dW = X @ cache\n    db = X + dW\n    return lamda\n"
NOT_FIT = "ValueError: operands could not be broadcast together with shapes (3,4) (4,7)"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("TypeError: ufunc 'bitwise_xor' not supported for …", "x", "use `**`"),
        ("TypeError: unsupported operand type(s) for ^: 'float' and 'int'", "x", "use `**`"),
        ("TypeError: 'int' object is not callable", "x", "is a `*` missing?"),
        ("UnboundLocalError: local variable 'a' referenced before assignment", "x",
         "`a` has no value yet"),
        ("ValueError: shapes (3,4) and (3,7) not aligned: 4 (dim 1) != 3 (dim 0)", "x", "`.T`"),
        (NOT_FIT, "dW = X + W", "dW must be of shape (3, 4)"),
        (NOT_FIT, "db += X + W", "db must be of shape (3,)"),
        ("TypeError: f() missing 1 required positional argument: 'b'", "",
         "it takes 4 arguments; it is called with 3: (X, cache, lambd)"),
        ("TypeError: f() takes 1 positional argument but 3 were given", "",
         "it takes 1 argument; it is called with 3: (X, cache, lambd)"),
        ("TypeError: f() takes from 1 to 2 positional arguments but 3 were given", "",
         "it is called with 3: (X, cache, lambd)"),
    ],
)  # fmt: skip
def test_what_helps_is_said(text: str, line: str, words: str) -> None:
    assert words in advice(text, line, CALL)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ValueError: no", "x = 1"),
        ("ValueError: no", ""),
        (NOT_FIT, "other = X + W"),
        (NOT_FIT, "dW == X + W"),
        ("TypeError: g() takes 1 positional argument but 3 were given", ""),
        ("TypeError: f() takes 1 positional argument but 2 were given", "return f(1, 2)"),
        ("TypeError: 'str' object is not callable", "x"),
        ("…", "x"),
        ("", ""),
    ],
)
def test_nothing_is_said_that_is_not_certain(text: str, line: str) -> None:
    assert advice(text, line, CALL) == ""


def said(text: str, line: str, clue: str = "") -> Said:
    return Said(error=text.partition(":")[0], text=text, place="line 2", line=line, clue=clue)


def shown(words: Filter, text: str, line: str, clue: str = "") -> Raised:
    return words.error(CALL, said(text, line, clue))


NAME_ERROR = "NameError: name 'lamda' is not defined"


@pytest.mark.parametrize("kind", [Filter, Unfiltered])
def test_a_clue_stands_before_what_else_helps(kind: type[Filter]) -> None:
    clue = "X has shape (3,4) and dW has shape (4,7)"
    found = shown(kind(CONTENT), NOT_FIT, "db = X + dW", clue)
    assert found.advice == f"{clue}; db must be of shape (3,)"


@pytest.mark.parametrize("kind", [Filter, Unfiltered])
def test_what_went_wrong_before_is_the_cause(kind: type[Filter]) -> None:
    clue = "lamda is not available to the grader"
    found = shown(kind(CONTENT), NAME_ERROR, "return lamda", clue)
    assert (found.cause, found.advice) == (clue, "")


@pytest.mark.parametrize(
    "clue",
    [
        "did you mean `secret`?",
        "the input is 0.25",
        "X has shape (3,123456)",
        "X has the keys sec, X",
    ],
)
def test_a_clue_that_may_not_be_shown_whole_is_not_shown(clue: str) -> None:
    found = shown(Filter(CONTENT), NAME_ERROR, "return lamda", clue)
    assert (found.text, found.cause, found.advice) == (NAME_ERROR, "", "")


def test_a_clue_has_a_price() -> None:
    plain, more = Filter(CONTENT), Filter(CONTENT)
    shown(plain, NAME_ERROR, "return lamda")
    shown(more, NAME_ERROR, "return lamda", "did you mean `cache`?")
    assert more.told > plain.told + 5


def test_the_same_error_with_other_numbers_is_told_once() -> None:
    words = Filter(CONTENT)
    first = shown(words, NOT_FIT, "db = X + dW", "X has shape (3,4) and dW has shape (4,7)")
    before = words.told
    again = shown(words, NOT_FIT.replace("7", "9"), "db = X + dW", "X has shape (3,4)")
    assert again is first
    assert words.told == before


def test_only_the_first_error_of_a_function_has_a_clue() -> None:
    words = Filter(CONTENT)
    shown(words, NOT_FIT, "db = X + dW")
    assert shown(words, NAME_ERROR, "return lamda", "did you mean `cache`?").advice == ""
