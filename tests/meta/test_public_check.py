"""The public check refuses nothing right, passes nothing wrong, and names what it recognises.

Answers come from the grader's own runner, which gives what plain processes give (see
tests/unit/student/test_runner.py) and is much faster for many submissions.
"""

from __future__ import annotations

import csv
import importlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder import description
from autograder.intake.model import Submission
from autograder.intake.plan import plan
from autograder.results import Verdict
from autograder.sandbox.outside.runner import Runner
from autograder.student import words
from autograder.student.checker import Checked, Checker
from tests.meta.handed_in import in_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from autograder.description import Assignment

ROOT = Path(__file__).parents[2]
CLASS = ROOT / "tests/submissions/class"
FEWEST_NAMED_ALONE = 127
MOST_LINES = 20
QUESTIONS = ("q1", "q2")
# These crash in cases that only the hidden vectors have, as outcomes.csv says.
UNSEEN = {("oscar_silva", "q1"), ("oscar_silva", "q2"), ("pavel_dvorak", "q1")}

Checks = dict[str, dict[str, Checked]]


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    """The assignment of this repository."""
    return description.load(ROOT / "pyproject.toml")


@pytest.fixture(scope="module")
def solutions() -> Iterator[dict[str, ModuleType]]:
    """The catalogue, imported as the vectors' builder imports its neighbours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "assignment"))
        patch.syspath_prepend(str(ROOT / "solutions"))
        names = ("misconceptions", "reformulations", "submissions")
        yield {name: importlib.import_module(name) for name in names}


@pytest.fixture(scope="module")
def checks(assignment: Assignment, solutions: dict[str, ModuleType]) -> Checks:
    """What the check says of each version in the catalogue and of each of the example class."""
    checker = Checker(assignment)
    found: Checks = {}
    # An endless loop gets the same message, however long the limit is.
    hasty = replace(assignment, limits=replace(assignment.limits, call_seconds=1.0))
    with Runner(hasty, checker.vectors) as runner:
        for content, filename, names in submissions(assignment, solutions):
            answers = runner.run(content, filename)
            if not answers.unreadable:
                for question in assignment.questions:
                    name = names.get(question.id)
                    if name is not None:
                        found.setdefault(name, {})[question.id] = checker.check(question, answers)
    return found


def submissions(
    assignment: Assignment, solutions: dict[str, ModuleType]
) -> Iterator[tuple[bytes, str, dict[str, str]]]:
    """Yield each file's content and name, and by question whose answer it contains."""
    functions = {question.id: question.function for question in assignment.questions}
    versions = (
        *solutions["misconceptions"].CATALOGUE,
        *solutions["reformulations"].REFORMULATIONS,
    )
    as_submission = solutions["submissions"].as_submission
    for content, handed_in in in_pairs(versions, functions, as_submission):
        yield content, "a.py", {version.question: version.id for version in handed_in}
    for entry in plan([CLASS], assignment).entries:
        read = entry.read()
        if isinstance(read, Submission):
            yield read.content, read.filename, dict.fromkeys(functions, entry.student)


@pytest.fixture(scope="module")
def misconceptions(solutions: dict[str, ModuleType]) -> tuple[Any, ...]:
    """All misconceptions."""
    found: tuple[Any, ...] = solutions["misconceptions"].CATALOGUE
    return found


def outcomes(*verdicts: str) -> list[tuple[str, str, str]]:
    """Return student, question and verdict of what the class must get, where it is one of these."""
    path = ROOT / "tests/submissions/outcomes.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        return [
            (row["student"].removeprefix("'"), question, row[question])
            for row in csv.DictReader(rows)
            for question in QUESTIONS
            if row["status"] == "graded" and row[question] in verdicts
        ]


def test_every_reformulation_passes(checks: Checks, solutions: dict[str, ModuleType]) -> None:
    versions = solutions["reformulations"].REFORMULATIONS
    assert [each.id for each in versions if not checks[each.id][each.question].passed] == []


def test_nothing_is_said_of_a_reformulation(
    checks: Checks, solutions: dict[str, ModuleType]
) -> None:
    versions = solutions["reformulations"].REFORMULATIONS
    named = {each.id: checks[each.id][each.question].question.misconceptions for each in versions}
    assert {name: found for name, found in named.items() if found} == {}


def test_no_misconception_passes(checks: Checks, misconceptions: tuple[Any, ...]) -> None:
    assert [each.id for each in misconceptions if checks[each.id][each.question].passed] == []


def test_what_is_named_is_never_another_misconception_alone(
    checks: Checks, misconceptions: tuple[Any, ...]
) -> None:
    named = {each.id: checks[each.id][each.question].question for each in misconceptions}
    diagnosed = {name: found for name, found in named.items() if found.misconceptions}
    assert [name for name, found in diagnosed.items() if name not in found.misconceptions] == []


def test_most_misconceptions_are_named_alone(
    checks: Checks, misconceptions: tuple[Any, ...]
) -> None:
    named = [checks[each.id][each.question].question.misconceptions for each in misconceptions]
    assert sum(len(found) == 1 for found in named) >= FEWEST_NAMED_ALONE


def test_whatever_does_not_pass_is_told_in_a_few_lines(checks: Checks) -> None:
    told = {
        (name, id_): len(words.wrapped(words.lines(checked)))
        for name, found in checks.items()
        for id_, checked in found.items()
        if not checked.passed
    }
    assert {key: lines for key, lines in told.items() if not 1 <= lines <= MOST_LINES} == {}


def test_every_public_rule_is_failed_by_a_misconception(
    checks: Checks, misconceptions: tuple[Any, ...]
) -> None:
    rules = [rule for each in misconceptions for rule in checks[each.id][each.question].rules]
    assert {rule.id for rule in rules} == {rule.id for rule in rules if not rule.passed}


def test_whatever_is_right_in_the_class_passes(checks: Checks) -> None:
    right = outcomes("passed")
    assert [row for row in right if not checks[row[0]][row[1]].passed] == []


@pytest.mark.parametrize("verdict", ["missing", "unfilled", "timed_out", "crashed"])
def test_the_check_and_the_grade_call_it_the_same(verdict: str, checks: Checks) -> None:
    wanted = [row for row in outcomes(verdict) if row[:2] not in UNSEEN]
    found = [(who, which, checks[who][which].question.verdict.value) for who, which, _ in wanted]
    assert found == wanted


def test_what_fails_in_the_class_fails_the_check(checks: Checks) -> None:
    wrong = outcomes("failed")
    assert [row for row in wrong if checks[row[0]][row[1]].question.verdict is Verdict.PASSED] == []
