"""No number of the hidden vectors is in what a student gets to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import h5py
import numpy as np
import pytest

from autograder.report.feedback import feedback_html, feedback_md
from benchmarks import synthetic

HIDDEN = Path(__file__).parents[2] / "datasets/hidden.h5"
# With fewer digits, a number is a count, a point or a common constant.
FEWEST_DIGITS = 4
MOST_DIGITS = 17
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")


def rounded(value: float, digits: int) -> str:
    """Return a number rounded to so many digits, in one form for all ways to write it."""
    return f"{abs(value):.{digits - 1}e}"


def digits_of(number: str) -> int:
    """Return how many digits of a written number say something."""
    mantissa = re.split("[eE]", number.lstrip("-"))[0]
    return len(mantissa.replace(".", "").strip("0"))


@pytest.fixture(scope="module")
def is_hidden() -> Callable[[str], bool]:
    """Say whether a written number is one of the hidden vectors', however it was rounded."""
    arrays: list[np.ndarray] = []

    def collect(_: str, node: object) -> None:
        if isinstance(node, h5py.Dataset) and node.dtype.kind in "fiu":
            arrays.append(np.asarray(node, float).ravel())

    with h5py.File(HIDDEN) as file:
        file.visititems(collect)
    values = np.unique(np.abs(np.concatenate(arrays)))
    assert len(values) > 1000
    telling = [v for v in values.tolist() if digits_of(repr(v)) >= FEWEST_DIGITS]
    forms: dict[int, set[str]] = {}

    def hidden(number: str) -> bool:
        digits = digits_of(number)
        if not FEWEST_DIGITS <= digits <= MOST_DIGITS:
            return False
        if digits not in forms:
            forms[digits] = {rounded(value, digits) for value in telling}
        return rounded(float(number), digits) in forms[digits]

    return hidden


@pytest.fixture(scope="module")
def read_by_students(graded: Path, versions: Sequence[synthetic.Known]) -> list[str]:
    """All feedback of the example class, and that of misconceptions."""
    pages = [path.read_text("utf-8") for path in sorted((graded / "feedback").iterdir())]
    for each in versions:
        pages.append(feedback_html(each.result, "Title").decode())
        pages.append(feedback_md(each.result, "Title").decode())
    return [re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL) for page in pages]


def found(pages: Iterable[str], is_hidden: Callable[[str], bool]) -> list[str]:
    """Return the hidden numbers that are in `pages`."""
    return [number for page in pages for number in NUMBER.findall(page) if is_hidden(number)]


def test_no_hidden_number_is_in_any_feedback(
    read_by_students: list[str], is_hidden: Callable[[str], bool]
) -> None:
    assert found(read_by_students, is_hidden) == []


@pytest.mark.parametrize("form", ["{!r}", "{:.6f}", "{:.4g}", "{:.5e}", "W1 is {:.8f}, it seems"])
def test_a_hidden_number_would_be_found(form: str, is_hidden: Callable[[str], bool]) -> None:
    with h5py.File(HIDDEN) as file:
        first = next(name for name in sorted(file) if isinstance(file[name], h5py.Group))
        inputs: list[float] = []
        file[first].visititems(
            lambda _, node: inputs.extend(
                np.ravel(node).tolist()
                if isinstance(node, h5py.Dataset) and node.dtype.kind == "f"
                else ()
            )
        )
    telling = [value for value in inputs if abs(value) > 0.1 and digits_of(f"{value:.4g}") == 4]
    assert telling
    assert found([form.format(telling[0])], is_hidden)


def test_no_time_is_in_any_feedback(read_by_students: list[str]) -> None:
    times = re.compile(r"\d+(\.\d+)?\s*(ms|s|sec|seconds|milliseconds)\b")
    assert [page for page in read_by_students if times.search(page)] == []


def test_every_student_of_the_class_has_both_forms(graded: Path) -> None:
    stems = {path.stem for path in (graded / "results").iterdir()}
    for ending in (".html", ".md"):
        names = [path.name for path in (graded / "feedback").iterdir()]
        assert {name.removesuffix(ending) for name in names if name.endswith(ending)} == stems
