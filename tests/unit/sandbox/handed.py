"""Small submissions, and what is asked of their answers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

from autograder.sandbox.answers import Answer, Answers, Ended

Run = Callable[[str], Answers]

G = """
def g(p, t):
    return {"a": p["x"], "b": p["y"] * 1.0}
"""
GOOD = (
    """
def f(x, k):
    return k * np.sum(x)
"""
    + G
)


def assert_honest(answers: Answers) -> None:
    assert set(answers.first) == {"v1", "v2", "v3", "v4"}
    assert set(answers.again) == {"v1", "v3"}
    assert all(answer.ended is Ended.RETURNED for answer in answers.first.values())
    assert number(answers.first["v1"]) == 20.0


def number(answer: Answer) -> float:
    assert answer.value is not None
    assert answer.value.arrays[""].data is not None
    return float(answer.value.arrays[""].data)


def endings(answers: Answers) -> list[str]:
    return [answer.ended.value for answer in [*answers.first.values(), *answers.again.values()]]


def body(text: str) -> str:
    """Return a submission whose `f` runs `text`, and whose `g` is right."""
    lines = "\n    ".join(dedent(text).strip().split("\n"))
    return f"def f(x, k):\n    {lines}\n{G}"


def second(text: str) -> str:
    """Return a submission whose `f` answers its first call in a process, and then runs `text`.

    So `text` runs only in the call of the vector `v2`, and its time limit passes only once.
    """
    return "calls = []\n" + body(f"calls.append(k)\nif len(calls) == 1: return 1.0\n{text}")


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def processes() -> set[int]:
    """Return this process's descendants."""
    found: set[int] = set()
    todo = [os.getpid()]
    while todo:
        for path in Path(f"/proc/{todo.pop()}/task").glob("*/children"):
            pids = {int(pid) for pid in path.read_text().split()}
            todo += pids - found
            found |= pids
    return found
