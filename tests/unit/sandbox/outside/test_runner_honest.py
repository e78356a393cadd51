"""Honest submissions: every call is answered, with its values, by the student's own code."""

from __future__ import annotations

import json

import numpy as np
import pytest

from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.wire import State
from autograder.vectors.model import Vector
from tests.unit.sandbox.handed import GOOD, G, Run, assert_honest, body, endings, number


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
    answers = run("import autograder.errors\nimport pytest\n" + body("return autograder, pytest"))
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
