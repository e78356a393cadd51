"""results/<student>.json is what Gradescope reads, and what other programs may rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autograder.gradebook.model import Row
from autograder.identity.people import Known
from autograder.policy.final import Final
from autograder.report.results_json import document, results_json
from autograder.results import QuestionResult, Status, Verdict

RowOf = Callable[..., Row]


def document_of(row: Row) -> dict[str, Any]:
    document = json.loads(results_json(row))
    assert isinstance(document, dict)
    return document


def test_each_hidden_test_is_a_test(row_of: RowOf) -> None:
    assert document_of(row_of())["tests"] == [
        {
            "name": "Each weight is counted once.",
            "number": "1.1",
            "score": 0,
            "max_score": 6,
            "status": "failed",
            "output": "the cost differs, by about a third",
            "tags": ["q1"],
            "visibility": "visible",
        },
        {
            "name": "Exactly the keys asked for.",
            "number": "2.1",
            "score": 5,
            "max_score": 5,
            "status": "passed",
            "output": "",
            "tags": ["q2"],
            "visibility": "visible",
        },
    ]


def test_the_score_is_the_submissions(row_of: RowOf) -> None:
    assert document_of(row_of())["score"] == 9


def test_the_output_is_message_and_notes_a_line_each(row_of: RowOf) -> None:
    assert document_of(row_of())["output"] == "q1: The term is too large.\nCell 3 was skipped."


def test_no_text_is_taken_for_html(row_of: RowOf) -> None:
    document = document_of(row_of(message="<script>"))
    formats = ("output_format", "test_output_format", "test_name_format")
    assert [document[key] for key in formats] == ["text"] * 3


def test_extra_data_says_all_that_the_result_depends_on(row_of: RowOf) -> None:
    row = row_of()
    assert document_of(row)["extra_data"] == {
        "schema": 1,
        "student": "alice",
        "submission": "alice.py",
        "submission_sha256": row.key.submission_sha256,
        "suite_sha256": "5" * 64,
        "vectors_sha256": "7" * 64,
        "engine": "autograder 1",
        "level": "open",
        "status": "graded",
        "questions": {
            "q1": {
                "verdict": "failed",
                "points": 4,
                "max_points": 10,
                "misconceptions": ["no-half", "biases-too"],
            },
            "q2": {"verdict": "passed", "points": 5, "max_points": 5, "misconceptions": []},
        },
    }


def test_an_error_of_the_grader_has_no_score_anywhere(row_of: RowOf) -> None:
    document = document_of(row_of(status=Status.GRADER_ERROR))
    assert "score" not in document
    assert document["tests"] == []


def test_an_error_of_the_grader_is_said_not_to_be_the_students_fault(row_of: RowOf) -> None:
    row = row_of(status=Status.GRADER_ERROR, message="Traceback in /srv/secret")
    output = document_of(row)["output"]
    assert "not your fault" in output
    assert "secret" not in output


def test_visibility_is_as_given(row_of: RowOf) -> None:
    tests = document(row_of(), visibility="after_published")["tests"]
    assert {test["visibility"] for test in tests} == {"after_published"}


@pytest.mark.parametrize("student", ["Zoë", "a\nb", "../x", "=1", '"'])
def test_the_exact_name_is_in_extra_data(student: str, row_of: RowOf) -> None:
    assert document_of(row_of(student))["extra_data"]["student"] == student


def test_a_lone_surrogate_is_written_out(row_of: RowOf) -> None:
    row = row_of("a\udc80", message="\ud800")
    document = document_of(row)
    assert (document["extra_data"]["student"], document["output"].split("\n")[0]) == (
        r"a\udc80",
        r"\ud800",
    )


def test_control_characters_in_messages_are_written_out(row_of: RowOf) -> None:
    rules = (replace(row_of().result.rules[0], message="a\x00b\tc\nd"),)
    assert document_of(row_of(rules=rules))["tests"][0]["output"] == "a\\x00b\tc\nd"


def test_the_file_is_utf8_text_that_ends_with_a_line_end(row_of: RowOf) -> None:
    content = results_json(row_of("Zoë"))
    assert '"student": "Zoë"' in content.decode("utf-8")
    assert content.endswith(b"}\n")


def finished(row: Row, **changes: Any) -> dict[str, Any]:
    """Return the document of a row whose final score is as given."""
    final = Final(row=row, known=Known(), **changes)
    document: dict[str, Any] = json.loads(results_json(row, final=final))
    return document


def test_the_score_is_the_final_one_and_both_are_beside_it(row_of: RowOf) -> None:
    document = finished(row_of(), score=6.5, penalty=2.5, reason="late by 1 h")
    extra = document["extra_data"]
    assert document["score"] == 6.5
    assert document["output"].startswith("late by 1 h\nq1: ")
    assert [extra["raw_score"], extra["penalty"], extra["final_score"]] == [9, 2.5, 6.5]


def test_the_tests_keep_their_raw_points(row_of: RowOf) -> None:
    row = row_of()
    assert finished(row, score=0.0, penalty=9.0)["tests"] == document_of(row)["tests"]


def test_whole_points_are_written_without_a_point(row_of: RowOf) -> None:
    row = row_of()
    text = results_json(row, final=Final(row=row, known=Known(), score=6.0, penalty=3.0)).decode()
    assert '"score": 6,' in text
    assert '"penalty": 3,' in text


def test_who_is_excused_has_no_final_score(row_of: RowOf) -> None:
    document = finished(row_of(), score=9, excused=True, reason="excused (ill)")
    assert document["extra_data"]["final_score"] is None
    assert document["output"].startswith("excused (ill)")


def test_a_fault_of_the_grader_has_no_score_under_a_policy_either(row_of: RowOf) -> None:
    document = finished(row_of(status=Status.GRADER_ERROR), score=None)
    assert "score" not in document
    assert document["extra_data"]["final_score"] is None


def test_a_hostile_reason_cannot_act(row_of: RowOf) -> None:
    assert "\x1b" not in finished(row_of(), score=1, reason="\x1b[2J\u202e")["output"]


def test_a_bonus_is_worth_nothing_of_what_is_possible(row_of: RowOf) -> None:
    row = row_of()
    first, second = row.result.rules
    rules = (first, replace(second, bonus=True))
    questions = (row.result.questions[0], replace(row.result.questions[1], max_points=0, bonus=5))
    found = document_of(row_of(rules=rules, questions=questions))
    assert [(test["score"], test["max_score"]) for test in found["tests"]] == [(0, 6), (5, 0)]
    assert found["score"] == 9
    told = found["extra_data"]["questions"]
    assert "bonus" not in told["q1"]
    assert (told["q2"]["max_points"], told["q2"]["bonus"]) == (0, 5)


def test_a_question_marked_by_hand_is_a_test_with_its_comment(row_of: RowOf) -> None:
    row = row_of()
    marked = QuestionResult(
        id="essay", title="Why?", verdict=Verdict.MARKED, points=7, max_points=10, message="Good."
    )
    found = document_of(row_of(questions=(*row.result.questions, marked)))
    assert found["score"] == 16
    assert found["tests"][-1] == {
        "name": "Why?",
        "number": "3",
        "score": 7,
        "max_score": 10,
        "output": "Marked by hand.\nGood.",
        "tags": ["essay"],
        "visibility": "visible",
    }


def test_a_question_that_is_not_marked_yet_has_no_score_of_its_own(row_of: RowOf) -> None:
    row = row_of()
    later = QuestionResult(
        id="essay", title="Why?", verdict=Verdict.UNMARKED, points=0, max_points=10
    )
    test = document_of(row_of(questions=(*row.result.questions, later)))["tests"][-1]
    assert "score" not in test
    assert test["output"] == "Not marked yet: this question is marked by hand."


def test_a_comment_alone_begins_the_output(row_of: RowOf) -> None:
    row = row_of()
    final = Final(row=row, known=Known(), score=9, comment="well done")
    found = json.loads(results_json(row, final=final))
    assert found["output"].startswith("well done\n")
    assert found["score"] == 9
