"""The live view tells how a run goes, whatever the width of the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.cli.progress import Live
from autograder.results import Level, QuestionResult, Result, Status, Verdict

RESULT = Result(
    student="alice",
    submission="alice.py",
    submission_sha256="",
    status=Status.GRADED,
    level=Level.OPEN,
    questions=(
        QuestionResult(id="q1", title="", verdict=Verdict.PASSED, points=5, max_points=5),
        QuestionResult(id="q2", title="", verdict=Verdict.TIMED_OUT, points=0, max_points=5),
    ),
    rules=(),
)


def shown(live: Live, width: int = 100) -> list[str]:
    """Return the lines of the view as they are now."""
    console = Console(
        file=io.StringIO(),
        width=width,
        height=40,  # else a dumb terminal is taken to be 80 wide
        force_terminal=True,
        color_system=None,
    )
    with console.capture() as capture:
        console.print(live.view())
    return capture.get().splitlines()


@pytest.fixture
def live() -> Live:
    """A view that writes nowhere by itself."""
    view = Live(Console(file=io.StringIO(), width=100, force_terminal=False))
    view.begin(4)
    return view


def test_the_view_counts_what_is_done(live: Live) -> None:
    live.known(RESULT, reused=False, seconds=1)
    assert "1/4" in shown(live)[0]


def test_the_view_counts_verdicts_by_question(live: Live) -> None:
    for verdict in (Verdict.PASSED, Verdict.PASSED, Verdict.MISSING):
        first = replace(RESULT.questions[0], verdict=verdict)
        live.known(replace(RESULT, questions=(first, RESULT.questions[1])), reused=False)
    assert shown(live)[1:] == ["q1: 2 passed, 1 missing", "q2: 3 timed out"]


def test_the_view_counts_what_has_no_score(live: Live) -> None:
    live.known(RESULT, reused=False)
    live.known(replace(RESULT, status=Status.GRADER_ERROR), reused=False)
    assert "1 graded, 1 grader error" in shown(live)


def test_the_view_names_the_three_slowest(live: Live) -> None:
    for name, seconds in (("a", 0.5), ("b", 2.0), ("c", 0.1), ("d", 1.0), ("e", 0.2)):
        live.known(replace(RESULT, student=name), reused=False, seconds=seconds)
    assert shown(live)[-1] == "slowest: b 2.0 s, d 1.0 s, a 0.5 s"


def test_what_is_reused_is_not_slow(live: Live) -> None:
    live.known(RESULT, reused=True)
    assert not [line for line in shown(live) if line.startswith("slowest")]


@pytest.mark.parametrize("width", [20, 38, 60])
def test_no_line_is_longer_than_the_terminal(width: int, live: Live) -> None:
    for name in ("a" * 50, "b"):
        live.known(replace(RESULT, student=name), reused=False, seconds=1.0)
    lines = shown(live, width)
    assert len(lines) == 4
    assert max(map(len, lines)) <= width


def test_a_hostile_name_cannot_act(live: Live) -> None:
    live.known(replace(RESULT, student="\x1b[2J[red]\u202e\n"), reused=False, seconds=1.0)
    assert shown(live)[-1] == r"slowest: \x1b[2J[red]\u202e\n 1.0 s"


def test_where_there_is_no_terminal_nothing_is_drawn() -> None:
    stream = io.StringIO()
    with Live(Console(file=stream, force_terminal=False)) as live:
        live.begin(1)
        live.known(RESULT, reused=False)
    assert stream.getvalue() == ""


def test_on_a_terminal_the_bar_alone_stays() -> None:
    stream = io.StringIO()
    with Live(Console(file=stream, force_terminal=True, width=80)) as live:
        live.begin(1)
        live.known(RESULT, reused=False, seconds=1.0)
    last = stream.getvalue().rpartition("grading")[2]
    assert "1/1" in last
    assert "slowest" not in last
