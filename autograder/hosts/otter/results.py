"""What Otter shows, saves and exports, made from what the engine says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from otter.run import AutograderConfig
from otter.test_files import GradingResults, TestCase, TestFile
from otter.test_files.abstract_test import TestCaseResult

from autograder.exercise import Question
from autograder.hosts.otter.reply import Graded
from autograder.report.results_json import OUR_FAULT, PLAIN, unscored
from autograder.results import BY_HAND, QuestionResult, Result, RuleResult, Verdict
from autograder.text import visible
from autograder.wording import VERDICTS


class _Told(TestFile):
    """A question as Otter keeps it. There is nothing to run: the engine has spoken."""

    def __init__(self, name: str, cases: Sequence[TestCase], score: float, possible: float) -> None:
        super().__init__(name, f"{name}.py", list(cases), all_or_nothing=False)
        self._score = score
        self._possible = possible

    @property
    def possible(self) -> float:
        """The points there were to earn."""
        return self._possible

    @property
    def grade(self) -> float:
        """The share of them that was earned."""
        return self._score / self._possible if self._possible else 0.0

    def run(self, global_environment: dict[str, Any]) -> None:
        """Do nothing."""

    @classmethod
    def from_file(cls, path: str) -> Self:
        """Refuse: it is made from a result.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"{path} cannot be read: what the engine told is in no file")

    @classmethod
    def from_metadata(cls, s: Any, path: str) -> Self:
        """Refuse: it is made from a result.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"{path} and {s!r} are of no use: what the engine told is in no notebook")


class QuestionFile(_Told):
    """A graded question; its rules are the test cases.

    None of them is `hidden` in Otter's sense, for what the engine says of a hidden test is fit for
    the student's eyes. Whether points are shown stays with Otter's own settings.
    """

    def __init__(self, question: QuestionResult, rules: Sequence[RuleResult], message: str) -> None:
        told = [
            TestCaseResult(
                test_case=_case(f"{rule.number} {rule.rule}", rule.max_points),
                message=visible(rule.message, keep="\n\t"),
                passed=rule.passed,
            )
            for rule in rules
        ] or [
            # Nothing was judged, and Otter takes a question without cases for one that passed.
            TestCaseResult(
                test_case=_case(question.title, question.max_points),
                message=visible(message, keep="\n\t"),
                passed=False,
            )
        ]
        cases = [each.test_case for each in told]
        super().__init__(question.id, cases, question.points, question.max_points)
        self.test_case_results = told
        self._heading = (
            f"{question.id} {question.title}: {VERDICTS[question.verdict].name}, "
            f"{question.points} of {question.possible} points"
        )
        # Of a question that failed, the message is what its first rules say.
        message = "" if question.verdict is Verdict.FAILED else question.message
        self._advice = [visible(text, keep="\n\t") for text in (message, question.hint) if text]

    def summary(self, public_only: bool = False) -> str:
        """Return what the student reads: the verdict, what helps, and the rules that failed."""
        del public_only  # all of it is public
        lines = [self._heading, *self._advice]
        for each in self.test_case_results:
            if not each.passed:
                lines += ["", f"failed: {each.test_case.name}", f"    {each.message}"]
            elif each.message:
                lines += ["", f"passed: {each.test_case.name}", f"    {each.message}"]
        return "\n".join(lines)


class EngineResults(GradingResults):
    """The engine's result in Otter's form."""

    extra_data: dict[str, Any]

    def to_gradescope_dict(self, ag_config: AutograderConfig) -> dict[str, Any]:
        """Return Otter's document, with the formats and the engine's record added."""
        document: dict[str, Any] = super().to_gradescope_dict(ag_config)
        return {**document, **PLAIN, "extra_data": self.extra_data}


class Unscored(GradingResults):
    """What there is when the engine itself failed: no points, which is not the same as zero.

    Every number is NaN, which a table leaves blank and no sum takes for a grade; the document for
    Gradescope has no score at all.
    """

    total: ClassVar[float] = math.nan
    possible: ClassVar[float] = math.nan
    percent: ClassVar[float] = math.nan

    def to_gradescope_dict(self, ag_config: AutograderConfig) -> dict[str, Any]:
        """Return a document without a score."""
        del ag_config
        return unscored(OUR_FAULT)


def fill(results: GradingResults, graded: Graded) -> None:
    """Make Otter's `results` say what the engine says, and nothing else.

    Otter keeps the object that it has made, so it is this object that becomes another kind.
    """
    result = graded.result
    results.__class__ = EngineResults
    results._catastrophic_error = None  # Otter's empty notebook does not bear on the grade
    results.results = {
        question.id: QuestionFile(question, _rules(result, question.id), result.message)
        for question in result.questions
        if question.verdict not in BY_HAND  # Otter has manual questions of its own
    }
    results.extra_data = graded.extra_data
    results.set_output(visible("\n".join(result.notes), keep="\n\t"))


def leave_unscored(results: GradingResults, questions: Sequence[Question]) -> None:
    """Make Otter's `results` say that there is no score."""
    results.__class__ = Unscored
    results._catastrophic_error = None
    results.results = {
        question.id: _Told(question.id, [_case(question.title, math.nan)], math.nan, math.nan)
        for question in questions
    }
    results.set_output(OUR_FAULT)


def _rules(result: Result, question: str) -> list[RuleResult]:
    return [rule for rule in result.rules if rule.question == question]


def _case(name: str, points: float) -> TestCase:
    return TestCase(
        name=visible(name),
        body="",
        hidden=False,
        points=points,
        success_message=None,
        failure_message=None,
    )
