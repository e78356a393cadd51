"""One submission comes to one named result, whatever happens on the way."""

from __future__ import annotations

from typing import Any, cast

import pytest

from autograder.description import Assignment
from autograder.errors import GraderFault, SuiteError
from autograder.grading.bench import Bench
from autograder.grading.one import grade_one
from autograder.intake.model import Submission, Unreadable
from autograder.judge.suite import Suite
from autograder.results import Level, Result, Status, Verdict
from autograder.sandbox.answers import Answers
from autograder.vectors.model import Vector

HANDED = Submission(
    student="ada", path="ada/a.py", filename="a.py", content=b"x = 1", remarks=("b.py too",)
)


class Runner:
    """A runner that answers nothing, and fails where it is told to."""

    def __init__(self, fails: str) -> None:
        self._fails = fails
        self.proved = 0

    def run(self, *_: object) -> Answers:
        if self._fails == "run":
            raise GraderFault("the zygote is gone")
        return Answers(notes=("left out",))

    def prove(self) -> None:
        self.proved += 1
        if self._fails == "prove":
            raise GraderFault("honest code does not come back right")


@pytest.fixture
def bench(assignment: Assignment, vectors: tuple[Vector, ...]) -> Any:
    """Return what makes a bench of which a part fails."""

    def make(fails: str = "") -> Bench:
        suite = Suite(assignment, vectors)

        def judge(answers: Answers, level: Level) -> Result:
            if fails == "judge":
                raise SuiteError("no vector has the flag x")
            return Result(status=Status.GRADED, level=level, questions=(), notes=answers.notes)

        parts = {"runner": Runner(fails), "judge": judge}
        return Bench(suite=suite, level=Level.SEALED, **cast("Any", parts))

    return make


def test_a_result_says_whose_it_is_and_what_was_remarked(bench: Any) -> None:
    result = grade_one(HANDED, bench())
    assert (result.student, result.submission) == ("ada", "ada/a.py")
    assert result.submission_sha256 == HANDED.sha256
    assert (result.notes, result.remarks) == (("b.py too", "left out"), 1)


@pytest.mark.parametrize("fails", ["run", "prove", "judge"])
def test_a_fault_of_ours_is_a_named_result_without_a_score(fails: str, bench: Any) -> None:
    result = grade_one(HANDED, bench(fails))
    assert (result.status, result.score, result.student) == (Status.GRADER_ERROR, None, "ada")
    assert {question.verdict for question in result.questions} == {Verdict.GRADER_ERROR}
    assert result.message.endswith("there is no score, and this is not the student's fault")


def test_an_error_that_nobody_foresaw_ends_the_process(bench: Any) -> None:
    made = bench()
    made.runner.run = lambda *_: 1 / 0
    with pytest.raises(ZeroDivisionError):
        grade_one(HANDED, made)


def test_what_cannot_be_read_is_never_run(bench: Any) -> None:
    read = Unreadable(student="ben", path="ben.pdf", reason="it is a PDF", remarks=("odd",))
    result = grade_one(read, bench("run"))
    assert (result.status, result.score, result.message) == (Status.UNREADABLE, 0, "it is a PDF")
    assert (result.student, result.submission_sha256, result.notes) == ("ben", "", ("odd",))


def test_each_result_of_one_submission_alone_is_proved(bench: Any) -> None:
    made = bench()
    grade_one(HANDED, made)
    assert made.runner.proved == 1
