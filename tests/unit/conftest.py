"""A small assignment of two functions, `f` and `g`, and vectors for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.description import Assignment, find
from autograder.exercise import Limits, Question
from autograder.sandbox.outside.cases import REPEAT
from autograder.vectors.model import Group, Vector
from tests.unit.filling import filled, final_fixture
from tests.unit.rows import gradebook, keep, row_of

__all__ = ["filled", "final_fixture", "gradebook", "keep", "row_of"]  # for tests of many rooms

HELPERS = '''
"""What students are given."""
import numpy as np

scale = 10

def double(x):
    return 2 * x

def _hidden(x):
    return x
'''


@pytest.fixture(scope="session")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """Return an assignment: `f(x, k)` is k times the sum of x, `g(p, t)` a dict of `a` and `b`."""
    root = tmp_path_factory.mktemp("assignment")
    helper = root / "given_utils.py"
    helper.write_text(HELPERS, "utf-8")
    hints = root / "hints.json"
    hints.write_text("{}", "utf-8")
    return replace(
        find(Path(__file__).parent),
        root=root,
        source=root / "solution.py",
        handout=root / "handout",
        notebook=None,
        explorer=None,
        public_suite=None,
        data=(),
        helpers=(helper,),
        given={"np": "numpy"},
        questions=(
            Question(id="q1", function="f", title="The sum"),
            Question(id="q2", function="g", title="The dict"),
        ),
        limits=Limits(call_seconds=2.0, submission_seconds=30.0, memory_mib=256),
    )


@pytest.fixture(scope="session")
def number_vector() -> Callable[..., Vector]:
    """Return a maker of vectors for `f`: what it changes is given by name."""

    def make(**changes: Any) -> Vector:
        x = np.array([[1.0, 2.0], [3.0, 4.0]])
        fields: dict[str, Any] = {
            "id": "v1",
            "question": "q1",
            "comment": "A sum.",
            "flags": (),
            "inputs": {"x": x, "k": 2},
            "returns": "number",
            "expected": {"cost": np.array(20.0)},
            "scale": {"cost": np.array(20.0)},
        }
        return Vector(**(fields | changes))

    return make


@pytest.fixture(scope="session")
def dict_vector() -> Callable[..., Vector]:
    """Return a maker of vectors for `g`."""

    def make(**changes: Any) -> Vector:
        x = np.asfortranarray([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        y = np.array([[1, 0, 1]])
        fields: dict[str, Any] = {
            "id": "v3",
            "question": "q2",
            "comment": "A dict.",
            "flags": (),
            "inputs": {
                "p": Group(kind="dict", items={"x": x, "y": y}),
                "t": Group(kind="tuple", items={"x": x, "k": 2.5}),
            },
            "returns": "dict",
            "expected": {"a": 1.0 * x, "b": 1.0 * y},
            "scale": {"a": 1.0 * x, "b": 1.0 * y},
        }
        return Vector(**(fields | changes))

    return make


@pytest.fixture(scope="session")
def vectors(
    number_vector: Callable[..., Vector], dict_vector: Callable[..., Vector]
) -> tuple[Vector, ...]:
    """Return two vectors for each function; `v1` and `v3` are asked again."""
    return (
        number_vector(id="v1", flags=(REPEAT,)),
        number_vector(id="v2"),
        dict_vector(id="v3", flags=(REPEAT,)),
        dict_vector(id="v4"),
    )
