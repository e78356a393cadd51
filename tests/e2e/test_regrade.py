"""After a change, what it affects is graded again from the bytes that the gradebook kept."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess, Popen
from typing import Any

import pytest
import typer

from autograder import description
from autograder.cli import regrade as cli_regrade
from autograder.cli.history import history
from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading.engine import Engine
from autograder.grading.regrade import plan, regrade
from autograder.results import Level, Result
from autograder.vectors import hdf5

Run = CompletedProcess[str]
Autograder = Callable[..., Run]
Files = Callable[[Path], dict[str, bytes]]
Captured = pytest.CaptureFixture[str]

OF_0_1_0 = Path(__file__).parents[1] / "unit/gradebook/version-0.1.0.sqlite"
OPEN = ("--jobs", "1", "--min-level", "open")  # what is tested here holds at every level


def rows(out: Path) -> dict[str, dict[str, str]]:
    """Return the rows of grades.csv by student."""
    with (out / "grades.csv").open(encoding="utf-8", newline="") as table:
        return {row["student"]: row for row in csv.DictReader(table)}


def recorded(out: Path) -> int:
    """Return how many results were ever recorded in `out`."""
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db:
        count: int = db.execute("SELECT count(*) FROM results").fetchone()[0]
    return count


def words(run: Run) -> str:
    """Return stdout without what folding a table does to it."""
    return " ".join(run.stdout.split())


def test_a_gradebook_of_version_0_1_0_is_graded_again_from_the_bytes_it_keeps(
    autograder: Autograder, tmp_path: Path
) -> None:
    shutil.copy(OF_0_1_0, tmp_path / "gradebook.sqlite")
    reported = autograder("report", tmp_path)
    assert reported.returncode == 0, reported.stderr
    assert {row["score"] for row in rows(tmp_path).values()} == {"100", "68", "0"}
    run = autograder("regrade", tmp_path, *OPEN)
    assert run.returncode == 0, run.stderr
    assert "3 changed, 0 graded again with the same outcome" in words(run)
    assert {row["score"] for row in rows(tmp_path).values()} == {"100", "76", "0"}
    told = autograder("history", tmp_path, "Ben Okoye")
    assert told.returncode == 0, told.stderr
    assert "autograder 0.1.0" in told.stdout
    assert told.stdout.count(" of 100: ") == 3


@pytest.fixture(scope="module")
def changed(module_assignment: Path) -> Path:
    """An assignment one of whose rules about q1 is worth two points more."""
    suite = module_assignment / "tests/hidden/test_q1_cost.py"
    text = suite.read_text("utf-8")
    assert "points(9)" in text
    suite.write_text(text.replace("points(9)", "points(11)", 1), "utf-8")
    return module_assignment


@pytest.fixture(scope="module")
def regraded(
    autograder: Autograder, changed: Path, small_out: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, Path]:
    """Grading again after the change, and the output; no submissions are at hand."""
    out = Path(shutil.copytree(small_out, tmp_path_factory.mktemp("again") / "out"))
    run = autograder("regrade", out, *OPEN, "--assignment", changed)
    assert run.returncode == 0, run.stderr
    return run, out


@pytest.fixture(scope="module")
def anew(
    autograder: Autograder, changed: Path, small_out: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, Path]:
    """Grading the submissions themselves with the changed assignment, told as events."""
    out = tmp_path_factory.mktemp("anew") / "out"
    options = ("-o", out, *OPEN, "--assignment", changed, "--format", "json")
    return autograder("grade", small_out.parent / "submissions", *options), out


def test_a_dry_run_says_who_would_be_graded_again_and_changes_nothing(
    changed: Path, out: Path, small_out: Path, files_of: Files, capsys: Captured
) -> None:
    with pytest.raises(typer.Exit):
        cli_regrade.regrade(out, dry_run=True, min_level=Level.OPEN, assignment=changed)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 of 3 to grade again; changed: hidden suite (3)"
    assert "diego_ramirez, diego_ramirez.py: hidden suite" in lines
    assert recorded(out) == 3
    assert files_of(out) == files_of(small_out)


def test_grading_again_gives_what_grading_the_submissions_gives(
    regraded: tuple[Run, Path], anew: tuple[Run, Path], files_of: Files
) -> None:
    assert files_of(regraded[1]) == files_of(anew[1])


def test_the_table_says_whose_points_changed_and_through_which_rule(
    regraded: tuple[Run, Path],
) -> None:
    told = words(regraded[0])
    assert "for all 3: 1.3 is worth 11 instead of 9 student" in told
    assert "georg_bauer 100 → 102 q1 40 → 42 hidden suite" in told
    assert "q2" not in told


def test_nothing_that_was_recorded_is_overwritten(regraded: tuple[Run, Path]) -> None:
    assert recorded(regraded[1]) == 2 * 3


def test_history_shows_what_changed(regraded: tuple[Run, Path], capsys: Captured) -> None:
    history(regraded[1], "georg_bauer")
    told = capsys.readouterr().out
    assert told.count("georg_bauer.py: submission ") == 2
    assert told.index("  100 of 100: q1 40 of 40 passed") < told.index("  102 of 102: q1 42 of 42")
    assert "changed: hidden suite; q1 40 → 42; 1.3 is worth 11 instead of 9" in told


def test_the_history_of_nobody_is_refused_with_close_names(out: Path) -> None:
    with pytest.raises(UsageError, match=r"did you mean georg_bauer\?"):
        history(out, "georg_bauér")


def test_events_tell_each_result_between_a_begin_and_an_end(anew: tuple[Run, Path]) -> None:
    events: list[dict[str, Any]] = [json.loads(line) for line in anew[0].stdout.splitlines()]
    assert [event["event"] for event in events] == ["begin", "result", "result", "result", "end"]
    scores = {event["student"]: str(event["score"]) for event in events[1:-1]}
    assert scores == {name: row["score"] for name, row in rows(anew[1]).items()}
    assert (events[0]["total"], events[-1]["submissions"]) == (3, 3)
    assert events[-1]["exit_code"] == anew[0].returncode


def test_changed_vectors_change_the_grades_that_depend_on_them(
    autograder: Autograder, assignment: Path, out: Path
) -> None:
    path = assignment / "datasets/hidden.h5"
    held = hdf5.read(path)
    wrong = [
        replace(v, expected={name: value + 1 for name, value in v.expected.items()}, kills=())
        if v.question == "q1"
        else v
        for v in held.vectors
    ]
    hdf5.write(path, replace(held, vectors=tuple(replace(v, fingerprints={}) for v in wrong)))
    run = autograder("regrade", out, *OPEN, "--assignment", assignment)
    assert "3 of 3 to grade again; changed: vectors (3)" in run.stdout
    told = words(run)
    assert "georg_bauer 100 →" in told
    assert "vectors: 1.2 now fails" in told
    assert rows(out)["georg_bauer"]["q2"] == "60"


class Stopping:
    """Presses Ctrl-C as soon as a result is known; else counts what an earlier run had."""

    def __init__(self, *, stops: bool) -> None:
        self.stops = stops
        self.told: list[tuple[bool, str, float]] = []

    def begin(self, total: int) -> None:
        """Nothing is to be done."""

    def note(self, sentence: str) -> None:
        """Nothing is to be done."""

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        """Count it, or stop."""
        self.told.append((reused, result.student, seconds))
        if self.stops:
            raise KeyboardInterrupt


def test_grading_again_that_was_stopped_keeps_the_old_grades_and_goes_on(
    changed: Path, out: Path, regraded: tuple[Run, Path], files_of: Files
) -> None:
    engine = Engine.load(description.find(changed), Level.OPEN)
    engine = replace(engine, settings=settings_of(out))
    before = files_of(out)
    with Gradebook.open(out) as gradebook:
        planned = plan(gradebook, engine)
        with pytest.raises(KeyboardInterrupt):
            regrade(gradebook, engine, Stopping(stops=True), planned)
    assert files_of(out) == before
    with Gradebook.open(out) as gradebook:
        assert plan(gradebook, engine) == planned
        counting = Stopping(stops=False)
        regrade(gradebook, engine, counting, planned)
        assert sorted(reused for reused, _, _ in counting.told) == [False, False, True]
        assert plan(gradebook, engine).affected == ()
    assert [row["score"] for row in rows(out).values()] == [
        row["score"] for row in rows(regraded[1]).values()
    ]


def settings_of(out: Path) -> str:
    """Return what results in `out` were graded with; the level depends on the machine."""
    with Gradebook.open(out) as gradebook:
        return next(gradebook.rows()).key.settings


def test_a_reader_of_events_that_goes_away_stops_the_run_and_loses_nothing(
    started: Callable[..., Popen[str]], submissions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    process = started("grade", submissions, "-o", out, *OPEN, "--format", "json")
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["event"] == "begin"
    process.stdout.close()
    _, stderr = process.communicate()
    assert process.returncode == 130
    assert stderr.splitlines()[-1].startswith("error: the reader of the events has stopped reading")
    assert "Traceback" not in stderr
    assert "Exception ignored" not in stderr
    assert recorded(out) >= 1
