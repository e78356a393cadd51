"""What is said of a syntax error: where it is, what stands there, and what it most likely means."""

from __future__ import annotations

import json

import pytest

from autograder.sandbox.inside import source

HEADER = "def area(width, height, lambd=1.0, cls=None):\n"


def said(body: str, header: str = HEADER) -> str:
    """Return what is said of a function with this body."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    (broken,) = source.read(f"x = 1\n\n{header}{lines}".encode(), "a.py").broken
    return str(broken)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "return lambda / 2",
            "`lambda` is a word of Python itself; the argument is called `lambd`",
        ),
        ("return lambda*width/2", "itself; the argument is called `lambd`"),
        ("return width + lambda * height", "itself; the argument is called `lambd`"),
        ("return class.size", "`class` is a word of Python itself; the argument is called `cls`"),
        ("return width - global", "itself: choose another name"),
        ("return width + 2height", "`2height` is no name: for a product, write `*` between"),
        ("return 0.5width", "`0.5width` is no name"),
        ("if width:\n    pass\nelse if height:\n    pass", "`else if` is written `elif` in Python"),
        ("return width && height", "`&&` is written `and` in Python"),
        ("return !width", "`!` is written `not` in Python"),
        ("width++", "`++` is written `+= 1` in Python"),
        ("return width =< 3", "`=<` is written `<=` in Python"),
    ],
)
def test_a_usual_slip_is_named_with_what_is_meant(body: str, words: str) -> None:
    assert words in said(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return lambda / 2)", "unmatched ')'"),
        ("return (lambda x: x) 2height 3", "invalid"),
        ("return 'a && b' 'c' d", "invalid syntax"),
        ("return width + else", "invalid syntax at `else`"),
    ],
)
def test_what_would_not_help_is_not_said(body: str, words: str) -> None:
    assert words in said(body)
    assert not any(each in said(body) for each in ("is written", "write", "choose another"))


def test_a_parameter_with_a_name_of_pythons_own_needs_another_one() -> None:
    text = said("return 1", header="def area(width, lambda):\n")
    assert "`lambda` is a word of Python itself: choose another name" in text


@pytest.mark.parametrize(
    ("body", "start", "line"),
    [
        ("return width 1", "line 4, column 18: invalid syntax at `1`", "return width 1"),
        ("return (width", "line 4, column 12: '(' was never closed", "return (width"),
        ("return width)", "line 4, column 17: unmatched ')'", "return width)"),
        ("if width\n    return 1", "line 4, column 13: expected ':'", "if width"),
        ("if width = 1:\n    return 1", "line 4, column 8: invalid syntax", "if width = 1:"),
        ("a = 1\n  return a", "line 5: unexpected indent", "return a"),
        ("if width:\nreturn 1", "line 5: expected an indented block after 'if' statement on line 4",
         "return 1"),
        ("return width ㄱ", "line 4, column 18: invalid syntax at `ㄱ` (U+3131)",
         "return width ㄱ"),
        ("return “width”", "line 4, column 12: it has “ (U+201C)", "return “width”"),
    ],
)  # fmt: skip
def test_the_place_is_told_and_the_line_quoted(body: str, start: str, line: str) -> None:
    assert said(body).startswith(start)
    assert said(body).endswith(f": `{line}`")


def test_lines_are_those_of_the_cell_in_a_notebook() -> None:
    cells = [{"cell_type": "code", "source": text} for text in ("y = 1", f"\n{HEADER}  return 2y")]
    (broken,) = source.read(json.dumps({"cells": cells}).encode(), "a.ipynb").broken
    assert str(broken) == (
        "code cell 2, line 3, column 10: `2y` is no name: for a product, write `*` between: "
        "`return 2y`"
    )


def test_a_magic_is_not_what_is_wrong() -> None:
    cells = [{"cell_type": "code", "source": "%matplotlib inline\nprint 1"}]
    (broken,) = source.read(json.dumps({"cells": cells}).encode(), "a.ipynb").broken
    assert str(broken).startswith("code cell 1, line 2, column 1: Missing parentheses")


def test_of_a_long_line_the_part_around_the_place_is_quoted() -> None:
    text = said("return " + " + ".join(f"w{n}" for n in range(90)) + " + 2height + 1")
    quoted = text.rpartition(": `")[2].removesuffix("`")
    assert len(quoted) < 130
    assert (quoted[0], quoted[-1], "2height" in quoted) == ("…", "1", True)
