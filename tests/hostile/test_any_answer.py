"""Values that lie about what they are earn nothing, harm nothing, and never end in a fault of ours.

The function that is asked for returns a pair: an array, and a dict of a mask, a count and a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from autograder.description import find
from autograder.exercise import Limits, Question
from autograder.judge.compare import RuleFailedError, targets
from autograder.judge.view import Question as View
from autograder.results import Level
from autograder.sandbox.answers import Answers, Ended
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.answers import described
from autograder.vectors.model import Vector
from tests.unit.answered import vector_of

RIGHT = (np.arange(6.0).reshape(2, 3), {"D1": np.array([True, False]), "n": 3, "s": "relu"})
HONEST = "return np.arange(6.0).reshape(2, 3), {'D1': np.array([True, False]), 'n': 3, 's': 'relu'}"
EQUAL = """
class Equal:
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __array__(self, *args, **named): return np.zeros((2, 3))
    def __len__(self): return 2
    def __iter__(self): return iter((self, self))
    def __float__(self): return 0.0
    __index__ = __int__ = lambda self: 3
"""
PROGRAMS = {
    "equal to everything": EQUAL + "def f(): return Equal()",
    "items equal to everything": EQUAL + "def f(): return Equal(), Equal()",
    "a pair that lies about its length": """
        class Pair(tuple):
            def __len__(self): return 2
        def f(): return Pair((np.zeros((2, 3)), {}, 3))
    """,
    "a length below zero": """
        class Pair(tuple):
            def __len__(self): return -1
        def f(): return Pair((np.zeros((2, 3)), {}))
    """,
    "a pair without an end": """
        class Pair(tuple):
            def __iter__(self):
                while True: yield np.zeros((2, 3))
        def f(): return Pair((1, 2))
    """,
    "a dict without an end": """
        class Endless(dict):
            def items(self):
                n = 0
                while True:
                    n += 1
                    yield str(n), n
        def f(): return np.zeros((2, 3)), Endless()
    """,
    "a dict that answers to every key": """
        class Every(dict):
            def __missing__(self, key): return 3
            def get(self, key, default=None): return 3
        def f(): return np.zeros((2, 3)), Every()
    """,
    "a million items": "def f(): return np.zeros((2, 3)), dict.fromkeys(range(10**6), 'x' * 600)",
    "a list of millions": "def f(): return [0.0] * 5_000_000",
    "a text of megabytes": "def f(): return np.zeros((2, 3)), {'s': 'x' * 20_000_000}",
    "a text that encodes itself": """
        class Text(str):
            def encode(self, *args): return b'relu'
            def __eq__(self, other): return True
            def __str__(self): return 'relu'
        def f(): return np.zeros((2, 3)), {'D1': np.array([True, False]), 'n': 3, 's': Text('x')}
    """,
    "keys that call themselves another": """
        class Key(str):
            def __str__(self): return 'n'
            def __repr__(self): return 'n'
        def f(): return np.zeros((2, 3)), {Key('m'): 3}
    """,
    "a key that runs code": """
        class Key:
            def __repr__(self): raise SystemExit
        def f(): return np.zeros((2, 3)), {Key(): 3}
    """,
    "itself within itself": """
        def f():
            found = [1.0]
            found.append(found)
            return found
    """,
    "a thousand levels": """
        def f():
            found = {}
            for _ in range(1000): found = {'D1': found, 'cache': found, '1': found}
            return np.zeros((2, 3)), found
    """,
    "an integer beyond every dtype": """
        def f(): return np.zeros((2, 3)), {'n': 10**5000, 'D1': 2**64, 's': 'relu'}
    """,
    "a number that changes as it is read": """
        class Shifty(np.ndarray):
            def __array_finalize__(self, other): self[...] = 3 if self.size else 0
        def f(): return np.zeros((2, 3)).view(Shifty), {'n': np.zeros(1).view(Shifty)}
    """,
    "a dtype with fields": """
        def f(): return np.zeros(2, [('a', 'f8'), ('b', 'O')]), {'D1': np.zeros(2, 'V9')}
    """,
    "a record of one's own, nested": """
        import os, struct
        RECORD = struct.pack('<BIHBBBBIHB', 3, 60, 0, 0, 0, 0, 5, 2, 2, 5) + bytes(60)
        def f():
            for fd in range(3, 20):
                try: os.write(fd, RECORD)
                except OSError: pass
            return -1.0
    """,
    "containers where none are asked for": """
        def f(): return {'A3': {'D1': {'n': [3, (4, [5])]}}}, [{}, [[[]]]], ((), {})
    """,
}


@pytest.fixture(scope="module")
def vector() -> Vector:
    return vector_of(*described(RIGHT, names=["A3", "cache"]))


@pytest.fixture(scope="module")
def runner(vector: Vector) -> Iterator[Runner]:
    here = find(Path(__file__).parent)
    assignment = replace(
        here,
        helpers=(),
        questions=(Question(id="q1", function="f", title=""),),
        limits=Limits(call_seconds=1.0, submission_seconds=10.0, memory_mib=256),
    )
    with Runner(assignment, [vector], Level.SEALED) as started:
        yield started


def run(runner: Runner, text: str) -> Answers:
    return runner.run(f"import numpy as np\n{dedent(text)}\n".encode(), "a.py")


def earned(vector: Vector, answers: Answers) -> bool:
    question = View([(vector, targets(vector))], answers)
    try:
        question.agree(question.all)
    except RuleFailedError:
        return False
    return True


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_value_that_lies_earns_nothing_and_harms_nobody_after_it(
    runner: Runner, vector: Vector, name: str
) -> None:
    answers = run(runner, PROGRAMS[name])
    assert not earned(vector, answers)
    assert earned(vector, run(runner, f"def f(): {HONEST}"))


def test_however_much_is_returned_little_is_told(runner: Runner) -> None:
    for name in ("a million items", "a text of megabytes", "a list of millions"):
        answer = run(runner, PROGRAMS[name]).first["v1"]
        assert answer.ended in (Ended.RETURNED, Ended.RAISED, Ended.DIED, Ended.TIMED_OUT)
        if answer.value is not None:
            assert len(answer.value.arrays) <= 41
