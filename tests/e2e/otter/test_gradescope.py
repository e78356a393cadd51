"""Otter's zip where Gradescope unpacks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Layout = Callable[..., Path]
Answers = dict[str, Any]

OWN_TESTS = {"regularization.py": b"x = 1\n", "tests": b"a file in the place of Otter's folder"}
WITHOUT_KERNEL = {"broken", "engine fails"}


def scores(answer: dict[str, Any]) -> dict[str, float]:
    """Return the points of each question in the results that were left."""
    return {test["name"]: test["score"] for test in answer["results"]["tests"]}


@pytest.fixture(scope="module")
def places(gradescope: Layout, the_class: Path) -> dict[str, Path]:
    """Gradescope's folders with a submission each, and in some of them something that is broken."""
    right = (the_class / "georg_bauer.py").read_bytes()
    several = {"regularization.py": right, "reg_utils.py": b"", "more.py": b""}
    broken = (the_class / "fiona_kelly.ipynb").read_bytes()
    otter_fails = gradescope({"regularization.py": b""})
    (otter_fails / "source/tests").rename(otter_fails / "source/gone")  # it cannot do without
    engine_fails = gradescope({"regularization.py": b""})
    (engine_fails / "source/grader/datasets/hidden.h5").write_bytes(b"damaged")
    return {
        "several": gradescope(several),
        "broken": gradescope({"regularization.ipynb": broken}),
        "own tests": gradescope(OWN_TESTS),
        "otter fails": otter_fails,
        "engine fails": engine_fails,
    }


@pytest.fixture(scope="module")
def answers(places: dict[str, Path], ask: Callable[..., Answers]) -> Answers:
    return {
        name: ask(*(["without kernel"] if name in WITHOUT_KERNEL else []), "entry", str(place))
        for name, place in places.items()
    }


def test_a_module_beside_others_is_found_and_graded(answers: Answers) -> None:
    assert scores(answers["several"]) == {"q1": 40, "q2": 60}


def test_a_notebook_that_is_not_json_is_unreadable_and_not_our_fault(answers: Answers) -> None:
    assert scores(answers["broken"]) == {"q1": 0, "q2": 0}
    assert answers["broken"]["results"]["extra_data"]["status"] == "unreadable"


def test_the_students_folder_stays_as_it_was(answers: Answers, places: dict[str, Path]) -> None:
    assert scores(answers["own tests"]) == {"q1": 0, "q2": 0}
    folder = places["own tests"] / "submission"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == OWN_TESTS


def test_when_otter_fails_the_exit_code_says_so(answers: Answers) -> None:
    assert answers["otter fails"]["code"] == 1


def test_when_the_engine_fails_the_instructor_reads_why(answers: Answers) -> None:
    assert "NO SCORE" in answers["engine fails"]["said"]
    assert "hidden.h5" in answers["engine fails"]["said"]


@pytest.mark.parametrize("who", ["otter fails", "engine fails"])
def test_a_failure_of_ours_leaves_results_without_any_score(who: str, answers: Answers) -> None:
    results = answers[who]["results"]
    assert results["tests"] == []
    assert "score" not in results
    assert "not your fault" in results["output"]
