"""Otter's zip where Gradescope unpacks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

Layout = Callable[..., Path]
Start = Callable[[Path], None]


@pytest.fixture
def graded(
    gradescope: Layout, entry: Start, capsys: pytest.CaptureFixture[str]
) -> Callable[[dict[str, bytes]], dict[str, Any]]:
    """Grade files as on Gradescope and return results.json."""

    def grade(files: dict[str, bytes]) -> dict[str, Any]:
        place = gradescope(files)
        entry(place)
        capsys.readouterr()
        document: dict[str, Any] = json.loads((place / "results/results.json").read_bytes())
        return document

    return grade


def scores(document: dict[str, Any]) -> dict[str, float]:
    return {test["name"]: test["score"] for test in document["tests"]}


def test_a_module_beside_a_helper_is_graded(
    graded: Callable[..., dict[str, Any]], the_class: Path
) -> None:
    right = (the_class / "georg_bauer.py").read_bytes()
    document = graded({"regularization.py": right, "reg_utils.py": b"", "more.py": b""})
    assert scores(document) == {"q1": 40, "q2": 60}


def test_a_notebook_that_is_not_json_is_unreadable_and_not_our_fault(
    graded: Callable[..., dict[str, Any]], the_class: Path
) -> None:
    document = graded({"regularization.ipynb": (the_class / "fiona_kelly.ipynb").read_bytes()})
    assert scores(document) == {"q1": 0, "q2": 0}
    assert document["extra_data"]["status"] == "unreadable"


def test_the_students_folder_stays_as_it_was(gradescope: Layout, entry: Start) -> None:
    place = gradescope({"regularization.py": b"x = 1\n", "tests": b"a file"})
    entry(place)
    folder = place / "submission"
    held = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert held == {"regularization.py": b"x = 1\n", "tests": b"a file"}


def test_when_otter_fails_the_results_hold_no_score(gradescope: Layout, entry: Start) -> None:
    place = gradescope({"regularization.py": b""})
    (place / "source/tests").rename(place / "source/gone")  # Otter cannot do without
    with pytest.raises(SystemExit, match="1"):
        entry(place)
    document = json.loads((place / "results/results.json").read_bytes())
    assert document["tests"] == []
    assert "score" not in document


def test_when_the_engine_fails_the_results_hold_no_score(
    gradescope: Layout, entry: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    place = gradescope({"regularization.py": b""})
    (place / "source/grader/datasets/hidden.h5").write_bytes(b"damaged")
    entry(place)
    document = json.loads((place / "results/results.json").read_bytes())
    assert document["tests"] == []
    assert "score" not in document
    assert "NO SCORE" in capsys.readouterr().err
