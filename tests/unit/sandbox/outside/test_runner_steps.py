"""A vector may make several calls, and ask the methods of what an earlier one gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.description import Assignment
from autograder.judge.compare import RuleFailedError, targets
from autograder.judge.view import Question
from autograder.results import Level
from autograder.sandbox.answers import Answers, Ended
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.answers import described, raising
from autograder.vectors.content import MalformedContent
from autograder.vectors.layout import from_content, to_content
from autograder.vectors.model import Earlier, Group, Input, Step, Vector
from tests.unit.answered import set_of

Make = Callable[..., Vector]

MOMENTUM = """
import numpy as np
class f:
    def __init__(self, beta):
        self.beta, self.v = beta, {name: np.zeros_like(W) for name, W in NOTHING.items()}
    def step(self, W, dW):
        self.v = self.beta * self.v + dW if len(np.shape(self.v)) else dW * (1 - self.beta)
        W -= self.v
        return W
    def velocity(self, *, of=None):
        return {"v": self.v, "same": of is self}
NOTHING = {}
"""
W, DW = np.array([1.0, 2.0]), np.array([0.5, -0.5])


def arguments(**items: Input) -> Group:
    return Group(kind="dict", items=items)


STEPS = (
    Step(name="optimizer", judged=False),
    Step(name="first", on="optimizer", call="step"),
    Step(name="second", on="optimizer", call="step"),
    Step(name="velocity", on="optimizer", call="velocity", keywords=("of",)),
)
INPUTS: Mapping[str, Input] = {
    "optimizer": arguments(beta=0.5),
    "first": arguments(W=W, dW=DW),
    "second": arguments(W=Earlier("first"), dW=DW),
    "velocity": arguments(of=Earlier("optimizer")),
}
ANSWER = (W - 0.5 * DW, W - 1.75 * DW, {"v": 1.25 * DW, "same": True})


@pytest.fixture(scope="module")
def make(number_vector: Make) -> Make:
    def made(value: Any, names: Any, **changes: Any) -> Vector:
        form, numbers = described(value, names=names)
        scale = {path: np.ones(array.shape) for path, array in numbers.items()}
        return number_vector(returns=form, expected=numbers, scale=scale, **changes)

    return made


@pytest.fixture(scope="module")
def momentum(make: Make) -> Vector:
    return make(ANSWER, ["first", "second", "velocity"], inputs=INPUTS, steps=STEPS)


@pytest.fixture(scope="module")
def refused(number_vector: Make) -> Vector:
    return number_vector(
        id="v2",
        inputs={"made": arguments(beta="no")},
        steps=(Step(name="made", judged=False),),
        returns=raising(TypeError),
        expected={},
        scale={},
    )


@pytest.fixture(scope="module")
def runner(assignment: Assignment, momentum: Vector, refused: Vector) -> Iterator[Runner]:
    with Runner(assignment, [momentum, refused], Level.SEALED) as started:
        yield started


def agree(vector: Vector, answers: Answers) -> None:
    question = Question([(vector, targets(vector))], answers)
    question.agree(question.all)


def test_each_step_is_judged_by_what_it_returned_then(runner: Runner, momentum: Vector) -> None:
    agree(momentum, runner.run(MOMENTUM.encode(), "a.py"))


def test_what_a_later_step_changes_was_sent_before(runner: Runner) -> None:
    value = runner.run(MOMENTUM.encode(), "a.py").first["v1"].value
    assert value is not None
    assert value.arrays["0"].data is not None
    np.testing.assert_allclose(value.arrays["0"].data, ANSWER[0])


def test_a_wrong_step_is_named(runner: Runner, momentum: Vector) -> None:
    wrong = MOMENTUM.replace("self.beta * self.v + dW", "dW")
    with pytest.raises(RuleFailedError, match="second"):
        agree(momentum, runner.run(wrong.encode(), "a.py"))


def test_a_method_that_is_missing_is_the_students_own_error(runner: Runner) -> None:
    answer = runner.run(b"class f:\n    def __init__(self, beta): pass\n", "a.py").first["v1"]
    assert answer.ended is Ended.RAISED
    assert answer.raised is not None
    assert answer.raised.nearest == "AttributeError"


def test_the_arguments_that_a_step_changes_are_named(runner: Runner) -> None:
    assert runner.run(MOMENTUM.encode(), "a.py").first["v1"].changed == ("first/W",)


def test_a_constructor_may_have_to_raise(runner: Runner, refused: Vector) -> None:
    strict = MOMENTUM.replace("self.beta,", "beta + 0; self.beta,")
    agree(refused, runner.run(strict.encode(), "a.py"))
    with pytest.raises(RuleFailedError, match="it must raise TypeError here"):
        agree(refused, runner.run(MOMENTUM.encode(), "a.py"))


def test_steps_come_back_from_a_file_as_they_were(momentum: Vector) -> None:
    (found,) = from_content(to_content(set_of(momentum))).vectors
    assert found.steps == momentum.steps
    second = found.inputs["second"]
    assert isinstance(second, Group)
    assert second.items["W"] == Earlier("first")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": STEPS[:2]}, "not the arguments of its steps"),
        ({"steps": (STEPS[1], STEPS[0], *STEPS[2:])}, "not the arguments of its steps"),
        (
            {"steps": (STEPS[0], Step(name="first", on="second", call="step"), *STEPS[2:])},
            "no earlier step gave",
        ),
        (
            {"steps": (STEPS[0], Step(name="first", on="optimizer", call="_v"), *STEPS[2:])},
            "name a public method",
        ),
        (
            {"steps": (*STEPS[:2], Step(name="second", judged=False), STEPS[3])},
            "not what its judged steps return",
        ),
        (
            {"inputs": {**INPUTS, "first": arguments(W=Earlier("second"), dW=DW)}},
            "of a step that is not before it",
        ),
        ({"inputs": {**INPUTS, "first": 1.0}}, "not a dict's group"),
    ],
    ids=["missing", "swapped", "looking ahead", "private", "unjudged", "argument ahead", "number"],
)
def test_steps_that_cannot_be_made_are_refused(
    momentum: Vector, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(MalformedContent, match=words):
        to_content(set_of(replace(momentum, **changes)))
