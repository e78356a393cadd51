"""Judges functions by the hidden suite, in this process: for tests that ask what many are worth."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder import description
from autograder.judge.compare import RuleFailedError
from autograder.judge.diagnosis import Diagnoser
from autograder.judge.rules import rules_of
from autograder.judge.together import Prepared
from autograder.judge.verdicts import judge_question, outcome
from autograder.judge.view import Question
from autograder.vectors import hdf5

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType

    from autograder.description import Assignment
    from autograder.judge.rules import Rule
    from autograder.results import QuestionResult, RuleResult
    from autograder.sandbox.answers import Answers
    from autograder.vectors.model import Vector

    Choose = Callable[[Iterable[Vector]], Iterable[Vector]]


ROOT = Path(__file__).parents[2]
SUITES = {"q1": "test_q1_cost", "q2": "test_q2_gradients"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A hidden test, as much of one as a rule is made of."""

    nodeid: str
    function: Callable[[Question], None]
    marks: tuple[Any, ...]

    def get_closest_marker(self, name: str) -> Any:
        """Return the mark of that name."""
        return next((mark for mark in self.marks if mark.name == name), None)


class Judging:
    """The hidden suite, and the vectors by which it judges."""

    def __init__(
        self,
        assignment: Assignment,
        modules: Mapping[str, ModuleType],
        vectors: Iterable[Vector],
    ) -> None:
        self.questions = {question.id: question for question in assignment.questions}
        vectors = tuple(vectors)
        self.vectors = {
            name: [each for each in vectors if each.question == name] for name in self.questions
        }
        self._prepared = {name: Prepared.of(own) for name, own in self.vectors.items()}
        self._items = [item for module in modules.values() for item in _items(module)]
        self.rules: Mapping[str, Rule] = rules_of(self._items, assignment)
        self._exposure = importlib.import_module("exposure")
        self._diagnosers = {name: Diagnoser(own) for name, own in self.vectors.items()}

    def answers(self, question: str, function: Callable[..., Any]) -> Answers:
        """Return what a function answers to the hidden calls of its question."""
        found: Answers = self._exposure.answers(function, self.vectors[question])
        return found

    def view(self, question: str, answers: Answers) -> Question:
        """Return what rules see of answers."""
        return Question(self._prepared[question], answers)

    def judge(
        self, question: str, answers: Answers
    ) -> tuple[QuestionResult, tuple[RuleResult, ...]]:
        """Return what the grader makes of answers to one question."""
        view = self.view(question, answers)
        own = [item for item in self._items if self.rules[item.nodeid].question == question]
        outcomes = {item.nodeid: _outcome(item, view) for item in own}
        rules = [self.rules[item.nodeid] for item in own]
        return judge_question(self.questions[question], rules, outcomes, answers, view.made)

    def points(self, question: str, function: Callable[..., Any]) -> int:
        """Return the points of a function."""
        return self.judge(question, self.answers(question, function))[0].points

    def earns_all(self, question: str, function: Callable[..., Any]) -> bool:
        """Return whether a function gets full marks; stop at the first rule that fails."""
        view = self.view(question, self.answers(question, function))
        own = [item for item in self._items if self.rules[item.nodeid].question == question]
        return all(_outcome(item, view).passed for item in own)

    def named(self, question: str, answers: Answers) -> tuple[str, ...]:
        """Return the misconceptions that are named."""
        return self._diagnosers[question].explain(self.view(question, answers))


def _items(module: ModuleType) -> Iterator[_Item]:
    for name, test in vars(module).items():
        if name.startswith("test_"):
            marks = (*(mark.mark for mark in [module.pytestmark]), *test.pytestmark)
            yield _Item(nodeid=f"{module.__name__}::{name}", function=test, marks=marks)


def _outcome(item: _Item, view: Question) -> Any:
    view.notes.clear()
    try:
        item.function(view)
    except RuleFailedError as error:
        return outcome(item.nodeid, error, ())
    return outcome(item.nodeid, None, view.notes)


@contextmanager
def judging(choose: Choose = tuple) -> Iterator[Judging]:
    """Give the hidden suite of this repository, imported as its users import it.

    Args:
        choose: returns those of the hidden vectors by which it judges; all by default.
    """
    assignment = description.load(ROOT / "pyproject.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "assignment"))
        patch.syspath_prepend(str(ROOT / "solutions"))
        patch.syspath_prepend(str(assignment.hidden_suite))
        modules = {name: importlib.import_module(suite) for name, suite in SUITES.items()}
        vectors = hdf5.read(assignment.hidden_vectors).vectors
        yield Judging(assignment, modules, choose(vectors))
