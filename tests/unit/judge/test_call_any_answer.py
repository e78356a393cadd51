"""An answer of any kind that is what the reference returns passes; one that is not does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from autograder.errors import SuiteError
from autograder.judge.compare import RuleFailedError
from autograder.vectors.answers import described, raising
from autograder.vectors.model import Vector
from tests.unit.answered import VALUES, vector_of
from tests.unit.judge.answering import answered

NUMBERS = (np.ndarray, bool, int, float, complex)


def problem(vector: Vector, value: Any) -> str:
    """Return why a returned value is not what the vector expects; empty where it is."""
    question = answered(vector, lambda: value)
    try:
        question.agree(question.all)
    except RuleFailedError as error:
        return str(error)
    return ""


def asked(value: Any, **options: Any) -> Vector:
    return vector_of(*described(value, **options))


def changed(value: Any) -> Any:
    """Return a value of the same kind that differs in its first part; itself if it has none."""
    if isinstance(value, dict):
        return {
            key: changed(item) if not n else item for n, (key, item) in enumerate(value.items())
        }
    if isinstance(value, (list, tuple)):
        return type(value)(changed(item) if not n else item for n, item in enumerate(value))
    match value:
        case None:
            return 0
        case bool():
            return not value
        case int():
            return value + 1 if value < 2**63 - 1 else value - 1
        case str():
            return value + "x"
        case np.ndarray():
            other = value.copy()
            if other.size:
                # a number + 1 overflows at the end of its type; no bit does
                other.flat[0] = (
                    other.flat[0] ^ 1 if other.dtype.kind in "biu" else other.flat[0] + 1
                )
            return other
    return value + 1


@given(value=VALUES)
@settings(max_examples=150)
def test_what_the_reference_returns_is_right(value: Any) -> None:
    assert problem(asked(value), value) == ""


@given(value=VALUES)
@settings(max_examples=150)
def test_what_differs_in_one_part_is_wrong(value: Any) -> None:
    other = changed(value)
    assume(repr(other) != repr(value))
    assert problem(asked(value), other) != ""


@given(value=VALUES, other=VALUES)
@settings(max_examples=150)
def test_what_is_made_otherwise_is_wrong(value: Any, other: Any) -> None:
    assume(not _may_pass(value, other))
    assert problem(asked(value), other) != ""


def _may_pass(wanted: Any, given: Any, *, inside: bool = False) -> bool:
    """Return whether a value is of the kind that is wanted, whatever its numbers are.

    A list may stand for a tuple, and within a container for an array; a dict may have more keys.
    """
    if isinstance(wanted, dict):
        return isinstance(given, dict) and all(
            key in given and _may_pass(item, given[key], inside=True)
            for key, item in wanted.items()
        )
    if inside:
        wanted, given = _as_array(wanted), _as_array(given)
    if isinstance(wanted, (list, tuple)):
        return (
            isinstance(given, (list, tuple))
            and len(wanted) == len(given)
            and all(_may_pass(*pair, inside=True) for pair in zip(wanted, given, strict=True))
        )
    if isinstance(wanted, NUMBERS) and isinstance(given, NUMBERS):
        return _may_be_numbers(np.asarray(wanted), np.asarray(given))
    return type(wanted) is type(given)


def _may_be_numbers(wanted: np.ndarray[Any, Any], given: np.ndarray[Any, Any]) -> bool:
    """Return the same of arrays.

    One number may be an array of any shape, and an array of truth values one of integers.
    """
    kinds = {"i" if each.dtype.kind == "u" else each.dtype.kind for each in (wanted, given)}
    are_arrays = wanted.ndim > 0 and given.ndim > 0
    is_kind = len(kinds) == 1 or (are_arrays and kinds == {"b", "i"})
    return is_kind and (wanted.shape == given.shape or wanted.size == given.size == 1)


def _as_array(value: Any) -> Any:
    """Return an array of the numbers in lists; anything else as it is."""
    try:
        array = np.asarray(value)
    except ValueError:  # lists of different lengths
        return value
    is_list = isinstance(value, (list, tuple)) and array.dtype.kind in "biufc"
    return array if is_list else value


DROPOUT = (np.ones((2, 3)), {"D1": np.array([[True, False]]), "Z1": np.zeros((1, 2))})
NAMES = ["A3", "cache"]
SAID: dict[str, tuple[Any, Any, str]] = {
    "float for integer": (3, 3.0, "answer is a float; an integer is wanted"),
    "bool for integer": (1, True, "answer is True or False; an integer is wanted"),
    "integer for bool": (True, 1, "answer is an integer; True or False is wanted"),
    "integer for float": (1.5, 2, "answer holds integers"),
    "float for complex": (1j, 1.0, "answer is a float; a complex number is wanted"),
    "floats for integers": (
        np.arange(3),
        np.arange(3.0),
        "answer holds floats; integers are wanted",
    ),
    "one integer off": (10**12, 10**12 + 1, "answer is wrong"),
    "one label off": (np.array([0, 1, 1]), np.array([0, 1, 0]), "answer: 1 of 3 entries are wrong"),
    "another text": ("relu", "tanh", "answer is another text than the one that is asked for"),
    "number for text": ("relu", 1.5, "it must return a text, not a single value"),
    "text for number": (1.5, "1.5", "it must return one number, not str"),
    "something for None": (None, 1.5, "it must return None, not a single value"),
    "None for a number": (1.5, None, "it returned None: is a `return` missing?"),
    "too few": (DROPOUT, DROPOUT[:1], "it returns 1 value; 2 are wanted"),
    "an array for a pair": (DROPOUT, DROPOUT[0], "it must return a tuple, not a single value"),
    "no dict in it": (DROPOUT, (DROPOUT[0], 1.0), "cache must be a dict"),
    "a key missing": (DROPOUT, (DROPOUT[0], {"Z1": np.zeros((1, 2))}), "cache has no 'D1'"),
    "an integer key missing": ({1: 2.5}, {"1": 2.5}, "the dict has no 1"),
    "a key with a slash missing": ({"a/b": 2.5}, {}, "the dict has no 'a/b'"),
    "an empty key missing": ({"": 2.5}, {}, "the dict has no ''"),
    "a mask of floats": (
        DROPOUT,
        (DROPOUT[0], {"D1": np.ones((1, 2)), "Z1": np.zeros((1, 2))}),
        "D1 in cache holds floats; True or False is wanted",
    ),
    "a wrong shape": (
        DROPOUT,
        (DROPOUT[0], {"D1": np.array([[True, False]]), "Z1": np.zeros((2, 1))}),
        "Z1 in cache has shape (2, 1); it must be of shape (1, 2)",
    ),
    "left blank": (
        DROPOUT,
        (None, {"D1": ..., "Z1": None}),
        "A3, D1 in cache, Z1 in cache are not",
    ),
}


@pytest.mark.parametrize(("right", "given", "words"), SAID.values(), ids=SAID.keys())
def test_what_is_of_another_kind_is_told_in_words(right: Any, given: Any, words: str) -> None:
    names = NAMES if isinstance(right, tuple) else ()
    assert words in problem(asked(right, names=names), given)


@pytest.mark.parametrize(
    ("right", "given"),
    [
        (3, np.int64(3)),
        (3, np.array(3)),
        (3, np.uint8(3)),
        (3, np.array([[3]])),
        (True, np.True_),
        ([False], [[False]]),
        (1.5, np.float32(1.5)),
        ("relu", np.str_("relu")),
        ((1.5, 2.5), [1.5, 2.5]),
        ({1: 2.5}, {np.int64(1): 2.5}),
        ({1: 2.5}, {1: 2.5, 2: 3.5}),
        (np.array([0, 1]), np.array([False, True])),
        (np.array([False, True]), np.array([0, 1])),
    ],
    ids=repr,
)
def test_what_numpy_takes_for_the_same_is_right(right: Any, given: Any) -> None:
    assert problem(asked(right), given) == ""


def test_nan_and_inf_are_right_where_they_are_expected_and_only_there() -> None:
    vector = asked(np.array([np.nan, np.inf, 1.0]), finite=False)
    assert problem(vector, np.array([np.nan, np.inf, 1.0])) == ""
    for wrong in ([np.nan, np.inf, np.nan], [np.nan, -np.inf, 1.0], [0.0, np.inf, 1.0]):
        assert problem(vector, np.array(wrong)) != ""


def test_an_integer_key_is_not_the_text_of_it() -> None:
    assert problem(asked({1: 2.5}), {"1": 2.5}) != ""


class Own(ValueError):
    """An exception that extends one of Python's own."""


def _raise(error: BaseException) -> Any:
    raise error


@pytest.mark.parametrize("error", [ValueError("no"), Own(), UnicodeError()], ids=repr)
def test_an_exception_that_must_be_raised_is_right_when_it_is(error: Exception) -> None:
    question = answered(vector_of(raising(ValueError), {}), lambda: _raise(error))
    question.agree(question.all)
    assert question.made == []


@pytest.mark.parametrize("error", [TypeError("no"), Exception(), KeyboardInterrupt()], ids=repr)
def test_another_exception_is_not(error: BaseException) -> None:
    question = answered(vector_of(raising(ValueError), {}), lambda: _raise(error))
    with pytest.raises(RuleFailedError, match="it raised"):
        question.agree(question.all)


def test_returning_where_an_exception_must_be_raised_is_wrong() -> None:
    wanted = "it must raise ValueError here, and returns something"
    assert problem(vector_of(raising(ValueError), {}), 1.0) == wanted


def test_the_name_of_a_container_stands_for_all_that_is_in_it() -> None:
    names = ["A", ("cache", ["Z", "D"])]
    vector = asked((np.ones(2), (np.zeros(2), np.ones(2))), names=names)
    question = answered(vector, lambda: (np.ones(2), (np.zeros(2), np.zeros(2))))
    (call,) = question.all
    assert call.parts("cache") == ("cache/Z", "cache/D")
    assert call.parts("A", "cache/D") == ("A", "cache/D")
    question.agree(question.all, "A", "cache/Z")
    with pytest.raises(RuleFailedError, match="D in cache"):
        question.agree(question.all, "cache")


def test_a_part_that_nothing_is_expected_under_is_the_suites_fault() -> None:
    vector = asked((np.ones(2), np.ones(2)), names=["A", "Az"])
    (call,) = answered(vector, lambda: None).all
    assert call.parts("A") == ("A",)
    with pytest.raises(SuiteError, match="expects nothing called B, but A, Az: correct the rule"):
        call.parts("B")
