"""The student's own line stands beside a rule that speaks of what the line works out."""

from __future__ import annotations

import pytest

from autograder.judge.own_lines import beside_its_line
from autograder.results import About, RuleResult

LINES = {"dW1": ("line 7", "dW1 = dZ1 @ X.T"), "dZ1": ("line 6", "dZ1 = dA1")}


def rule(sentence: str, message: str, *, passed: bool = False) -> RuleResult:
    return RuleResult(
        id="a",
        number="1.1",
        question="q1",
        rule=sentence,
        about=About.VALUE,
        points=0,
        max_points=1,
        passed=passed,
        message=message,
    )


@pytest.mark.parametrize(
    "sentence", ["dW1 has its term.", "Each dW is a mean.", "dZ1 and dW1 are right."]
)
def test_a_rule_about_a_key_gets_the_line_of_that_key(sentence: str) -> None:
    found = beside_its_line(rule(sentence, "what λ adds to dW1: 2 of 3 are off"), LINES)
    assert (found.place, found.line) == LINES["dW1"]


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("Every gradient is right.", "dW1: 2 of 3 are off"),
        ("dW2 is right.", "dW1: 2 of 3 are off"),
        ("dW2 is right.", "dW2: 2 of 3 are off"),
        ("dW1 is right.", "it raised KeyError: 'dW1' (line 3): `x = dW1`"),
        ("dW1 is right.", "it does not hold"),
    ],
)
def test_no_line_stands_beside_a_rule_that_it_may_not_be_about(sentence: str, message: str) -> None:
    assert beside_its_line(rule(sentence, message), LINES).line == ""


def test_a_rule_that_holds_needs_no_line() -> None:
    held = rule("dW1 is right.", "dW1 is less exact", passed=True)
    assert beside_its_line(held, LINES) == held
