"""Grades the one submission in a container, in this process, and keeps it as any other is kept."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from autograder.description import Assignment
from autograder.failures import explained
from autograder.gradebook.gradebook import Gradebook
from autograder.grading.engine import Engine
from autograder.hosts.gradescope.metadata import Metadata
from autograder.intake.choose import Wanted, choose
from autograder.intake.disk import DiskNode
from autograder.intake.model import Submission, Unreadable
from autograder.intake.rows import Entry
from autograder.judge import session
from autograder.judge.suite import Suite
from autograder.policy.final import Final, finals
from autograder.results import Level, Result, Status
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.trial import vouch

__all__ = ["grade"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graded:
    result: Result
    content: bytes | None
    seconds: float


def grade(folder: Path, assignment: Assignment, confined: Level, metadata: Metadata) -> Final:
    """Return what the submission in `folder` gets.

    Args:
        folder: what the student handed in, as one student's folder.
        assignment: what is graded.
        confined: how strongly; proved.
        metadata: who handed it in, and when.

    Raises:
        UsageError: the assignment as it was packed cannot be used.
        GraderFault: our own processes failed.
    """
    # The vectors were tried when they were packed; that is a process less at every submission.
    vouch(_vectors(assignment))
    engine = Engine.load(assignment, confined)
    entry = _entry(folder, assignment, metadata.student)
    graded = _graded(entry, engine)
    key = engine.key(
        graded.result.student, graded.result.submission, graded.result.submission_sha256
    )
    # What a score becomes is decided where it is decided for a whole class.
    with tempfile.TemporaryDirectory() as out, Gradebook.open(Path(out)) as gradebook:
        gradebook.describe(engine.described())
        gradebook.introduce({metadata.student: metadata.known})
        gradebook.record(key, graded.result, content=graded.content, seconds=graded.seconds)
        gradebook.finish(whole=True)
        (final,) = finals(gradebook, assignment)
    return final


def _vectors(assignment: Assignment) -> bytes:
    with explained(assignment.hidden_vectors):
        return assignment.hidden_vectors.read_bytes()


def _entry(folder: Path, assignment: Assignment, student: str) -> Entry:
    wanted = Wanted.by(assignment)
    node = DiskNode(base=folder, label="", is_folder=True)
    return Entry(student=student, path="the submission", open=partial(choose, node, wanted))


def _graded(entry: Entry, engine: Engine) -> _Graded:
    """Run and judge one submission; whatever the student did, it comes back as a result."""
    suite = Suite(engine.assignment, engine.vectors.vectors)
    graded: list[_Graded] = []

    def serve(judge: session.Judge) -> None:
        begin = time.perf_counter()
        read = entry.read()
        if isinstance(read, Unreadable):
            unjudged = suite.unjudged(Status.UNREADABLE, read.reason, engine.level)
            result = replace(unjudged, student=read.student, submission=read.path)
            content = None
        else:
            with Runner(engine.assignment, engine.vectors.vectors, engine.level) as runner:
                answers = runner.run(read.content, read.filename)
                runner.prove()
            result, content = _named(judge(answers, engine.level), read), read.content
        seconds = time.perf_counter() - begin
        graded.append(_Graded(result=result, content=content, seconds=seconds))

    session.hold(suite, serve)
    (one,) = graded
    return one


def _named(result: Result, submission: Submission) -> Result:
    return replace(
        result,
        student=submission.student,
        submission=submission.path,
        submission_sha256=submission.sha256,
        notes=(*submission.remarks, *result.notes),
    )
