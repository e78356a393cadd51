"""What a class report tells of students beside their present results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autograder.gradebook.store import Gradebook
from autograder.identity.people import Known
from autograder.report.beside import beside
from autograder.report.render import render, render_anonymous
from autograder.results import Result

Record = Callable[..., None]
ResultOf = Callable[..., Result]


def test_earlier_results_and_decisions_are_history(
    tmp_path: Path, record: Record, result: ResultOf
) -> None:
    for broken in (("1.1",), ()):
        with Gradebook.open(tmp_path) as gradebook:
            record(gradebook, result("ada", *broken), b"x")
            gradebook.finish(whole=True)
    with Gradebook.open(tmp_path) as gradebook:
        gradebook.note("the late policy changed")
        gradebook.note("an override sets 40", ["ada"])
        (first, second) = beside(gradebook, with_code=False).history["ada"]
    assert first.endswith(": 30 of 40, ada.py")
    assert ": an override sets 40 (" in second


def test_sections_are_in_the_report_and_not_in_the_anonymous_one(
    tmp_path: Path, record: Record, result: ResultOf
) -> None:
    with Gradebook.open(tmp_path) as gradebook:
        record(gradebook, result("ada"), b"x")
        gradebook.introduce({"ada": Known(section="Lab 7")})
        gradebook.finish(whole=True)
        render(gradebook)
        hidden = render_anonymous(gradebook).read_text("utf-8")
    assert "Lab 7" in (tmp_path / "report.html").read_text("utf-8")
    assert "Lab 7" not in hidden
