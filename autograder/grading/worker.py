"""A worker process: one zygote, one suite, one submission after another.

Worker and parent trust each other; they exchange pickled values over a pipe. A worker ends when
its parent closes the pipe, and at once when the parent is gone, whatever it is at: the kernel sees
to that, and with the worker goes its zygote, and with the zygote the child at work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.errors import AutograderError, GraderFault, SuiteError
from autograder.grading.bench import Bench, opened
from autograder.grading.messages import Done, Failed, Job, Look, Looked, Ready, Task
from autograder.judge.session import Collected

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from autograder.description import Assignment
    from autograder.sandbox.outside.level import Proving


def work(pipe: Connection, proving: Proving | None, assignment: Assignment | None) -> None:
    """Say what level was proved, if it is to be; receive a task; serve jobs until `pipe` closes.

    Args:
        pipe: to the parent.
        proving: the level; it may not be proved yet.
        assignment: what is to be graded, if it is known before the task is.
    """
    try:
        collected = _collected(assignment) if assignment else None  # while the level is tried
        proof = proving and proving.proof()
        if proof:
            pipe.send(proof)
        task: Task = pipe.recv()
        zygote = proving.zygote if proving and proof and proof.level is task.level else None
        with opened(task.assignment, task.vectors, task.level, zygote, collected) as bench:
            pipe.send(Ready(rules=dict(bench.suite.rules), slow=bench.judge.slow))
            while True:
                pipe.send(_answer(pipe.recv(), bench))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone or done
    except AutograderError as error:
        pipe.send(Failed(error=error))
    except Exception as error:
        pipe.send(Failed(error=GraderFault(f"a worker failed: {error!r}")))


def _collected(assignment: Assignment) -> Collected | None:
    """Collect a suite; why it cannot be collected is said when it is needed."""
    try:
        return Collected.of(assignment)
    except SuiteError:
        return None


def _answer(asked: Job | Look, bench: Bench) -> Done | Looked:
    if isinstance(asked, Job):
        return bench.grade(asked)
    try:
        bench.runner.prove()
    except AutograderError:
        return Looked(sound=False)
    return Looked(sound=True)
