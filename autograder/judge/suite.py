"""A hidden suite at work: its vectors, its rules, and the submission that is being judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.answers import Answers
from autograder.description import Assignment
from autograder.judge.compare import targets
from autograder.judge.rules import Rule
from autograder.judge.verdicts import Outcome, judge_question, not_counted
from autograder.judge.view import Question
from autograder.results import Level, Result, Status, Verdict
from autograder.vectors.model import Vector

__all__ = ["Suite"]


class Suite:
    """Makes results from answers and the outcomes of the rules.

    Args:
        assignment: what is graded.
        vectors: the hidden test vectors.

    Attributes:
        rules: by test id, once the suite is collected.
    """

    def __init__(self, assignment: Assignment, vectors: Sequence[Vector]) -> None:
        self.assignment = assignment
        self.vectors = vectors
        self.rules: Mapping[str, Rule] = {}
        self._prepared = [(vector, targets(vector)) for vector in vectors]
        self._answers = Answers()
        self._views: dict[str, Question] = {}

    def judge(self, answers: Answers) -> None:
        """Make `answers` what the rules look at from now on."""
        self._answers = answers
        self._views = {}

    def view(self, question: str) -> Question:
        """Return the calls of a question; rules share it, so nothing is compared twice."""
        if question not in self._views:
            own = [
                (vector, found) for vector, found in self._prepared if vector.question == question
            ]
            self._views[question] = Question(own, self._answers)
        return self._views[question]

    def result(self, outcomes: Mapping[str, Outcome], level: Level) -> Result:
        """Return the result of the answers under judgement; names and hashes are filled in later.

        Args:
            outcomes: by test id; may be empty when the submission is unreadable.
            level: how strongly the run was confined.
        """
        if self._answers.unreadable:
            return self.unjudged(Status.UNREADABLE, f"it {self._answers.unreadable}", level)
        judged = [
            judge_question(
                question,
                self._rules(question.id),
                outcomes,
                self._answers,
                [asked.answer for asked in self.view(question.id).all if asked.answer],
            )
            for question in self.assignment.questions
        ]
        questions = tuple(question for question, _ in judged)
        return Result(
            student="",
            submission="",
            submission_sha256="",
            status=Status.GRADED,
            level=level,
            questions=questions,
            rules=tuple(rule for _, rules in judged for rule in rules),
            message="; ".join(f"{each.id}: {each.message}" for each in questions if each.message),
            notes=self._answers.notes,
        )

    def unjudged(self, status: Status, message: str, level: Level) -> Result:
        """Return the result of a submission that no rule was applied to."""
        ours = status is Status.GRADER_ERROR
        verdict = Verdict.GRADER_ERROR if ours else Verdict.MISSING
        questions = tuple(
            not_counted(question, self._rules(question.id), verdict, "")
            for question in self.assignment.questions
        )
        return Result(
            student="",
            submission="",
            submission_sha256="",
            status=status,
            level=level,
            questions=questions,
            rules=(),
            message=message,
        )

    def _rules(self, question: str) -> list[Rule]:
        return [rule for rule in self.rules.values() if rule.question == question]
