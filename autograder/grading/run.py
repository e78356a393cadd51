"""One grading run, from a batch to recorded results and rendered files."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from autograder.errors import UnsoundError
from autograder.gradebook.model import Row, Run
from autograder.gradebook.packing import Packed
from autograder.gradebook.store import Gradebook
from autograder.grading.engine import Engine
from autograder.grading.messages import Done, Failed, Job
from autograder.grading.one import named, unread
from autograder.grading.pool import First, Pool
from autograder.grading.rejudging import Rejudging
from autograder.grading.shards import WHOLE, Shard
from autograder.grading.workers import Opening, Workers
from autograder.identity.lookup import the_student
from autograder.intake.model import Submission, Unreadable
from autograder.intake.plan import Batch
from autograder.intake.rows import Entry
from autograder.policy.absent import REASON, keep_absent, keep_blank
from autograder.report import templates
from autograder.report.render import render
from autograder.results import Result, Status

_WORTH_A_WORKER = 20  # submissions; one more worker takes as long to start as to grade so many


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
    jobs: int = 1,
    fresh: bool = False,
    only: str | None = None,
    shard: Shard = WHOLE,
    first: First | None = None,
    is_whole: bool = True,
    elsewhere: Opening | None = None,
    with_code: bool = True,
) -> None:
    """Grade a batch into a gradebook and render its files.

    Args:
        batch: what intake found.
        engine: what to grade with.
        gradebook: receives each result the moment it is known.
        observer: is told of each result.
        jobs: worker processes.
        fresh: grade anew what an earlier run has recorded.
        only: grade this student alone and leave the other rows as they are.
        shard: the part of the batch to grade.
        first: a worker that was started already.
        is_whole: the batch is the whole class, so that who is not in it is no longer listed.
        elsewhere: opens what grades in place of processes here.
        with_code: as `render` takes it.

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
    grade_all(
        entries,
        len(entries),
        engine,
        gradebook,
        observer,
        jobs=jobs,
        first=first,
        elsewhere=elsewhere,
    )
    whole = is_whole and only is None
    gradebook.finish(whole=whole, part=shard.part(batch) if whole else None)
    render(gradebook, with_code=with_code)


def grade_all(
    sources: Iterable[Source],
    total: int,
    engine: Engine,
    gradebook: Gradebook,
    observer: Observer,
    *,
    jobs: int = 1,
    first: First | None = None,
    elsewhere: Opening | None = None,
) -> None:
    """Record a result for each source, reusing those that are known; the class list stays.

    Args:
        sources: what to grade, each read only when its turn has come.
        total: how many they are.
        engine: what to grade with.
        gradebook: receives each result the moment it is known.
        observer: is told of each result.
        jobs: worker processes.
        first: one of them, where it was started already.
        elsewhere: opens what grades in place of processes here.

    Raises:
        UsageError: the gradebook cannot be written.
        GraderFault: our own processes failed altogether.
    """
    gradebook.describe(engine.described())
    gradebook.expect(engine.base)
    run = _Run(engine, gradebook, observer)
    observer.begin(total)
    jobs_to_do = run.jobs(sources)
    if first is None:
        ahead = run.without_workers(jobs_to_do)
        if ahead is None:
            keep_blank(gradebook, run.blank())
            return
        jobs_to_do = chain([ahead], jobs_to_do)
    with elsewhere(engine, total) if elsewhere else _pool(engine, total, jobs, first) as workers:
        templates.prepare()  # while the workers start
        if workers.ready.slow:
            observer.note(
                f"the hidden suite is judged by a pytest session for each submission, because "
                f"{workers.ready.slow}: rules that take `answers` alone are faster"
            )
        run.grade(jobs_to_do, workers)
        keep_blank(gradebook, run.blank())


def _pool(engine: Engine, total: int, jobs: int, first: First | None) -> Pool:
    return Pool(engine, min(jobs, 1 + total // _WORTH_A_WORKER), first)


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
        self._ran: set[str] = set()
        self._rejudging = Rejudging(engine, gradebook)
        self._suite = self._rejudging.suite

    def blank(self) -> Row:
        """Return the row of somebody who handed in nothing."""
        result = self._suite.unjudged(Status.UNREADABLE, REASON, self._engine.level)
        return Row(key=self._engine.key("", "", ""), result=result)

    def without_workers(self, jobs: Iterator[Job]) -> Job | None:
        """Settle what no worker is needed for; return the first job that needs one."""
        self._rejudging.collect()  # its rules are those of unread submissions, too
        return next(jobs, None)

    def grade(self, jobs: Iterable[Job], workers: Workers) -> None:
        self._suite.rules = workers.ready.rules
        try:
            for answer in workers.grade(jobs):
                self._settle(answer)
        except UnsoundError as error:
            self._gradebook.forget([self._students[number] for number in error.numbers])
            raise

    def jobs(self, sources: Iterable[Source]) -> Iterator[Job]:
        """Yield what has to be graded; record what needs no grading on the way."""
        for number, source in enumerate(sources):
            read = source.read()
            if isinstance(read, Unreadable):
                self._record(unread(read, self._suite, self._engine.level), None, 0.0)
            elif not (self._reuse(read) or self._judge_again(read)):
                self._held[number] = read
                self._students[number] = read.student
                self._ran.add(read.sha256)
                yield Job(number=number, content=read.content, filename=read.filename, keep=True)

    def _reuse(self, submission: Submission) -> bool:
        key = self._engine.key(submission.student, submission.path, submission.sha256)
        known = self._gradebook.reuse(key)
        if known is not None:
            self._observer.known(known, reused=True)
        return known is not None

    def _judge_again(self, submission: Submission) -> bool:
        if submission.sha256 in self._ran:
            return False  # nothing of this run counts before honest code came back right
        begin = time.perf_counter()
        result = self._rejudging.result(submission)
        if result is not None:
            self._record(result, submission.content, time.perf_counter() - begin)
        return result is not None

    def _settle(self, answer: Done | Failed) -> None:
        assert answer.number is not None
        submission = self._held.pop(answer.number)
        answers = None
        if isinstance(answer, Done):
            result, seconds = answer.result, answer.run_seconds + answer.judge_seconds
            answers = self._engine.run(submission.sha256, submission.filename), answer.answers
        else:
            result, seconds = self._suite.faulted(answer.error, self._engine.level), 0.0
        self._record(named(result, submission), submission.content, seconds, answers)

    def _record(
        self,
        result: Result,
        content: bytes | None,
        seconds: float,
        answers: tuple[Run, Packed | None] | None = None,
    ) -> None:
        key = self._engine.key(result.student, result.submission, result.submission_sha256)
        self._gradebook.record(key, result, content=content, seconds=seconds, answers=answers)
        self._observer.known(result, reused=False, seconds=seconds)
