"""What a student reads about one question, and at the end."""

from __future__ import annotations

from typing import Any

from autograder.check import words
from autograder.check.checker import Checked
from autograder.judge.verdicts import WAITING
from autograder.results import About, QuestionResult, RuleResult, Verdict


def rule(sentence: str, message: str = "", *, passed: bool = False) -> RuleResult:
    return RuleResult(
        id=sentence,
        number="1.1",
        question="q1",
        rule=sentence,
        about=About.VALUE,
        points=int(passed),
        max_points=1,
        passed=passed,
        message=message,
    )


def checked(verdict: Verdict, *rules: RuleResult, **changes: Any) -> Checked:
    question = QuestionResult(
        id="q1", title="The sum", verdict=verdict, points=0, max_points=len(rules), **changes
    )
    return Checked(question=question, rules=rules)


HELD = rule("It is short.", passed=True)


def test_a_passed_question_is_one_line() -> None:
    passed = checked(Verdict.PASSED, HELD)
    assert ("".join(words.headline(passed)), words.lines(passed)) == ("q1  The sum: passed", [])


def test_a_passed_question_keeps_its_note() -> None:
    noted = checked(Verdict.PASSED, HELD, message="cost is right, but less exact")
    assert words.lines(noted) == ["note: cost is right, but less exact"]


def test_the_headline_says_how_many_rules_hold() -> None:
    failed = checked(Verdict.FAILED, HELD, rule("It is right.", "it is off by half"))
    assert "".join(words.headline(failed)) == "q1  The sum: failed (1 of 2 rules hold)"


def test_a_failed_rule_is_said_in_its_own_words_with_how_far_off() -> None:
    failed = checked(Verdict.FAILED, HELD, rule("It is right.", "it is off by half"))
    assert words.lines(failed) == ["- It is right: it is off by half"]


def test_rules_that_fail_for_one_reason_are_said_once() -> None:
    rules = [rule(f"It is {word}.", "it is text") for word in ("right", "short")]
    rules.append(rule("It is exact.", "it is text (wrong in 2 of 4 cases)"))
    failed = checked(Verdict.FAILED, *rules)
    assert words.lines(failed) == ["- It is right: it is text; 2 more rules for the same reason"]


def test_one_more_rule_is_one() -> None:
    failed = checked(Verdict.FAILED, rule("It is right.", "no"), rule("It is short.", "no"))
    assert words.lines(failed) == ["- It is right: no; 1 more rule for the same reason"]


def test_rules_that_wait_for_others_are_not_said() -> None:
    failed = checked(Verdict.FAILED, rule("It is right.", "no"), rule("It is short.", WAITING))
    assert words.lines(failed) == ["- It is right: no"]


def test_the_hint_comes_last() -> None:
    failed = checked(Verdict.FAILED, rule("It is right.", "no"), hint="Look at the sign.")
    assert words.lines(failed)[-1] == "hint: Look at the sign."


def test_a_crash_is_said_once_and_not_for_every_rule() -> None:
    reason = "it raised KeyError: 'W4'"
    rules = [
        rule("It is right.", reason),
        rule("It is exact.", f"{reason} (wrong in 1 of 4 cases)"),
    ]
    crashed = checked(Verdict.CRASHED, HELD, *rules, message=f"in some cases {reason}")
    assert words.lines(crashed) == [f"in some cases {reason}"]


def test_an_unfilled_function_gets_one_line() -> None:
    unfilled = checked(Verdict.UNFILLED, rule("It is right.", "no"), message="f is still empty")
    assert words.lines(unfilled) == ["f is still empty"]


def test_the_end_counts_the_questions() -> None:
    both = [checked(Verdict.PASSED, HELD), checked(Verdict.MISSING, message="there is no f")]
    assert words.closing("mine.py", both, 8, ()) == ["mine.py: 1 of 2 questions pass"]


def test_the_end_says_what_was_left_out_of_a_file_that_does_not_pass() -> None:
    missing = [checked(Verdict.MISSING, message="there is no f")]
    told = words.closing("mine.py", missing, 8, [f"line {n}: no" for n in range(7)])
    assert told[0] == "left out: line 0: no"
    assert told[5] == "left out: 2 more"


def test_a_notebook_is_what_was_saved_last() -> None:
    (line,) = words.closing("mine.ipynb", [checked(Verdict.PASSED, HELD)], 8, ())
    assert line.startswith("mine.ipynb as it was last saved: ")
