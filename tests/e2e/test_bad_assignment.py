"""An assignment that cannot be graded with is refused in one sentence, and nothing is written."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import h5py
import pytest

Autograder = Callable[..., CompletedProcess[str]]
Refusal = Callable[..., str]

RULE = """

@pytest.mark.points(3)
def test_more(answers):
    \"\"\"It is so.\"\"\"
    answers.no_such_thing()
"""


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def append(path: Path, text: str) -> None:
    """Add a text at the end."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def cut(path: Path) -> None:
    """Take the last quarter of a file away."""
    content = path.read_bytes()
    path.write_bytes(content[: -len(content) // 4])


def flip(path: Path) -> None:
    """Turn one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1 << 4
    path.write_bytes(content)


def other_hdf5(path: Path) -> None:
    """Put an HDF5 file of somebody else's in place of a file."""
    path.unlink()
    with h5py.File(path, "w") as file:
        file["temperatures"] = [1.0, 2.0]


VECTORS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "hidden.h5 does not exist: build it with"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "cut short": (cut, "cut short"),
    "another format": (lambda path: path.write_bytes(b"PK\3\4 and more"), "is not an HDF5 file"),
    "another's HDF5": (other_hdf5, "not one of test vectors"),
    "one bit": (flip, "hidden.h5"),
}

SUITE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (shutil.rmtree, "tests/hidden has no Python file: check hidden_suite"),
    "syntax": (lambda suite: append(suite / "test_q1_cost.py", "\ndef test_(:\n"), "SyntaxError"),
    "import": (
        lambda suite: append(suite / "test_q1_cost.py", "\nimport nowhere_to_be_found\n"),
        "nowhere_to_be_found",
    ),
    "conftest": (lambda suite: append(suite / "conftest.py", "\ndef (\n"), "SyntaxError"),
    "points": (
        lambda suite: append(
            suite / "test_q1_cost.py", '\n\ndef test_more(answers):\n    """So."""\n'
        ),
        "test_q1_cost.py::test_more: give it whole points",
    ),
    "docstring": (
        lambda suite: append(
            suite / "test_q1_cost.py", "\n\n@pytest.mark.points(3)\ndef test_more(answers): ...\n"
        ),
        "test_q1_cost.py::test_more: its docstring",
    ),
    "marker": (
        lambda suite: append(suite / "test_q1_cost.py", RULE.replace("points", "pionts")),
        "pionts",
    ),
    "question": (lambda suite: (suite / "test_q2_gradients.py").unlink(), "no rule about the"),
}

DESCRIPTION: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "pyproject.toml does not exist"),
    "another's": (lambda path: path.write_text("[project]\n", "utf-8"), "[tool.autograder]"),
    "no TOML": (lambda path: append(path, "\na = = 1\n"), "not usable"),
    "unknown field": (lambda path: change(path, "seed =", "sed = 1\nseed ="), "`sed`"),
    "field of 0.1": (
        lambda path: change(path, "seed =", 'extras = "more"\nseed ='),
        "a field of an earlier version, `extras`: delete that line, and move its folder's files",
    ),
    "missing field": (lambda path: change(path, "hidden_suite =", "# "), "`hidden_suite`"),
    "wrong type": (lambda path: change(path, "call_seconds = 2.0", 'call_seconds = "2"'), "call_"),
    "limit": (lambda path: change(path, "call_seconds = 2.0", "call_seconds = 0"), "limit"),
    "helper": (lambda path: change(path, "assignment/reg_utils.py", "utils.py"), "utils.py"),
    "another assignment": (
        lambda path: change(path, 'id = "regularization"', 'id = "dropout"'),
        "contains the vectors of regularization, not of dropout",
    ),
}


def grade(autograder: Autograder, assignment: Path, submissions: Path) -> CompletedProcess[str]:
    """Grade the small class with the spoilt assignment; the grades go into `out` beside it."""
    out = assignment.parent / "out"
    options = ("--assignment", assignment, "--jobs", "1", "--min-level", "open")
    return autograder("grade", submissions, "-o", out, *options)


@pytest.mark.parametrize("case", VECTORS)
def test_vectors_that_cannot_be_used_are_refused(
    case: str, autograder: Autograder, assignment: Path, submissions: Path, refusal: Refusal
) -> None:
    spoil, words = VECTORS[case]
    spoil(assignment / "datasets/hidden.h5")
    assert words in refusal(grade(autograder, assignment, submissions))


@pytest.mark.parametrize("case", SUITE)
def test_a_suite_that_cannot_be_used_is_refused(
    case: str, autograder: Autograder, assignment: Path, submissions: Path, refusal: Refusal
) -> None:
    spoil, words = SUITE[case]
    spoil(assignment / "tests/hidden")
    assert words in refusal(grade(autograder, assignment, submissions))
    assert not (assignment.parent / "out/grades.csv").exists()


@pytest.mark.parametrize("case", DESCRIPTION)
def test_a_description_that_cannot_be_used_is_refused(
    case: str, autograder: Autograder, assignment: Path, submissions: Path, refusal: Refusal
) -> None:
    spoil, words = DESCRIPTION[case]
    spoil(assignment / "pyproject.toml")
    assert words in refusal(grade(autograder, assignment, submissions))


def test_a_folder_without_any_description_above_it_is_refused(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    run = autograder("grade", submissions, "-o", tmp_path / "out", cwd=tmp_path)
    assert "name it with --assignment" in refusal(run)


def scores(out: Path) -> list[tuple[str, str]]:
    """Return status and score of every row."""
    with (out / "grades.csv").open(encoding="utf-8", newline="") as table:
        return [(row["status"], row["score"]) for row in csv.DictReader(table)]


def test_a_rule_that_fails_itself_gives_no_score_and_says_which_until_it_is_mended(
    autograder: Autograder, assignment: Path, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    suite = assignment / "tests/hidden/test_q1_cost.py"
    before = suite.read_text("utf-8")
    append(suite, RULE)
    run = grade(autograder, assignment, submissions)
    assert "test_q1_cost.py::test_more failed itself" in refusal(run, code=1)
    assert scores(tmp_path / "out") == [("grader_error", "")] * 3
    suite.write_text(before, "utf-8")
    run = grade(autograder, assignment, submissions)
    assert run.returncode == 0, run.stderr
    assert scores(tmp_path / "out") == [("graded", "0"), ("graded", "77"), ("graded", "100")]
