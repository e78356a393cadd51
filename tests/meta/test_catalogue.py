"""The vectors and the hidden suite see every misconception, and refuse no right version.

Each version is handed in as a part of a submission and goes through the whole of grading: the
confined run, the hidden suite, the diagnosis. The vectors are read from their files. The claims
check that the catalogue would still annotate them so; the tests of the oracle check that they are
the ones designed.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder import description
from autograder.authoring.vectors.build import files
from autograder.judge.diagnosis import Diagnoser
from autograder.judge.session import Judge
from autograder.judge.suite import Suite
from autograder.judge.verdicts import HELD_BACK
from autograder.results import Level, Result, RuleResult
from autograder.sandbox.outside.runner import Runner
from autograder.vectors import hdf5
from tests.meta.handed_in import in_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

    from autograder.description import Assignment
    from autograder.vectors.model import Vector

ROOT = Path(__file__).parents[2]
NAMED_ALONE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What grading says of one version, about its own question."""

    points: int
    max_points: int
    rules: tuple[RuleResult, ...]
    named: tuple[str, ...]


@pytest.fixture(scope="module")
def solutions() -> Iterator[dict[str, ModuleType]]:
    """The modules under test, imported as the vectors' builder imports its neighbours."""
    names = "catalogue_claims exposure misconceptions reformulations regularization submissions"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "assignment"))
        patch.syspath_prepend(str(ROOT / "solutions"))
        yield {name: importlib.import_module(name) for name in names.split()}


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    """The assignment of this repository."""
    return description.load(ROOT / "pyproject.toml")


@pytest.fixture(scope="module")
def sets(assignment: Assignment) -> dict[str, tuple[Vector, ...]]:
    """Both sets of vectors."""
    return {which: hdf5.read(path).vectors for which, path in files(assignment).items()}


@pytest.fixture(scope="module")
def catalogue(solutions: dict[str, ModuleType]) -> tuple[Any, ...]:
    """All misconceptions."""
    found: tuple[Any, ...] = solutions["misconceptions"].CATALOGUE
    return found


@pytest.fixture(scope="module")
def reformulations(solutions: dict[str, ModuleType]) -> tuple[Any, ...]:
    """All reformulations."""
    found: tuple[Any, ...] = solutions["reformulations"].REFORMULATIONS
    return found


@pytest.fixture(scope="module")
def graded(
    solutions: dict[str, ModuleType],
    assignment: Assignment,
    sets: dict[str, tuple[Vector, ...]],
    catalogue: tuple[Any, ...],
    reformulations: tuple[Any, ...],
) -> dict[str, Graded]:
    """Every misconception and reformulation, graded as a submission, by id."""
    hidden = sets["hidden"]
    suite = Suite(assignment, hidden)
    diagnosers = {
        question.id: Diagnoser([each for each in hidden if each.question == question.id])
        for question in assignment.questions
    }
    functions = {question.id: question.function for question in assignment.questions}
    found: dict[str, Graded] = {}

    judge = Judge(suite)
    with Runner(assignment, hidden) as runner:
        versions = (*catalogue, *reformulations)
        as_submission = solutions["submissions"].as_submission
        for content, handed_in in in_pairs(versions, functions, as_submission):
            result = judge(runner.run(content, "submission.py"), Level.OPEN)
            for version in handed_in:
                named = diagnosers[version.question].explain(suite.view(version.question))
                found[version.id] = about(result, version.question, named)
    return found


def about(result: Result, question: str, named: tuple[str, ...]) -> Graded:
    """Return what a result says of one question."""
    own = next(each for each in result.questions if each.id == question)
    rules = tuple(rule for rule in result.rules if rule.question == question)
    return Graded(points=own.points, max_points=own.max_points, rules=rules, named=named)


def rarely_exposed(
    vectors: Sequence[Vector], catalogue: Sequence[Any], least: int
) -> Mapping[str, int]:
    """Return how many vectors expose each misconception that fewer than `least` expose."""
    counts = {found.id: sum(found.id in each.kills for each in vectors) for found in catalogue}
    return {name: count for name, count in counts.items() if count < least}


def test_every_misconception_is_exposed_by_two_hidden_vectors(
    sets: dict[str, tuple[Vector, ...]], catalogue: tuple[Any, ...]
) -> None:
    assert rarely_exposed(sets["hidden"], catalogue, 2) == {}


def test_every_misconception_is_exposed_by_a_public_vector(
    sets: dict[str, tuple[Vector, ...]], catalogue: tuple[Any, ...]
) -> None:
    assert rarely_exposed(sets["public"], catalogue, 1) == {}


def test_every_claim_about_the_catalogue_holds(
    solutions: dict[str, ModuleType], sets: dict[str, tuple[Vector, ...]]
) -> None:
    as_read = {which: _Set(vectors=vectors) for which, vectors in sets.items()}
    claims = solutions["catalogue_claims"].claims(as_read)
    assert [(name, detail) for name, holds, detail in claims if not holds] == []


def test_every_misconception_loses_points(
    graded: dict[str, Graded], catalogue: tuple[Any, ...]
) -> None:
    outcomes = {found.id: graded[found.id] for found in catalogue}
    assert [name for name, each in outcomes.items() if each.points == each.max_points] == []


def test_every_reformulation_gets_full_marks(
    graded: dict[str, Graded], reformulations: tuple[Any, ...]
) -> None:
    outcomes = {found.id: graded[found.id] for found in reformulations}
    assert [name for name, each in outcomes.items() if each.points < each.max_points] == []


def test_a_numerical_note_is_given_where_it_is_due(
    graded: dict[str, Graded], reformulations: tuple[Any, ...]
) -> None:
    noted = {f.id: any(rule.message for rule in graded[f.id].rules) for f in reformulations}
    assert noted == {found.id: found.note for found in reformulations}


def test_nothing_is_said_of_a_right_version(
    graded: dict[str, Graded], reformulations: tuple[Any, ...]
) -> None:
    assert {found.id: graded[found.id].named for found in reformulations} == {
        found.id: () for found in reformulations
    }


def test_every_misconception_is_named(
    graded: dict[str, Graded], catalogue: tuple[Any, ...]
) -> None:
    assert [found.id for found in catalogue if found.id not in graded[found.id].named] == []


def test_nearly_every_misconception_is_named_alone(
    graded: dict[str, Graded], catalogue: tuple[Any, ...]
) -> None:
    alone = [found.id for found in catalogue if graded[found.id].named == (found.id,)]
    assert len(alone) >= NAMED_ALONE * len(catalogue)


def test_the_budget_of_what_is_told_costs_no_wrong_version_a_word(
    graded: dict[str, Graded],
) -> None:
    messages = [rule.message for each in graded.values() for rule in each.rules]
    assert len(messages) > 1000
    assert HELD_BACK not in messages


def test_every_hidden_rule_is_failed_by_a_misconception(
    graded: dict[str, Graded], catalogue: tuple[Any, ...]
) -> None:
    outcomes = [rule for found in catalogue for rule in graded[found.id].rules]
    assert {rule.id for rule in outcomes} == {rule.id for rule in outcomes if not rule.passed}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """What claims look at in a set of vectors."""

    vectors: tuple[Vector, ...]
