"""Loading: a top-level statement that fails costs itself, and what needs it."""

from __future__ import annotations

import pytest

from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.wire import State
from tests.unit.sandbox.handed import GOOD, G, Run, assert_honest, body, endings, number


@pytest.mark.parametrize(
    "statement",
    [
        "z = exit()",
        "z = undefined_name",
        "z = 1 / 0",
        "z = input()",
        "raise KeyboardInterrupt; z = 1",
        "z = open('data.h5')",
        "z = eval('(' * 1000)",
    ],
)
def test_a_statement_that_fails_costs_itself_only(run: Run, statement: str) -> None:
    answers = run(f"z = 3.0\nif True:\n    {statement}\n" + body("return z"))
    assert number(answers.first["v1"]) == 3.0
    assert answers.notes


@pytest.mark.parametrize(
    "statement", ["os._exit(0)", "os.abort()", "os.kill(os.getpid(), 9)", "os.closerange(3, 99)"]
)
def test_a_statement_that_ends_the_process_is_left_out(run: Run, statement: str) -> None:
    answers = run(f"import os\nz = 3.0\nif True:\n    z = {statement}\n" + body("return z"))
    assert number(answers.first["v1"]) == 3.0
    assert "left out" in answers.notes[0]


def test_a_statement_that_never_ends_is_left_out(hasty: Runner) -> None:
    text = "z = 3.0\nwhile z:\n    y = z\n" + body("return z if k else y")
    answers = hasty.run(text.encode(), "a.py")
    assert number(answers.first["v1"]) == 3.0
    assert answers.notes == (
        "line 2: it did not end in time, or ended the program; it was left out",
    )


def test_a_submission_that_never_gets_loaded_is_answered_by_how_it_ended(runner: Runner) -> None:
    text = "import os\n" + "".join(f"x{i} = os._exit(0)\n" for i in range(6))
    text += "def f(x, k):\n    return x0 + x1 + x2 + x3 + x4 + x5\n" + G
    answers = runner.run(text.encode(), "a.py")
    assert set(endings(answers)) == {"died"}
    assert not answers.functions


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'{"cells": [' + b"[]," * 1_000_000 + b"[]]}", "a.ipynb"),
        (b"[" * 1_000_000, "a.ipynb"),
        (b"x = 1" + b"+0" * 300_000, "a.py"),
        (b"x" + b"()" * 300_000, "a.py"),
        (b"(" * 300_000, "a.py"),
        (b"x = (1,\n" * 20_000, "a.py"),
        (b"if x:\n" * 2_000, "a.py"),
        (b"print 'x'\n" * 20_000, "a.py"),
        (b'"""' + b"x\n" * 20_000, "a.py"),
        (b" " * 100_000 + b"x\n!x", "a.py"),
    ],
    ids=["lists", "nesting", "sum", "calls", "brackets", "open", "blocks", "old", "text", "margin"],
)
def test_what_is_hard_to_parse_harms_only_itself(hasty: Runner, content: bytes, name: str) -> None:
    hasty.run(content, name)
    assert_honest(hasty.run(GOOD.encode(), "b.py"))


def test_what_nothing_needs_is_not_run(run: Run) -> None:
    assert_honest(run("while True: pass\nimport os; os._exit(0)\n" + GOOD + "f(1)\nexit()\n"))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("x = 1", State.MISSING),
        ("def ff(x, k):\n    return 1.0\nf = 3", State.NOT_CALLABLE),
        ("class A:\n    @staticmethod\n    def f(x, k):\n        return 1.0", State.IN_CLASS),
        ("def f(x, k):\n    print 'x'\n    return 1.0", State.BROKEN),
        ("@undefined_name\ndef f(x, k):\n    return 1.0", State.UNDEFINED),
        ("f = lambda x, k: 1.0", State.DEFINED),
        ("class f:\n    pass", State.DEFINED),
    ],
)
def test_what_stands_under_a_functions_name_is_told(run: Run, text: str, state: State) -> None:
    assert run(text).functions["f"].state is state


def test_what_keeps_a_function_from_being_defined_is_no_note_of_its_own(run: Run) -> None:
    answers = run("print 1\n\n\ndef f(x, k):\n    return k * lambda\n\n\nx = (1\n")
    assert answers.functions["f"].hint == (
        "line 5, column 16: `lambda` is a word of Python itself: choose another name: "
        "`return k * lambda`"
    )
    assert [note.partition(",")[0] for note in answers.notes] == ["line 1", "line 8"]
    assert answers.early == 2


def test_a_broken_definition_that_another_one_replaces_is_a_note(run: Run) -> None:
    answers = run("def f(x, k):\n    return (\n\n\ndef f(x, k):\n    return 1.0\n")
    assert answers.functions["f"].state is State.DEFINED
    assert len(answers.notes) == answers.early == 1
