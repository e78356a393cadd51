"""Runs of a slice, statement by statement, and what is found under a graded function's name."""

from __future__ import annotations

import json
from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest

from autograder.sandbox.inside import source
from autograder.sandbox.inside.loading import Loaded, broken, explain, load, places
from autograder.sandbox.wire import State

Load = Callable[..., Loaded]
GRADED = ("compute_cost", "propagate_back")


@pytest.fixture
def announced() -> list[int]:
    """Return the indices of the statements that were run, in order."""
    return []


@pytest.fixture
def loaded(announced: list[int]) -> Load:
    """Return what loads a text; names may be given beforehand."""

    def run(text: str, *, skip: tuple[int, ...] = (), **given: Any) -> Loaded:
        parsed = source.read(dedent(text).encode(), "a.py")
        return load(parsed, GRADED, {"__name__": "a", **given}, skip, announced.append)

    return run


def state(found: Loaded) -> State:
    return found.functions["compute_cost"].state


def hint(found: Loaded) -> str:
    return found.functions["compute_cost"].hint


def test_a_defined_function_can_be_called(loaded: Load) -> None:
    found = loaded("def compute_cost(a):\n    return a + 1").functions["compute_cost"]
    assert found.call is not None
    assert found.call(1) == 2


def test_each_statement_is_announced_before_it_runs(loaded: Load, announced: list[int]) -> None:
    loaded("y = 1\nx = 1\nz = 1\ndef compute_cost():\n    return x")
    assert announced == [1, 3]


def test_neighbouring_statements_are_one_place() -> None:
    parsed = source.read(b"x = 1\ny = (\n  2)\nz = 3\n@x\ndef f():\n    pass\n", "a.py")
    assert places(parsed, [0, 1, 3]) == ["lines 1-3", "lines 5-7"]


def test_each_cell_is_a_place_of_its_own() -> None:
    cells = [{"cell_type": "code", "source": "x = 1"}, {"cell_type": "code", "source": "y = 2"}]
    parsed = source.read(json.dumps({"cells": cells}).encode(), "a.ipynb")
    assert places(parsed, [0, 1]) == ["code cell 1, line 1", "code cell 2, line 1"]


def test_a_statement_to_skip_is_not_run_but_told(loaded: Load, announced: list[int]) -> None:
    found = loaded("x = 1\ndef compute_cost():\n    return x", skip=(0,))
    assert announced == [1]
    assert "left out" in found.notes[0]


def test_a_failed_statement_is_told_with_its_place(loaded: Load) -> None:
    found = loaded("\nx = 1 / 0\ndef compute_cost():\n    return x")
    assert found.notes == ("line 2: ZeroDivisionError: division by zero",)


def test_a_statement_that_python_refuses_to_run_is_told_without_our_names_for_files(
    loaded: Load,
) -> None:
    found = loaded("if True:\n    x = 1\n    return x\ndef compute_cost():\n    return x")
    assert found.notes == ("line 1: SyntaxError: 'return' outside function",)


@pytest.mark.parametrize("error", ["SystemExit(3)", "KeyboardInterrupt()", "GeneratorExit()"])
def test_a_statement_may_raise_anything(loaded: Load, error: str) -> None:
    text = f"if True:\n    x = 1\n    raise {error}\ndef compute_cost():\n    return x"
    assert state(loaded(text)) is State.DEFINED


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("import nowhere_at_all, math", "import nowhere_at_all: not available to the grader"),
        ("from math import nothing_at_all, pi as math", "math has no `nothing_at_all`"),
        ("from math import sqtr, pi as math", "math has no `sqtr` (did you mean `sqrt`?)"),
    ],
)
def test_a_part_of_an_import_fails_alone(loaded: Load, statement: str, why: str) -> None:
    found = loaded(f"{statement}\ndef compute_cost():\n    return math")
    assert state(found) is State.DEFINED
    assert found.functions["compute_cost"].call is not None
    assert found.functions["compute_cost"].call()
    assert found.notes[0].startswith(f"line 1: {why}")


def test_a_future_line_holds_for_the_whole_file(loaded: Load) -> None:
    text = """
        def compute_cost(a: undefined_name):
            return 1
        from __future__ import annotations
    """
    assert state(loaded(text)) is State.DEFINED


@pytest.mark.parametrize("feature", ["braces", "no_such_feature"])
def test_a_future_that_never_came_costs_its_line_only(loaded: Load, feature: str) -> None:
    text = f"from __future__ import {feature}\ndef compute_cost():\n    return 1"
    assert state(loaded(text)) is State.DEFINED


def test_what_cannot_be_compiled_costs_its_statement_only(loaded: Load) -> None:
    text = "if True:\n    return 1\n    x = 1\ndef compute_cost():\n    return x"
    assert "outside function" in loaded(text).notes[0]


def test_notes_are_few(loaded: Load) -> None:
    assert len(broken(source.read(b"print 'x'\n" * 100, "a.py"), ["f"])) == 20
    read = "".join(f"c{n} = 1 / 0\n" for n in range(100))
    sums = " + ".join(f"c{n}" for n in range(100))
    assert len(loaded(f"{read}def compute_cost():\n    return {sums}").notes) == 20


# What stands under the name


@pytest.mark.parametrize(
    "text",
    [
        "compute_cost = lambda: 1",
        "class compute_cost:\n    pass",
        "from math import sin as compute_cost",
        "class A:\n    def __call__(self):\n        return 1\ncompute_cost = A()",
        "def compute_cost():\n    return 1\ndef compute_cost(x)\n    return 2",
        "async def compute_cost():\n    return 1",
    ],
)
def test_whatever_can_be_called_is_the_function(loaded: Load, text: str) -> None:
    assert state(loaded(text)) is State.DEFINED


def test_a_name_that_was_bound_to_a_value_is_no_function(loaded: Load) -> None:
    text = "def compute_cost():\n    return 1\ncompute_cost = compute_cost()"
    assert state(loaded(text)) is State.NOT_CALLABLE


def test_a_definition_that_does_not_parse_is_told_with_its_line(loaded: Load) -> None:
    found = loaded("\ndef compute_cost(a):\n    print a\n")
    assert state(found) is State.BROKEN
    assert hint(found).startswith("line 3, column 5: Missing parentheses")
    assert hint(found).endswith(": `print a`")


@pytest.mark.parametrize("name", ["compute_cost_old", "my_compute_cost"])
def test_a_broken_definition_of_another_name_is_not_the_functions(loaded: Load, name: str) -> None:
    assert state(loaded(f"def {name}(a):\n    print a\n")) is State.MISSING


def test_a_definition_that_failed_when_it_ran_is_told_with_why(loaded: Load) -> None:
    found = loaded("@undefined_name\ndef compute_cost():\n    return 1")
    assert state(found) is State.UNDEFINED
    assert hint(found) == "NameError: name 'undefined_name' is not defined"


def test_a_method_of_that_name_is_told_with_its_class(loaded: Load) -> None:
    found = loaded("class Network:\n    def compute_cost(self):\n        return 1")
    assert (state(found), hint(found)) == (State.IN_CLASS, "Network")


@pytest.mark.parametrize("name", ["compute_costs", "computecost", "Compute_Cost", "compute_соst"])
def test_a_name_that_comes_close_is_told(loaded: Load, name: str) -> None:
    found = loaded(f"def {name}():\n    return 1")
    assert (state(found), hint(found)) == (State.RENAMED, name)


def test_another_graded_function_is_never_the_name_that_was_meant() -> None:
    graded = ("compute_cost_with_regularization", "backward_propagation_with_regularization")
    parsed = source.read(b"def compute_cost_with_regularization():\n    return 1", "a.py")
    found = load(parsed, graded, {}, (), lambda _: None)
    assert found.functions[graded[1]].state is State.MISSING


def test_a_name_unlike_any_is_missing(loaded: Load) -> None:
    assert state(loaded("def update_parameters():\n    return 1")) is State.MISSING


# Exceptions in words


class Hostile(Exception):
    def __str__(self) -> str:
        raise KeyboardInterrupt


def test_an_exception_is_told_by_type_and_text() -> None:
    assert explain(ValueError("bad shape")) == "ValueError: bad shape"


@pytest.mark.parametrize(("error", "told"), [(ValueError(), "ValueError"), (Hostile(), "Hostile")])
def test_an_exception_without_text_is_told_by_type(error: Exception, told: str) -> None:
    assert explain(error) == told


# Packages that are not there

HEAD = """
import absent
import absent as ab
from absent import thing
from absent.types import Float
import marimo
import marimo as mo
from beartype import beartype
from jaxtyping import jaxtyped
import typeguard
app = marimo.App(width="medium")
other = mo.App()
"""


@pytest.mark.parametrize(
    "text",
    [
        "def compute_cost(a: Float[ab, 'n m'], *b: absent.X, c: thing = 1) -> Float: ...",
        "def compute_cost(a: (1 / 0), b: (print(1), exit())): ...",
        "def compute_cost(a: (n := 3)): ...",
        "x: Float['n'] = 1\ndef compute_cost(a):\n    return x",
        "class A:\n    x: absent.Y = 1\ndef compute_cost(a, b=A()):\n    return b.x",
        "@app.function\ndef compute_cost(a): ...",
        "@app.function(hide_code=True)\ndef compute_cost(a): ...",
        "@other.function\ndef compute_cost(a): ...",
        "@beartype\ndef compute_cost(a: Float): ...",
        "@jaxtyped(typechecker=beartype)\ndef compute_cost(a): ...",
        "@typeguard.typechecked\ndef compute_cost(a): ...",
        "with app.setup:\n    y = 2\ndef compute_cost(a, b=y): ...",
    ],
)
def test_what_only_marks_a_function_costs_nothing(loaded: Load, text: str) -> None:
    assert state(loaded(HEAD + text)) is State.DEFINED


@pytest.mark.parametrize(
    "text",
    [
        "@absent.fast\ndef compute_cost(a): ...",
        "@ab.fast(parallel=True)\ndef compute_cost(a): ...",
        "@thing\ndef compute_cost(a): ...",
        "fast = absent.fast(level=3)\n@fast\ndef compute_cost(a): ...",
        "def compute_cost(a, b=absent.pi): ...",
        "compute_cost = ab.wraps(lambda a: a)",
    ],
)
def test_a_package_that_is_not_there_is_named(loaded: Load, text: str) -> None:
    found = loaded(HEAD + text)
    assert state(found) in (State.UNDEFINED, State.MISSING)
    assert any("absent: not available to the grader" in note for note in found.notes)
    assert state(found) is State.MISSING or hint(found) == "absent: not available to the grader"


def test_a_name_that_was_imported_from_elsewhere_is_not_called_absent(loaded: Load) -> None:
    found = loaded("import absent\nfrom math import sqrt\n@undefined\ndef compute_cost(): ...")
    assert hint(found) == "NameError: name 'undefined' is not defined"


def test_annotations_are_there_for_what_reads_them(loaded: Load) -> None:
    text = """
        from dataclasses import dataclass
        from typing import get_type_hints
        Number = int

        def told(function):
            function.told = get_type_hints(function)
            return function

        @told
        def kind(x: Number): ...

        @dataclass
        class Pair:
            a: Number
            b: "Number" = 2

        def compute_cost():
            return kind.told["x"], Pair(1)
    """
    # Dataclasses look up the module that they are defined in.
    found = loaded(text, __name__="builtins").functions["compute_cost"]
    assert found.call is not None
    hint_of_x, pair = found.call()
    assert (hint_of_x, pair.a, pair.b) == (int, 1, 2)
