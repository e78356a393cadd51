"""Plain processes give the answers that the grader's own give, on every system."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.description import Assignment
from autograder.errors import GraderFault, UsageError
from autograder.exercise import Limits
from autograder.sandbox.answers import Answer, Answers, Ended
from autograder.sandbox.outside import process
from autograder.sandbox.outside.cases import REPEAT
from autograder.sandbox.outside.runner import Runner
from autograder.student import runner
from autograder.vectors.model import Vector

Make = Callable[..., Vector]

G = "def g(p, t):\n    return {'a': p['x'] + t[0], 'b': np.ones((1, 1))}\n"
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "source": "%matplotlib inline\nprint('hello')"},
            {"cell_type": "code", "source": "def f(x, k):\n    print(x)\n    return k * x.sum()"},
            {"cell_type": "code", "source": f"import plots\n\n\n{G}"},
        ]
    }
)
ALIKE = {
    "right": ("a.py", "def f(x, k):\n    return k * double(x).sum()\n\n\n" + G),
    "a notebook that prints": ("a.ipynb", NOTEBOOK),
    "raises": ("a.py", "def f(x, k):\n    return x['W1']\n\n\ndef g(p, t):\n    return q\n"),
    "other kinds": ("a.py", "def f(x, k):\n    return 'one'\n\n\ndef g(p, t):\n    return [1]\n"),
    "changes its inputs": ("a.py", "def f(x, k):\n    x *= 2\n    return x.sum()\n"),
    "keeps state": ("a.py", "n = []\ndef f(x, k):\n    n.append(k)\n    return len(n) * 1.0\n"),
    "draws numbers": ("a.py", "import random\ndef f(x, k):\n    return np.random.rand(), 1\n"),
    "another name": ("a.py", "def ff(x, k):\n    return 1\n\n\nclass A:\n    def g(self): ...\n"),
    "a stub": ("a.py", "def f(x, k):\n    y = ...\n    return y + 1\n\n\ndef g(p, t): ...\n"),
    "broken": ("a.py", "def f(x, k):\n    return (\n\n\n" + G),
    "not a notebook": ("a.ipynb", "{"),
}

ACTS = {
    "write": ("open('leak.txt', 'w')", "it tried to open or change a file"),
    "read": ("open('/etc/hostname')", "it tried to open or change a file"),
    "make a folder": ("os.mkdir('leak')", "it tried to open or change a file"),
    "list": ("os.listdir()", "it tried to open or change a file"),
    "start a program": ("os.system('true')", "it tried to start a process or a thread"),
    "start a thread": (
        "threading.Thread(target=print).start()",
        "it tried to start a process or a thread",
    ),
    "call out": ("socket.create_connection(('127.0.0.1', 9))", "it tried to use the network"),
}
ASKS = "def f(x, k):\n    " + "\n    ".join(
    f"if k == {number}: {act}" for number, (act, _) in enumerate(ACTS.values())
)
ACTING = f"import os, socket, threading\n\n\n{ASKS}\n    return input() if k == 90 else 1.0\n"


def plainly(answers: Answers) -> dict[str, Any]:
    """Return answers as values that can be compared; what they tell counts in a grade only."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        return value.tolist() if isinstance(value, np.ndarray) else value

    return {name: plain(value) for name, value in asdict(replace(answers, told=0)).items()}


@pytest.fixture(scope="module")
def vectors(number_vector: Make, dict_vector: Make) -> list[Vector]:
    return [
        number_vector(id="v1", flags=(REPEAT,)),
        number_vector(id="v2", inputs={"x": np.eye(2), "k": 3.5}),
        dict_vector(id="v3", flags=(REPEAT,)),
    ]


@pytest.fixture(scope="module")
def graders(assignment: Assignment, vectors: list[Vector]) -> Any:
    with Runner(assignment, vectors) as found:
        yield found


@pytest.fixture(scope="module")
def acts(
    assignment: Assignment, number_vector: Make, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Answer], Path]:
    """What came of every act that the grader refuses, and the folder in which they were tried."""
    folder = tmp_path_factory.mktemp("acts")
    numbers = [*range(len(ACTS)), 90]
    asked = [number_vector(id=f"v{k:02}", inputs={"x": np.eye(2), "k": k}) for k in numbers]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        answers = runner.run(assignment, asked, ACTING.encode(), "a.py")
    return dict(zip([*ACTS, "ask"], answers.first.values(), strict=True)), folder


@pytest.mark.parametrize("case", ALIKE)
def test_a_plain_process_answers_as_the_grader_s(
    case: str, assignment: Assignment, vectors: list[Vector], graders: Runner
) -> None:
    name, text = ALIKE[case]
    answers = runner.run(assignment, vectors, text.encode(), name)
    assert plainly(answers) == plainly(graders.run(text.encode(), name))


def test_nothing_is_filtered_of_a_run_on_inputs_that_everybody_has(
    assignment: Assignment, vectors: list[Vector]
) -> None:
    text = "def f(x, k):\n    raise ValueError(f'seen {x[0, 0]!r}, 123456 and ' + 'more' * 3)\n"
    answers = runner.run(assignment, vectors, text.encode(), "a.py")
    raised = answers.first["v1"].raised
    assert raised is not None
    assert raised.text == "ValueError: seen np.float64(1.0), 123456 and moremoremore"


@pytest.mark.parametrize("act", ACTS)
def test_what_the_grader_refuses_is_refused_with_its_words(
    act: str, acts: tuple[dict[str, Answer], Path]
) -> None:
    answer = acts[0][act]
    assert (answer.ended, answer.detail) == (Ended.REFUSED, ACTS[act][1])


def test_nothing_is_left_where_the_check_was_run(acts: tuple[dict[str, Answer], Path]) -> None:
    assert list(acts[1].iterdir()) == []


def test_nobody_is_asked_for_input(acts: tuple[dict[str, Answer], Path]) -> None:
    answer = acts[0]["ask"]
    assert answer.raised is not None
    assert answer.raised.error == "EOFError"


@pytest.mark.slow
def test_a_call_that_ends_the_process_or_hangs_costs_that_call(
    assignment: Assignment, number_vector: Make
) -> None:
    text = (
        "import os\n\n\ndef f(x, k):\n    while k == 1: pass\n    if k == 2: os._exit(0)\n"
        "    return 1.0\n"
    )
    asked = [number_vector(id=f"v{k}", inputs={"x": np.eye(2), "k": k}) for k in range(4)]
    hasty = replace(assignment, limits=Limits(call_seconds=0.5))
    answers = runner.run(hasty, asked, text.encode(), "a.py")
    ended = [answer.ended for answer in answers.first.values()]
    assert ended == [Ended.RETURNED, Ended.TIMED_OUT, Ended.DIED, Ended.RETURNED]


def test_a_question_is_heard_whole_before_the_next_is_asked(
    assignment: Assignment, vectors: list[Vector]
) -> None:
    heard: list[Answers] = []
    text = "def f(x, k):\n    return 1.0\n\n\n" + G
    runner.run(assignment, vectors, text.encode(), "a.py", heard=heard.append)
    first = next(answers for answers in heard if "v3" in answers.first)
    assert (list(first.first), list(first.again)) == (["v1", "v2", "v3"], ["v1"])


def test_a_given_module_that_does_not_load_is_one_sentence(
    assignment: Assignment, vectors: list[Vector], tmp_path: Path
) -> None:
    helper = tmp_path / "given_utils.py"
    helper.write_text("import nowhere_to_be_found\n", "utf-8")
    spoilt = replace(assignment, helpers=(helper,))
    with pytest.raises(UsageError, match=re.escape("take given_utils.py from the hand-out again")):
        runner.run(spoilt, vectors, b"", "a.py")


def test_a_process_that_does_not_start_is_our_fault(
    assignment: Assignment, vectors: list[Vector], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_COMMAND", "raise SystemExit")
    with pytest.raises(GraderFault, match="did not start"):
        runner.run(assignment, vectors, b"", "a.py")


# A program of the exercise's own that calls the functions

PROGRAM = """
import itertools

def work(lent, asked, tell):
    for number in itertools.count() if asked == "for ever" else asked:
        tell([number, lent["f"](number)])
    if not asked:
        lent["g"](1)
"""


@pytest.fixture
def lend(assignment: Assignment, tmp_path: Path) -> Callable[..., tuple[str, list[Any]]]:
    """Have the program call the functions of a text; return why it stopped, and what it told."""
    (tmp_path / "training").mkdir()
    (tmp_path / "training/__init__.py").write_text(PROGRAM, "utf-8")
    hasty = replace(assignment, limits=Limits(call_seconds=1.0))

    def lent(
        text: str, asked: object, seconds: float = 60.0, heard: Callable[[Any], None] | None = None
    ) -> tuple[str, list[Any]]:
        told: list[Any] = []
        reason = runner.lend(
            hasty,
            (tmp_path, "training"),
            asked,
            f"{text}\n\n\ndef g(p, t):\n    return 1\n".encode(),
            "mine.py",
            seconds=seconds,
            heard=heard or (lambda each: told.append(each) if each is not None else None),
        )
        return reason, told

    return lent


def test_a_program_tells_what_the_functions_give(lend: Any) -> None:
    text = "def f(x):\n    print('noise')\n    return double(x) if x else float('nan')"
    assert lend(text, [0, 4]) == ("", [[0, None], [4, 8]])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "return 1 / x",
            "f: it raised ZeroDivisionError: division by zero (line 2): `return 1 / x`",
        ),
        (
            "open('a')",
            "f: it tried to open or change a file (line 2); the grader does not allow that",
        ),
        ("while True: pass", "f: it did not end in time: does a loop never stop?"),
        ("__import__('os')._exit(0)", "f: it ended the program, as exit() does"),
        ("return None", "f is not filled in yet"),
    ],
)
@pytest.mark.slow
def test_a_call_that_fails_ends_a_program_in_the_words_of_the_check(
    lend: Any, body: str, reason: str
) -> None:
    assert lend(f"def f(x):\n    {body}", [0]) == (reason, [])


def test_the_function_that_fails_is_the_one_that_is_named(lend: Any) -> None:
    assert lend("def f(x):\n    return x", [])[0].startswith("g: it raised TypeError: g() missing")


def test_a_function_that_is_not_there_is_missing_as_in_the_check(lend: Any) -> None:
    assert lend("def ff(x):\n    return 1", [0]) == (
        "there is no f; did you mean ff? Rename it",
        [],
    )


@pytest.mark.slow
def test_the_end_of_the_time_is_no_fault(lend: Any) -> None:
    reason, told = lend("def f(x):\n    return x", "for ever", 0.5)
    assert reason == ""
    assert told


def test_a_program_that_does_not_load_is_one_sentence(
    assignment: Assignment, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="there is no nowhere in "):
        runner.lend(
            assignment, (tmp_path, "nowhere"), [], b"", "a.py", seconds=9, heard=lambda _: None
        )


def test_a_program_is_ended_when_nobody_listens_any_more(lend: Any) -> None:
    def leave(told: object) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        lend("def f(x):\n    return x", "for ever", heard=leave)
