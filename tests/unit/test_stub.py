"""The hand-out is the source without its solutions, and always Python."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.description import find
from autograder.errors import DescriptionError
from autograder.stub import stub

MARK = "  # SOLUTION"
SOURCE = """def f(x):
    total = x + 1  # SOLUTION
    # BEGIN SOLUTION
    total = total * 2
    # END SOLUTION
    return total
"""
STUB = """def f(x):
    total = ...
    ...
    return total
"""


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("x = 1", "x = ..."),
        ("x=1", "x = ..."),
        ("    x = 1", "    x = ..."),
        ("x = y = 1", "x = y = ..."),
        ("x, y = 1, 2", "x, y = ..."),
        ("(x, y) = 1, 2", "(x, y) = ..."),
        ("d['W1'] = a == b", "d['W1'] = ..."),
        ("d[1:2] = f(a=1)", "d[1:2] = ..."),
        ("a.b = 1", "a.b = ..."),
        ("x: int = 1", "x: int = ..."),
        ("größe = 1", "größe = ..."),
        ("x = '# not a mark'", "x = ..."),
        ("x += 1", "..."),
        ("return np.sum(x, axis=1)", "..."),
        ("print(x, end='')", "..."),
        ("assert x == 1", "..."),
        ("x == 1", "..."),
        ("if x: y = 1", "..."),
    ],
)
def test_a_marked_line_keeps_what_it_assigns(line: str, left: str) -> None:
    margin = "if True:\n" if line[0] == " " else ""
    assert stub(f"{margin}{line}{MARK}\n") == f"{margin}{left}\n"


@pytest.mark.parametrize("mark", ["# SOLUTION", "#SOLUTION", "#  SOLUTION  "])
def test_a_mark_may_be_spaced_freely(mark: str) -> None:
    assert stub(f"x = 1 {mark}\n") == "x = ...\n"


def test_a_block_becomes_dots() -> None:
    assert stub(SOURCE) == STUB


def test_unmarked_lines_stay() -> None:
    source = "# a SOLUTION is needed\nx = 1\ny = 2  # SOLUTION\n\nz = 3  # the SOLUTION above\n"
    assert stub(source) == source.replace("y = 2  # SOLUTION", "y = ...")


@pytest.mark.parametrize(
    "source",
    [
        "# BEGIN SOLUTION\nx = 1\n",
        "# END SOLUTION\n",
        "# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION\n",
        "# BEGIN SOLUTION\n# END SOLUTION\n# END SOLUTION\n",
    ],
)
def test_blocks_that_do_not_pair_are_refused(source: str) -> None:
    with pytest.raises(DescriptionError):
        stub(source)


def test_a_source_without_marks_is_refused() -> None:
    with pytest.raises(DescriptionError, match="no solution marks"):
        stub("x = 1\n")


def test_a_mark_on_part_of_a_statement_is_refused() -> None:
    with pytest.raises(DescriptionError, match="not Python"):
        stub("x = f(  # SOLUTION\n    1,\n)\n")


def test_the_assignments_own_stub_is_python_and_holds_no_solution() -> None:
    source = find(Path(__file__).parent).source.read_text("utf-8")
    left = stub(source)
    ast.parse(left)
    assert "SOLUTION" not in left
    assert "=" in left
