"""What a student reads about one question, and at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograder.results import About, QuestionResult, RuleResult, Verdict
from autograder.student import words
from autograder.student.checker import Checked
from autograder.student.order import Placed, Standing


def rule(
    sentence: str,
    message: str = "",
    *,
    standing: Standing = Standing.OFF,
    step: str = "",
    waits_for: str = "",
) -> Placed:
    passed = standing is Standing.HOLDS
    result = RuleResult(
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
    return Placed(result=result, standing=standing, step=step, waits_for=waits_for)


def checked(
    verdict: Verdict, *rules: Placed, unfilled: tuple[str, ...] = (), **changes: Any
) -> Checked:
    question = QuestionResult(
        id="q1", title="The sum", verdict=verdict, points=0, max_points=len(rules), **changes
    )
    return Checked(question=question, placed=rules, unfilled=unfilled)


def headline(checked: Checked) -> str:
    return "".join(words.headline(checked))


HELD = rule("It is short.", standing=Standing.HOLDS)


def test_a_passed_question_is_one_line() -> None:
    passed = checked(Verdict.PASSED, HELD)
    assert (headline(passed), words.lines(passed)) == ("q1  The sum: passed", [])


def test_a_passed_question_keeps_its_note() -> None:
    noted = checked(Verdict.PASSED, HELD, message="cost is right, but less exact")
    assert words.lines(noted) == ["Note: cost is right, but less exact"]


def test_the_headline_counts_nothing() -> None:
    failed = checked(Verdict.FAILED, HELD, rule("It is right.", "it is off by half"))
    assert headline(failed) == "q1  The sum: not yet"


def test_a_failed_rule_is_said_in_its_own_words_with_how_far_off() -> None:
    failed = checked(Verdict.FAILED, HELD, rule("It is right.", "it is off by half"))
    assert words.lines(failed) == ["Not yet: It is right.\n  It is off by half"]


def test_a_name_keeps_its_small_letter_where_a_message_begins_with_it() -> None:
    failed = checked(Verdict.FAILED, rule("It is right.", "cost is off by half"))
    assert words.lines(failed) == ["Not yet: It is right.\n  cost is off by half"]


def test_a_step_that_its_rule_names_is_not_named_again() -> None:
    failed = checked(Verdict.FAILED, rule("dZ is right.", "dZ: 2 of 3 are off", step="dZ"))
    assert words.lines(failed) == ["Not yet: dZ is right.\n  2 of 3 are off"]


@pytest.mark.parametrize(("place", "shown"), [("line 7", "Your code (line 7)"), ("", "Your code")])
def test_the_line_that_works_out_a_step_stands_below_it(place: str, shown: str) -> None:
    off = rule("dZ is right.", "dZ: off", step="dZ")
    off = replace(off, result=replace(off.result, line="dZ = Y", place=place))
    (told,) = words.lines(checked(Verdict.FAILED, off))
    assert told == f"Not yet: dZ is right.\n  off\n  {shown}: `dZ = Y`"


def test_rules_that_fail_for_one_reason_are_said_once() -> None:
    rules = [rule(f"It is {word}.", "it is text") for word in ("right", "short")]
    rules.append(rule("It is exact.", "it is text (wrong in 2 of 4 cases)"))
    assert words.lines(checked(Verdict.FAILED, *rules)) == ["Not yet: It is right.\n  It is text"]


def test_a_step_is_said_once() -> None:
    rules = [rule("dW is right.", f"dW: off by {far}", step="dW") for far in ("half", "a third")]
    assert words.lines(checked(Verdict.FAILED, *rules)) == ["Not yet: dW is right.\n  off by half"]


def test_steps_that_follow_from_one_that_is_off_wait_in_one_line() -> None:
    off = rule("dZ is right.", "dZ: off", step="dZ")
    waiting = [
        rule(
            f"{step} is right.", f"{step}: off", standing=Standing.WAITS, step=step, waits_for="dZ"
        )
        for step in ("dW", "dW", "db")
    ]
    failed = checked(Verdict.FAILED, off, *waiting)
    assert words.lines(failed)[1:] == ["Waiting for dZ: dW, db."]


def test_what_is_right_so_far_comes_last() -> None:
    held = rule("dA is right.", standing=Standing.HOLDS, step="dA")
    failed = checked(Verdict.FAILED, rule("dZ is right.", "dZ: off", step="dZ"), held)
    assert words.lines(failed)[-1] == "Right so far: dA."


def test_many_rules_that_are_off_are_cut_short() -> None:
    rules = [rule(f"Rule {number}.", f"{number} is off") for number in range(7)]
    told = words.lines(checked(Verdict.FAILED, *rules))
    assert (len(told), told[-1]) == (4, "And 4 more.")


def test_the_hint_comes_first() -> None:
    failed = checked(Verdict.FAILED, rule("It is right.", "no"), hint="Look at the sign.")
    assert words.lines(failed)[0] == "Hint: Look at the sign."


def test_a_crash_is_said_once_and_not_for_every_rule() -> None:
    reason = "it raised KeyError: 'W4'"
    rules = [
        rule("It is right.", reason),
        rule("It is exact.", f"{reason} (wrong in 1 of 4 cases)"),
    ]
    crashed = checked(Verdict.CRASHED, HELD, *rules, message=f"in some cases {reason}")
    assert words.lines(crashed) == [f"In some cases {reason}"]


def test_an_unfilled_function_names_what_is_open_and_nothing_else() -> None:
    open_rule = rule("It is right.", "no", standing=Standing.OPEN)
    unfilled = checked(Verdict.UNFILLED, open_rule, unfilled=("squares",), message="f is empty")
    assert headline(unfilled) == "q1  The sum: not filled in yet"
    assert words.lines(unfilled) == ["Not filled in yet: squares."]


def test_an_unfilled_function_without_names_keeps_its_message() -> None:
    unfilled = checked(Verdict.UNFILLED, message="f is not filled in yet (line 3)")
    assert words.lines(unfilled) == ["f is not filled in yet (line 3)"]


def test_a_half_filled_function_with_nothing_wrong_is_only_not_filled_in() -> None:
    rules = (HELD, rule("db is right.", "no", standing=Standing.OPEN, step="db"))
    half = checked(Verdict.FAILED, *rules, unfilled=("db",), hint="A guess.")
    assert headline(half) == "q1  The sum: not filled in yet"
    assert words.lines(half) == ["Not filled in yet: db."]


def test_what_is_wrong_beside_a_blank_is_told_after_it() -> None:
    rules = (
        rule("dZ is right.", "dZ: off", step="dZ"),
        rule("db is right.", "no", standing=Standing.OPEN, step="db"),
    )
    half = checked(Verdict.FAILED, *rules, unfilled=("db",))
    assert headline(half) == "q1  The sum: not yet"
    assert words.lines(half) == ["Not filled in yet: db.", "Not yet: dZ is right.\n  off"]


@pytest.mark.parametrize(
    ("placed", "told"),
    [
        (rule("dW is right.", "off", standing=Standing.WAITS, waits_for="dZ"), "waits for dZ"),
        (rule("dW is right.", "off", standing=Standing.OPEN), "not filled in yet"),
        (rule("It is one number.", "counts later", standing=Standing.WAITS), "counts later"),
    ],
)
def test_a_rule_that_says_nothing_has_a_reason(placed: Placed, told: str) -> None:
    assert words.reason(placed) == told


def test_long_lines_are_wrapped_and_words_and_code_stay_whole() -> None:
    told = ["Not yet: " + "word " * 30 + "in/the/end", "    code = " + "x + " * 30 + "0"]
    found = words.wrapped(told)
    assert max(map(len, found[:-1])) <= 80
    assert found[1].startswith("      word")
    assert found[-1] == f"    {told[1]}"
    assert any("in/the/end" in line for line in found)


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
