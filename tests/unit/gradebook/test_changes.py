"""Of two results it is told why they differ and in what."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autograder.gradebook.changes import Change, Points, causes
from autograder.gradebook.model import Row
from autograder.results import Result, RuleResult, Status, Verdict

RowOf = Callable[..., Row]

SETTINGS = {"limits": {"s": 2}, "level": "open", "given": {}, "files": {"hints.json": "1"}}


def with_rule(result: Result, **changes: Any) -> Result:
    """Return the result with its first rule changed."""
    return replace(result, rules=(replace(result.rules[0], **changes), *result.rules[1:]))


def rules_told(old: Result, new: Result) -> tuple[str, ...]:
    change = Change.between(old, new)
    assert change is not None
    return change.rules


def test_equal_results_are_no_change(row_of: RowOf) -> None:
    assert Change.between(row_of().result, row_of().result) is None


def test_another_message_alone_is_no_change(row_of: RowOf) -> None:
    assert Change.between(row_of().result, row_of(message="reworded", notes=()).result) is None


def test_a_change_tells_points_of_each_question_that_changed(row_of: RowOf) -> None:
    old = row_of().result
    questions = (replace(old.questions[0], points=10, verdict=Verdict.PASSED), old.questions[1])
    change = Change.between(old, replace(old, questions=questions))
    assert change is not None
    assert (change.old, change.new) == (9, 15)
    assert change.questions == (Points(question="q1", old=4, new=10),)


def test_a_fault_of_the_grader_before_has_no_points(row_of: RowOf) -> None:
    change = Change.between(row_of(status=Status.GRADER_ERROR).result, row_of().result)
    assert change is not None
    assert (change.old, change.new) == (None, 9)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"passed": True, "points": 6}, "1.1 now passes"),
        ({"max_points": 7}, "1.1 is worth 7 instead of 6"),
        ({"points": 2}, "1.1 counts 2 instead of 0"),
        ({"rule": "Anew."}, "1.1 is reworded"),
        ({"passed": True, "max_points": 7}, "1.1 now passes and is worth 7 instead of 6"),
        ({"number": "1.2"}, None),
    ],
)
def test_each_rule_that_says_something_else_is_told(
    changes: dict[str, Any], expected: str | None, row_of: RowOf
) -> None:
    old = row_of().result
    change = Change.between(old, with_rule(old, **changes))
    assert (None if change is None else change.rules) == (expected and (expected,))


def test_rules_that_came_and_went_are_told(row_of: RowOf) -> None:
    old = row_of().result
    moved: RuleResult = replace(old.rules[0], id="test_q1.py::test_other", number="1.4")
    found = rules_told(old, replace(old, rules=(moved, old.rules[1])))
    assert found == ("1.4 is new and fails", "1.1 no longer exists")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("suite_sha256", "hidden suite"),
        ("vectors_sha256", "vectors"),
        ("engine", "the engine's version"),
        ("submission_sha256", "submission"),
        ("submission", "file name"),
        ("settings", "settings"),
    ],
)
def test_what_two_keys_differ_in_is_named(field: str, words: str, row_of: RowOf) -> None:
    changes: dict[str, str] = {field: "other"}
    assert causes(row_of().key, replace(row_of().key, **changes)) == (words,)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"limits": {"s": 3}}, ("limits",)),
        ({"level": "walled", "given": {"np": "numpy"}}, ("given names", "level")),
        ({"files": {"hints.json": "2"}}, ("hints.json",)),
        ({"files": {"hints.json": "1", "more.py": "1"}}, ("more.py",)),
    ],
)
def test_what_settings_differ_in_is_named(
    changes: dict[str, Any], words: tuple[str, ...], row_of: RowOf
) -> None:
    old, new = (
        replace(row_of().key, settings=json.dumps(settings))
        for settings in (SETTINGS, SETTINGS | changes)
    )
    assert causes(old, new) == words


def test_equal_keys_have_no_cause(row_of: RowOf) -> None:
    assert causes(row_of().key, row_of().key) == ()
