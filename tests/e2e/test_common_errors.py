"""Each of the errors that students make most is told in words that help, by check and grader."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from autograder import description, exercise
from autograder.results import Verdict
from autograder.sandbox.answers import Answers
from autograder.sandbox.outside.runner import Runner
from autograder.student import runner as at_home
from autograder.student import words
from autograder.student.checker import Checker
from tests.common_errors import ERRORS, CommonError
from tests.sweeps import extents

ROOT = Path(__file__).parents[2]
PUBLIC = ROOT / "assignment/checks"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, autograder: Callable[..., Any]) -> Path:
    """Grade all of them at once; return the output."""
    folder = tmp_path_factory.mktemp("common")
    (folder / "class").mkdir()
    for error in ERRORS:
        (folder / f"class/{error.id}.py").write_text(error.source, "utf-8")
    done = autograder("grade", folder / "class", "-o", folder / "out", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def checker() -> Checker:
    """What judges at home."""
    return Checker(exercise.read(PUBLIC))


@pytest.fixture(scope="module", params=extents(False, True))
def run(checker: Checker, request: pytest.FixtureRequest) -> Iterator[Callable[..., Answers]]:
    """Give a function that runs a text, with the grader's runner or with the student's.

    Both return the same (tests/unit/student/test_runner.py), and the grader's is much faster.
    """
    if request.param:
        yield partial(at_home.run, checker.exercise, checker.vectors)
        return
    with Runner(description.load(ROOT / "pyproject.toml"), checker.vectors) as started:
        yield started.run


@pytest.fixture(params=ERRORS, ids=lambda error: error.id)
def error(request: pytest.FixtureRequest) -> CommonError:
    """One of the errors."""
    found: CommonError = request.param
    return found


def test_there_are_at_least_sixty_and_each_is_another() -> None:
    assert len({error.id for error in ERRORS}) == len(ERRORS) >= 60
    assert len({error.source for error in ERRORS}) == len(ERRORS)


def test_the_page_of_the_student_says_what_helps(out: Path, error: CommonError) -> None:
    text = html.unescape((out / f"feedback/{error.id}.html").read_text("utf-8"))
    missing = [each for each in error.shown if each not in text and _as_code(each) not in text]
    assert not missing, re.sub(r"<[^>]*>", "", text.partition("</style>")[2])


def test_the_markdown_of_the_student_says_what_helps(out: Path, error: CommonError) -> None:
    text = (out / f"feedback/{error.id}.md").read_text("utf-8")
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", html.unescape(text))
    missing = [each for each in error.shown if each not in text and _at_the_end(each) not in text]
    assert not missing, text


def test_the_self_check_says_what_helps(
    checker: Checker, run: Callable[..., Answers], error: CommonError
) -> None:
    answers = run(error.source.encode(), "regularization.py")
    checked = [checker.check(question, answers) for question in checker.exercise.questions]
    (ours,) = (each for each in checked if each.question.id == error.question)
    lines = ["".join(words.headline(ours)), *words.lines(ours)]
    text = "\n".join([*lines, *words.closing("a.py", checked, 9, answers.notes)])
    missing = [each for each in error.shown if each not in text]
    assert not missing, text


@pytest.mark.parametrize("name", ["lambda-as-a-name", "a-bracket-never-closed", "curly-quotes"])
def test_a_function_with_a_syntax_error_is_not_called_missing(out: Path, name: str) -> None:
    document = json.loads((out / f"results/{name}.json").read_bytes())
    assert document["extra_data"]["questions"]["q1"]["verdict"] == Verdict.SYNTAX_ERROR
    text = (out / f"feedback/{name}.html").read_text("utf-8")
    assert "It does not run yet" in text
    assert "at no cost" not in text


def test_the_table_of_grades_says_what_helps_in_one_line(out: Path) -> None:
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row["message"] for row in csv.DictReader(file)}
    for error in ERRORS:
        missing = [each for each in error.shown if each not in rows[error.id]]
        assert not missing, rows[error.id]
        assert "\n" not in rows[error.id]


def _as_code(quoted: str) -> str:
    """Return how the page sets a line of the student's apart, which the self-check quotes."""
    return f'<pre class="own"><code>{quoted.strip("`")}</code></pre>'


def _at_the_end(quoted: str) -> str:
    """Return how the Markdown ends with a line of the student's."""
    return f": {quoted.strip('`')}\n"
