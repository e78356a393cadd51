"""One submission and its named result, the same wherever it is graded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.grading.messages import Job
from autograder.intake.model import Submission, Unreadable
from autograder.results import Result, Status

if TYPE_CHECKING:
    from autograder.description import Assignment
    from autograder.grading.bench import Bench
    from autograder.judge.suite import Suite
    from autograder.results import Level


def grade_one(read: Submission | Unreadable, bench: Bench) -> Result:
    """Return what one submission comes to, graded in this process and proved.

    Whatever the student did comes back as a result, and so does a fault of ours, without a score.
    """
    if isinstance(read, Unreadable):
        return unread(read, bench.suite, bench.level)
    job = Job(content=read.content, filename=read.filename)
    return named(bench.grade(job, prove=True).result, read)


def unread(read: Unreadable, suite: Suite[Assignment], level: Level) -> Result:
    """Return the result of a submission that has no readable bytes."""
    return named(suite.unjudged(Status.UNREADABLE, read.reason, level), read)


def named(result: Result, read: Submission | Unreadable) -> Result:
    """Return a result with whose it is, of what, and what intake remarked."""
    sha256 = read.sha256 if isinstance(read, Submission) else ""
    found = owned(result, read.student, read.path, sha256, read.remarks)
    return found if isinstance(read, Submission) else replace(found, remarks=0)


def owned(result: Result, student: str, path: str, sha256: str, remarks: tuple[str, ...]) -> Result:
    """Return a result with its student, the file's path and hash, and what intake remarked."""
    return replace(
        result,
        student=student,
        submission=path,
        submission_sha256=sha256,
        notes=(*remarks, *result.notes),
        remarks=len(remarks),
    )
