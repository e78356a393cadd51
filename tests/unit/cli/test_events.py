"""Events are one line of plain ASCII each, and a reader may go away at any time."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from autograder.cli.events import Events
from autograder.cli.options import Format
from autograder.cli.progress import Live
from autograder.description import find
from autograder.errors import ExitCode, GraderFault, ReaderGone, UsageError
from autograder.grading.engine import Engine
from autograder.results import Level, QuestionResult, Result, Status, Verdict
from autograder.vectors.model import VectorSet

NONE = VectorSet(assignment="", seed=0, generator="", content_sha256="", vectors=())
ENGINE = Engine(
    assignment=find(Path(__file__).parent),
    vectors=NONE,
    level=Level.SEALED,
    suite_sha256="",
    settings="",
)
QUESTION = QuestionResult(
    id="q1",
    title="The sum",
    verdict=Verdict.FAILED,
    points=3,
    max_points=4,
    misconceptions=("no-half",),
)
RESULT = Result(
    student="zoë",
    submission="zoë.py",
    submission_sha256="5" * 64,
    status=Status.GRADED,
    level=Level.SEALED,
    questions=(QUESTION,),
    rules=(),
    message="q1: off",
)

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def events() -> Events:
    """An observer that writes to stdout."""
    live = Live(Console(file=io.StringIO()))
    return Events(live, ENGINE, Path("out"), Format.JSON)


def written(captured: Captured) -> list[dict[str, Any]]:
    """Return the events on stdout, one for each line."""
    return [json.loads(line) for line in captured.readouterr().out.splitlines()]


def test_a_run_begins_with_what_it_is(events: Events, capsys: Captured) -> None:
    events.begin(3)
    assert written(capsys) == [
        {
            "event": "begin",
            "schema": 1,
            "assignment": ENGINE.assignment.id,
            "level": "sealed",
            "out": "out",
            "total": 3,
        }
    ]


def test_a_result_is_told_whole(events: Events, capsys: Captured) -> None:
    events.known(RESULT, reused=False, seconds=0.12345)
    verdict = {"verdict": "failed", "points": 3, "max_points": 4, "misconceptions": ["no-half"]}
    assert written(capsys) == [
        {
            "event": "result",
            "student": "zoë",
            "submission": "zoë.py",
            "submission_sha256": "5" * 64,
            "status": "graded",
            "score": 3,
            "max_score": 4,
            "questions": {"q1": verdict},
            "message": "q1: off",
            "reused": False,
            "seconds": 0.123,
        }
    ]


def test_the_end_counts_and_says_the_exit_code(events: Events, capsys: Captured) -> None:
    events.known(RESULT, reused=True)
    events.known(replace(RESULT, status=Status.GRADER_ERROR), reused=False)
    events.end(ExitCode.OUR_FAULT)
    assert written(capsys)[-1] == {
        "event": "end",
        "exit_code": 1,
        "submissions": 2,
        "graded": 1,
        "unreadable": 0,
        "grader_error": 1,
        "reused": 1,
        "mean_percent": 75.0,
    }


def test_a_fault_of_the_grader_has_no_score(events: Events, capsys: Captured) -> None:
    events.known(replace(RESULT, status=Status.GRADER_ERROR), reused=False)
    assert written(capsys)[0]["score"] is None


def test_every_field_is_documented(events: Events, capsys: Captured) -> None:
    page = (Path(__file__).parents[3] / "docs/events.md").read_text("utf-8")
    events.begin(1)
    events.known(RESULT, reused=False)
    events.end(ExitCode.DONE)
    told = written(capsys)
    names = {name for event in (*told, told[1]["questions"]["q1"]) for name in event}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


HOSTILE = "a\nb\r\x1b[2J\u202e\u2066\u2028\x85\x7f\x00\ud800"


def test_hostile_texts_stay_on_one_line_of_ascii(events: Events, capsys: Captured) -> None:
    hostile = replace(RESULT, student=HOSTILE, submission=HOSTILE, message=HOSTILE)
    events.known(hostile, reused=False)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert out[:-1].isascii()
    assert out[:-1].isprintable()


def test_hostile_texts_cannot_act_once_they_are_decoded(events: Events, capsys: Captured) -> None:
    events.known(replace(RESULT, student=HOSTILE, message=HOSTILE), reused=False)
    event = written(capsys)[0]
    assert event["message"].isprintable()
    assert event["student"] == event["message"]


def test_in_text_nothing_is_written(capsys: Captured) -> None:
    events = Events(Live(Console(file=io.StringIO())), ENGINE, Path("out"), Format.TEXT)
    events.begin(1)
    events.known(RESULT, reused=False)
    events.end(ExitCode.DONE)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (KeyboardInterrupt(), 130),
        (UsageError("the disk is full"), 2),
        (GraderFault("a worker failed"), 1),
        (ValueError("ours"), 1),
    ],
)
def test_a_run_that_fails_ends_with_its_exit_code(
    failure: BaseException, code: int, events: Events, capsys: Captured
) -> None:
    events.begin(1)
    with pytest.raises(type(failure)), events:
        raise failure
    assert [event.get("exit_code") for event in written(capsys)] == [None, code]


def test_a_run_that_is_refused_before_it_begins_writes_nothing(
    events: Events, capsys: Captured
) -> None:
    with pytest.raises(UsageError), events:
        raise UsageError("there is no such student")
    assert capsys.readouterr().out == ""


@contextmanager
def broken_pipe() -> Iterator[None]:
    """Make stdout a pipe whose reader is gone."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream, redirect_stdout(stream):
        yield


def test_a_reader_that_went_away_interrupts_the_run(events: Events) -> None:
    with broken_pipe(), pytest.raises(ReaderGone, match="goes on from there") as caught, events:
        events.begin(1)
    assert caught.value.exit_code == ExitCode.INTERRUPTED


def test_a_result_is_counted_before_its_reader_is_missed(events: Events) -> None:
    with broken_pipe(), pytest.raises(ReaderGone):
        events.known(RESULT, reused=False)
    assert events._live.tally.status.total() == 1
