"""A function is given exactly what its vector says, and what it changes of that is noticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.description import Assignment
from autograder.errors import GraderFault
from autograder.results import Level
from autograder.sandbox.answers import Answers
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.model import Generator, Given, Group, Vector
from tests.unit.sandbox.handed import number

NESTED = Group(
    kind="tuple",
    items={
        "cache": Group(kind="list", items={"a": np.ones((2, 1)), "b": "relu"}),
        "options": Group(kind="dict", items={"first": None, "second": 2}, keys=(1, "two words")),
    },
)
GIVEN: dict[str, tuple[Any, str]] = {
    "true": (True, "value is True"),
    "one": (1, "type(value) is int and value == 1"),
    "none": (None, "value is None"),
    "text": ("tanh ‖W‖", "value == 'tanh ‖W‖'"),
    "complex": (complex(1, -0.0), "repr(value) == '(1-0j)'"),
    "infinite": (-np.inf, "value == -np.inf"),
    "float32": (np.ones(2, np.float32), "value.dtype == np.float32 and value.sum() == 2"),
    "uint8": (np.array([250, 3], np.uint8), "value.dtype == np.uint8 and value[0] == 250"),
    "mask": (np.array([True, False]), "value.dtype == bool and value.tolist() == [True, False]"),
    "complex-array": (np.array([1j, np.inf]), "value.dtype == complex and value[0] == 1j"),
    "empty": (np.zeros((0, 3)), "value.shape == (0, 3)"),
    "zero-dimensional": (np.array(2.0), "value.shape == () and isinstance(value, np.ndarray)"),
    "fortran": (np.asfortranarray(np.eye(2)), "value.flags.f_contiguous"),
    "generator": (Generator(7), "value.random() == np.random.default_rng(7).random()"),
    "given": (Given("double"), "value(4) == 8"),
    "given-module": (Given("np"), "value is np"),
    "nested": (
        NESTED,
        "(type(value), value[0][1], value[1]) == (tuple, 'relu', {1: None, 'two words': 2})",
    ),
}
ASKED = "def f(value, check):\n    return float(bool(eval(check)))\n"
TOUCHED = """
def f(value, check):
    exec(check)
    return 1.0
"""
CHANGES: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "list-longer": (
        Group(kind="list", items={"a": 1, "b": 2}),
        "value.append(3)",
        ("value/a", "value/b"),
    ),
    "list-item": (Group(kind="list", items={"a": 1, "b": 2}), "value[1] = 5", ("value/b",)),
    "deep": (NESTED, "value[0][0][0] = 7", ("value/cache/a",)),
    "key-gone": (NESTED, "del value[1][1]", ("value/options/first",)),
    "none-kept": (NESTED, "value[1].update({3: 4})", ()),
    "drawn-from": (Generator(7), "value.random()", ()),
    "mask": (np.array([True, False]), "value[1] = True", ("value",)),
    "untouched": (NESTED, "pass", ()),
}


@pytest.fixture(scope="module")
def answers(
    assignment: Assignment, number_vector: Callable[..., Vector]
) -> Callable[[str], Answers]:
    """Return what runs one of the two submissions on all vectors."""
    asked = [
        number_vector(id=f"asked-{name}", inputs={"value": value, "check": check})
        for name, (value, check) in GIVEN.items()
    ]
    touched = [
        number_vector(id=f"touched-{name}", inputs={"value": value, "check": check})
        for name, (value, check, _) in CHANGES.items()
    ]
    found = {}
    with Runner(assignment, [*asked, *touched], Level.SEALED) as runner:
        for source in (ASKED, TOUCHED):
            found[source] = runner.run(f"import numpy as np\n{source}".encode(), "a.py")
    return found.__getitem__


@pytest.mark.parametrize("name", GIVEN)
def test_a_call_is_given_what_its_vector_says(answers: Callable[[str], Answers], name: str) -> None:
    assert number(answers(ASKED).first[f"asked-{name}"]) == 1.0


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_call_changes_is_named_by_its_path(
    answers: Callable[[str], Answers], name: str
) -> None:
    assert answers(TOUCHED).first[f"touched-{name}"].changed == CHANGES[name][2]


def test_the_last_inputs_may_be_passed_by_name(
    assignment: Assignment, number_vector: Callable[..., Vector]
) -> None:
    vector = number_vector(inputs={"x": 3.0, "k": 2}, keywords=("k",))
    with Runner(assignment, [vector]) as runner:
        found = runner.run(b"def f(x, *, k):\n    return x * k\n", "a.py")
    assert number(found.first["v1"]) == 6.0


def test_a_vector_may_seed_numpys_own_stream(
    assignment: Assignment, number_vector: Callable[..., Vector]
) -> None:
    vectors = [number_vector(id=f"v{place}", seed=3) for place in (1, 2)]
    with Runner(assignment, vectors) as runner:
        found = runner.run(
            b"import numpy as np\n\ndef f(x, k):\n    return np.random.rand()\n", "a"
        )
    wanted = np.random.RandomState(3).rand()
    assert [number(answer) for answer in found.first.values()] == [wanted, wanted]


def test_what_the_course_does_not_give_is_a_fault_of_ours(
    assignment: Assignment, number_vector: Callable[..., Vector]
) -> None:
    vector = number_vector(inputs={"x": Given("softmax")})
    runner = Runner(assignment, [vector])
    with pytest.raises(GraderFault, match="passes softmax, which the course does not give"), runner:
        pass
