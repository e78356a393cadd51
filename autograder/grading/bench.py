"""Runs and judges one submission after another: in a worker, in a container, beside Otter.

The code that a result depends on is followed from here, so this knows nothing of where submissions
come from, nor of what becomes of results.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograder.errors import AutograderError
from autograder.gradebook.packing import Base, Packed, pack, pack_part
from autograder.grading.messages import Done, Job
from autograder.judge.session import Collected, Judge
from autograder.judge.suite import Suite
from autograder.memory import Memory
from autograder.sandbox.canonical import digest
from autograder.sandbox.outside.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from autograder.description import Assignment
    from autograder.results import Level
    from autograder.sandbox.answers import Answers
    from autograder.sandbox.outside.zygote import Zygote
    from autograder.vectors.model import Vector


_PACKED = 512  # packed parts that are held ready, a few of which have up to 200 kB


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What it takes to grade.

    Attributes:
        suite: the hidden suite, collected.
        judge: applies it.
        runner: runs submissions.
        level: how strongly they are confined.
        base: what their answers are kept as differences from.
    """

    suite: Suite[Assignment]
    judge: Judge
    runner: Runner
    level: Level
    base: Base = field(default_factory=lambda: Base({}))
    _parts: Memory[bytes] = field(default_factory=lambda: Memory(_PACKED))

    def grade(self, job: Job, *, prove: bool = False) -> Done:
        """Return what a file comes to; a fault of ours is a result without a score.

        Args:
            job: the file.
            prove: have honest code of our own come back right afterwards, or give no score.
        """
        begin = middle = time.perf_counter()
        packed = None
        try:
            answers = self.runner.run(job.content, job.filename)
            if prove:
                self.runner.prove()
            middle = time.perf_counter()
            result = self.judge(answers, self.level)
            packed = self._packed(answers) if job.keep else None
        except AutograderError as error:
            result = self.suite.faulted(error, self.level)
        return Done(
            number=job.number,
            result=result,
            answers=packed,
            run_seconds=middle - begin,
            judge_seconds=time.perf_counter() - middle,
        )

    def _packed(self, answers: Answers) -> Packed | None:
        """Pack the answers that were judged last; what others gave, too, was packed before."""
        return pack(
            answers,
            self.suite.parts(),
            lambda name, part: self._parts.recall(name, lambda: pack_part(part, self.base)),
        )


@contextmanager
def opened(
    assignment: Assignment,
    vectors: Sequence[Vector],
    level: Level,
    zygote: Zygote | None = None,
    collected: Collected | None = None,
) -> Iterator[Bench]:
    """Give what it takes to grade an assignment's submissions.

    Args:
        assignment: its suite, functions and limits.
        vectors: the hidden vectors.
        level: how strongly submissions are confined; it was proved.
        zygote: the one that proved it, if it is still there.
        collected: the suite, if it was collected already.

    Raises:
        SuiteError: the hidden suite cannot be collected.
        DescriptionError: a given helper module cannot be read.
        UsageError: a given helper module does not load.
        GraderFault: submissions cannot be run.
    """
    runner = Runner(assignment, vectors, level, zygote)
    try:
        suite = Suite(assignment, vectors, digest=digest)
        judge = Judge(suite, collected)  # while the runner gets ready
    except BaseException:
        runner.__exit__()
        raise
    with runner:
        base = Base.of(vectors)
        yield Bench(suite=suite, judge=judge, runner=runner, level=level, base=base)
