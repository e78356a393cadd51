"""`autograder report` writes everything anew, with the gradebook alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from autograder.gradebook.store import Gradebook

Autograder = Callable[..., CompletedProcess[str]]


def test_submissions_are_compared_on_demand(autograder: Autograder, out: Path) -> None:
    run = autograder("report", "--similarity", out)
    assert run.returncode == 0, run.stderr
    assert "Compared 3 different files" in (out / "report.html").read_text("utf-8")


def test_a_report_says_what_it_wrote(autograder: Autograder, out: Path) -> None:
    told = autograder("report", out).stdout.replace("\n", "")
    assert all(name in told for name in ("grades.csv", "report.html", "results/", "feedback/"))


def test_grading_keeps_what_reports_say_of_the_assignment(out: Path) -> None:
    with Gradebook.open(out, create=False) as gradebook:
        described = gradebook.described()
    assert "regularization" in described.title
    assert set(described.starter) >= {"regularization.py", "reg_utils.py"}
    assert described.hints["penalty-doubled"].title
    assert described.versions["numpy"]


def test_feedback_tells_which_lines_were_run(out: Path) -> None:
    assert "and nothing else: lines 1-" in (out / "feedback/diego_ramirez.md").read_text("utf-8")
