"""What a process says of itself, beside arrays, is worth little when it is a lie."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest

RIGHT_AND_RUDE = """
import sys
import numpy as np

def compute_cost_with_regularization(A3, Y, parameters, lambd):
    {lie}
    m = Y.shape[1]
    entropy = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    squares = sum(np.sum(np.square(parameters[name])) for name in ("W1", "W2", "W3"))
    cost = entropy + lambd / (2 * m) * squares
    for name in parameters:
        parameters[name][:] = 0
    return cost

def backward_propagation_with_regularization(X, Y, cache, lambd):
    return 1.0 / 0.0

def lie(name, said):
    frame = sys._getframe()
    while frame:
        if name in frame.f_globals and frame.f_globals is not globals():
            frame.f_globals[name] = said
        frame = frame.f_back
"""
CHANGED = "lie('_changed', lambda pristine, used: bytes(len(pristine[0]) + 5))"
BLANK = "import autograder.sandbox.inside.stubs as s; s.raised_by_blank = lambda *_: True"
TRIED = "import autograder.sandbox.inside.violations as a; a.taken = lambda: 30"


@pytest.fixture(scope="module")
def rows(
    tmp_path_factory: pytest.TempPathFactory, autograder: Callable[..., Any]
) -> dict[str, dict[str, str]]:
    folder = tmp_path_factory.mktemp("stated")
    (folder / "class").mkdir()
    lies = {"honest": "pass", "changed": CHANGED, "blank": BLANK, "tried": TRIED}
    for name, lie in lies.items():
        text = RIGHT_AND_RUDE.format(lie=lie)
        (folder / f"class/{name}.py").write_text(text, "utf-8")
    done = autograder("grade", folder / "class", "-o", folder / "out", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    with (folder / "out/grades.csv").open(encoding="utf-8", newline="") as table:
        return {row["student"]: row for row in csv.DictReader(table)}


def test_whoever_hides_that_inputs_were_changed_gains_that_rule_alone(
    rows: dict[str, dict[str, str]],
) -> None:
    assert (rows["honest"]["q1"], rows["changed"]["q1"]) == ("39", "40")


@pytest.mark.parametrize("lie", ["blank", "tried"])
def test_other_things_that_are_said_earn_no_point(
    rows: dict[str, dict[str, str]], lie: str
) -> None:
    assert rows[lie]["score"] == rows["honest"]["score"]
