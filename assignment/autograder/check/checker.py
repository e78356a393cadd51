"""Judges answers by the public rules, a question at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.check import public
from autograder.judge.hints import advice
from autograder.judge.rules import rules_of
from autograder.judge.suite import Suite
from autograder.judge.verdicts import Outcome, outcome
from autograder.results import Verdict

if TYPE_CHECKING:
    from autograder.answers import Answers
    from autograder.exercise import Exercise, Question
    from autograder.results import QuestionResult, RuleResult

__all__ = ["Checked", "Checker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check says of one question."""

    question: QuestionResult
    rules: tuple[RuleResult, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is left to be done."""
        return self.question.verdict is Verdict.PASSED

    @property
    def failed(self) -> tuple[RuleResult, ...]:
        """The rules that do not hold yet."""
        return tuple(rule for rule in self.rules if not rule.passed)


class Checker:
    """Knows an exercise's public rules and vectors.

    Args:
        exercise: what is checked.

    Raises:
        UsageError: its vectors, rules or hints cannot be used.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        found = public.Vectors(exercise)
        self.vectors = found.all
        self._suite = Suite(exercise, found.all, found.known, advice(exercise.hints))
        self._tests = public.tests(exercise)
        self._suite.rules = rules_of(self._tests, exercise)

    def check(self, question: Question, answers: Answers) -> Checked:
        """Judge the answers to one question.

        Raises:
            SuiteError: a rule asks for what is not there.
            GraderFault: a rule failed itself.
        """
        self._suite.judge(answers)
        outcomes = {
            test.nodeid: self._outcome(test)
            for test in self._tests
            if self._suite.rules[test.nodeid].question == question.id
        }
        result, rules = self._suite.question(question, outcomes)
        return Checked(question=result, rules=rules)

    def is_known(self, question: Question, answers: Answers) -> bool:
        """Say whether answers that are still coming in hold all of one question's."""
        return all(
            vector.id in answers.again for vector in self.vectors if vector.question == question.id
        )

    def _outcome(self, test: public.PlainTest) -> Outcome:
        view = self._suite.view(self._suite.rules[test.nodeid].question)
        view.notes.clear()
        try:
            test.function(view)
        except Exception as error:
            return outcome(test.nodeid, error, ())
        return outcome(test.nodeid, None, view.notes)
