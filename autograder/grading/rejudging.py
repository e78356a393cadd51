"""Judges what submissions returned before, where running them now would return the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.grading.one import named, owned
from autograder.judge.suite import Suite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.description import Assignment
    from autograder.gradebook.model import Key, Row, Run
    from autograder.gradebook.store import Gradebook
    from autograder.grading.engine import Engine
    from autograder.intake.model import Submission
    from autograder.judge.session import Collected, Judge
    from autograder.judge.view import Question
    from autograder.results import Result
    from autograder.sandbox.answers import Answers


class Rejudging:
    """Finds kept answers and judges them, in this process; nobody's code runs.

    Args:
        engine: what to judge with.
        gradebook: that has kept the answers.
        collected: the suite, if it was collected already.

    Attributes:
        engine: what to judge with.
        suite: the hidden suite; its rules are there once they are collected.
    """

    def __init__(
        self, engine: Engine, gradebook: Gradebook, collected: Collected | None = None
    ) -> None:
        self.engine = engine
        self._gradebook = gradebook
        self.suite: Suite[Assignment] = Suite(
            engine.assignment, engine.vectors.vectors, digest=gradebook.digest
        )
        self._collected = collected
        self._judge: Judge | None = None

    def result(self, submission: Submission) -> Result | None:
        """Return what a submission comes to, or None where it has to be run.

        Raises:
            SuiteError: the hidden suite cannot be collected, or asks for what is not there.
            GraderFault: a rule failed itself.
        """
        found = self._judged(self.engine.run(submission.sha256, submission.filename))
        return None if found is None else named(found, submission)

    def anew(self, row: Row) -> Result | None:
        """Return what a row comes to now, or None where it has to be run; raises as `result`."""
        key, earlier = row.key, row.result
        found = self._judged(self._run(key))
        if found is None:
            return None
        remarks = earlier.notes[: earlier.remarks]
        return owned(found, key.student, key.submission, key.submission_sha256, remarks)

    def answers(self, key: Key) -> Answers | None:
        """Return the answers that were kept of a submission, or None where there are none."""
        return self._gradebook.answers(self._run(key))

    def view(self, key: Key, question: str) -> Question:
        """Return what rules see of kept answers to a question."""
        answers = self.answers(key)
        assert answers is not None
        self.suite.judge(answers)
        return self.suite.view(question)

    def lines(self, key: Key, question: str) -> Mapping[str, tuple[str, str]]:
        """Return place and text of the line that works out each key, where that is known."""
        answers = self.answers(key)
        functions = {each.id: each.function for each in self.engine.assignment.questions}
        return answers.lines.get(functions[question], {}) if answers else {}

    def _run(self, key: Key) -> Run:
        return self.engine.run(key.submission_sha256, key.submission)

    def _judged(self, run: Run) -> Result | None:
        answers = self._gradebook.answers(run)
        return None if answers is None else self.collect()(answers, self.engine.level)

    def collect(self) -> Judge:
        """Collect the suite's rules, once, and return what judges by them.

        Raises:
            SuiteError: they cannot be collected.
        """
        if self._judge is None:
            from autograder.judge.session import Judge  # imports pytest, which few runs need here

            self._judge = Judge(self.suite, self._collected)
        return self._judge
