"""Texts that come out of a hidden run hold known words and the submission's own, no more."""

from __future__ import annotations

import itertools
import json
import string
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from autograder.sandbox.outside.filtering import Filter

CODE = """
def backward(X, cache):
\tdW1 = np.dot(dZ1, X.T)  # größe
    return {"dW1": dW1, 'é"x': W_last}
"""
WORDS = Filter(CODE.encode(), budget=1e6)


def clean(text: str) -> str:
    return WORDS.clean(text)


def no_words(text: str) -> str:
    return Filter(b"", budget=1e6).clean(text)


@pytest.mark.parametrize(
    "text", ["dW1", "X.T", "W_last", "größe", "NameError: name 'dZ1' is not defined", "cache[3]"]
)
def test_the_submissions_own_words_pass(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", ["secret", "dW11", "W", "_last", "ackwar", "gröSSe"])
def test_other_words_do_not_pass(text: str) -> None:
    assert clean(text) == "…"


@pytest.mark.parametrize("number", ["7", "1234", "axis 0", "(3, 5)", "3."])
def test_small_integers_pass(number: str) -> None:
    assert clean(number) == number


@pytest.mark.parametrize(
    "number", ["12345", "0.5", "1e5", "3.25e-07", "0x1f", "1_000_000", "12345.6789", "1j"]
)
def test_other_numbers_do_not_pass(number: str) -> None:
    assert "…" in clean(number)
    assert not set(clean(number)) & set("123456789")


@pytest.mark.parametrize("text", ["\x1b[31m", "\u202e", "\x00", "\u2028", "\x9b", "\N{SNOWMAN}"])
def test_characters_that_could_harm_do_not_pass(text: str) -> None:
    assert clean(f"X{text}X").isprintable()
    assert text not in clean(text)


def test_line_breaks_become_spaces() -> None:
    assert clean("X\nX\r\tX") == "X X X"


def test_what_is_hidden_in_a_row_becomes_one_mark() -> None:
    assert clean("X aaa bbb ccc X") == "X … X"


def test_a_long_text_is_cut() -> None:
    assert len(clean("X " * 1000)) <= 240


ERRORS: list[Callable[[], object]] = [
    lambda: np.ones((3, 5)) + np.ones((2, 5)),
    lambda: np.ones((3, 5)) @ np.ones((3, 5)),
    lambda: np.dot(np.ones((3, 5)), np.ones((3, 5))),
    lambda: np.concatenate([np.ones((2, 2)), np.ones((3, 3))]),
    lambda: np.ones(3).reshape(2, 2),
    lambda: np.sum(np.ones(3), axis=3),
    lambda: np.linalg.inv(np.zeros((2, 2))),
    lambda: bool(np.ones(3)),
    lambda: np.array([[1], [1, 2]]),
    lambda: np.log(np.array(None)),
    lambda: np.ones(3)[7],
    lambda: [1][3],
    lambda: exec("a = ()\na[3]"),
    lambda: 1 / 0,
    lambda: int("", 3),
    lambda: len(np.array(1.0)),
    lambda: exec("1.0 + None"),
    lambda: exec("1.0 - ..."),
    lambda: exec("a, b = 1, 2, 3"),
    lambda: exec("a, b, c = 1, 2"),
    lambda: exec("f(a=1, 2)"),
    lambda: exec("a = (1]"),
    lambda: exec("def f(): yield\nrange(1.0)"),
    lambda: None @ np.ones((2, 3)),  # type: ignore[operator]
    lambda: np.ones((3, 2))[np.ones(4, bool)],
    lambda: np.power(2, -1),
    lambda: np.log("a"),
    lambda: exec("None['W']"),
    lambda: exec("'a' + 1"),
    lambda: exec("a = 1 +"),
    lambda: exec("len()"),
]


@pytest.mark.parametrize("fail", ERRORS)
def test_messages_of_python_and_numpy_pass_whole(fail: Callable[[], object]) -> None:
    with pytest.raises(Exception) as caught:
        fail()
    text = f"{type(caught.value).__name__}: {caught.value}".strip()
    assert no_words(text) == text


# Places and lines


@pytest.mark.parametrize("place", ["line 3", "code cell 12, line 3"])
def test_a_place_passes(place: str) -> None:
    assert WORDS.place(place) == place


@pytest.mark.parametrize(
    "place", ["line x", "code cell 1", "line 1234567", "at line 3", "line 3\n"]
)
def test_what_is_no_place_does_not_pass(place: str) -> None:
    assert WORDS.place(place) == ""


@pytest.mark.parametrize("line", ["dW1 = np.dot(dZ1, X.T)  # größe", "def backward(X, cache):"])
def test_a_line_of_the_submission_passes(line: str) -> None:
    assert WORDS.line(line) == line


def test_a_line_that_is_not_the_submissions_is_cleaned() -> None:
    assert WORDS.line("dW1 = secret * 123456") == "dW1 = … * …"


def test_a_line_with_unprintable_characters_is_cleaned() -> None:
    assert Filter(b"x = 1\t# \xe2\x80\xae").line("x = 1\t# \u202e").isprintable()


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("joined", [True, False])
def test_a_notebooks_own_lines_and_words_pass(ascii_only: bool, joined: bool) -> None:
    source = CODE if joined else CODE.splitlines(keepends=True)
    notebook = json.dumps({"cells": [{"source": source}]}, ensure_ascii=ascii_only)
    words = Filter(notebook.encode(), budget=1e6)
    assert words.clean("W_last np dW1 backward") == "W_last np dW1 backward"
    line = """return {"dW1": dW1, 'é"x': W_last}"""
    assert words.line(line) == line


def test_words_of_utf_16_pass() -> None:
    assert Filter(CODE.encode("utf-16")).clean("W_last") == "W_last"


def test_content_that_is_no_text_has_no_words() -> None:
    assert Filter(b"\xff\xfe\xfd\x00\x01").clean("secret") == "…"


def test_many_words_are_looked_up_as_rightly_as_few() -> None:
    three = ["".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=2)]
    words = Filter(" ".join(f"qq{word}qq" for word in three[::2]).encode(), budget=1e6)
    passed = [words.clean(f"qq{word}qq") == f"qq{word}qq" for word in three]
    assert passed == [number % 2 == 0 for number in range(len(three))]


@pytest.mark.slow
def test_millions_of_words_take_little_of_the_graders_memory() -> None:
    letters = string.ascii_letters.encode()
    four = map(bytes, itertools.product(letters, repeat=4))
    content = b"\n".join(map(b" ".join, zip(four, four, strict=False)))[: 4 << 20]
    words = Filter(content)
    tracemalloc.start()
    try:
        words.clean("dictionary a")  # the first place of `a` is within a word, so all are listed
        words.line("x = 1")
        for number in range(10):
            words.clean(" ".join(f"q{number}q{other}" for other in range(40)))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6 * len(content)
