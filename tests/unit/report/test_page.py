"""The class report: what it says, and what cannot get into it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autograder.gradebook.model import Described
from autograder.hints import Hint
from autograder.report.alike import Compared, Pair
from autograder.report.survey import Survey
from autograder.results import Result, Status, Verdict
from tests.unit.report.conftest import result_of, rule

ResultOf = Callable[..., Result]
Page = Callable[..., str]
HOSTILE = '</script><script>alert(1)</script>\x1b[31m\r\n\u202e=HYPERLINK("x")&\'\udc80'


def plain(page: str) -> str:
    """Return a page's text, without what is folded into its tags."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def data(page: str) -> dict[str, Any]:
    """Return what the page's script knows of the class."""
    found = re.search(r'id="data">(.*?)</script>', page)
    assert found is not None
    known: dict[str, Any] = json.loads(found.group(1))
    return known


def table(page: str) -> list[list[object]]:
    """Return the rows of the table of students."""
    rows: list[list[object]] = data(page)["rows"]
    return rows


def misled(found: Result, *names: str) -> Result:
    """Return a result whose first question is explained by misconceptions."""
    named = replace(found.questions[0], misconceptions=names)
    return replace(found, questions=(named, *found.questions[1:]))


def test_misconceptions_come_by_frequency_with_what_to_say(page: Page, result: ResultOf) -> None:
    hints = {
        "no-half": Hint(question="q1", title="Twice as large.", hint="Look at the factor."),
        "no-sum": Hint(question="q1", title="Not added up.", hint="Look at the sum."),
    }
    results = [misled(result(f"s{n}", "1.1"), "no-half" if n else "no-sum") for n in range(3)]
    text = plain(page(*results, described=Described(hints=hints)))
    assert "2 Twice as large. Their feedback says: Look at the factor. q1 · no-half" in text
    assert text.index("Twice as large.") < text.index("1 Not added up.")


def test_a_tie_of_misconceptions_is_told(page: Page, result: ResultOf) -> None:
    text = plain(page(misled(result("alice", "1.1"), "no-half", "no-sum")))
    assert "in 1 of these, another misconception fits the answers as well" in text


def test_rules_come_by_how_many_break_them(page: Page, result: ResultOf) -> None:
    text = plain(page(result("a", "1.2"), result("b", "1.2", "2.1"), result("c"), result("d")))
    rules = text[text.index("Rules, most") : text.index("Students Search")]
    assert "1.2 Rule 1.2 holds. 10 2 4 50 % 2.1 Rule 2.1 holds. 10 1 4 25 % 1.1" in rules


def test_a_small_class_is_told_that_its_figures_are_chance(page: Page, result: ResultOf) -> None:
    assert "Fewer than 30" in plain(page(result()))


def test_what_is_undefined_is_blank(page: Page, result: ResultOf) -> None:
    text = plain(page(result("a"), result("b")))
    assert not re.search(r"\b(nan|inf|None)\b", text)


def test_who_was_judged_by_other_rules_is_left_out_of_the_analysis(
    page: Page, result: ResultOf
) -> None:
    other = result("c")
    text = plain(page(result("a"), result("b"), replace(other, rules=other.rules[:3])))
    assert "From 2 judged submissions; 1 that were judged" in text


def test_a_failure_of_the_grader_comes_first_and_has_no_score(page: Page, result: ResultOf) -> None:
    fault = result("bob", status=Status.GRADER_ERROR, rules=(), message="the worker was lost")
    found = page(result("alice"), fault)
    assert "1 submission has no score" in plain(found)
    assert "bob : the worker was lost" in plain(found)
    assert table(found)[1][1:3] == [None, [None, "passed"]]


def test_an_unreadable_submission_counts_with_0(page: Page, result: ResultOf) -> None:
    read = result("bob", status=Status.UNREADABLE, rules=(), message="it is a binary file")
    nothing = tuple(replace(question, points=0) for question in read.questions)
    text = plain(page(result("alice"), replace(read, questions=nothing)))
    assert "20.0 mean of 40" in " ".join(reversed_pairs(text))
    assert "bob : it is a binary file" in text


def reversed_pairs(text: str) -> list[str]:
    """Return the tiles' figures before their names, as they are shown."""
    found = re.findall(r"(submissions|mean of \d+|median|unreadable) ([\d.,]+)", text)
    return [f"{figure} {name}" for name, figure in found]


def test_times_that_stand_out_are_listed(page: Page, result: ResultOf) -> None:
    results = [result(f"s{number}") for number in range(9)]
    text = plain(page(*results, seconds=(0.1,) * 8 + (5.0,)))
    assert "s8 5.00 q1 passed, q2 passed" in text[text.index("Times that stand out") :]


def test_the_same_bytes_with_points_are_told(page: Page, result: ResultOf) -> None:
    results = [result(name, submission_sha256="1" * 64) for name in ("alice", "bob")]
    assert "Identical files alice , bob" in plain(page(*results))


def test_without_a_comparison_the_report_says_how_to_get_one(page: Page, result: ResultOf) -> None:
    assert "autograder report --similarity OUT" in plain(page(result()))


def test_similar_submissions_are_a_list_and_no_finding(page: Page, result: ResultOf) -> None:
    one, other = result("alice"), result("bob")
    pair = Pair(
        one=one.submission_sha256,
        other=other.submission_sha256,
        share_of_one=0.75,
        share_of_other=0.5,
        characters=300,
    )
    likeness = Compared(pairs=(pair,), compared=2, left_out=1, common=10)
    text = plain(page(one, other, likeness=likeness))
    assert "alice bob 75 % 50 % 300" in text
    assert "never a finding" in text
    assert "1 file was left out: too large" in text


def test_provenance_is_told(page: Page, result: ResultOf) -> None:
    described = Described(seed=20261123, versions={"Python": "3.11"})
    text = plain(page(result(), described=described))
    for said in ("autograder 1", "5" * 64, "7" * 64, "open", "20261123", "Python 3.11"):
        assert said in text[text.index("Provenance Engine") :]


def test_a_class_of_nobody_has_a_report(page: Page) -> None:
    assert "No submission was judged." in plain(page())


def test_no_text_of_a_students_becomes_an_element(page: Page, result: ResultOf) -> None:
    results = [
        result(HOSTILE, submission=HOSTILE, submission_sha256="1" * 64),
        result(f"{HOSTILE}2", submission_sha256="1" * 64),
        result(HOSTILE, status=Status.UNREADABLE, rules=(), message=HOSTILE),
        result(HOSTILE, status=Status.GRADER_ERROR, rules=(), message=HOSTILE),
    ]
    found = page(*results)
    assert found.count("<script") == page().count("<script") == 2
    assert found.count("</script") == 2


@pytest.mark.parametrize("character", ["\x1b", "\r", "\u202e", "\udc80"])
def test_no_character_that_acts_is_in_the_report(
    page: Page, result: ResultOf, character: str
) -> None:
    found = page(misled(result(HOSTILE, "1.1", submission=HOSTILE), HOSTILE))
    assert character not in found
    assert all(character not in str(cell) for row in table(found) for cell in row)


def test_the_same_rows_give_the_same_bytes(page: Page, result: ResultOf) -> None:
    assert page(result("a", "1.1"), result("b")) == page(result("a", "1.1"), result("b"))


def test_whoever_has_more_than_the_possible_points_has_full_marks(
    page: Page, result: ResultOf
) -> None:
    found = result("b")
    more = replace(found.questions[0], points=25, bonus=5)
    richer = replace(found, questions=(more, found.questions[1]))
    text = plain(
        page(
            result("a"),
            richer,
            result("c", "1.1"),
            result("d", status=Status.GRADER_ERROR, rules=()),
        )
    )
    assert "2 with full marks" in text or "with full marks 2" in text


def lacking(found: Result, question: str) -> Result:
    """Return a result without a function for one question, whose rules do not hold therefore."""
    questions = tuple(
        replace(each, verdict=Verdict.MISSING, points=0) if each.id == question else each
        for each in found.questions
    )
    return replace(found, questions=questions)


def test_who_has_no_function_breaks_no_rule(page: Page, result: ResultOf) -> None:
    absent = lacking(result("b", "1.1", "1.2"), "q1")
    text = plain(page(result("a", "1.1"), absent, result("c")))
    assert "without one are 1 for q1" in text
    assert "1.1 Rule 1.1 holds. 10 1 2 50 %" in text
    assert "2.1 Rule 2.1 holds. 10 0 3 0 %" in text


def test_a_rule_that_nearly_all_break_who_break_another_comes_last(
    survey: Callable[..., Survey],
) -> None:
    rows = [("a", "1.1", "1.3"), ("b", "1.2", "1.3"), ("c", "1.3")]
    found = survey(*(three(*row) for row in rows))
    assert [found.catches_all(f"q1::{n}") for n in ("1.1", "1.2", "1.3")] == [False, False, True]


def three(student: str, *broken: str) -> Result:
    """Return a result of one question with three rules."""
    found = result_of(student, broken)
    rules = tuple(
        rule("q1", number, passed=number not in broken) for number in ("1.1", "1.2", "1.3")
    )
    return replace(found, rules=rules)


def test_how_many_wrong_answers_are_explained_is_told(page: Page, result: ResultOf) -> None:
    rows = [misled(result("a", "1.1"), "no-half"), result("b", "1.1"), result("c")]
    text = plain(page(*rows, lacking(result("d", "1.1", "1.2"), "q1")))
    assert "3 submissions are below full marks. Known misconceptions explain 1 of them." in text
    assert "Of the other 2, 1 lack a function" in text


def test_exceptions_are_counted_and_lead_to_their_students(page: Page, result: ResultOf) -> None:
    found = result("a", "1.1")
    message = "It raises NameError: name 'lamda' is not defined"
    crashed = replace(found.questions[0], verdict=Verdict.CRASHED, message=message)
    shown = page(replace(found, questions=(crashed, found.questions[1])))
    assert 'data-find="crash:NameError"' in shown
    assert "Stopped by 1 NameError" in plain(shown)
    assert data(shown)["crashes"] == [["NameError"]]


def test_what_was_seen_of_each_broken_rule_is_kept_once_for_all(
    page: Page, result: ResultOf
) -> None:
    found = data(page(result("a", "1.2"), result("b", "1.2"), result("c")))
    assert found["broken"][0] == found["broken"][1]
    (where,) = found["broken"][0]
    assert found["rules"][where[0]] == ["1.2", "Rule 1.2 holds."]
    assert found["texts"][where[1]] == "off in 1.2"
    assert found["broken"][2] == []


def test_the_message_of_a_row_is_in_the_table(page: Page, result: ResultOf) -> None:
    shown = page(result("a", "1.1", message="q1: off by a third"))
    assert "q1: off by a third" in table(shown)[0]
