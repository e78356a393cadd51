"""What one student is told, and what is kept out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from autograder.gradebook.model import Key, Row
from autograder.identity.people import Known
from autograder.judge.verdicts import HELD_BACK, WAITING
from autograder.policy.final import Final
from autograder.report.feedback import feedback_html, feedback_md
from autograder.results import QuestionResult, Result, Status, Verdict

ResultOf = Callable[..., Result]
HOSTILE = '</td><script>alert(1)</script>\x1b[31m\r\n\u202e=HYPERLINK("x")&\'\udc80'


class Elements(HTMLParser):
    """Collects the names of a page's elements, and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes.update(name for name, _ in attrs)


def key_of(result: Result) -> Key:
    return Key(
        student=result.student,
        submission=result.submission,
        submission_sha256=result.submission_sha256,
        suite_sha256="5",
        vectors_sha256="7",
        engine="autograder 1",
        settings="{}",
    )


def both(result: Result) -> list[str]:
    return [feedback_html(result, "Title").decode(), feedback_md(result, "Title").decode()]


def hostile(result: ResultOf) -> Result:
    """Return a result in which every text that a student can choose is hostile."""
    found = result(HOSTILE, "1.1", submission=HOSTILE, notes=(HOSTILE,), taken=(HOSTILE,))
    crashed = replace(found.questions[0], verdict=Verdict.CRASHED, message=HOSTILE, hint=HOSTILE)
    rules = (replace(found.rules[0], message=HOSTILE), *found.rules[1:])
    return replace(found, questions=(crashed, found.questions[1]), rules=rules)


def test_failed_rules_are_said_with_what_was_seen(result: ResultOf) -> None:
    for text in both(result("alice", "1.2")):
        todo, _, right = text.partition("Right already")
        assert "Rule 1.2 holds." in todo
        assert "off in 1.2" in todo
        assert "Rule 1.1 holds." in right


def test_points_are_said_for_each_question_and_in_all(result: ResultOf) -> None:
    page, text = both(result("alice", "1.2"))
    assert "<strong>30</strong> of 40" in page
    assert "**30 of 40**" in text
    assert "Question q1: 10 of 20" in text


def test_the_hint_is_given(result: ResultOf) -> None:
    found = result("alice", "1.2")
    hinted = replace(found.questions[0], hint="Look at the factor.")
    for text in both(replace(found, questions=(hinted, found.questions[1]))):
        assert "Look at the factor." in text


def test_the_lines_that_were_run_and_what_was_skipped_are_told(result: ResultOf) -> None:
    notes = ("line 9: invalid syntax",)
    for text in both(result(taken=("lines 1-5", "line 8"), notes=notes)):
        assert "lines 1-5" in text
        assert "line 9: invalid syntax" in text


def test_a_failure_of_the_grader_is_not_the_students(result: ResultOf) -> None:
    message = "the worker was lost at /srv/grader"
    for text in both(result(status=Status.GRADER_ERROR, rules=(), message=message)):
        assert "not your fault" in text
        assert "no score yet" in text or "none yet" in text
        assert "0 of" not in text
        assert "/srv/grader" not in text


def test_an_unreadable_file_is_told_with_the_reason(result: ResultOf) -> None:
    found = result(status=Status.UNREADABLE, rules=(), message="it is a binary file")
    for text in both(found):
        assert "it is a binary file" in text
        assert "Hand it in again" in text


def changed(found: Result, question: dict[str, Any], *rules: dict[str, Any]) -> Result:
    """Return a result in which the first question and its rules are changed."""
    first, *others = found.questions
    pairs = zip(found.rules, [*rules, *[{}] * len(found.rules)], strict=False)
    return replace(
        found,
        questions=(replace(first, **question), *others),
        rules=tuple(replace(rule, **change) for rule, change in pairs),
    )


def test_what_fails_many_rules_in_the_same_words_is_said_once(result: ResultOf) -> None:
    same = "W is off"
    repeated = {"message": f"{same} (wrong in 2 of 3 cases)"}
    found = changed(result("alice", "1.1", "1.2"), {}, {"message": same}, repeated)
    for text in both(found):
        assert text.count(same) == 1
        assert "Rule 1.1 holds." in text
        assert "Rule 1.2 holds." in text
        assert "same as above" not in text


def test_an_error_is_told_at_the_question_and_the_rules_it_breaks_are_counted(
    result: ResultOf,
) -> None:
    error = "it raised KeyError: 'W4' (line 9): `return W4`"
    found = changed(
        result("alice", "1.1", "1.2"),
        {"verdict": Verdict.CRASHED, "message": f"in some cases {error}"},
        {"message": f"{error} (wrong in 1 of 3 cases)", "points": 6},
        {"message": error},
    )
    for text in both(found):
        assert text.count("KeyError") == 1
        assert "Because of this, 2 rules do not hold in every case (6 of 20 points)." in text
        assert "Rule 1.1 holds." not in text


def test_the_line_that_raised_stands_beside_what_was_seen(result: ResultOf) -> None:
    error = "it raised KeyError: 'W4' (line 9): `return p['W4'] * 2`"
    crashed = {"verdict": Verdict.CRASHED, "message": error}
    page, text = both(changed(result("alice", "1.1"), crashed, {"message": error}))
    assert "<code>return p[&#39;W4&#39;] * 2</code>" in page
    assert "It raised KeyError: &#39;W4&#39; (line 9)</p>" in page
    assert r"(line 9): return p\['W4'\] \* 2" in text


def test_the_line_that_works_out_what_is_off_stands_beside_its_rule(result: ResultOf) -> None:
    off = {"message": "dW: 2 of 3 are off", "line": "dW = dZ @ X", "place": "line 7"}
    page, text = both(changed(result("alice", "1.1"), {}, off))
    assert "dW: 2 of 3 are off. Your code, line 7</p>" in page
    assert "<code>dW = dZ @ X</code>" in page
    assert "Your code, line 7: dW = dZ @ X" in text


def test_a_line_that_is_quoted_below_keeps_its_mark_in_place(result: ResultOf) -> None:
    error = "line 9 has a syntax error\n    a = (1\n        ^"
    missing = {"verdict": Verdict.MISSING, "message": error}
    page, _ = both(changed(result("alice", "1.1", "1.2"), missing))
    assert "<code>a = (1</code><code>    ^</code>" in page


def test_a_rule_that_does_not_hold_in_some_cases_shows_the_points_that_it_earns(
    result: ResultOf,
) -> None:
    partly = {"message": "W is off (wrong in 2 of 10 cases)", "points": 8}
    for text in both(changed(result("alice", "1.1"), {}, partly)):
        assert "8 of 10" in text
        assert "wrong in 2 of 10 cases" in text


def test_rules_of_form_that_wait_are_counted_in_one_sentence(result: ResultOf) -> None:
    found = changed(result("alice", "1.1", "1.2"), {}, {}, {"message": WAITING})
    for text in both(found):
        assert "One more rule counts as soon as a rule about the values holds (10 points)." in text
        assert "Rule 1.2 holds." not in text


def test_what_was_held_back_is_not_shown_as_a_reason(result: ResultOf) -> None:
    held = changed(result("alice", "1.1"), {"message": "…"}, {"message": HELD_BACK})
    for text in both(held):
        assert "Rule 1.1 holds." in text
        assert HELD_BACK not in text


@pytest.mark.parametrize("verdict", [Verdict.MISSING, Verdict.UNFILLED])
def test_what_cannot_be_judged_yet_lists_no_rules(verdict: Verdict, result: ResultOf) -> None:
    for text in both(changed(result("alice", "1.1", "1.2"), {"verdict": verdict})):
        assert "Rule 1.1 holds." not in text
        assert "0 of 20" in text


def test_a_question_in_which_every_rule_holds_is_one_sentence(result: ResultOf) -> None:
    for text in both(result("alice", "2.1")):
        assert "Right: every rule holds." in text
        assert "Rule 1.1 holds." not in text


def test_many_reasons_leave_the_page_short(result: ResultOf) -> None:
    (rule, *_) = result("alice", "1.1").rules
    rules = tuple(
        replace(rule, number=f"1.{n}", rule=f"Rule {n} holds.", message=f"W{n} is off")
        for n in range(10)
    )
    for text in both(result("alice", "1.1", rules=rules)):
        assert [n for n in range(10) if f"W{n} is off" in text] == [0, 1, 2, 3]
        assert all(f"Rule {n} holds." in text for n in range(10))


def test_misconceptions_are_not_named_by_their_ids(result: ResultOf) -> None:
    found = result("alice", "1.2")
    named = replace(found.questions[0], misconceptions=("no-half",))
    for text in both(replace(found, questions=(named, found.questions[1]))):
        assert "no-half" not in text


def test_no_text_of_a_students_becomes_an_element(result: ResultOf) -> None:
    honest = Elements(feedback_html(result("alice", "1.1"), "Title").decode())
    found = Elements(feedback_html(hostile(result), "Title").decode())
    assert found.attributes == honest.attributes
    assert set(found.names) == set(honest.names)
    assert "script" not in found.names


@pytest.mark.parametrize("character", ["\x1b", "\r", "\u202e", "\udc80"])
def test_no_character_that_acts_is_in_either(result: ResultOf, character: str) -> None:
    assert all(character not in text for text in both(hostile(result)))


def test_a_students_line_breaks_break_no_line_of_markdown(result: ResultOf) -> None:
    text = feedback_md(result("alice\n# heading"), "Title").decode()
    assert "\n# heading" not in text


def test_equal_results_give_equal_bytes(result: ResultOf) -> None:
    assert both(result("alice", "1.1")) == both(result("alice", "1.1"))


def test_what_a_late_policy_makes_of_the_score_is_told_with_the_reason(result: ResultOf) -> None:
    found = result("alice", "1.1")
    row = Row(key=key_of(found), result=found)
    late = Final(row=row, known=Known(), penalty=3.0, score=27.0, reason="one day late: 3 points")
    for text in (feedback_html(found, "Title", late), feedback_md(found, "Title", late)):
        assert b"27" in text
        assert b"one day late: 3 points" in text


def test_a_quoted_line_stands_apart_also_where_advice_follows(result: ResultOf) -> None:
    error = "it raised TypeError: x (line 3): `y = W1^2`; `^` is not a power in Python: use `**`"
    found = changed(result("alice", "1.1"), {"verdict": Verdict.CRASHED, "message": error})
    page, _ = both(found)
    assert "<code>y = W1^2</code>" in page
    assert "`y = W1^2`" not in page
    assert "use `**`" in page


def test_a_bonus_that_was_missed_is_told_beside_what_is_right(result: ResultOf) -> None:
    found = result("ada", "1.1")
    first = replace(found.questions[0], verdict=Verdict.PASSED, points=10, max_points=10, bonus=6)
    rules = (replace(found.rules[0], passed=False, bonus=True), *found.rules[1:])
    for page in both(replace(found, questions=(first, found.questions[1]), rules=rules)):
        assert "Right: every rule holds, except for a bonus." in page
        assert "10 of 10 + 6 bonus" in page
        assert f"of {rules[0].max_points} bonus" in page


def test_points_beyond_the_possible_ones_fill_the_meter_and_no_more(result: ResultOf) -> None:
    found = result("ada", "1.1")
    first = replace(found.questions[0], points=12, max_points=10, bonus=2)
    page = feedback_html(replace(found, questions=(first,)), "Title").decode()
    assert 'width="100.0"' in page


def by_hand(**changes: Any) -> QuestionResult:
    fields: dict[str, Any] = {
        "id": "essay",
        "title": "Why?",
        "verdict": Verdict.MARKED,
        "points": 7,
        "max_points": 10,
        "message": "Well argued.",
    }
    return QuestionResult(**(fields | changes))


def test_a_question_marked_by_hand_is_told_with_points_and_comment(result: ResultOf) -> None:
    found = result("ada")
    for page in both(replace(found, questions=(*found.questions, by_hand()))):
        assert "Why?" in page
        assert "7 of 10" in page
        assert "Marked by hand." in page
        assert "Well argued." in page


def test_a_question_that_is_not_marked_yet_says_so(result: ResultOf) -> None:
    later = by_hand(verdict=Verdict.UNMARKED, points=0, message="")
    for page in both(replace(result("ada"), questions=(later,))):
        assert "Not marked yet: this question is marked by hand." in page


@pytest.mark.parametrize("submission", ["", "a.py"])
def test_what_was_marked_is_told_where_no_file_could_be_read(
    result: ResultOf, submission: str
) -> None:
    found = result("ada", status=Status.UNREADABLE, rules=(), submission=submission)
    for page in both(replace(found, questions=(*found.questions, by_hand()))):
        assert "7 of 10" in page
        assert "Well argued." in page
        assert "Question q1" not in page


def test_a_comment_that_changes_nothing_is_told(result: ResultOf) -> None:
    found = result("ada")
    row = Row(key=key_of(found), result=found)
    final = Final(row=row, known=Known(), score=40, comment="<b>well done</b>")
    page = feedback_html(found, "Title", final).decode()
    text = feedback_md(found, "Title", final).decode()
    assert "&lt;b&gt;well done&lt;/b&gt;" in page
    assert "well done" in text
    assert "It becomes" not in page + text


def test_a_mistake_that_has_a_page_is_linked_and_no_other(row_of: Callable[..., Row]) -> None:
    found = row_of().result  # it names no-half and biases-too
    page = feedback_html(found, "Title", explained={"no-half"}).decode()
    assert page.count('href="../explain/') == page.count('href="../explain/no-half.html"') == 1
