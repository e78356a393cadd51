"""Who handed in nothing has a row where an override states a score or an excuse, and only then."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook.store import Gradebook
from autograder.identity.people import Known, Person
from autograder.policy import kept
from autograder.policy.absent import absent, class_list, decided, keep_absent, keep_blank
from autograder.policy.final import finals
from autograder.report.render import render
from autograder.results import Status
from autograder.terms import Override, Terms
from tests.unit.finals import final

SCORED = Terms(overrides={"Émile": Override(score=70.0, comment="on paper")})


def graded(out: Path, *students: str, terms: Terms = SCORED) -> None:
    """Record a run in which Émile and Zoë, who are in the class list, handed in nothing."""
    with Gradebook.open(out) as gradebook:
        for each in map(final, students):
            gradebook.record(each.row.key, each.row.result, content=b"", seconds=0.0)
        gradebook.finish(whole=True)
        blank = final("", 0).row
        result = {"student": "", "submission": "", "submission_sha256": "", "rules": ()}
        keep_blank(gradebook, _changed(blank, status=Status.UNREADABLE, **result))
        keep_absent(gradebook, ("E\u0301mile", "Zoë"))
        gradebook.introduce({"E\u0301mile": Known(person=Person(name="Émile Ito"))})
        kept.keep(gradebook, terms)
        render(gradebook)


def _changed(row: Any, **changes: Any) -> Any:
    return replace(row, result=replace(row.result, **changes))


def lines(out: Path) -> list[dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_a_row_is_made_in_its_place(tmp_path: Path) -> None:
    graded(tmp_path, "Ada", "Zeno")
    table = lines(tmp_path)
    assert [line["student"] for line in table] == ["Ada", "Zeno", "E\u0301mile"]
    row = table[-1]
    assert (row["submission"], row["status"], row["score"], row["final_score"]) == (
        "", "unreadable", "0", "70",
    )  # fmt: skip


def test_the_row_has_its_files(tmp_path: Path) -> None:
    graded(tmp_path, "Ada")
    document = json.loads((tmp_path / "results/E\u0301mile.json").read_text("utf-8"))
    assert (document["score"], document["extra_data"]["raw_score"]) == (70, 0)
    feedback = (tmp_path / "feedback/E\u0301mile.md").read_text("utf-8")
    assert "- Student: Émile Ito" in feedback
    assert "## Nothing was handed in" in feedback
    assert "Hand it in again" not in feedback
    assert "Nothing was handed in" in (tmp_path / "feedback/E\u0301mile.html").read_text("utf-8")


@pytest.mark.parametrize(
    "override", [Override(extra_days=3.0), Override(slip_days=2), Override(late_days=0.0)]
)
def test_more_time_alone_makes_no_row(tmp_path: Path, override: Override) -> None:
    graded(tmp_path, "Ada", terms=Terms(overrides={"Émile": override}))
    assert [line["student"] for line in lines(tmp_path)] == ["Ada"]


def test_an_excuse_makes_a_row(tmp_path: Path) -> None:
    graded(tmp_path, "Ada", terms=Terms(overrides={"Zoë": Override(excused=True)}))
    assert [(line["student"], line["final_score"]) for line in lines(tmp_path)] == [
        ("Ada", "85"),
        ("Zoë", "EX"),
    ]


def test_the_row_goes_with_the_override(tmp_path: Path) -> None:
    graded(tmp_path, "Ada")
    with Gradebook.open(tmp_path) as gradebook:
        kept.keep(gradebook, Terms())
        render(gradebook)
    assert [line["student"] for line in lines(tmp_path)] == ["Ada"]
    assert not (tmp_path / "results/E\u0301mile.json").exists()


def test_who_handed_in_after_all_has_one_row(tmp_path: Path) -> None:
    graded(tmp_path, "Ada", "E\u0301mile")
    assert [line["score"] for line in lines(tmp_path)] == ["85", "85"]


def test_final_scores_and_names_are_those_of_the_student(tmp_path: Path) -> None:
    graded(tmp_path, "Ada")
    with Gradebook.open(tmp_path) as gradebook:
        last = list(finals(gradebook, None, SCORED))[-1]
    assert (last.score, last.known.person.name) == (70, "Émile Ito")
    assert last.reason == "an override sets 70 instead of 0 (on paper)"


def test_without_anybody_absent_the_class_list_is_that_of_the_run(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path) as gradebook:
        assert absent(gradebook) == frozenset()
        assert list(class_list(gradebook, SCORED)) == []


def test_decisions_are_in_the_order_of_rows() -> None:
    terms = Terms(overrides={name: Override(score=1.0) for name in ("b", "Émile", "a")})
    assert decided(["E\u0301mile", "b", "a", "c"], terms) == ["a", "b", "E\u0301mile"]
