"""Judges what submissions returned before, where running them now would return the same."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from autograder.grading.one import named
from autograder.judge.suite import Suite

if TYPE_CHECKING:
    from autograder.description import Assignment
    from autograder.gradebook.store import Gradebook
    from autograder.grading.engine import Engine
    from autograder.intake.model import Submission
    from autograder.judge.session import Judge
    from autograder.results import Result


class Rejudging:
    """Finds kept answers and judges them, in this process; nobody's code runs.

    Args:
        engine: what to judge with.
        gradebook: that has kept the answers.

    Attributes:
        suite: the hidden suite; its rules are there once it is `collected`.
    """

    def __init__(self, engine: Engine, gradebook: Gradebook) -> None:
        self._engine = engine
        self._gradebook = gradebook
        self.suite: Suite[Assignment] = Suite(engine.assignment, engine.vectors.vectors)

    def result(self, submission: Submission) -> Result | None:
        """Return what a submission comes to, or None where it has to be run.

        Raises:
            SuiteError: the hidden suite cannot be collected, or asks for what is not there.
            GraderFault: a rule failed itself.
        """
        run = self._engine.run(submission.sha256, submission.filename)
        answers = self._gradebook.answers(run)
        if answers is None:
            return None
        return named(self.collected(answers, self._engine.level), submission)

    @cached_property
    def collected(self) -> Judge:
        """The suite with its rules.

        Raises:
            SuiteError: it cannot be collected.
        """
        from autograder.judge.session import Judge  # imports pytest, which few runs need here

        return Judge(self.suite)
