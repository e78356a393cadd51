"""A case is a call, or several of which the later use what the earlier gave."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.authoring import call
from autograder.authoring.vectors.script import Script, name_of
from autograder.errors import DescriptionError
from autograder.vectors.model import Earlier, Generator, Given, Group, Step


class Counter:
    """Counts."""

    def __init__(self, start: int = 0) -> None:
        self.count = np.array([start])

    def add(self, more: Any) -> Any:
        self.count += more
        return self.count

    def reset(self) -> None:
        self.count[:] = 0

    def fail(self) -> None:
        raise ValueError("as it must")


def counting() -> Any:
    counter = call(3)
    first = counter.add(1)
    return [counter, first, counter.reset(), counter.add(more=first)]


def inputs(script: Script, made: Any) -> Any:
    return script.inputs([each.target for each in made], lambda _: {}, lambda _: "")[0]


def test_a_single_call_is_what_it_returns() -> None:
    script = Script(call(2, 3), [])
    made = script.play(pow, None).made
    assert (script.answer(made), script.steps(made)) == (8, ())


def test_several_calls_answer_with_what_each_returned_then() -> None:
    script = Script(counting(), [])
    answer = script.answer(script.play(Counter, None).made)
    assert [each.tolist() for each in answer] == [[4], [0]]  # the array itself ends at 0


def test_objects_and_nothing_are_no_part_of_the_answer() -> None:
    script = Script(counting(), ["counter", "first", "reset", "last"])
    made = script.play(Counter, None).made
    assert [name for name, _ in script.judged(made)] == ["first", "last"]
    assert script.steps(made) == (
        Step(name="counter", judged=False),
        Step(name="first", on="counter", call="add"),
        Step(name="reset", on="counter", call="reset", judged=False),
        Step(name="last", on="counter", call="add", keywords=("more",)),
    )


def test_what_an_earlier_call_gave_is_an_input() -> None:
    script = Script(counting(), [])
    found = inputs(script, script.play(Counter, None).made)
    assert found["step1"] == Group(kind="dict", items={"start": 3})
    assert found["step4"] == Group(kind="dict", items={"more": Earlier("step2")})


def test_a_call_that_raises_ends_the_play() -> None:
    counter = call()
    script = Script([counter, counter.fail()], [])
    played = script.play(Counter, None)
    assert isinstance(played.error, ValueError)
    script.require_all(played.made)
    longer = Script([counter, counter.fail(), counter.add(1)], [])
    with pytest.raises(DescriptionError, match="the calls after step2 are never made"):
        longer.require_all(longer.play(Counter, None).made)


def test_a_seed_and_a_generator_start_anew_each_time() -> None:
    script = Script(call(Generator(7), size=2), [])

    def draw(random: Any, size: int) -> Any:
        return np.random.rand() + random.random(size)

    once, again = (script.answer(script.play(draw, 1).made) for _ in range(2))
    assert once.tolist() == again.tolist()


def test_arguments_are_copied_for_each_play() -> None:
    array = np.ones(2)
    script = Script(call({"a": [array]}), [])
    script.play(lambda x: x["a"][0].fill(2), None)
    assert array.tolist() == [1, 1]


def test_a_given_function_is_passed_as_it_is() -> None:
    script = Script(call(np.tanh), [])
    assert script.play(lambda f: f(0.0), None).made[0].returned == 0
    found, _ = script.inputs([lambda f: f], lambda _: {}, lambda _: "tanh")
    assert found == {"f": Given("tanh")}


def test_methods_go_by_the_name_of_their_class() -> None:
    assert name_of(Counter().add) == "Counter.add"
    assert name_of(counting) == "counting"


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (None, r"it returns no call: return call\(\.\.\.\) with the arguments"),
        ([], "it returns no call"),
        ([call(1), 2], "it returns something beside its calls"),
        ([call(1).add(2)], "step1 uses a call that the case does not return before it"),
        ([call([{"x": call(1)}])], "step1 uses a call"),
    ],
)
def test_what_is_no_script_is_refused(drawn: Any, said: str) -> None:
    with pytest.raises(DescriptionError, match=said):
        Script(drawn, [])


def test_calls_that_return_nothing_are_refused() -> None:
    counter = call()
    script = Script([counter, counter.reset()], [])
    with pytest.raises(DescriptionError, match="none of its calls returns something"):
        script.answer(script.play(Counter, None).made)
