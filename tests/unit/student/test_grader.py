"""An Otter notebook that shows what a check says in our words alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.student import notebook
from autograder.student.grader import Alone, Grader

ROOT = Path(__file__).parents[3]
SUITE = ROOT / "assignment/checks"
REFERENCE = (ROOT / "solutions/regularization.py").read_text("utf-8")
FRAME = "Test case failed: NotYetError at line 11"


class Otter:
    """As much of an `otter.Notebook` as a check uses: it runs the test, and frames what it says."""

    def __init__(self) -> None:
        self.logged: list[str] = []

    def check(self, question: str, global_env: dict[str, Any]) -> str:
        self.logged.append(question)
        if question == "q7":
            return "Otter's own question"
        try:
            notebook.check(SUITE, question, global_env)
        except notebook.NotYetError:
            return FRAME
        return "passed!"

    def export(self) -> str:
        return "exported"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what shows the first question of a module's text, as text and as HTML."""
    monkeypatch.syspath_prepend(str(ROOT / "assignment"))

    def show(text: str) -> tuple[str, str]:
        env: dict[str, Any] = {"In": ["", text], "grader": Grader(Otter())}
        exec(text, env)
        found = eval('grader.check("q1")', env)
        return repr(found), found._repr_html_()

    return show


def test_a_question_that_passes_gets_a_tick(shown: Any) -> None:
    for told in shown(REFERENCE):
        assert "✓ q1  The cost J with its L2 term: passed" in told


def test_a_wrong_answer_shows_our_words_alone_and_the_hint_first(shown: Any) -> None:
    text, page = shown(REFERENCE.replace("(2 * m)", "m"))
    assert text.splitlines()[0] == "○ q1  The cost J with its L2 term: not yet"
    assert text.splitlines()[1].startswith("    Hint: ")
    assert page.index("<b>Hint:</b>") < page.index("<b>Not yet:</b>")
    assert FRAME not in text + page


def test_what_a_student_wrote_is_shown_and_does_nothing_else(shown: Any) -> None:
    raising = REFERENCE.replace("squares = ", 'squares = {}["<script>"]; squares = ')
    _, page = shown(raising)
    assert "KeyError: '&lt;script&gt;'" in page


def test_otter_runs_and_logs_the_check_once() -> None:
    otter = Otter()
    Grader(otter).check("q1", {"In": []})
    assert otter.logged == ["q1"]


def test_a_question_that_is_not_ours_is_shown_as_otter_shows_it() -> None:
    assert Grader(Otter()).check("q7", {}) == "Otter's own question"


def test_everything_else_is_otters() -> None:
    assert Grader(Otter()).export() == "exported"


def test_without_otter_the_same_words_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "assignment"))
    env: dict[str, Any] = {"In": ["", REFERENCE], "grader": Grader(Alone(SUITE))}
    exec(REFERENCE, env)
    one, both = (eval(each, env) for each in ('grader.check("q1")', "grader.check_all()"))
    assert repr(one).startswith("✓ q1  The cost J with its L2 term: passed")
    assert repr(both).count("✓") == both._repr_html_().count("✓") == 2


def test_without_otter_a_wrong_answer_is_no_exception(shown: Any) -> None:
    assert shown
    wrong = REFERENCE.replace("(2 * m)", "m")
    env: dict[str, Any] = {"In": ["", wrong], "grader": Grader(Alone(SUITE))}
    exec(wrong, env)
    assert repr(eval('grader.check("q1")', env)).startswith("○ q1")


def test_without_otter_the_export_says_what_to_hand_in() -> None:
    told = Grader(Alone(SUITE)).export(pdf=False)
    assert told.endswith("save the notebook and hand in regularization.ipynb or regularization.py.")
