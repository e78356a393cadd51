"""One grading run, from a batch to recorded results and rendered files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from autograder.errors import UnsoundError
from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.grading.engine import Engine
from autograder.grading.messages import Done, Failed, Job
from autograder.grading.one import named, unread
from autograder.grading.pool import HERE
from autograder.grading.shards import WHOLE, Shard
from autograder.grading.workers import Opening, Workers
from autograder.identity.lookup import the_student
from autograder.intake.model import Submission, Unreadable
from autograder.intake.plan import Batch
from autograder.intake.rows import Entry
from autograder.judge.suite import Suite
from autograder.policy.absent import REASON, keep_absent, keep_blank
from autograder.report.render import render
from autograder.results import Result, Status


class Observer(Protocol):
    """Is told how a run goes; the command line's progress is one."""

    def begin(self, total: int) -> None:
        """`total` submissions are about to be graded."""

    def note(self, sentence: str) -> None:
        """The whole run has something that its author should know."""

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        """A result is known and recorded.

        Args:
            result: what became of one submission.
            reused: an earlier run had it.
            seconds: wall clock that grading it took now.
        """


class Source(Protocol):
    """Where a submission's bytes come from: intake's entries, or what the gradebook kept."""

    def read(self) -> Submission | Unreadable:
        """Read the bytes now, or say why there are none."""


def grade(
    batch: Batch,
    engine: Engine,
    gradebook: Gradebook,
    observer: Observer,
    *,
    workers: Opening = HERE,
    fresh: bool = False,
    only: str | None = None,
    shard: Shard = WHOLE,
) -> None:
    """Grade a batch into a gradebook and render its files.

    Args:
        batch: what intake found.
        engine: what to grade with.
        gradebook: receives each result the moment it is known.
        observer: is told of each result.
        workers: opens what grades.
        fresh: grade anew what an earlier run has recorded.
        only: grade this student alone and leave the other rows as they are.
        shard: the part of the batch to grade.

    Raises:
        UsageError: there is no such student, or the output cannot be written.
        GraderFault: our own processes failed altogether.
    """
    entries = shard.entries(batch) if only is None else _of(only, batch)
    if fresh:
        gradebook.forget(None if only is None else [entry.student for entry in entries])
    gradebook.introduce({e.student: e.known for e in entries if e.known is not None})
    gradebook.introduce(batch.absent)
    keep_absent(gradebook, batch.absent.keys() - {entry.student for entry in batch.entries})
    grade_all(entries, len(entries), engine, gradebook, observer, workers=workers)
    whole = only is None
    gradebook.finish(whole=whole, part=shard.part(batch) if whole else None)
    render(gradebook)


def grade_all(
    sources: Iterable[Source],
    total: int,
    engine: Engine,
    gradebook: Gradebook,
    observer: Observer,
    *,
    workers: Opening = HERE,
) -> None:
    """Record a result for each source, reusing those that are known; the class list stays.

    Args:
        sources: what to grade, each read only when its turn has come.
        total: how many they are.
        engine: what to grade with.
        gradebook: receives each result the moment it is known.
        observer: is told of each result.
        workers: opens what grades.

    Raises:
        UsageError: the gradebook cannot be written.
        GraderFault: our own processes failed altogether.
    """
    gradebook.describe(engine.described())
    run = _Run(engine, gradebook, observer)
    observer.begin(total)
    with workers(engine, total) as opened:
        if opened.slow:
            observer.note(
                f"the hidden suite is judged by a pytest session for each submission, because "
                f"{opened.slow}: rules that take `answers` alone are faster"
            )
        run.grade(sources, opened)
        keep_blank(gradebook, run.blank())


def _of(student: str, batch: Batch) -> tuple[Entry, ...]:
    """Return the submissions of one student; none where the student handed in nothing."""
    known = {entry.student: entry.known for entry in batch.entries if entry.known is not None}
    everybody = {**batch.absent, **known}
    name = the_student(student, batch.students, everybody, "there is no submission of")
    return tuple(entry for entry in batch.entries if entry.student == name)


class _Run:
    def __init__(self, engine: Engine, gradebook: Gradebook, observer: Observer) -> None:
        self._engine = engine
        self._gradebook = gradebook
        self._observer = observer
        self._held: dict[int, Submission] = {}
        self._students: dict[int, str] = {}
        self._suite = Suite(engine.assignment, engine.vectors.vectors)

    def blank(self) -> Row:
        """Return the row of somebody who handed in nothing."""
        result = self._suite.unjudged(Status.UNREADABLE, REASON, self._engine.level)
        return Row(key=self._engine.key("", "", ""), result=result)

    def grade(self, sources: Iterable[Source], workers: Workers) -> None:
        self._suite.rules = workers.rules
        try:
            for answer in workers.grade(self._jobs(sources)):
                self._settle(answer)
        except UnsoundError as error:
            self._gradebook.forget([self._students[number] for number in error.numbers])
            raise

    def _jobs(self, sources: Iterable[Source]) -> Iterator[Job]:
        """Yield what has to be graded; record what needs no grading on the way."""
        for number, source in enumerate(sources):
            read = source.read()
            if isinstance(read, Unreadable):
                self._record(unread(read, self._suite, self._engine.level), None, 0.0)
            elif not self._reuse(read):
                self._held[number] = read
                self._students[number] = read.student
                yield Job(number=number, content=read.content, filename=read.filename)

    def _reuse(self, submission: Submission) -> bool:
        key = self._engine.key(submission.student, submission.path, submission.sha256)
        known = self._gradebook.reuse(key)
        if known is not None:
            self._observer.known(known, reused=True)
        return known is not None

    def _settle(self, answer: Done | Failed) -> None:
        assert answer.number is not None
        submission = self._held.pop(answer.number)
        if isinstance(answer, Done):
            result, seconds = answer.result, answer.run_seconds + answer.judge_seconds
        else:
            result, seconds = self._suite.faulted(answer.error, self._engine.level), 0.0
        self._record(named(result, submission), submission.content, seconds)

    def _record(self, result: Result, content: bytes | None, seconds: float) -> None:
        key = self._engine.key(result.student, result.submission, result.submission_sha256)
        self._gradebook.record(key, result, content=content, seconds=seconds)
        self._observer.known(result, reused=False, seconds=seconds)
