"""Right versions in other styles are right, on the vectors that students see."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from autograder.judge.call import Asked
    from autograder.vectors.model import Vector

SOLUTIONS = Path(__file__).parents[3] / "solutions"


@pytest.fixture(scope="module")
def solutions() -> Iterator[dict[str, ModuleType]]:
    """The modules under test, imported as the vectors' builder imports its neighbours."""
    names = ("exposure", "reformulations", "vectors")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SOLUTIONS.with_name("assignment")))
        patch.syspath_prepend(str(SOLUTIONS))
        yield {name: importlib.import_module(name) for name in names}


@pytest.fixture(scope="module")
def reformulations(solutions: dict[str, ModuleType]) -> tuple[Any, ...]:
    """All reformulations."""
    found: tuple[Any, ...] = solutions["reformulations"].REFORMULATIONS
    return found


@pytest.fixture(scope="module")
def asked(
    solutions: dict[str, ModuleType], reformulations: tuple[Any, ...]
) -> dict[str, list[Asked]]:
    """What each reformulation answers to the public vectors of its question, by its id."""
    vectors: list[Vector] = solutions["vectors"].design("public", 3)
    exposure = solutions["exposure"]
    prepared = {
        question: exposure.prepare([each for each in vectors if each.question == question])
        for question in {each.question for each in vectors}
    }
    return {
        found.id: exposure.ask(found.function, prepared[found.question]).all
        for found in reformulations
    }


def test_there_are_at_least_twenty_five(reformulations: tuple[Any, ...]) -> None:
    assert len(reformulations) >= 25


def test_ids_are_unique(reformulations: tuple[Any, ...]) -> None:
    counts = Counter(found.id for found in reformulations)
    assert [name for name, count in counts.items() if count > 1] == []


def test_both_questions_have_exact_and_noted_ones(reformulations: tuple[Any, ...]) -> None:
    kinds = {(found.question, found.note) for found in reformulations}
    assert kinds == {("q1", False), ("q1", True), ("q2", False), ("q2", True)}


def test_each_is_right(asked: dict[str, list[Asked]]) -> None:
    wrong = {
        (name, key)
        for name, calls in asked.items()
        for call in calls
        for key in call.names
        if call.difference(key).is_wrong
    }
    assert wrong == set()


def test_those_without_a_note_are_exact(
    asked: dict[str, list[Asked]], reformulations: tuple[Any, ...]
) -> None:
    exact = [found.id for found in reformulations if not found.note]
    noted = {
        (name, key)
        for name in exact
        for call in asked[name]
        for key in call.names
        if call.difference(key).is_noted
    }
    assert noted == set()


def test_those_with_a_note_are_less_exact(
    asked: dict[str, list[Asked]], reformulations: tuple[Any, ...]
) -> None:
    noted = [found.id for found in reformulations if found.note]
    exact = [
        name
        for name in noted
        if not any(call.difference(key).is_noted for call in asked[name] for key in call.names)
    ]
    assert exact == []


def test_none_changes_its_inputs(asked: dict[str, list[Asked]]) -> None:
    changed = {
        name
        for name, calls in asked.items()
        for call in calls
        if call.answer is not None and call.answer.changed
    }
    assert changed == set()
