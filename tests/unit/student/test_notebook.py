"""One question checked inside a notebook."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import UsageError
from autograder.student import notebook

ROOT = Path(__file__).parents[3]
SUITE = ROOT / "assignment/checks"
REFERENCE = (ROOT / "solutions/regularization.py").read_text("utf-8")
COST = "compute_cost_with_regularization"

Env = dict[str, Any]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Env]:
    """Return a maker of a notebook's names after its cells have run."""

    def run(*cells: str) -> Env:
        monkeypatch.syspath_prepend(str(ROOT / "assignment"))
        env: Env = {"In": ["", *cells]}
        for number, cell in enumerate(cells, 1):
            name = f"<cell {number}>"
            linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
            exec(compile(cell, name, "exec"), env)
        return env

    return run


def said(env: Env, question: str = "q1") -> str:
    """Return what the check says of a question that does not pass, each sentence on its line."""
    with pytest.raises(notebook.NotYetError) as found:
        notebook.check(SUITE, question, env)
    return str(found.value).replace("\n  ", " ")


def cost(body: str) -> str:
    """Return a cell that defines the cost."""
    return f"import numpy as np\ndef {COST}(A3, Y, parameters, lambd):\n    {body}\n"


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_the_reference_passes(question: str, ran: Callable[..., Env]) -> None:
    notebook.check(SUITE, question, ran(REFERENCE))


def test_a_question_that_passes_says_nothing(
    ran: Callable[..., Env], capsys: pytest.CaptureFixture[str]
) -> None:
    notebook.check(SUITE, "q1", ran(REFERENCE))
    assert capsys.readouterr() == ("", "")


def test_what_the_function_prints_is_dropped(
    ran: Callable[..., Env], capsys: pytest.CaptureFixture[str]
) -> None:
    said(ran(cost("print(A3)")))
    assert capsys.readouterr() == ("", "")


def test_a_function_that_is_not_there_is_missing(ran: Callable[..., Env]) -> None:
    assert said({}).splitlines()[1] == f"There is no function named {COST}"


def test_a_name_that_comes_close_is_told(ran: Callable[..., Env]) -> None:
    assert "did you mean compute_cost_regularized?" in said(
        ran("def compute_cost_regularized(A3, Y, parameters, lambd):\n    return 1.0\n")
    )


def test_a_stub_is_not_filled_in_yet_and_says_what_is_open(ran: Callable[..., Env]) -> None:
    stub = ran(cost("squares = ...\n    return squares + 1"))
    assert said(stub) == (
        "q1  The cost J with its L2 term: not filled in yet\nNot filled in yet: squares."
    )


def test_the_last_definition_counts(ran: Callable[..., Env]) -> None:
    notebook.check(SUITE, "q1", ran(cost("return ..."), REFERENCE))


def test_a_name_that_is_no_function_is_told(ran: Callable[..., Env]) -> None:
    assert "is not a function" in said(ran(f"{COST} = 3"))


def test_an_exception_is_told_with_the_line_that_raised_it(ran: Callable[..., Env]) -> None:
    text = said(ran(cost("return parameters['W4'].sum()")))
    assert text.splitlines()[1] == (
        "It raised KeyError: 'W4': `return parameters['W4'].sum()`; "
        "parameters has the keys W1, b1, W2, b2, W3, b3"
    )


def test_a_misconception_gets_its_hint(ran: Callable[..., Env]) -> None:
    wrong = REFERENCE.replace("(2 * m)", "m")
    assert wrong != REFERENCE
    assert said(ran(wrong)).splitlines()[1].startswith("Hint: ")


def test_no_line_is_wider_than_a_page(ran: Callable[..., Env]) -> None:
    with pytest.raises(notebook.NotYetError) as found:
        notebook.check(SUITE, "q1", ran(REFERENCE.replace("(2 * m)", "m")))
    assert max(map(len, str(found.value).splitlines())) <= 80


def test_an_interrupt_is_what_a_timeout_is_elsewhere(ran: Callable[..., Env]) -> None:
    calls: list[int] = []
    env = ran(cost("calls.append(1)\n    raise KeyboardInterrupt"))
    env["calls"] = calls
    assert "It did not end in time: does a loop never stop?" in said(env)
    assert len(calls) == 1


def test_changed_inputs_are_changed_copies(ran: Callable[..., Env]) -> None:
    said(ran(cost("A3 *= 0; parameters['W1'] *= 0; return 1.0")))
    notebook.check(SUITE, "q1", ran(REFERENCE))


def test_functions_without_cells_are_checked_too(ran: Callable[..., Env]) -> None:
    env = ran(REFERENCE)
    del env["In"]
    notebook.check(SUITE, "q1", env)


def test_a_notebook_shows_the_sentences_alone(ran: Callable[..., Env]) -> None:
    with pytest.raises(notebook.NotYetError) as found:
        notebook.check(SUITE, "q1", {})
    assert found.value._render_traceback_() == str(found.value).split("\n")


def test_a_question_that_there_is_not_is_one_sentence(ran: Callable[..., Env]) -> None:
    with pytest.raises(UsageError, match="there is no question 'q7': name one of q1, q2"):
        notebook.check(SUITE, "q7", {})
