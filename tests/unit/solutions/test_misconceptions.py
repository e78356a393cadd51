"""The catalogue reads as it should, and its right parts are right."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

SOLUTIONS = Path(__file__).parents[3] / "solutions"
SENTENCE_END = re.compile(r"[.?](?=\s|$)")
# What only code, or the two formulas that are asked for, would have.
SOLUTION = re.compile(r"lambd|np\.|\*|@|\.T\b|\w\(|keepdims|shape\[|λ ?/ ?\(?2|λ ?/ ?m|2 ?m\b|=")


@pytest.fixture(scope="module")
def solutions() -> Iterator[dict[str, ModuleType]]:
    """The modules under test, imported as the vectors' builder imports its neighbours."""
    names = ("misconceptions", "misconceptions.steps", "regularization", "reg_utils")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SOLUTIONS.with_name("assignment")))
        patch.syspath_prepend(str(SOLUTIONS))
        yield {name: importlib.import_module(name) for name in names}


@pytest.fixture(scope="module")
def catalogue(solutions: dict[str, ModuleType]) -> tuple[Any, ...]:
    """All misconceptions."""
    found: tuple[Any, ...] = solutions["misconceptions"].CATALOGUE
    return found


@pytest.fixture(scope="module")
def call(solutions: dict[str, ModuleType]) -> dict[str, Any]:
    """A network whose sizes all differ, its cache, data and λ."""
    stream = np.random.RandomState(1)
    parameters = solutions["reg_utils"].initialize_parameters([4, 3, 2, 1])
    X = stream.randn(4, 6)
    A3, cache = solutions["reg_utils"].forward_propagation(X, parameters)
    Y = np.array([[1.0, 0.0, 0.0, 1.0, 1.0, 0.0]])
    return {"X": X, "Y": Y, "cache": cache, "A3": A3, "parameters": parameters, "lambd": 2.5}


def test_there_are_at_least_eighty(catalogue: tuple[Any, ...]) -> None:
    assert len(catalogue) >= 80


def test_ids_are_unique(catalogue: tuple[Any, ...]) -> None:
    counts = Counter(found.id for found in catalogue)
    assert [name for name, count in counts.items() if count > 1] == []


def test_ids_are_kebab_case_words(catalogue: tuple[Any, ...]) -> None:
    shape = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
    assert [found.id for found in catalogue if not shape.fullmatch(found.id)] == []


def test_a_title_is_one_sentence(catalogue: tuple[Any, ...]) -> None:
    assert [f.id for f in catalogue if len(SENTENCE_END.findall(f.title)) != 1] == []


def test_a_hint_has_at_least_two_sentences(catalogue: tuple[Any, ...]) -> None:
    assert [f.id for f in catalogue if len(SENTENCE_END.findall(f.hint)) < 2] == []


def test_a_hint_says_where_to_look(catalogue: tuple[Any, ...]) -> None:
    where = re.compile(r"\b(Look|Compare|Take the derivative)\b")
    assert [found.id for found in catalogue if not where.search(found.hint)] == []


@pytest.mark.parametrize("part", ["title", "hint"])
def test_no_solution_is_given_away(catalogue: tuple[Any, ...], part: str) -> None:
    # "λ = 0" is a value that is spoken of, not a formula.
    texts = {found.id: re.sub(r"λ = \d", "", getattr(found, part)) for found in catalogue}
    assert {name: text for name, text in texts.items() if SOLUTION.search(text)} == {}


def test_no_two_hints_are_the_same(catalogue: tuple[Any, ...]) -> None:
    counts = Counter((found.question, found.title, found.hint) for found in catalogue)
    assert max(counts.values()) == 1


def test_every_misconception_has_tags(catalogue: tuple[Any, ...]) -> None:
    assert [found.id for found in catalogue if not found.tags] == []


def test_hints_are_told_by_id(solutions: dict[str, ModuleType]) -> None:
    hints = solutions["misconceptions"].hints()
    found = next(f for f in solutions["misconceptions"].CATALOGUE if f.id == "w3-forgotten")
    assert hints["w3-forgotten"] == {"question": "q1", "title": found.title, "hint": found.hint}


def test_hints_are_sorted_by_id(solutions: dict[str, ModuleType]) -> None:
    hints = solutions["misconceptions"].hints()
    assert list(hints) == sorted(hints)


def test_the_unchanged_steps_give_the_right_gradients(
    solutions: dict[str, ModuleType], call: dict[str, Any]
) -> None:
    given = [call[name] for name in ("X", "Y", "cache", "lambd")]
    found = solutions["misconceptions.steps"].backward(*given)
    right = solutions["regularization"].backward_propagation_with_regularization(*given)
    assert {name: np.allclose(found[name], right[name], 1e-12, 0) for name in right} == (
        dict.fromkeys(found, True)
    )


def test_the_unchanged_pieces_give_the_right_cost(
    solutions: dict[str, ModuleType], call: dict[str, Any]
) -> None:
    steps = solutions["misconceptions.steps"]
    total = steps.squares(call["parameters"])
    found = steps.penalized(call["A3"], call["Y"], call["lambd"], total)
    given = [call[name] for name in ("A3", "Y", "parameters", "lambd")]
    right = solutions["regularization"].compute_cost_with_regularization(*given)
    assert found == pytest.approx(right, rel=1e-12)
