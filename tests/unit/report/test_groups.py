"""Groups of equal wrong answers in the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.gradebook.store import Gradebook
from autograder.report.groups import Group, forget, groups, keep
from autograder.report.render import render, render_anonymous
from autograder.results import Result

Record = Callable[..., None]
ResultOf = Callable[..., Result]
PAIR = Group(
    id="51b3b1e4",
    question="q1",
    students=("ada", "bob"),
    count=2,
    wrong="wrong: cost",
    place="line 7",
    line="return ada_total",
)


@pytest.fixture
def out(tmp_path: Path, record: Record, result: ResultOf) -> Path:
    """A class of three, of whom two answered the same."""
    with Gradebook.open(tmp_path / "out") as gradebook:
        for name in ("ada", "bob", "eve"):
            record(gradebook, result(name, "1.1"), name.encode())
        gradebook.finish(whole=True)
        keep(gradebook, [PAIR])
    return tmp_path / "out"


def test_groups_are_those_of_the_present_class_list(
    out: Path, record: Record, result: ResultOf
) -> None:
    with Gradebook.open(out) as gradebook:
        assert groups(gradebook) == (PAIR,)
        record(gradebook, result("eve"), b"better")
        gradebook.finish(whole=False)
        assert groups(gradebook) is None


def test_groups_that_are_forgotten_are_not_kept(out: Path) -> None:
    with Gradebook.open(out) as gradebook:
        forget(gradebook)
        assert groups(gradebook) is None


def test_the_report_shows_a_group_with_a_line_and_leads_to_its_students(out: Path) -> None:
    with Gradebook.open(out) as gradebook:
        render(gradebook)
    page = (out / "report.html").read_text("utf-8")
    assert "Equal wrong answers without a name: 2 in 1 group" in page
    assert "line 7: return ada_total" in page
    assert 'data-find="group:51b3b1e4"' in page
    assert '"groups": [["51b3b1e4"], ["51b3b1e4"], []]' in page


def test_a_report_without_names_counts_a_group_and_shows_no_line(out: Path) -> None:
    with Gradebook.open(out) as gradebook:
        page = render_anonymous(gradebook).read_text("utf-8")
    assert "Equal wrong answers without a name: 2 in 1 group" in page
    assert [word for word in ("ada_total", "group:51b3b1e4") if word in page] == []


def test_a_report_without_groups_says_how_to_find_them(out: Path) -> None:
    with Gradebook.open(out) as gradebook:
        forget(gradebook)
        render(gradebook)
    assert "autograder mistakes OUT" in (out / "report.html").read_text("utf-8")
