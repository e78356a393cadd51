"""`autograder forget`, `history` and `report`: what they leave, and what they tell."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.errors import UsageError
from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.identity.people import Known, Person
from autograder.policy import kept
from autograder.policy.absent import keep_absent
from autograder.report.groups import Group
from autograder.report.groups import keep as keep_groups
from autograder.report.render import render, render_anonymous
from autograder.terms import Mark, Override, Terms

RowOf = Callable[..., Row]
ADA = Person(name="Ada Lovelace", email="zadaz@example.org")
TRACES = (b"zadaz", b"Lovelace")


@pytest.fixture
def out(tmp_path: Path, row_of: RowOf) -> Path:
    """A rendered class of two, in which Eve names Ada as her partner."""
    with Gradebook.open(tmp_path / "out") as gradebook:
        ada = row_of("zadaz", submission_sha256="b" * 64)
        for row in (ada, row_of("eve", notes=("handed in alone",)), row_of("bob")):
            gradebook.record(row.key, row.result, content=None, seconds=0.1)
        gradebook.introduce({"zadaz": Known(person=ADA)})
        gradebook.finish(whole=True)
        granted = {"zadaz": Override(score=80, comment="ill")}
        marks = {"zadaz": {"q3": Mark(points=3, comment="Well done, Lovelace")}}
        kept.keep(gradebook, Terms(overrides=granted, marks=marks))
        keep_absent(gradebook, ["zadaz", "carl"])
        pair = Group(
            id="1", question="q1", students=("zadaz", "eve"), count=2, wrong="cost", line="zadaz()"
        )
        keep_groups(gradebook, [pair])
        render(gradebook)
        render_anonymous(gradebook)
    return tmp_path / "out"


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def contents(folder: Path) -> bytes:
    files = (path for path in folder.rglob("*") if path.is_file())
    return b"".join(path.name.encode() + path.read_bytes() for path in files)


def test_nothing_of_a_forgotten_student_stays_in_any_file(out: Path) -> None:
    told = run("forget", out, "Lovelace, Ada", "--yes")
    assert [trace for trace in TRACES if trace in contents(out)] == []
    assert "1 results with their files and pages" in told
    assert "2 entries of the journal, what was granted or marked by hand" in told
    assert "not touched" in told


def test_the_others_stay(out: Path) -> None:
    run("forget", out, "zadaz", "--yes")
    assert (out / "feedback/eve.html").is_file()
    grades = (out / "grades.csv").read_text("utf-8").splitlines()
    assert [line.partition(",")[0] for line in grades] == ["student", "bob", "eve"]


def test_it_asks_first_and_no_is_nothing(out: Path) -> None:
    before = contents(out / "feedback")
    result = CliRunner().invoke(app, ["forget", str(out), "zadaz"], input="n\n")
    assert "remove everything about Ada Lovelace (zadaz)" in result.stdout
    assert result.exit_code != 0
    assert contents(out / "feedback") == before


def test_whoever_still_names_the_student_is_told(out: Path, row_of: RowOf) -> None:
    with Gradebook.open(out) as gradebook:
        eve = row_of("eve", notes=("handed in with Ada Lovelace",), submission="eve2.py")
        gradebook.record(eve.key, eve.result, content=None, seconds=0.1)
    assert "still named in the results of eve" in run("forget", out, "zadaz", "--yes")


def test_nobody_of_that_name_is_a_sentence(out: Path) -> None:
    with pytest.raises(UsageError, match="has nothing of 'mallory'"):
        run("forget", out, "mallory", "--yes")


def test_history_shows_decisions_about_the_student_between_the_results(out: Path) -> None:
    told = run("history", out, "zadaz")
    assert "an override was made: score 80" in told
    with Gradebook.open(out) as gradebook:
        gradebook.note("about the class")
        gradebook.note("about Bob", ["bob"])
    assert "about the class" in run("history", out, "zadaz")
    assert "about Bob" not in run("history", out, "zadaz")
    assert "bob: about Bob" in run("history", out)


def test_a_report_without_names_has_none_and_no_link(out: Path, row_of: RowOf) -> None:
    page = (out / "report-anonymous.html").read_text("utf-8")
    assert [name for name in ("zadaz", "Lovelace", "eve.py", "feedback/") if name in page] == []
    assert page.count("student-") >= 3


def test_a_report_without_names_does_not_grow_old(out: Path, row_of: RowOf) -> None:
    before = (out / "report-anonymous.html").read_bytes()
    with Gradebook.open(out) as gradebook:
        for row in (*list(gradebook.rows()), row_of("carl")):
            new = replace(row.key, engine="newer")
            gradebook.record(new, row.result, content=None, seconds=0.1)
        gradebook.finish(whole=True)
        render(gradebook)
    after = (out / "report-anonymous.html").read_bytes()
    assert before != after
    assert b"carl" not in after


def test_an_earlier_class_is_compared_with_and_stays_as_it_is(out: Path, tmp_path: Path) -> None:
    old = shutil.copytree(out, tmp_path / "old")
    run("forget", old, "bob", "--yes")
    before = contents(old / "feedback")
    run("report", out, "--since", old)
    assert "2 submissions then, 3 now" in (out / "report.html").read_text("utf-8")
    assert contents(old / "feedback") == before


def test_a_class_is_not_compared_with_itself(out: Path) -> None:
    with pytest.raises(UsageError, match="name the folder of the earlier class"):
        run("report", out, "--since", out)
