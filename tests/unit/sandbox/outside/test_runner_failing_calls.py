"""Calls that raise, end their process, or never end: each costs itself only."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from autograder.sandbox.answers import Ended
from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.outside.zygote import Child, Zygote
from tests.sweeps import whole
from tests.unit.sandbox.handed import GOOD, Run, assert_honest, body, endings, second

pytestmark = pytest.mark.slow

EVERY_CALL_OF_F = ["timed_out"] * 2 + ["returned"] * 2 + ["timed_out", "returned"]


@pytest.mark.parametrize(
    "text",
    [
        "raise KeyboardInterrupt",
        "raise SystemExit(0)",
        "exit()",
        "quit(3)",
        "raise GeneratorExit",
        "raise type('Passed', (BaseException,), {})()",
        "raise ExceptionGroup('several', [ValueError(1), TypeError(2)])",
        "return 1 / 0",
        "assert False",
        "return undefined_name",
        "return f(x)",
        "return f(x, k)",
        "import nowhere_at_all",
        "input('a number: ')",
        "open('/nowhere/at/all')",
        "breakpoint()",
        "next(iter([]))",
        "np.linalg.inv(np.zeros((2, 2)))",
        "np.ones((1 << 40,))",
        "[0] * (1 << 40)",
        "text = 'x' * (1 << 30)\nreturn text",
        "blocks = []\nwhile True: blocks.append(bytearray(1 << 22))",
        "raise type('E', (Exception,), {'__str__': lambda self: 1 / 0})()",
        "raise type('E', (Exception,), {'__str__': lambda self: 3})()",
        "raise type('E', (Exception,), {'__repr__': lambda self: 1 / 0})(1)",
        "raise ValueError('x' * (1 << 20))",
        "raise ValueError('\\ud800\\x00\\x1b[31m\\u202e')",
        "raise Exception from Exception('cause')",
        "e = ValueError()\ne.__cause__ = e\nraise e",
        "eval('(' * 1000)",
        "eval('x' + '[0]' * 100_000)",
        "exec(compile('1 / 0', '<submission>', 'exec'))",
        "exec(compile('\\n' * 5000 + '1 / 0', '<submission>', 'exec'))",
    ],
)
def test_a_call_that_raises_costs_itself_only(run: Run, text: str) -> None:
    answers = run(body(text))
    assert endings(answers) == ["raised", "raised", "returned", "returned", "raised", "returned"]
    assert all(answers.first[name].raised is not None for name in ("v1", "v2"))


@pytest.mark.parametrize(
    "text",
    [
        "import os; os._exit(0)",
        "import os; os._exit(1)",
        "import os; os.abort()",
        "import os; os.kill(os.getpid(), 9)",
        "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
        "import os; os.killpg(0, 9)",
        "import ctypes; ctypes.string_at(0)",
        "import os; os.closerange(0, 100)",
        "import os; os.closerange(3, 100); return 1.0",
        "import os; os.execv('/bin/true', ['true'])",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (0, 0)); return np.ones(1 << 24)",
    ],
)
def test_a_call_that_ends_the_process_costs_itself_only(run: Run, text: str) -> None:
    answers = run(body(text))
    assert endings(answers)[2:4] == ["returned", "returned"]
    assert {answers.first["v1"].ended, answers.first["v2"].ended} <= {Ended.DIED, Ended.RAISED}


@pytest.mark.parametrize(
    "text",
    [
        "while True: pass",
        "import time; time.sleep(1000)",
        "import threading; threading.Event().wait()",
        "import re; return re.match('(a+)+$', 'a' * 60 + 'b')",
        "return 10 ** 10 ** 8 * 1.0",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "try:\n    while True: pass\nexcept BaseException: pass\nwhile True: pass",
        "import os; os.closerange(3, 100)\nwhile True: pass",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E()",
        "import signal\nfor s in (1, 2, 13, 14, 15): signal.signal(s, 1)\nwhile True: pass",
    ],
)
@pytest.mark.parametrize(
    ("made", "ended"),
    [
        pytest.param(second, ["returned", "timed_out", *["returned"] * 4], id="second"),
        whole(body, EVERY_CALL_OF_F, name="every"),
    ],
)
def test_a_call_that_never_ends_costs_itself_only(
    hasty: Runner, made: Callable[[str], str], ended: list[str], text: str
) -> None:
    answers = hasty.run(made(text).encode(), "a.py")
    assert endings(answers) == ended
    assert_honest(hasty.run(GOOD.encode(), "b.py"))


@pytest.mark.parametrize(
    "text",
    [
        "import sys; sys.setrecursionlimit(1 << 30)\nreturn f(x, k)",
        "a = 0\nfor _ in range(1_000_000): a = [a]\nreturn hash(repr(a))",
    ],
)
def test_a_call_that_eats_up_a_resource_costs_itself_only(hasty: Runner, text: str) -> None:
    answers = hasty.run(body(text).encode(), "a.py")
    assert endings(answers)[2:4] == ["returned", "returned"]
    assert answers.first["v1"].ended is not Ended.RETURNED


def test_a_function_that_timed_out_twice_is_not_called_again(
    hasty: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    fork = Zygote.fork

    def noting(zygote: Zygote, request: Mapping[str, object], content: bytes) -> Child:
        asked.append(request["cases"])
        return fork(zygote, request, content)

    monkeypatch.setattr(Zygote, "fork", noting)
    answers = hasty.run(body("while True: pass").encode(), "a.py")
    assert asked == [[0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [2, 3, 5]]
    assert endings(answers) == EVERY_CALL_OF_F
    assert answers.again["v1"].ended is Ended.TIMED_OUT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import os; os._exit(0)", "ended the program"),
        ("import ctypes; ctypes.string_at(0)", "crashed the interpreter"),
        ("import os; os.kill(os.getpid(), 9)", "stopped"),
        ("import os; os.abort()", "signal 6"),
    ],
)
def test_how_a_call_ended_the_process_is_said_in_words(run: Run, text: str, words: str) -> None:
    assert words in run(body(text)).first["v1"].detail


def test_an_exception_is_told_with_its_place_and_line(run: Run) -> None:
    raised = run("def h(x):\n    return 1 / x\n\n" + body("return h(0)")).first["v1"].raised
    assert raised is not None
    assert raised.text == "ZeroDivisionError: division by zero"
    assert (raised.place, raised.line) == ("line 2", "return 1 / x")


def test_an_exception_below_numpy_is_told_at_the_students_own_line(run: Run) -> None:
    raised = run(body("return np.linalg.inv(np.zeros((2, 2)))")).first["v1"].raised
    assert raised is not None
    assert (raised.place, raised.line) == ("line 2", "return np.linalg.inv(np.zeros((2, 2)))")


def test_a_call_with_too_few_parameters_says_so(run: Run) -> None:
    raised = run("def f(x):\n    return 1.0").first["v1"].raised
    assert raised is not None
    assert raised.text == "TypeError: f() takes 1 positional argument but 2 were given"


def test_numbers_of_the_input_are_not_told(run: Run) -> None:
    raised = run(body("raise ValueError(f'{x * 1000001}, {1234567 + k}')")).first["v1"].raised
    assert raised is not None
    assert not set("123456789") & set(raised.text)


def test_words_that_are_not_the_students_own_are_not_told(run: Run) -> None:
    text = "secret = ''.join(chr(97 + int(n)) for n in x.flat)\nraise ValueError(secret * 2)"
    raised = run(body(text)).first["v1"].raised
    assert raised is not None
    assert raised.text == "ValueError: …"


def test_control_and_direction_characters_are_not_told(run: Run) -> None:
    raised = run(body("raise ValueError('a\\x1b[31m\\u202e\\n\\x9b')")).first["v1"].raised
    assert raised is not None
    assert raised.text.isprintable()
