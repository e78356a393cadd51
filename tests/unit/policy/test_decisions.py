"""What somebody decided, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from autograder.policy.decisions import decisions
from autograder.terms import LatePolicy, Mark, Override, Terms

DUE = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)


def told(before: dict[str, Override], after: dict[str, Override]) -> list[tuple[str, str]]:
    return list(decisions(Terms(overrides=before), Terms(overrides=after)))


def test_a_new_override_is_told_with_all_that_it_grants() -> None:
    ada = Override(due_at=DUE, excused=True, comment="ill")
    assert told({}, {"ada": ada}) == [
        ("ada", "an override was made: due 2026-11-20T23:59:00+00:00, excused, because: ill")
    ]


def test_a_changed_override_is_told_with_what_it_was() -> None:
    assert told({"ada": Override(score=80)}, {"ada": Override(score=90)}) == [
        ("ada", "the override was changed: score 90; it was: score 80")
    ]


def test_a_removed_override_is_told_with_what_it_was() -> None:
    assert told({"ada": Override(score=0)}, {}) == [
        ("ada", "the override was removed; it was: score 0")
    ]


def test_nothing_is_told_of_what_stayed() -> None:
    same = {"ada": Override(score=80)}
    assert told(same, same) == []


def test_a_late_policy_is_told_of_nobody_in_particular() -> None:
    some, other = LatePolicy(slip_days=1), LatePolicy(slip_days=2)
    first = decisions(Terms(), Terms(policy=some))
    second = decisions(Terms(policy=some), Terms(policy=other))
    last = decisions(Terms(policy=some), Terms())
    assert [*first, *second, *last] == [
        ("", "the late policy was declared"),
        ("", "the late policy was changed"),
        ("", "the late policy was removed"),
    ]


def test_a_mark_is_told_with_its_points_and_what_it_was() -> None:
    first, second = (
        Terms(marks={"ada": {"q3": Mark()}}),
        Terms(marks={"ada": {"q3": Mark(points=3)}}),
    )
    changes = [*decisions(Terms(), first), *decisions(first, second), *decisions(second, Terms())]
    assert changes == [
        ("ada", "q3 was marked by hand: no points yet"),
        ("ada", "q3 was marked by hand: 3 points; it was: no points yet"),
        ("ada", "the mark of q3 was removed; it was: 3 points"),
    ]
