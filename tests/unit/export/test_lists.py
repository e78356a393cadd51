"""JSON lines, JUnit, Gradescope's CSV and Coursera's feedback say what other programs expect."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import pytest

from autograder.errors import GraderFault, UsageError
from autograder.export import coursera, gradescope, jsonl, junit
from autograder.identity.people import Handed
from autograder.policy.final import Final
from autograder.results import QuestionResult, Verdict

MakeFinal = Callable[..., Final]

HOSTILE = "=1+1\x1b[31m\u202e<b>\ufffe&\ud800"


def test_json_lines_hold_one_object_for_each_row(final: MakeFinal) -> None:
    finals = [final("a", 80, penalty=5.0), final("b", excused=True)]
    first, second = (json.loads(line) for line in jsonl.render(finals).splitlines())
    assert (first["student"], first["score"], first["penalty"]) == ("a", 80, 5.0)
    assert (second["score"], second["excused"]) == (None, True)


def test_json_lines_have_no_points_where_the_grader_failed(final: MakeFinal) -> None:
    row = json.loads(jsonl.render([final("a", None)]))
    assert (row["score"], row["raw_score"], row["questions"][0]["points"]) == (None, None, None)


def test_json_lines_hold_any_name(final: MakeFinal) -> None:
    assert json.loads(jsonl.render([final(HOSTILE)]))["student"] == HOSTILE


def test_junit_has_a_suite_for_each_student_and_a_case_for_each_rule(final: MakeFinal) -> None:
    root = ET.fromstring(junit.render([final("a", 100), final("b", 50)]))
    assert [suite.attrib["name"] for suite in root] == ["a", "b"]
    assert [suite.attrib["failures"] for suite in root] == ["0", "1"]
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["1.1 The sum is right."] * 2
    assert [each.attrib["message"] for each in root.iter("failure")] == ["off by about a third"]


def test_junit_calls_a_fault_of_the_grader_an_error(final: MakeFinal) -> None:
    (suite,) = ET.fromstring(junit.render([final("a", None)]))
    assert (suite.attrib["errors"], suite.attrib["failures"]) == ("1", "0")
    scores = [
        each.attrib["value"] for each in suite.iter("property") if each.get("name") == "score"
    ]
    assert scores == [""]


def test_junit_is_xml_whatever_students_are_called(final: MakeFinal) -> None:
    (suite,) = ET.fromstring(junit.render([final(HOSTILE)]))
    assert suite.attrib["name"] == "=1+1\\x1b[31m\\u202e<b>\N{REPLACEMENT CHARACTER}&\\ud800"


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_gradescopes_csv_has_its_columns_and_one_for_each_question(final: MakeFinal) -> None:
    handed = Handed(submitted_at="2026-11-20T12:31:00-08:00", seconds_late=90_061, attempt=2)
    (row,) = rows(
        gradescope.render([final("a", 80.5, name="Ada", sis_id="s1", email="a@b.c", handed=handed)])
    )
    assert (row["First Name"], row["Last Name"]) == ("Ada", "")
    assert row["Total Score"] == "80.5"
    assert row["Max Points"] == "100.0"
    assert row["Lateness (H:M:S)"] == "25:01:01"
    assert row["Submission Count"] == "2"
    assert row["q1: The sum (100.0 pts)"] == "80"


@pytest.mark.parametrize("change", [{"score": None}, {"excused": True}])
def test_gradescopes_csv_has_no_score_where_there_is_none(
    final: MakeFinal, change: dict[str, bool | None]
) -> None:
    (row,) = rows(gradescope.render([final("a", **change)]))
    assert (row["Total Score"], row["Status"]) == ("", "Ungraded")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ada Lovelace", "Ada", "Lovelace"),
        ("Lovelace, Ada Maria", "Ada Maria", "Lovelace"),
        ("Ada Maria Lovelace", "Ada Maria", "Lovelace"),
        ("Ada", "Ada", ""),
    ],
)
def test_gradescopes_csv_has_given_and_family_names(
    final: MakeFinal, name: str, first: str, last: str
) -> None:
    (row,) = csv.DictReader(io.StringIO(gradescope.render([final("x", name=name)]).decode()))
    assert (row["First Name"], row["Last Name"]) == (first, last)


def test_gradescopes_csv_computes_nothing(final: MakeFinal) -> None:
    (row,) = rows(gradescope.render([final("=1+1")]))
    assert row["First Name"] == "'=1+1"


def test_coursera_gets_a_fraction_and_the_failed_rules(final: MakeFinal) -> None:
    document = json.loads(coursera.render(final("a", 85)))
    assert set(document) == {"fractionalScore", "feedback"}
    assert document["fractionalScore"] == 0.85
    assert "1.1 The sum is right. off by about a third" in document["feedback"]


@pytest.mark.parametrize(("score", "fraction"), [(110, 1.0), (-5, 0.0)])
def test_courseras_fraction_is_from_0_to_1(final: MakeFinal, score: float, fraction: float) -> None:
    assert json.loads(coursera.render(final("a", score)))["fractionalScore"] == fraction


def test_coursera_gets_nothing_where_the_grader_failed(final: MakeFinal) -> None:
    with pytest.raises(GraderFault, match="there is no score for a"):
        coursera.render(final("a", None))


def test_coursera_gets_nothing_of_who_is_excused(final: MakeFinal) -> None:
    with pytest.raises(UsageError, match="is excused"):
        coursera.render(final("a", excused=True))


# Questions that are marked by hand

MARKED = QuestionResult(
    id="essay", title="Why?", verdict=Verdict.MARKED, points=7, max_points=10, message=HOSTILE
)
UNMARKED = replace(MARKED, verdict=Verdict.UNMARKED, points=0, message="")


def with_essay(made: Final, essay: QuestionResult) -> Final:
    result = replace(made.row.result, questions=(*made.row.result.questions, essay))
    return replace(made, row=replace(made.row, result=result), score=result.score)


def test_json_lines_have_no_points_where_nothing_is_marked_yet(final: MakeFinal) -> None:
    finals = [with_essay(final("a"), MARKED), with_essay(final("b"), UNMARKED)]
    marked, unmarked = (
        json.loads(line)["questions"][1] for line in jsonl.render(finals).splitlines()
    )
    assert (marked["verdict"], marked["points"], marked["max_points"]) == ("marked", 7, 10)
    assert (unmarked["verdict"], unmarked["points"]) == ("unmarked", None)


def test_json_lines_have_a_comment_that_changes_nothing(final: MakeFinal) -> None:
    row = json.loads(jsonl.render([final("a", comment="well done")]))
    assert (row["reason"], row["comment"]) == ("", "well done")


def test_junit_has_a_case_for_what_is_marked_by_hand(final: MakeFinal) -> None:
    finals = [with_essay(final("a", 100), MARKED), with_essay(final("b", 100), UNMARKED)]
    first, second = ET.fromstring(junit.render(finals))
    counts = ("tests", "failures", "skipped")
    assert [first.attrib[name] for name in counts] == ["2", "0", "0"]
    assert [second.attrib[name] for name in counts] == ["2", "0", "1"]
    (said,) = first.iter("system-out")
    assert said.text is not None
    assert said.text.startswith("7 of 10 points\n=1+1\\x1b[31m")
    assert [each.attrib["message"] for each in second.iter("skipped")] == ["not marked yet"]


def test_gradescopes_table_is_blank_where_nothing_is_marked_yet(final: MakeFinal) -> None:
    finals = [with_essay(final("a"), MARKED), with_essay(final("b"), UNMARKED)]
    rows = list(csv.DictReader(io.StringIO(gradescope.render(finals).decode())))
    assert [row["essay: Why? (10.0 pts)"] for row in rows] == ["7", ""]


def test_coursera_is_told_points_and_comment(final: MakeFinal) -> None:
    made = with_essay(final("a", comment="well done"), replace(MARKED, message="Good."))
    lines = json.loads(coursera.render(made))["feedback"].splitlines()
    assert "essay, Why?: 7 of 10 points" in lines
    assert "  Marked by hand. Good." in lines
    assert lines[-1] == "well done"


def test_coursera_takes_no_more_than_all(final: MakeFinal) -> None:
    assert json.loads(coursera.render(final("a", 105)))["fractionalScore"] == 1.0
