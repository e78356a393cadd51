"""Two classes side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.report.since import since
from autograder.report.survey import Survey
from autograder.results import Result

ResultOf = Callable[..., Result]
Look = Callable[..., Survey]


def test_rates_are_of_each_class_and_the_largest_change_comes_first(
    survey: Look, result: ResultOf
) -> None:
    then = survey(result("a", "1.1", "2.1"), result("b", "1.1"))
    now = survey(*(result(name, "2.1") for name in "abcd"))
    found = since(then, now, {})
    assert (found.count, found.median) == ((2, 4), (62.5, 75.0))
    told = [(rate.name, rate.then, rate.now) for rate in found.rules]
    assert told == [("1.1", 1.0, 0.0), ("2.1", 0.5, 1.0), ("1.2", 0.0, 0.0), ("2.2", 0.0, 0.0)]


def test_a_rule_is_the_same_where_its_sentence_is_whatever_its_number(
    survey: Look, result: ResultOf
) -> None:
    old = result("a", "1.1")
    rules = (replace(old.rules[0], id="renamed", number="1.9"), *old.rules[1:])
    found = since(survey(old), survey(replace(old, rules=rules)), {})
    assert ("1.9", 1.0, 1.0) in [(rate.name, rate.then, rate.now) for rate in found.rules]


def test_a_rule_of_only_one_class_is_counted_and_left_out(survey: Look, result: ResultOf) -> None:
    new = result("a")
    rules = (replace(new.rules[0], rule="A new sentence."), *new.rules[1:])
    found = since(survey(new), survey(replace(new, rules=rules)), {})
    assert (len(found.rules), found.only_one) == (3, 2)


def test_misconceptions_of_either_class_are_compared_by_their_shares(
    survey: Look, result: ResultOf
) -> None:
    named = result("a", "1.1")
    question = replace(named.questions[0], misconceptions=("no-half",))
    named = replace(named, questions=(question, *named.questions[1:]))
    found = since(survey(named, result("b")), survey(result("c")), {"no-half": "Half."})
    told = [(each.name, each.words, each.then, each.now) for each in found.misconceptions]
    assert told == [("no-half", "Half.", 0.5, 0.0)]


def test_a_class_of_nobody_has_no_rates(survey: Look, result: ResultOf) -> None:
    assert since(survey(), survey(result("a")), {}).median == (None, 100.0)
