"""First things first: which broken rule to look at, and which ones only wait for it.

The public rules compare with what is expected, and know no formula. So where a step is off, every
step that is worked out from it is off too, and nobody can tell whether it is also wrong by itself:
it waits. What is not filled in yet is not judged at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from autograder.judge.verdicts import WAITING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from autograder.judge.rules import Rule
    from autograder.results import RuleResult


class Standing(Enum):
    """How a rule stands."""

    HOLDS = "holds"
    OFF = "off"
    WAITS = "waits"
    OPEN = "open"  # what it is about is not filled in yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A rule's result, and how it stands among the others.

    Attributes:
        step: what the rule is about; empty where it is about the whole answer.
        waits_for: the step that comes first, of a rule that waits; empty where that has no name.
    """

    result: RuleResult
    standing: Standing
    step: str = ""
    waits_for: str = ""


def in_order(
    rules: Sequence[Rule], results: Iterable[RuleResult], is_open: Callable[[str], bool]
) -> tuple[Placed, ...]:
    """Return the rules of one question with how each stands.

    Args:
        rules: in the order in which the answer is worked out.
        results: of the same rules.
        is_open: returns whether a step is not filled in yet, or anything, for the empty name.
    """
    placed: list[Placed] = []
    for rule, result in zip(rules, results, strict=True):
        standing, waits_for = _standing(rule, result, is_open, placed)
        found = Placed(result=result, standing=standing, step=rule.step, waits_for=waits_for)
        placed.append(found)
    return tuple(placed)


def _standing(
    rule: Rule, result: RuleResult, is_open: Callable[[str], bool], before: Sequence[Placed]
) -> tuple[Standing, str]:
    if result.passed:
        return Standing.HOLDS, ""
    if is_open(rule.step):
        return Standing.OPEN, ""
    first = next(
        (
            each
            for each in before
            if each.step in rule.after and each.standing is not Standing.HOLDS
        ),
        None,
    )
    if first is not None:
        return Standing.WAITS, first.waits_for or first.step
    return (Standing.WAITS if result.message == WAITING else Standing.OFF), ""
