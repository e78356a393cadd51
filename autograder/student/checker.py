"""Judges answers by the public rules, a question at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.hints import advice
from autograder.judge.call import is_blank
from autograder.judge.rules import rules_of
from autograder.judge.suite import Suite
from autograder.results import Verdict
from autograder.sandbox.inside import loading
from autograder.student import public
from autograder.student.order import Standing, in_order

if TYPE_CHECKING:
    from autograder.exercise import Exercise, Question
    from autograder.results import QuestionResult, RuleResult
    from autograder.sandbox.answers import Answer, Answers
    from autograder.sandbox.inside.source import Source
    from autograder.student.order import Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check says of one question.

    Attributes:
        placed: its rules, with how each stands.
        unfilled: what is not filled in yet: keys of the answer, or names in the function.
    """

    question: QuestionResult
    placed: tuple[Placed, ...]
    unfilled: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[RuleResult, ...]:
        """The results of its rules."""
        return tuple(each.result for each in self.placed)

    @property
    def passed(self) -> bool:
        """Whether nothing is left to be done."""
        return self.question.verdict is Verdict.PASSED

    @property
    def is_open(self) -> bool:
        """Whether nothing is wrong, but something is not filled in yet."""
        if self.question.verdict is Verdict.UNFILLED:
            return True
        return bool(self.unfilled) and not self.standing(Standing.OFF)

    def standing(self, standing: Standing) -> tuple[Placed, ...]:
        """Return the rules that stand like this."""
        return tuple(each for each in self.placed if each.standing is standing)


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

    def check(self, question: Question, answers: Answers, source: Source | None = None) -> Checked:
        """Judge the answers to one question.

        Args:
            question: one of the exercise's.
            answers: what the file returned.
            source: the file taken apart, so that what is not filled in can be named.

        Raises:
            SuiteError: a rule asks for what is not there.
            GraderFault: a rule failed itself.
        """
        self._suite.judge(answers)
        rules = [rule for rule in self._suite.rules.values() if rule.question == question.id]
        own = {rule.id for rule in rules}
        outcomes = {
            test.nodeid: self._suite.outcome(test.nodeid, test.function)
            for test in self._tests
            if test.nodeid in own
        }
        result, results = self._suite.question(question, outcomes)
        calls = self._suite.view(question.id).made
        blank = [name for name in self._names(question) if any(_lacks(c, name) for c in calls)]
        if result.verdict is Verdict.UNFILLED:
            named = loading.open_names(question.function, source) if source else []
            placed = in_order(rules, results, lambda _: True)
            return Checked(question=result, placed=placed, unfilled=tuple(named or blank))
        placed = in_order(rules, results, lambda step: step in blank if step else bool(blank))
        return Checked(question=result, placed=placed, unfilled=tuple(blank))

    def is_known(self, question: Question, answers: Answers) -> bool:
        """Return whether answers that are still coming in hold all of one question's."""
        return all(
            vector.id in answers.again for vector in self.vectors if vector.question == question.id
        )

    def _names(self, question: Question) -> list[str]:
        """Return the names of what a question's function returns."""
        own = [vector for vector in self.vectors if vector.question == question.id]
        return list(dict.fromkeys(name for vector in own for name in vector.expected))


def _lacks(answer: Answer, name: str) -> bool:
    return answer.value is not None and is_blank(answer.value.arrays.get(name))
