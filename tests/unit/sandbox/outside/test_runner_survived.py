"""Refused attempts that the code survives are noted beside its right answers."""

from __future__ import annotations

import pytest

from autograder.sandbox.answers import Ended
from autograder.sandbox.outside.runner import Runner
from tests.unit.sandbox.handed import G, assert_honest


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        ("open('log.txt', 'w')", "open or change a file"),
        ("os.remove('log.txt')", "open or change a file"),
        ("socket.socket()", "use the network"),
        ("threading.Thread(target=print).start()", "start a process or a thread"),
        ("os.fork()", "start a process or a thread"),
    ],
)
def test_a_refused_attempt_that_the_code_survives_is_noted(
    attempt: str, words: str, sealed: Runner
) -> None:
    text = f"""
import os, socket, threading

def f(x, k):
    try:
        {attempt}
    except Exception:
        pass
    return k * np.sum(x)
"""
    answers = sealed.run((text + G).encode(), "a.py")
    assert_honest(answers)
    assert [note for note in answers.notes if "not allow" in note] == [
        f"it tried to {words}, which the grader does not allow; it went on without that"
    ]


def test_a_refused_attempt_that_the_code_does_not_survive_is_no_note(sealed: Runner) -> None:
    text = "def f(x, k):\n    open('log.txt', 'w')\n" + G
    answers = sealed.run(text.encode(), "a.py")
    assert answers.first["v1"].ended is Ended.REFUSED
    assert not answers.notes


def test_reading_and_computing_are_no_attempt(sealed: Runner) -> None:
    text = """
import json

def f(x, k):
    with open(json.__file__) as source:
        source.read()
    return k * np.sum(x)
"""
    answers = sealed.run((text + G).encode(), "a.py")
    assert_honest(answers)
    assert not answers.notes
