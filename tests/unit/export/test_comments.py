"""The forms of one student's feedback."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from autograder.export.comments import Comments
from autograder.policy.final import Final
from autograder.results import Status

MakeFinal = Callable[..., Final]
COMMENTS = Comments(title="L2 & J", has_finals=True)
HOSTILE = '</p><script>alert("x")</script>\n\x1b[31m=1+1,\t"'


def hostile(final: Final) -> Final:
    result = final.row.result
    rules = tuple(replace(rule, message=HOSTILE, rule=HOSTILE) for rule in result.rules)
    return replace(final, row=replace(final.row, result=replace(result, rules=rules)))


def test_the_text_says_score_rule_and_what_was_seen(final: MakeFinal) -> None:
    told = COMMENTS.text(final("ada"))
    assert told.startswith("Feedback: L2 & J\nScore: 85 of 100\n")
    assert "- The sum is right. (85 of 100)\n  off by about a third\n" in told


def test_the_text_says_what_the_score_becomes(final: MakeFinal) -> None:
    told = COMMENTS.text(replace(final("ada"), score=80, reason="late by 1 h"))
    assert "It becomes: 80, because: late by 1 h" in told


def test_a_cell_is_one_line_in_which_nothing_of_a_students_acts(final: MakeFinal) -> None:
    shown = COMMENTS.html(hostile(final("ada")))
    assert [mark for mark in ("\n", "\t", "<script", '"', "\x1b") if mark in shown] == []
    assert shown.startswith("Feedback: L2 &amp; J<br>Score: 85 of 100<br>")


def test_a_cell_is_no_longer_than_spreadsheets_keep(final: MakeFinal) -> None:
    long = final("ada")
    rule = replace(long.row.result.rules[0], rule="x" * 1900)
    result = replace(long.row.result, rules=tuple(replace(rule, id=str(n)) for n in range(40)))
    shown = COMMENTS.html(replace(long, row=replace(long.row, result=result)))
    assert len(shown) < 32_767
    assert shown.endswith("The rest is on the feedback page.")


def test_a_module_of_comments_holds_no_statement(final: MakeFinal) -> None:
    source = COMMENTS.module(hostile(final("ada"))).decode()
    assert ast.parse(source).body == []
    assert "# Score: 85 of 100" in source


def test_a_notebook_holds_one_cell_with_the_feedback(final: MakeFinal) -> None:
    notebook = json.loads(COMMENTS.notebook(final("ada")))
    (cell,) = notebook["cells"]
    assert (cell["cell_type"], notebook["nbformat"]) == ("markdown", 4)
    assert "**85 of 100**" in cell["source"]


def test_who_handed_in_nothing_or_met_our_fault_has_nothing_to_be_told(final: MakeFinal) -> None:
    absent = final("ada")
    blank = replace(absent.row.result, submission="", status=Status.UNREADABLE)
    absent = replace(absent, row=replace(absent.row, result=blank))
    assert COMMENTS.lack(absent) == "handed in nothing"
    assert "the grader itself failed" in COMMENTS.lack(final("ada", None))
    assert COMMENTS.lack(final("ada")) == ""


@pytest.mark.parametrize("before", ["", " ", "<p></p>", "<p>Feedback: L2 &amp; J<br>Score: 1</p>"])
def test_an_empty_place_and_our_own_earlier_comment_are_free(before: str) -> None:
    assert COMMENTS.objection(before) == ""


def test_a_comment_of_somebody_elses_stays() -> None:
    assert "somebody else's" in COMMENTS.objection("<p>Well done!</p>")
