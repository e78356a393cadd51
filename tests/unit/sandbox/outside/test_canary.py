"""A zygote that computes anything else than the grader itself is noticed."""

from __future__ import annotations

import builtins
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.description import Assignment
from autograder.errors import GraderFault
from autograder.results import Level
from autograder.sandbox.answers import Answer, Array, Ended, Value
from autograder.sandbox.inside import honest
from autograder.sandbox.outside import canary, cases
from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.wire import ValueKind
from autograder.vectors.model import Generator, Given, Group, Vector
from tests.sweeps import whole

X = np.array([[1.5, -2.0, 0.25], [3.0, 0.5, -1.0]])

# Of all that may be replaced; each does its work still, and stands for something else.
REPLACED = {
    "np.square": "np.absolute",
    "np.sum": "np.mean",
    "np.dot": "np.matmul",
    "np.log": "np.log2",
    "np.multiply": "np.add",
    "np.maximum": "np.minimum",
    "np.transpose": "np.asarray",
    "np.abs": "np.sign",
    "np.where": "lambda *given: real(*given) * 1.000001",
    "np.minimum": "np.maximum",
    "np.add": "np.subtract",
    "np.reshape": "lambda a, shape: real(a, shape, order='F')",
    "np.zeros": "np.ones",
    "np.linalg.norm": "np.linalg.det",
    "np.random.RandomState": "lambda seed: real(seed + 1)",
    "builtins.sum": "lambda *given: real(*given) + 1e-6",
    "builtins.abs": "lambda number: number",
    "builtins.len": "lambda items: min(real(items), 1 << 16)",
    "builtins.range": "lambda *given: list(real(*given))",
    "builtins.max": "min",
    "builtins.enumerate": "lambda items: real(items, 1)",
    "builtins.zip": "lambda *given, **options: list(real(*given))",
    "np.pi": "3.14",
    "math.sqrt": "lambda number: number ** 0.5 + 1e-7",
}


NOTICED = ("np.square", "builtins.sum", "np.pi")  # those of `make test`: each takes a process

HOMES = {
    "np": np,
    "np.linalg": np.linalg,
    "np.random": np.random,
    "builtins": builtins,
    "math": math,
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name if name in NOTICED else whole(name) for name in REPLACED], ids=str
)
def test_a_function_that_is_replaced_where_submissions_run_is_noticed_before_any_runs(
    name: str, assignment: Assignment, vectors: tuple[Vector, ...], tmp_path: Path
) -> None:
    helper = tmp_path / "harm.py"
    other = REPLACED[name]
    helper.write_text(
        f"import builtins, math\nimport numpy as np\nreal = {name}\n{name} = {other}\n", "utf-8"
    )
    runner = Runner(replace(assignment, helpers=(helper,)), vectors)
    with pytest.raises(GraderFault), runner:
        pass


@pytest.mark.parametrize(("name", "other"), REPLACED.items(), ids=list(REPLACED))
def test_honest_code_does_not_come_back_right_if_a_function_is_replaced(
    name: str, other: str
) -> None:
    place, _, attribute = name.rpartition(".")
    home = HOMES[place]
    known = {"real": getattr(home, attribute), "np": np, "min": min}
    before = np.array(honest.whole())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(home, attribute, eval(other, known))
        try:
            after = honest.whole()
        except Exception:  # an error is no right answer either
            return
    gap = np.abs(np.array(after) - before)
    assert (gap > canary._TOLERANCE * (1 + np.abs(before))).any()


SHIFTED = (
    "square sum dot matmul log exp mean std abs where sqrt divide power prod var median max min "
    "cumsum diff outer inner einsum trace clip tanh log1p expm1 sign subtract negative reciprocal "
    "nansum kron average tile repeat triu diag full".split()
)


@pytest.mark.parametrize("name", SHIFTED)
def test_the_numbers_of_honest_code_depend_on_each_function(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(np, name)
    before = np.array(honest.whole()[:-1])  # the last is a checksum of names

    def shifted(*given: Any, **options: Any) -> Any:
        return real(*given, **options) + 1e-4

    shifted.nin = getattr(real, "nin", 0)  # type: ignore[attr-defined]
    monkeypatch.setattr(np, name, shifted)
    after = np.array(honest.whole()[:-1])
    monkeypatch.undo()
    assert after.shape == before.shape
    assert not np.allclose(after, before, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((X,), (np.where(X == 3.0, np.nextafter(3.0, 4.0), X),)),
        ((X,), (X.T,)),
        ((X,), (X.astype(np.float32),)),
        ((3,), (4,)),
        ((3,), (3.0,)),
        (({"W": X, "n": 2},), ({"w": X, "n": 2},)),
        (((X, 1),), ((X, 2),)),
        (("text",), ("texts",)),
        ((), (0,)),
    ],
)
def test_the_numbers_of_honest_code_depend_on_each_bit_of_an_input(before: Any, after: Any) -> None:
    assert not np.array_equal(honest.numbers(*before), honest.numbers(*after))
    assert np.array_equal(honest.numbers(*before), honest.numbers(*before))


@pytest.mark.parametrize("ended", [ended for ended in Ended if ended is not Ended.RETURNED])
def test_honest_code_that_does_not_return_is_not_right(ended: Ended) -> None:
    number = Array(kind="f", itemsize=8, is_array=False, shape=(), data=np.array(1.0))
    right = Answer(ended=Ended.RETURNED, value=Value(kind=ValueKind.SINGLE, arrays={"": number}))
    for expected in (None, np.array(1.0)):
        assert canary._is_right(right, "", expected)
        assert not canary._is_right(replace(right, ended=ended), "", expected)


INPUTS: list[dict[str, Any]] = [
    {},
    {"n": 7},
    {"flag": True, "rate": -0.0},
    {"x": np.zeros((0, 3))},
    {"x": np.array(2.0), "y": np.array([np.inf, np.nan, 1e308, -1e308])},
    {"p": Group(kind="dict", items={"W": X, "n": 3}), "t": Group(kind="tuple", items={"x": X})},
    {"x": np.arange(10, dtype=np.int64), "mask": np.array([True, False])},
    {"name": "relu", "nothing": None, "z": 1j, "h": np.ones(3, np.float32)},
    {"f": Given("double"), "draw": Generator(3), "l": Group(kind="list", items={"x": X})},
]


@pytest.mark.parametrize("level", [Level.OPEN, Level.SEALED])
def test_honest_code_comes_back_right_whatever_an_exercise_gives(
    level: Level,
    assignment: Assignment,
    number_vector: Callable[..., Vector],
    dict_vector: Callable[..., Vector],
) -> None:
    given = [
        make(id=f"{kind}{number}", inputs=inputs)
        for kind, make in (("number", number_vector), ("dict", dict_vector))
        for number, inputs in enumerate(INPUTS)
    ]
    with Runner(assignment, given, level) as runner:
        runner.prove()


def test_honest_code_comes_back_right_whatever_its_functions_are_called(
    number_vector: Callable[..., Vector], assignment: Assignment
) -> None:
    names = ("numbers", "np", "whole", "math", "len")
    questions = tuple(replace(assignment.questions[0], id=name, function=name) for name in names)
    asked = [number_vector(id=name, question=name) for name in names]
    with Runner(replace(assignment, questions=questions), asked) as runner:
        runner.prove()


def test_honest_code_is_patient_however_little_time_submissions_have(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    limits = replace(assignment.limits, call_seconds=1e-6, submission_seconds=1e-6)
    with Runner(replace(assignment, limits=limits), vectors) as runner:
        runner.prove()


def test_every_reply_has_room_for_what_honest_code_returns() -> None:
    assert len(honest.numbers()) <= cases._SPARE_ENTRIES


def test_nothing_that_a_session_puts_among_the_builtins_changes_the_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = honest._names()
    monkeypatch.setattr(builtins, "get_ipython", lambda: None, raising=False)
    assert honest._names() == before


def test_the_honest_code_loads_none_of_numpys_own_tests() -> None:
    program = (
        "import sys\nimport numpy\nfrom autograder.sandbox.inside import honest\n"
        "honest.numbers(numpy.ones(3))\nprint(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not set(done.stdout.split()) & {"unittest", "numpy.testing", "numpy.f2py"}
