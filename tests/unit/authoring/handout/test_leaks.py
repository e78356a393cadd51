"""Whatever contains an answer is found wherever it is planted, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import h5py
import numpy as np
import pytest

from autograder.authoring.handout.build import present
from autograder.authoring.handout.leaks import Secrets, _names, leaks, secrets
from autograder.description import find

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from autograder.description import Assignment

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def real() -> Assignment:
    return find(ROOT)


@pytest.fixture(scope="module")
def kept(real: Assignment) -> Secrets:
    return secrets(real)


@pytest.fixture(scope="module")
def hidden(real: Assignment) -> dict[str, NDArray[np.float64]]:
    """Return an expected array and an input of the first hidden vector of the gradients."""
    with h5py.File(real.hidden_vectors) as file:
        first = next(group for group in file.values() if "dW1" in group["expected"])
        return {"dW1": first["expected/dW1"][()], "X": first["inputs/X"][()]}


def solution_lines() -> list[str]:
    source = (ROOT / "solutions" / "regularization.py").read_text("utf-8")
    return [line.strip() for line in source.splitlines() if line.endswith("# SOLUTION")]


def notebook(source: str) -> bytes:
    lines = source.splitlines(keepends=True)
    return json.dumps({"cells": [{"cell_type": "code", "source": lines}]}).encode()


def found(name: str, content: bytes, kept: Secrets) -> str:
    return "\n".join(leaks(name, content, kept))


@pytest.mark.parametrize("line", solution_lines())
def test_each_line_of_the_solution_is_found(line: str, kept: Secrets) -> None:
    assert "is from regularization.py" in found("a.py", f"{line}\n".encode(), kept)


@pytest.mark.parametrize(
    "disguise",
    [
        "dW1 = dZ1 @ X.T / m + lambd / m * W1",
        "dW1=dZ1@X.T/m+lambd/m*W1  # no mark",
        "def f():\n        gradient = (dZ1 @ X.T / m\n            + lambd / m * W1)",
        "return {'dW1': dZ1 @ X.T / m + lambd / m * W1}",
        "Set dW1 to `dZ1 @ X.T / m + lambd / m * W1`, of course.",
    ],
)
def test_the_solution_is_found_however_it_is_written(disguise: str, kept: Secrets) -> None:
    assert "is from regularization.py" in found("a.md", disguise.encode(), kept)


@pytest.mark.parametrize("gradient", ["dW1", "\N{FULLWIDTH LATIN SMALL LETTER D}W1"])
def test_the_solution_is_found_in_a_long_file_too(gradient: str, kept: Secrets) -> None:
    statement = f"{gradient} = (dZ1 @ X.T / m\n    + (lambd) / m * W1)\n"
    assert "is from regularization.py" in found("a.py", f"{statement * 100}".encode(), kept)


def test_names_are_not_looked_for_in_strings() -> None:
    assert _names("y = f(x, 'a\\'b', rb'c') if d else 1e5") == {*"y f x if d else".split()}


def test_the_solution_is_found_in_a_notebooks_cell(kept: Secrets) -> None:
    cell = "x = 1\ndW1 = (dZ1 @ X.T / m\n       + lambd / m * W1)\n"
    assert "is from regularization.py" in found("a.ipynb", notebook(cell), kept)


def test_the_source_of_a_misconception_is_found(kept: Secrets) -> None:
    line = "    return penalized(A3, Y, lambd, squares(parameters, ['W2', 'W3']))"
    assert "is from solutions/misconceptions/cost_sum.py" in found("a.py", line.encode(), kept)


@pytest.mark.parametrize("folder", ["misconceptions", "reformulations"])
def test_every_module_that_knows_answers_is_found_whole(folder: str, kept: Secrets) -> None:
    for path in (ROOT / "solutions" / folder).glob("*_*.py"):
        if not path.name.startswith("__"):
            assert "contains an answer" in found("a.py", path.read_bytes(), kept)


def test_the_steps_of_the_hidden_suite_are_found(kept: Secrets) -> None:
    steps = (ROOT / "tests" / "hidden" / "steps.py").read_bytes()
    assert "is from steps.py" in found("a.py", steps, kept)


def test_a_hidden_number_is_found_in_binary(
    kept: Secrets, hidden: dict[str, NDArray[np.float64]]
) -> None:
    number = hidden["dW1"].ravel()[:1]
    assert "the hidden vectors" in found("a.bin", b"\0" * 16 + number.tobytes(), kept)


@pytest.mark.parametrize("shift", [1, 4, 7])
def test_a_hidden_number_is_found_at_any_place(
    shift: int, kept: Secrets, hidden: dict[str, NDArray[np.float64]]
) -> None:
    number = hidden["dW1"].ravel()[:1]
    assert "the hidden vectors" in found("a.bin", b"\1" * shift + number.tobytes(), kept)


def test_a_hidden_number_is_found_in_the_other_byte_order(
    kept: Secrets, hidden: dict[str, NDArray[np.float64]]
) -> None:
    number = hidden["dW1"].ravel()[:1].astype(">f8")
    assert "the hidden vectors" in found("a.bin", number.tobytes(), kept)


@pytest.mark.parametrize("form", ["{!r}", "{:.8f}", "{:.10e}", "x = [{!r}]", '{{"J": {!r}}}'])
def test_a_hidden_number_is_found_as_a_decimal(
    form: str, kept: Secrets, hidden: dict[str, NDArray[np.float64]]
) -> None:
    number = max(abs(float(entry)) for entry in hidden["dW1"].ravel())
    assert "the hidden vectors" in found("a.txt", form.format(number).encode(), kept)


def test_a_hidden_input_is_found_as_a_decimal(
    kept: Secrets, hidden: dict[str, NDArray[np.float64]]
) -> None:
    telling = [repr(float(entry)) for entry in hidden["X"].ravel()]
    text = ", ".join(telling)
    assert "the hidden vectors" in found("a.txt", text.encode(), kept)


@pytest.mark.parametrize(
    "text",
    [
        "x = 0.5\ny = 3.0\nm = 1e-12\nalpha = 0.3\n",
        "λ = 20261123 is a seed, and 3.14159265 is π",
        "squares = ...\npenalty = ...\nreturn cross_entropy + penalty",
        "dZ3 = A3 - labels",
    ],
)
def test_what_everybody_may_know_is_not_taken_for_an_answer(text: str, kept: Secrets) -> None:
    assert found("a.py", text.encode(), kept) == ""


def test_public_vectors_hold_no_hidden_number(real: Assignment, kept: Secrets) -> None:
    assert found("public.h5", real.public_vectors.read_bytes(), kept) == ""


def test_the_standing_hand_out_knows_no_answer(real: Assignment, kept: Secrets) -> None:
    for name in present(real.handout):
        assert found(name, (real.handout / name).read_bytes(), kept) == ""
