"""Which broken rule comes first, and which ones wait."""

from __future__ import annotations

from collections.abc import Collection

from autograder.judge.rules import Rule
from autograder.judge.verdicts import WAITING
from autograder.results import About, RuleResult
from autograder.student.order import Placed, Standing, in_order


def rules(*steps: tuple[str, tuple[str, ...]]) -> list[Rule]:
    return [
        Rule(
            id=str(number),
            number=f"1.{number}",
            question="q1",
            sentence=f"{step} is right.",
            about=About.VALUE,
            points=1,
            step=step,
            after=after,
        )
        for number, (step, after) in enumerate(steps)
    ]


CHAIN = rules(("a", ()), ("b", ("a",)), ("c", ("b",)), ("d", ("a",)), ("", ("a", "b", "c", "d")))


def placed(off: str, *, unfilled: Collection[str] = (), message: str = "off") -> list[Placed]:
    """Return how the rules of a chain stand, of which those are broken whose number is in `off`."""
    results = [
        RuleResult(
            id=rule.id,
            number=rule.number,
            question="q1",
            rule=rule.sentence,
            about=rule.about,
            points=0,
            max_points=1,
            passed=rule.id not in off,
            message=message if rule.id in off else "",
        )
        for rule in CHAIN
    ]
    return list(in_order(CHAIN, results, lambda step: step in unfilled if step else bool(unfilled)))


def standings(found: list[Placed]) -> str:
    letters = {Standing.HOLDS: "h", Standing.OFF: "o", Standing.WAITS: "w", Standing.OPEN: "u"}
    return "".join(letters[each.standing] for each in found)


def test_everything_that_follows_from_a_step_that_is_off_waits_for_it() -> None:
    found = placed("01234")
    assert standings(found) == "owwww"
    assert {each.waits_for for each in found[1:]} == {"a"}


def test_a_step_waits_for_the_first_that_is_off_and_not_for_one_that_waits() -> None:
    found = placed("124")
    assert standings(found) == "howhw"
    assert [each.waits_for for each in found] == ["", "", "b", "", "b"]


def test_steps_that_do_not_follow_from_one_another_are_each_off() -> None:
    assert standings(placed("13")) == "hohoh"


def test_a_step_that_holds_though_an_earlier_one_is_off_still_holds() -> None:
    assert standings(placed("0")) == "ohhhh"


def test_what_is_not_filled_in_is_open_and_what_follows_from_it_waits() -> None:
    found = placed("124", unfilled=["b"])
    assert standings(found) == "huwhu"
    assert found[2].waits_for == "b"


def test_a_rule_of_form_that_holds_but_does_not_count_yet_waits() -> None:
    assert standings(placed("0", message=WAITING)) == "whhhh"
