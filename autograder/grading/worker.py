"""A worker process: one zygote, one suite, one submission after another.

Worker and parent trust each other; they exchange pickled values over a pipe. A worker ends when
its parent closes the pipe, and at once when the parent is gone, whatever it is at: the kernel sees
to that, and with the worker goes its zygote, and with the zygote the child at work.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection

from autograder.description import Assignment
from autograder.errors import AutograderError, GraderFault
from autograder.grading.bench import Bench, opened
from autograder.grading.messages import Done, Failed, Job, Look, Looked, Ready
from autograder.results import Level
from autograder.sandbox.walls.confine import die_with_parent
from autograder.vectors.model import Vector


def work(pipe: Connection, assignment: Assignment, level: Level) -> None:
    """Receive the vectors from `pipe`, then serve jobs from it until it is closed."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    assert parent.pid is not None
    if sys.platform == "linux":  # elsewhere it ends when its pipe is closed
        die_with_parent(parent.pid)
    try:
        vectors: Sequence[Vector] = pipe.recv()
        with opened(assignment, vectors, level) as bench:
            pipe.send(Ready(rules=dict(bench.suite.rules), slow=bench.judge.slow))
            while True:
                pipe.send(_answer(pipe.recv(), bench))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone or done
    except AutograderError as error:
        pipe.send(Failed(error=error))
    except Exception as error:
        pipe.send(Failed(error=GraderFault(f"a worker failed: {error!r}")))


def _answer(asked: Job | Look, bench: Bench) -> Done | Looked:
    if isinstance(asked, Job):
        return bench.grade(asked)
    try:
        bench.runner.prove()
    except AutograderError:
        return Looked(sound=False)
    return Looked(sound=True)
