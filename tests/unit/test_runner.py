"""Runs of whole submissions: whatever they do is an answer, and costs themselves only."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from autograder.answers import Answer, Answers, Ended
from autograder.description import Assignment, Limits
from autograder.errors import DescriptionError, GraderFault
from autograder.results import Level
from autograder.run.runner import Runner
from autograder.run.zygote import Child, Zygote
from autograder.vectors.model import Vector
from autograder.wire import State, ValueKind

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


@pytest.fixture(scope="module")
def runner(assignment: Assignment, vectors: tuple[Vector, ...]) -> Iterator[Runner]:
    with Runner(assignment, vectors) as started:
        yield started


@pytest.fixture(scope="module")
def hasty(assignment: Assignment, vectors: tuple[Vector, ...]) -> Iterator[Runner]:
    """Run with limits of time so small that waiting for them is quick."""
    limits = Limits(call_seconds=0.3, submission_seconds=5.0, memory_mib=256)
    with Runner(replace(assignment, limits=limits), vectors) as started:
        yield started


@pytest.fixture
def run(runner: Runner) -> Run:
    """Return what runs a module's text, and requires that the next honest one is not harmed."""

    def run_text(text: str) -> Answers:
        answers = runner.run(dedent(text).encode(), "a.py")
        assert_honest(runner.run(GOOD.encode(), "b.py"))
        return answers

    return run_text


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


# Honest submissions


def test_every_call_is_answered_and_the_repeated_ones_come_last(run: Run) -> None:
    order = "calls = []\ndef f(x, k):\n    calls.append(k)\n    return float(len(calls))\n" + G
    answers = run(order)
    assert [number(answers.first[name]) for name in ("v1", "v2")] == [1.0, 2.0]
    assert number(answers.again["v1"]) == 3.0


def test_arrays_come_back_with_their_shapes(run: Run, vectors: tuple[Vector, ...]) -> None:
    value = run(GOOD).first["v3"].value
    assert value is not None
    assert value.arrays["a"].data is not None
    np.testing.assert_array_equal(value.arrays["a"].data, vectors[2].expected["a"])


def test_inputs_keep_order_kind_and_nesting(run: Run) -> None:
    text = """
        def f(x, k):
            return float(x.flags.c_contiguous and type(k) is int)
        def g(p, t):
            x, k = t
            ok = x.flags.f_contiguous and p["y"].dtype == np.int64 and type(k) is float
            return {"a": float(ok and type(p) is dict and type(t) is tuple)}
    """
    answers = run(text)
    value = answers.first["v3"].value
    assert number(answers.first["v1"]) == 1.0
    assert value is not None
    assert value.arrays["a"].data == 1.0


def test_calls_get_fresh_inputs(run: Run) -> None:
    answers = run(body("x += 1\nreturn float(x[0, 0])"))
    assert number(answers.again["v1"]) == 2.0


def test_changed_inputs_are_named(run: Run) -> None:
    text = """
        def f(x, k):
            x[0, 0] = 7
            return 1.0
        def g(p, t):
            p["y"] = p["y"] * 2
            t[0][0, 0] = 7
            return p
    """
    answers = run(text)
    assert answers.first["v1"].changed == ("x",)
    assert answers.first["v3"].changed == ("p/y", "t/x")


def test_a_deleted_input_is_a_changed_one(run: Run) -> None:
    answers = run("def g(p, t):\n    del p['y']\n    return p")
    assert answers.first["v3"].changed == ("p/y",)


def test_inputs_that_were_only_read_are_not_changed(run: Run) -> None:
    assert {answer.changed for answer in run(GOOD).first.values()} == {()}


def test_given_names_and_helpers_are_there(run: Run) -> None:
    text = """
        import given_utils
        from given_utils import *
        from given_utils import double as twice, scale
        def f(x, k):
            return float(double(1) + twice(1) + given_utils.double(1) + scale)
    """
    assert number(run(text).first["v1"]) == 16.0


def test_given_names_need_no_import(run: Run) -> None:
    assert number(run(body("return float(double(np.float64(1)))")).first["v1"]) == 2.0


def test_an_own_helper_wins_over_a_given_one(run: Run) -> None:
    text = "def double(x):\n    return 7.0\n" + body("return double(1)")
    assert number(run(text).first["v1"]) == 7.0


def test_a_given_module_is_not_the_course_of_another_submission(run: Run) -> None:
    run("import given_utils\ngiven_utils.double = lambda x: 0\n" + body("return double(1)"))
    assert number(run(body("return float(given_utils.double(1))")).first["v1"]) == 2.0


def test_what_cannot_be_imported_fails_only_what_needs_it(run: Run) -> None:
    text = "import matplotlib.pyplot as plt\nfrom testCases import *\nfrom .cases import *\n" + GOOD
    answers = run(text)
    assert endings(answers) == ["returned"] * 6
    assert answers.notes == (
        "line 2: from testCases import *: not available to the grader",
        "line 3: from .cases import *: not available to the grader",
    )


def test_files_beside_the_grader_are_not_importable(run: Run) -> None:
    answers = run("import autograder.answers\nimport pytest\n" + body("return autograder, pytest"))
    assert endings(answers)[0] == "raised"


def test_a_notebook_is_run_like_a_module(runner: Runner) -> None:
    cells = [{"cell_type": "code", "source": ["%matplotlib inline\n", text]} for text in (GOOD, "")]
    assert_honest(runner.run(json.dumps({"cells": cells}).encode(), "a.ipynb"))


def test_main_is_run_in_notebooks_only(runner: Runner) -> None:
    text = "k = 1.0\nif __name__ == '__main__':\n    k = 2.0\ndef f(x, _):\n    return k\n"
    cells = {"cells": [{"cell_type": "code", "source": text}]}
    assert number(runner.run(text.encode(), "a.py").first["v1"]) == 1.0
    assert number(runner.run(json.dumps(cells).encode(), "a.ipynb").first["v1"]) == 2.0


def test_dataclasses_work_with_postponed_annotations(run: Run) -> None:
    text = """
        from __future__ import annotations
        from dataclasses import dataclass
        @dataclass
        class Layer:
            n: int = 3
        def f(x, k):
            return float(Layer().n)
    """
    assert number(run(text).first["v1"]) == 3.0


@pytest.mark.parametrize("filename", ["a.py", "a.ipynb"])
def test_an_empty_file_has_no_functions(runner: Runner, filename: str) -> None:
    answers = runner.run(b"", filename)
    assert {found.state for found in answers.functions.values()} == {State.MISSING}
    assert not answers.first


@pytest.mark.parametrize(("content", "name"), [(b"\xff\xfe\xfd", "a.py"), (b"[]", "a.ipynb")])
def test_what_is_unreadable_says_why(runner: Runner, content: bytes, name: str) -> None:
    answers = runner.run(content, name)
    assert answers.unreadable.startswith("is ")
    assert not answers.first


def test_a_missing_function_costs_its_own_calls_only(run: Run) -> None:
    answers = run(G)
    assert set(answers.first) == {"v3", "v4"}
    assert answers.functions["f"].state is State.MISSING


# Calls that fail


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
def test_a_call_that_never_ends_costs_itself_only(hasty: Runner, text: str) -> None:
    answers = hasty.run(body(text).encode(), "a.py")
    assert endings(answers) == ["timed_out"] * 2 + ["returned"] * 2 + ["timed_out", "returned"]
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
    assert answers.again["v1"].ended is Ended.TIMED_OUT


def test_a_submission_that_takes_too_long_in_all_is_given_up(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    limits = Limits(call_seconds=0.5, submission_seconds=0.4, memory_mib=256)
    with Runner(replace(assignment, limits=limits), vectors) as runner:
        answers = runner.run(body("import time; time.sleep(0.3); return 1.0").encode(), "a.py")
    assert endings(answers)[1:] == ["timed_out"] * 5


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


# Values of all kinds


@pytest.mark.parametrize(
    ("text", "kind", "shape"),
    [
        ("1.5", "f", ()),
        ("np.float32(1.5)", "f", ()),
        ("np.float16(1.5)", "f", ()),
        ("np.longdouble(1.5)", "f", ()),
        ("3", "i", ()),
        ("True", "b", ()),
        ("1j", "c", ()),
        ("np.array(1.5)", "f", ()),
        ("np.array([[1.5]])", "f", (1, 1)),
        ("np.ma.masked_array([1.0, 2.0], [0, 1])", "f", (2,)),
        ("np.asmatrix([[1.0, 2.0]])", "f", (1, 2)),
        ("np.zeros((0, 3))", "f", (0, 3)),
        ("np.zeros((1,) * 32)", "f", (1,) * 8),
        ("np.full((2, 2), np.nan)", "f", (2, 2)),
        ("np.array([1.0, None])", "O", (2,)),
        ("np.array(['a', 'b'])", "U", (2,)),
        ("np.array([b'a'])", "S", (1,)),
        ("np.array(['2020-01-01'], 'M8[D]')", "M", (1,)),
        ("np.zeros(2, [('a', 'f8')])", "V", (2,)),
        ("np.broadcast_to(1.0, (1 << 20, 1 << 20))", "f", (1 << 20, 1 << 20)),
        ("10 ** 400", "O", ()),
        ("np.zeros((2, 3)).T[::-1]", "f", (3, 2)),
    ],
)
def test_a_number_or_array_is_described_as_it_is(
    run: Run, text: str, kind: str, shape: tuple[int, ...]
) -> None:
    value = run(body(f"return {text}")).first["v1"].value
    assert value is not None
    assert value.kind is ValueKind.SINGLE
    assert (value.arrays[""].kind, value.arrays[""].shape) == (kind, shape)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[1.0]", "list"),
        ("(1.0, 2.0)", "tuple"),
        ("'1.5'", "str"),
        ("{1.0}", "set"),
        ("f", "function"),
        ("...", "ellipsis"),
        ("(i for i in x)", "generator"),
        ("NotImplemented", "NotImplementedType"),
    ],
)
def test_another_value_is_told_by_its_type(run: Run, text: str, name: str) -> None:
    value = run(body(f"return {text}")).first["v1"].value
    assert value is not None
    assert value.kind is ValueKind.OTHER
    assert value.type_name in {name, "…"}


def test_an_async_function_returns_no_number(run: Run) -> None:
    value = run("async def f(x, k):\n    return 1.0").first["v1"].value
    assert value is not None
    assert value.kind is ValueKind.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def __array__(self, *_, **__): return np.ones(3)\nreturn A()",
        "class A:\n    def __float__(self): return 1.0\nreturn A()",
        "class A(float):\n    def __array__(self, *_, **__): raise ValueError\nreturn A(1)",
        "class A(float):\n    def __array__(self, *_, **__): exit()\nreturn A(1)",
        "class A(np.ndarray):\n    def __array__(self, *_): 1 / 0\nreturn np.zeros(3).view(A)",
        "class A(np.ndarray):\n    def astype(self, *_): 1 / 0\nreturn np.zeros(3).view(A)",
        "class A(np.ndarray):\n    shape = (1 << 70,)\nreturn np.zeros(3).view(A)",
        "class A(np.ndarray):\n    dtype = None\nreturn {'a': np.zeros(3).view(A)}",
        "class A:\n    @property\n    def __class__(self): 1 / 0\nreturn A()",
        "class A(type):\n    __name__ = 3\nclass B(metaclass=A): pass\nreturn B()",
        "class A(dict):\n    def items(self): return [(1, 2, 3)]\nreturn A()",
        "class A(dict):\n    def items(self): return [('a', 1.0)] * 100\nreturn A()",
        "class A(dict):\n    def __len__(self): return 1 << 60\nreturn A(a=1.0)",
        "class A(dict):\n    def __len__(self): return -1\nreturn A(a=1.0)",
        "class A(str):\n    def encode(self, *_): return 'no bytes'\nreturn {A('a'): 1.0}",
        "class A(str):\n    def encode(self, *_): return b'x' * (1 << 20)\nreturn {A('a'): 1.0}",
        "class A(str):\n    def __hash__(self): return 0\nreturn {A('a'): 1.0, A('a'): 2.0}",
        "class A(str):\n    def __hash__(self): return 1 / len(self)\nreturn {A('a'): 1.0}",
        "class A:\n    def __repr__(self): raise ValueError\nreturn {A(): 1.0}",
        "return {i: i for i in range(100_000)}",
        "return {'a' * i: np.zeros((1000, 1000)) for i in range(30)}",
        "return {'\\ud800': 1.0, '\\x1b[0m': 2.0, '': 3.0}",
        "return {'a': {'a': {}}, 'b': None, 'c': f, 'd': 'text', 'e': [1, [2]]}",
        "d = {}\nd['a'] = d\nreturn d",
        "a = np.empty(1, object)\na[0] = a\nreturn a",
    ],
)
def test_a_hostile_value_is_an_answer_of_its_own(run: Run, text: str) -> None:
    answers = run(body(text))
    assert endings(answers)[2:4] == ["returned", "returned"]
    assert set(answers.first) == {"v1", "v2", "v3", "v4"}


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def __array__(self, *_):\n        while True: pass\nreturn {'a': A()}",
        "class A(dict):\n    def items(self):\n        while True: yield 'a', 1.0\nreturn A()",
        "class A:\n    def __repr__(self):\n        while True: pass\nreturn {A(): 1.0}",
    ],
)
def test_a_value_that_never_lets_itself_be_read_times_out(hasty: Runner, text: str) -> None:
    answers = hasty.run(body(text).encode(), "a.py")
    assert answers.first["v1"].ended in {Ended.TIMED_OUT, Ended.RAISED}
    assert_honest(hasty.run(GOOD.encode(), "b.py"))


def test_arrays_that_are_asked_for_are_sent_beside_large_ones_that_are_not(run: Run) -> None:
    text = """
        def g(p, t):
            big = np.zeros((300, 300))
            return {"A0": big, "Z0": big, "a": p["x"], "W": big, "b": big[:2]}
    """
    value = run(text).first["v3"].value
    assert value is not None
    sent = {name: array.data is not None for name, array in value.arrays.items()}
    assert sent == {"A0": False, "Z0": False, "a": True, "W": False, "b": False}


# What a submission may try on the grader


@pytest.mark.parametrize("count", [1, 5, 1000, 1 << 20])
def test_rubbish_on_the_reply_pipe_is_the_submissions_own_end(run: Run, count: int) -> None:
    text = f"import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'\\x03' * {count})\n"
    answers = run(body(text + "    except OSError: pass\nreturn 1.0"))
    assert endings(answers)[2:4] == ["returned", "returned"]


def test_the_lines_that_were_run_are_told(run: Run) -> None:
    answers = run("import os\nk2 = 2\nprint(k2)\ndef f(_, k):\n    return k2\n")
    assert answers.taken == ("line 2", "lines 4-5")


def test_a_slice_told_by_the_submission_itself_is_refused(run: Run) -> None:
    text = """
        import os, struct
        def forge():
            place = b"line 777"
            body = struct.pack("<IBH", 1, 1, len(place)) + place
            for fd in range(3, 64):
                try: os.write(fd, struct.pack("<BI", 4, len(body)) + body)
                except OSError: pass
        x = forge()
        def f(_, k):
            return x
    """
    assert "line 777" not in run(text).taken


@pytest.mark.parametrize("state", [State.DEFINED, State.MISSING])
def test_a_forged_load_report_does_not_confuse_the_run(run: Run, state: State) -> None:
    text = f"""
        import os, struct
        def forge():
            body = struct.pack("<H", 0) + struct.pack("<BH", {int(state)}, 0) * 2 + b"\\x00"
            for fd in range(3, 64):
                try: os.write(fd, struct.pack("<BI", 2, len(body)) + body)
                except OSError: pass
        x = forge()
        def f(_, k):
            return x
    """
    answers = run(text)
    assert set(answers.first) <= {"v1", "v2", "v3", "v4"}


def test_endless_statement_records_end_with_the_time_limit(hasty: Runner) -> None:
    text = """
import os
def flood():
    while True:
        os.write(3, b"\\x01\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00" * 1000)
        os.write(4, b"\\x01\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00" * 1000)
        for fd in range(5, 64):
            try: os.write(fd, b"\\x01\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00" * 1000)
            except OSError: pass
x = flood()
def f(_, k):
    return x
"""
    hasty.run(text.encode(), "a.py")
    assert_honest(hasty.run(GOOD.encode(), "b.py"))


def test_output_goes_nowhere_and_hurts_nobody(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    text = "import os, sys\nfor _ in range(2000): print('x' * 1000)\n"
    text += "print('y', file=sys.stderr)\nos.write(1, b'z')\nos.write(2, b'z')\nreturn 1.0"
    assert number(run(body(text)).first["v1"]) == 1.0
    assert capfd.readouterr() == ("", "")


def test_no_file_can_be_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "written"
    run(body(f"with open({str(path)!r}, 'w') as w: w.write('x')\nreturn 1.0"))
    assert not path.exists() or path.read_bytes() == b""


LEAVE_BEHIND = """
import os, time
def f(x, k):
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True: time.sleep(1)
            os._exit(0)
    {end}
"""


@pytest.mark.parametrize("end", ["return 1.0", "os._exit(0)", "os.abort()", "while True: pass"])
def test_no_process_is_left_behind(hasty: Runner, end: str) -> None:
    before = processes()
    hasty.run(LEAVE_BEHIND.format(end=end).encode(), "a.py")
    assert processes() == before


def test_a_child_that_forks_and_answers_twice_does_not_confuse_the_run(run: Run) -> None:
    answers = run(body("import os; os.fork(); return 1.0"))
    assert set(answers.first) == {"v1", "v2", "v3", "v4"}


def test_a_thread_that_goes_on_ends_with_the_submission(run: Run) -> None:
    text = "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n"
    assert number(run(body(text + "return 1.0")).first["v1"]) == 1.0


@pytest.mark.parametrize("signal", ["SIGKILL", "SIGTERM", "SIGSEGV"])
def test_a_lost_zygote_is_replaced_and_not_the_graders_fault(run: Run, signal: str) -> None:
    answers = run(body(f"import os, signal; os.kill(os.getppid(), signal.{signal})\nreturn 1.0"))
    assert answers.first


def test_a_zygote_that_is_lost_between_runs_is_replaced(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    before = processes()
    with Runner(assignment, vectors) as runner:
        for pid in processes() - before:
            os.kill(pid, 9)
        assert_honest(runner.run(GOOD.encode(), "a.py"))


def test_tampering_with_the_childs_own_driver_harms_only_itself(run: Run) -> None:
    text = """
        import sys, gc, struct, builtins
        for module in list(sys.modules.values()):
            if getattr(module, "__name__", "").startswith("autograder"):
                for name in list(vars(module)):
                    if not name.startswith("__"): setattr(module, name, None)
        builtins.len = lambda _: 0
        struct.pack = lambda *_: b""
        np.asarray = lambda *_: None
        x = 1.0
        def f(_, k):
            return x
    """
    run(text)


# Loading


@pytest.mark.parametrize(
    "statement",
    [
        "z = exit()",
        "z = undefined_name",
        "z = 1 / 0",
        "z = input()",
        "raise KeyboardInterrupt; z = 1",
        "z = open('data.h5')",
        "z = eval('(' * 1000)",
    ],
)
def test_a_statement_that_fails_costs_itself_only(run: Run, statement: str) -> None:
    answers = run(f"z = 3.0\nif True:\n    {statement}\n" + body("return z"))
    assert number(answers.first["v1"]) == 3.0
    assert answers.notes


@pytest.mark.parametrize(
    "statement", ["os._exit(0)", "os.abort()", "os.kill(os.getpid(), 9)", "os.closerange(3, 99)"]
)
def test_a_statement_that_ends_the_process_is_left_out(run: Run, statement: str) -> None:
    answers = run(f"import os\nz = 3.0\nif True:\n    z = {statement}\n" + body("return z"))
    assert number(answers.first["v1"]) == 3.0
    assert "left out" in answers.notes[0]


def test_a_statement_that_never_ends_is_left_out(hasty: Runner) -> None:
    text = "z = 3.0\nwhile z:\n    y = z\n" + body("return z if k else y")
    answers = hasty.run(text.encode(), "a.py")
    assert number(answers.first["v1"]) == 3.0
    assert answers.notes == (
        "line 2: it did not end in time, or ended the program; it was left out",
    )


def test_a_submission_that_never_gets_loaded_is_answered_by_how_it_ended(hasty: Runner) -> None:
    text = "import os\n" + "".join(f"x{i} = os._exit(0)\n" for i in range(6))
    text += "def f(x, k):\n    return x0 + x1 + x2 + x3 + x4 + x5\n" + G
    answers = hasty.run(text.encode(), "a.py")
    assert set(endings(answers)) == {"died"}
    assert not answers.functions


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'{"cells": [' + b"[]," * 1_000_000 + b"[]]}", "a.ipynb"),
        (b"[" * 1_000_000, "a.ipynb"),
        (b"x = 1" + b"+0" * 300_000, "a.py"),
        (b"x" + b"()" * 300_000, "a.py"),
        (b"(" * 300_000, "a.py"),
        (b"x = (1,\n" * 20_000, "a.py"),
        (b"if x:\n" * 2_000, "a.py"),
        (b"print 'x'\n" * 20_000, "a.py"),
        (b'"""' + b"x\n" * 20_000, "a.py"),
        (b" " * 100_000 + b"x\n!x", "a.py"),
    ],
    ids=["lists", "nesting", "sum", "calls", "brackets", "open", "blocks", "old", "text", "margin"],
)
def test_what_is_hard_to_parse_harms_only_itself(hasty: Runner, content: bytes, name: str) -> None:
    hasty.run(content, name)
    assert_honest(hasty.run(GOOD.encode(), "b.py"))


def test_what_nothing_needs_is_not_run(run: Run) -> None:
    assert_honest(run("while True: pass\nimport os; os._exit(0)\n" + GOOD + "f(1)\nexit()\n"))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("x = 1", State.MISSING),
        ("def ff(x, k):\n    return 1.0\nf = 3", State.NOT_CALLABLE),
        ("class A:\n    @staticmethod\n    def f(x, k):\n        return 1.0", State.IN_CLASS),
        ("def f(x, k):\n    print 'x'\n    return 1.0", State.BROKEN),
        ("@undefined_name\ndef f(x, k):\n    return 1.0", State.UNDEFINED),
        ("f = lambda x, k: 1.0", State.DEFINED),
        ("class f:\n    pass", State.DEFINED),
    ],
)
def test_what_stands_under_a_functions_name_is_told(run: Run, text: str, state: State) -> None:
    assert run(text).functions["f"].state is state


# Our own processes


def test_fifty_runs_leave_no_descriptor_open(runner: Runner) -> None:
    texts = [GOOD, body("import os; os._exit(1)"), "x = (", body("raise ValueError")]
    before = descriptors()
    for turn in range(50):
        runner.run(texts[turn % len(texts)].encode(), "a.py")
    assert descriptors() == before


def test_a_runner_leaves_nothing_behind(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    before = descriptors(), processes()
    with Runner(assignment, vectors) as runner:
        runner.run(GOOD.encode(), "a.py")
    assert (descriptors(), processes()) == before


def test_sets_are_in_one_order_in_every_zygote(runner: Runner, hasty: Runner) -> None:
    text = body("return float(hash('W1') % 1_000_003)").encode()
    assert len({number(each.run(text, "a.py").first["v1"]) for each in (runner, hasty)}) == 1


@pytest.mark.parametrize("source", ["np.random.rand()", "__import__('random').random()"])
def test_unseeded_numbers_are_the_same_in_every_run_and_zygote(
    runner: Runner, hasty: Runner, source: str
) -> None:
    text = body(f"return float({source})").encode()
    drawn = {number(each.run(text, "a.py").first["v1"]) for each in (runner, hasty, runner)}
    assert len(drawn) == 1


def test_a_helper_that_is_not_there_is_a_fault_of_the_description(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    absent = replace(assignment, helpers=(assignment.root / "absent.py",))
    with pytest.raises(DescriptionError, match=r"absent\.py"):
        Runner(absent, vectors)


def test_a_helper_that_does_not_run_is_a_fault_of_ours(
    assignment: Assignment, vectors: tuple[Vector, ...], tmp_path: Path
) -> None:
    helper = tmp_path / "broken_utils.py"
    helper.write_text("1 / 0", "utf-8")
    before = descriptors(), processes()
    with pytest.raises(GraderFault, match="did not start"):
        Runner(replace(assignment, helpers=(helper,)), vectors)
    assert (descriptors(), processes()) == before


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


@pytest.fixture(scope="module")
def sealed(assignment: Assignment, vectors: tuple[Vector, ...]) -> Iterator[Runner]:
    with Runner(assignment, vectors, Level.SEALED) as started:
        yield started


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
