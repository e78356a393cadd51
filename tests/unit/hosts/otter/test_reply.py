"""What Otter shows and sums up is what the engine said, and a failure of ours is never a zero."""

from __future__ import annotations

import importlib
import math
import pickle
import warnings
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from autograder.exercise import Question
from autograder.hosts.otter.reply import Graded
from autograder.results import (
    About,
    Level,
    QuestionResult,
    Result,
    RuleResult,
    Status,
    Verdict,
)

QUESTIONS = (Question(id="q1", function="f", title="The sum"),)


@pytest.fixture(scope="module")
def otter() -> ModuleType:
    """Otter's own `test_files`. What Otter imports warns of its own affairs, not of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("otter.test_files")


@pytest.fixture(scope="module")
def ours(otter: ModuleType) -> ModuleType:
    return importlib.import_module("autograder.hosts.otter.results")


@pytest.fixture(scope="module")
def config(otter: ModuleType) -> Any:
    """Otter's configuration as our zip has it."""
    shown = {"show_all_public": True, "show_hidden": True, "force_public_test_summary": False}
    return importlib.import_module("otter.run").AutograderConfig(shown)


def rule(number: str, points: int, most: int, message: str = "") -> RuleResult:
    return RuleResult(
        id=f"test::{number}",
        number=number,
        question="q1",
        rule=f"Rule {number} holds.",
        about=About.VALUE,
        points=points,
        max_points=most,
        passed=points == most,
        message=message,
    )


def result(**changes: Any) -> Result:
    """A result with one question that got 10 of 40 points, unless changed."""
    question = QuestionResult(
        id="q1", title="The sum", verdict=Verdict.FAILED, points=10, max_points=40,
        message="1.2 failed", hint="Look at the sum.",
    )  # fmt: skip
    fields: dict[str, Any] = {
        "student": "submission",
        "submission": "f.py",
        "submission_sha256": "",
        "status": Status.GRADED,
        "level": Level.SEALED,
        "questions": (question,),
        "rules": (rule("1.1", 10, 10), rule("1.2", 0, 30, "off by a third")),
        "notes": ("a cell was skipped",),
    }
    return Result(**(fields | changes))


def unreadable() -> Result:
    questions = tuple(
        replace(each, points=0, verdict=Verdict.MISSING, message="", hint="")
        for each in result().questions
    )
    reason = "it is a PDF"
    return result(status=Status.UNREADABLE, questions=questions, rules=(), message=reason)


@pytest.fixture
def filled(otter: ModuleType, ours: ModuleType) -> Any:
    """Otter's results, which a dead kernel has spoilt, filled with the engine's."""
    results = otter.GradingResults.without_results(RuntimeError("the kernel died"))
    ours.fill(results, Graded(result=result(), extra_data={"level": "sealed"}))
    return results


@pytest.fixture
def unscored(otter: ModuleType, ours: ModuleType) -> Any:
    results = otter.GradingResults.without_results(RuntimeError("the kernel died"))
    ours.leave_unscored(results, QUESTIONS)
    return results


def test_points_are_the_engines(filled: Any) -> None:
    assert (filled.get_score("q1"), filled.total, filled.possible) == (10, 10, 40)


def test_what_became_of_otters_own_kernel_does_not_count(filled: Any) -> None:
    assert not filled.has_catastrophic_failure()


def test_the_document_has_one_entry_for_each_question(filled: Any, config: Any) -> None:
    (test,) = filled.to_gradescope_dict(config)["tests"]
    assert (test["name"], test["score"], test["max_score"]) == ("q1", 10, 40)


def test_the_document_keeps_the_record_of_the_engine(filled: Any, config: Any) -> None:
    assert filled.to_gradescope_dict(config)["extra_data"] == {"level": "sealed"}


def test_texts_are_declared_plain(filled: Any, config: Any) -> None:
    document = filled.to_gradescope_dict(config)
    assert {document[each] for each in ("output_format", "test_output_format")} == {"text"}


def test_notes_stand_beside_the_questions(filled: Any, config: Any) -> None:
    assert filled.to_gradescope_dict(config)["output"] == "a cell was skipped"


def test_a_question_tells_what_failed_and_what_helps(filled: Any) -> None:
    assert filled.get_result("q1").summary() == (
        "q1 The sum: failed, 10 of 40 points\n"
        "Look at the sum.\n"
        "\n"
        "failed: 1.2 Rule 1.2 holds.\n"
        "    off by a third"
    )


def test_control_characters_of_a_student_are_written_out(
    otter: ModuleType, ours: ModuleType
) -> None:
    results = otter.GradingResults([])
    hostile = result(rules=(rule("1.1", 0, 40, "\x1b[31m\u202e"),))
    ours.fill(results, Graded(result=hostile, extra_data={}))
    assert "\\x1b[31m\\u202e" in results.get_result("q1").summary()


def test_an_unreadable_submission_is_not_taken_for_one_that_passed(
    otter: ModuleType, ours: ModuleType
) -> None:
    results = otter.GradingResults([])
    ours.fill(results, Graded(result=unreadable(), extra_data={}))
    assert not results.passed_all_public
    assert "it is a PDF" in results.get_result("q1").summary()


def test_results_survive_the_pickle_that_otter_keeps_them_in(filled: Any) -> None:
    again = pickle.loads(pickle.dumps(filled))
    assert (again.total, again.extra_data) == (10, {"level": "sealed"})


def test_without_a_score_no_number_is_a_zero(unscored: Any) -> None:
    numbers = [unscored.total, unscored.possible, unscored.percent, unscored.get_score("q1")]
    assert all(map(math.isnan, numbers))


@pytest.mark.parametrize("settings", [{}, {"points_possible": 5}, {"score_threshold": 0.5}])
def test_without_a_score_the_document_has_none(
    settings: dict[str, Any], unscored: Any, otter: ModuleType
) -> None:
    config = importlib.import_module("otter.run").AutograderConfig(settings)
    document = unscored.to_gradescope_dict(config)
    assert (document["tests"], "score" in document) == ([], False)
    assert "not your fault" in document["output"]
