"""A worker process: one zygote, one pytest session, one submission after another.

Worker and parent trust each other; they exchange pickled values over a pipe. A worker ends when
its parent closes the pipe, and at once when the parent is gone, whatever it is at: the kernel sees
to that, and with the worker goes its zygote, and with the zygote the child at work.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection

from autograder.description import Assignment
from autograder.errors import AutograderError, GraderFault
from autograder.grading.messages import Done, Failed, Job, Look, Looked, Ready
from autograder.judge import session
from autograder.judge.suite import Suite
from autograder.results import Level
from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.walls.confine import die_with_parent
from autograder.vectors.model import Vector

__all__ = ["work"]


def work(pipe: Connection, assignment: Assignment, level: Level) -> None:
    """Receive the vectors from `pipe`, then serve jobs from it until it is closed."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    assert parent.pid is not None
    if sys.platform == "linux":  # elsewhere it ends when its pipe is closed
        die_with_parent(parent.pid)
    try:
        vectors: Sequence[Vector] = pipe.recv()
        suite = Suite(assignment, vectors)
        with Runner(assignment, vectors, level) as runner:
            session.hold(suite, lambda judge: _serve(pipe, suite, runner, judge, level))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone or done
    except AutograderError as error:
        pipe.send(Failed(error=error))
    except Exception as error:
        pipe.send(Failed(error=GraderFault(f"a worker failed: {error!r}")))


def _serve(
    pipe: Connection, suite: Suite[Assignment], runner: Runner, judge: session.Judge, level: Level
) -> None:
    pipe.send(Ready(rules=dict(suite.rules)))
    while True:
        job: Job | Look = pipe.recv()
        if isinstance(job, Look):
            pipe.send(_look(runner))
            continue
        try:
            done: Done | Failed = _grade(job, runner, judge, level)
        except AutograderError as error:
            done = Failed(error=error, number=job.number)
        pipe.send(done)


def _look(runner: Runner) -> Looked:
    try:
        runner.prove()
    except AutograderError:
        return Looked(sound=False)
    return Looked(sound=True)


def _grade(job: Job, runner: Runner, judge: session.Judge, level: Level) -> Done:
    begin = time.perf_counter()
    answers = runner.run(job.content, job.filename)
    middle = time.perf_counter()
    result = judge(answers, level)
    return Done(
        number=job.number,
        result=result,
        run_seconds=middle - begin,
        judge_seconds=time.perf_counter() - middle,
    )
