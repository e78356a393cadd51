"""No number, however large, small or strange, earns a wrong version a point that it had not.

Each misconception's answers to the hidden vectors are changed in ways that make nothing right:
scaled, shifted, spoiled in places, given another form; for the gradients also at one step, so that
all later steps follow from it. Judged by the hidden suite, no rule may then hold that did not hold
before. A change that happens to make a number right is left out: it is no way round a rule.

`make test` tries a part of the changes with each misconception, and `make sweeps` all.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder import description
from autograder.judge.compare import RuleFailedError
from autograder.judge.together import Prepared
from autograder.judge.view import Question
from autograder.sandbox.answers import Answers, Array, Value
from autograder.vectors import hdf5

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from types import ModuleType

    from autograder.judge.call import Asked
    from autograder.sandbox.answers import Answer
    from autograder.vectors.model import Vector
    from tests.sweeps import Extent

    Change = Callable[[Vector, str, np.ndarray], np.ndarray]
    Step = Callable[[np.ndarray, np.ndarray], np.ndarray]
    Variant = tuple[str, Callable[[], Answers]]
    Rule = Callable[[Question], None]

ROOT = Path(__file__).parents[2]
SEED = 20
SEARCHED = 8  # random changes of each misconception, beside the listed ones

SCALES = (1e-160, 1e-12, 1e-7, 1e-5, 0.013, 77.0, 1e7, 1e12)
SHIFTS = (-3e-5, 0.21, -55.0, 9e3, 1e6, 1e12, 1e16, 1e150, 1e300)
WITH_LAMBDA = (-3e-5, 0.21, 9e3, 1e12)
SPOILS = (np.nan, np.inf, 1e300, 1e16, -1e12, 4e3, -1e3, 1e-12, 5e-324, -0.0)
FACTORS = (1e-12, 1e-7, 1e-4, 31.0, 4e3, 1e6, 1e12)  # at one step
NEARLY = 2e-2  # of S, twice what rules about one step allow: as near, a number counts as right


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What versions are made of and judged by.

    Attributes:
        prepared: the hidden vectors, each with its targets, by question.
        rules: the tests of the hidden suite, by question and name.
    """

    prepared: Mapping[str, Prepared]
    rules: Mapping[str, Mapping[str, Rule]]
    misconceptions: ModuleType
    exposure: ModuleType

    def vectors(self, question: str) -> list[Vector]:
        """Return the hidden vectors of a question."""
        return [vector for vector, _ in self.prepared[question].vectors]

    def answers(self, version: Any) -> Answers:
        """Return what a version answers to the hidden vectors of its question."""
        found: Answers = self.exposure.answers(version.function, self.vectors(version.question))
        return found

    def view(self, version: Any, answers: Answers) -> Question:
        """Return what rules see of answers."""
        return Question(self.prepared[version.question], answers)

    def shares(
        self, version: Any, view: Question, held: Collection[str] = ()
    ) -> dict[str, Fraction]:
        """Return the share that each rule earns: those of form do beside one about values.

        Rules that have earned all before cannot gain: they are `held`, and not tried again.
        """
        rules = self.rules[version.question]
        found = {name: share(rule, view) for name, rule in rules.items() if name not in held}
        whole = {*held, *(name for name, each in found.items() if each == 1)}
        if any(not is_of_form(rules[name]) for name in whole):
            return found
        return {name: each for name, each in found.items() if not is_of_form(rules[name])}


def share(rule: Rule, view: Question) -> Fraction:
    """Return the share of its points that a rule earns."""
    try:
        rule(view)
    except RuleFailedError as error:
        return error.earned
    return Fraction(1)


def is_of_form(rule: Any) -> bool:
    """Return whether a rule is about form."""
    return any(mark.kwargs.get("form") for mark in rule.pytestmark)


@pytest.fixture(scope="module")
def world(extent: Extent) -> Iterator[World]:
    """The hidden suite and the catalogue, imported as their users import them."""
    assignment = description.load(ROOT / "pyproject.toml")
    vectors = extent.vectors(hdf5.read(assignment.hidden_vectors).vectors)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "assignment"))
        patch.syspath_prepend(str(ROOT / "solutions"))
        patch.syspath_prepend(str(assignment.hidden_suite))
        suites = {"q1": "test_q1_cost", "q2": "test_q2_gradients"}
        yield World(
            prepared={
                question: Prepared.of(each for each in vectors if each.question == question)
                for question in suites
            },
            rules={
                question: rules_in(importlib.import_module(suites[question])) for question in suites
            },
            misconceptions=importlib.import_module("misconceptions"),
            exposure=importlib.import_module("exposure"),
        )


def rules_in(module: ModuleType) -> dict[str, Rule]:
    """Return the tests that a module of the hidden suite defines."""
    return {name: test for name, test in vars(module).items() if name.startswith("test_")}


def earned(world: World, version: Any, answers: Answers, variants: Iterable[Variant]) -> list[str]:
    """Return each change that earned a version a rule, in words.

    Args:
        world: judges.
        version: a misconception.
        answers: the version's answers, unchanged.
        variants: the name of each change, and a function that returns the changed answers.
    """
    was = world.view(version, answers)
    before = world.shares(version, was)
    held = {name for name, each in before.items() if each == 1}
    found = []
    for how, changed in variants:
        with np.errstate(all="ignore"):
            view = world.view(version, changed())
        after = world.shares(version, view, held)
        gained = {name for name in after if after[name] > before.get(name, 0)}
        if gained and not made_right(was, view):
            found.append(f"{version.id}, {how}: {', '.join(sorted(gained))}")
    return found


def made_right(was: Question, now: Question) -> bool:
    """Return whether something is right, up to a sign, that was not."""
    before = numbers(was)
    return any(right and not before[key] for key, right in numbers(now).items())


def numbers(view: Question) -> dict[tuple[str, ...], bool]:
    """Return of each array, and of what λ adds to it, whether it is right up to a sign.

    And of each call that was made twice, whether the very same came back.
    """
    found: dict[tuple[str, ...], bool] = {
        ("twice", once.vector.id): is_same(once, again) for once, again in view.repeated
    }
    for call in view.all:
        for name in call.names:
            found[call.vector.id, name] = is_right(call, name)
            for other in without_lambda(view, call):
                found[call.vector.id, name, other.vector.id] = is_right(call, name, other)
    return found


def is_same(once: Asked, again: Asked) -> bool:
    """Return whether both answers hold the same bytes."""
    try:
        first, second = once.returned(), again.returned()
    except RuleFailedError:
        return False
    return {name: _bytes(array) for name, array in first.items()} == {
        name: _bytes(array) for name, array in second.items()
    }


def _bytes(array: Array) -> bytes | None:
    return None if array.data is None else array.data.tobytes()


def without_lambda(view: Question, call: Asked) -> list[Asked]:
    """Return the call of the same family without λ, if there is one."""
    flags = {call.vector.flags[0], "lambda-zero"}
    return [each for each in view.all if flags <= set(each.vector.flags)]


def is_right(call: Asked, name: str, less: Asked | None = None) -> bool:
    """Return whether an array, or how far it is above another call's, is right up to a sign."""
    try:
        got, right = call.array(name), call.vector.expected[name]
        if less is not None:
            got, right = got - less.array(name), right - less.vector.expected[name]
    except RuleFailedError:
        return False
    scale = call.vector.scale[name].max()
    return bool(np.abs(np.abs(got) - np.abs(right)).max() <= NEARLY * scale)


# Changes of what came back


def mapped(answers: Answers, vectors: list[Vector], change: Change) -> Answers:
    """Return the answers with a change made to every array that the vectors ask for."""
    known = {vector.id: vector for vector in vectors}

    def over(calls: Mapping[str, Answer]) -> dict[str, Answer]:
        return {name: _mapped(answer, known[name], change) for name, answer in calls.items()}

    return replace(answers, first=over(answers.first), again=over(answers.again))


def _mapped(answer: Answer, vector: Vector, change: Change) -> Answer:
    if answer.value is None:
        return answer
    arrays = {
        name: array
        if array.data is None
        else replace(array, data=change(vector, name or "cost", array.data))
        for name, array in answer.value.arrays.items()
    }
    return replace(answer, value=replace(answer.value, arrays=arrays))


def scaled(factor: float) -> Change:
    """Return a change that multiplies all."""
    return lambda _vector, _name, data: data * factor


def shifted(shift: float) -> Change:
    """Return a change that adds a constant to all."""
    return lambda _vector, _name, data: data + shift


def shifted_with_lambda(shift: float) -> Change:
    """Return a change that adds a constant where λ is above 0."""
    return lambda vector, _name, data: data + shift * bool(vector.inputs["lambd"])


def searched(draw: np.random.Generator, names: list[str]) -> Iterator[tuple[str, Change]]:
    """Yield changes that multiply by anything and add anything, to all arrays or to some."""
    for number in range(SEARCHED):
        factor, shift = 10 ** draw.uniform(-14, 6), draw.normal() * 10 ** draw.uniform(-12, 14)
        shift *= draw.integers(2)
        some = frozenset(name for name in names if draw.random() < 1 / 3)
        how = f"search {number}: times {factor:g} plus {shift:g}"
        yield how, partial(squeezed, factor, shift, some or frozenset(names))


def squeezed(
    factor: float, shift: float, names: frozenset[str], _: Vector, name: str, data: np.ndarray
) -> np.ndarray:
    """Multiply an array and add a constant, if it is one of those."""
    return data * factor + shift if name in names else data


def spoiled(draw: np.random.Generator, vectors: list[Vector], value: float) -> Change:
    """Return a change that puts a value in one entry of one array, in every call or in one."""
    only = draw.choice([*(vector.id for vector in vectors), ""])
    name = draw.choice(list(vectors[0].expected))
    place = draw.integers(1 << 30)

    def change(vector: Vector, found: str, data: np.ndarray) -> np.ndarray:
        if found != name or only not in ("", vector.id) or not data.size:
            return data
        data = data.copy()
        data.flat[place % data.size] = value
        return data

    return change


def reformed(answers: Answers, **form: Any) -> Answers:
    """Return the answers with every array described in another way."""

    def over(calls: Mapping[str, Answer]) -> dict[str, Answer]:
        return {name: _reformed(answer, form) for name, answer in calls.items()}

    return replace(answers, first=over(answers.first), again=over(answers.again))


def _reformed(answer: Answer, form: Mapping[str, Any]) -> Answer:
    if answer.value is None:
        return answer
    arrays = {name: _formed(array, form) for name, array in answer.value.arrays.items()}
    value: Value = replace(answer.value, arrays=arrays)
    return replace(answer, value=value)


def _formed(array: Array, form: Mapping[str, Any]) -> Array:
    if array.data is None or "shape" not in form:
        return replace(array, **form)
    shape = form["shape"] if array.data.size == 1 else (*array.shape, 1)
    return replace(array, shape=shape, data=array.data.reshape(shape))


FORMS: dict[str, dict[str, Any]] = {
    "integers": {"kind": "i"},
    "complex": {"kind": "c"},
    "objects without entries": {"kind": "O", "data": None},
    "float32": {"itemsize": 4},
    "(1, 1)": {"shape": (1, 1), "is_array": True},
    "(1, 1, 1)": {"shape": (1, 1, 1), "is_array": True},
}


def returned(world: World, version: Any, answers: Answers) -> Iterator[Variant]:
    """Yield every change of a version's answers."""
    vectors = world.vectors(version.question)
    draw = np.random.default_rng([SEED, *version.id.encode()])
    changes: dict[str, Change] = {}
    changes |= {f"times {factor:g}": scaled(factor) for factor in SCALES}
    changes |= {f"plus {shift:g}": shifted(shift) for shift in SHIFTS}
    changes |= {f"plus {shift:g} where λ": shifted_with_lambda(shift) for shift in WITH_LAMBDA}
    changes |= {f"{value} in a place": spoiled(draw, vectors, value) for value in SPOILS}
    changes |= dict(searched(draw, list(vectors[0].expected)))
    for how, change in changes.items():
        yield how, partial(mapped, answers, vectors, change)
    for how, form in FORMS.items():
        yield how, partial(reformed, answers, **form)


# Changes of one step, which all later ones follow


def of_parts(others: float, one: float) -> Step:
    """Return a change of an error: active units of one example are multiplied by `one`."""

    def change(error: np.ndarray, active: np.ndarray) -> np.ndarray:
        factors = np.full(error.shape, others)
        factors[active[:, 0], 0] = one
        swayed: np.ndarray = error * factors
        return swayed

    return change


STEPS: dict[str, Step] = {
    **{f"times {factor:g}": of_parts(factor, factor) for factor in FACTORS},
    **{f"one example times {factor:g}": of_parts(1.0, factor) for factor in FACTORS},
    **{f"all but one example times {factor:g}": of_parts(factor, 1.0) for factor in FACTORS[:3]},
    "plus 50": lambda error, _: error + 50 * (error != 0),
    "plus 1e7": lambda error, _: error + 1e7 * (error != 0),
}


def carried_on(world: World, version: Any, hook: str, change: Step) -> Answers:
    """Return a version's answers with one of its steps changed.

    Args:
        world: has the vectors.
        version: a misconception of the gradients, made of the catalogue's own steps.
        hook: the step, as `backward` names it: the error at the output, or what is carried back.
        change: what is done to the step's result.
    """
    home = vars(importlib.import_module(version.function.__module__))
    backward = home["backward"]
    default = backward.__kwdefaults__[hook]

    def changed(*given: Any, **steps: Any) -> Any:
        step = steps.get(hook, default)

        def swayed(net: Any, grads: Any, layer: int) -> Any:
            return change(step(net, grads, layer), net.A[layer] > 0)

        return backward(*given, **steps | {hook: swayed})

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(home, "backward", changed)
        return world.answers(version)


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_no_change_of_what_came_back_earns_a_rule(
    world: World, question: str, extent: Extent
) -> None:
    gains = []
    for number, found in enumerate(world.misconceptions.CATALOGUE):
        if found.question == question:
            answers = world.answers(found)
            variants = extent.part(returned(world, found, answers), number)
            gains += earned(world, found, answers, variants)
    assert gains == []


@pytest.mark.parametrize("hook", ["error", "carry"])
def test_no_change_of_a_step_earns_a_rule(world: World, hook: str, extent: Extent) -> None:
    gains = []
    for number, found in enumerate(world.misconceptions.CATALOGUE):
        is_made_of_steps = found.question == "q2" and "backward" in found.function.__globals__
        # Rounding changes larger numbers less.
        if is_made_of_steps and "rounding" not in found.tags:
            steps = extent.part(STEPS.items(), number)
            variants = [
                (f"{hook} {how}", partial(carried_on, world, found, hook, change))
                for how, change in steps
            ]
            gains += earned(world, found, world.answers(found), variants)
    assert gains == []
