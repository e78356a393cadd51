"""Puts the broken rules of one question together, so that a page says each reason once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.judge.verdicts import HELD_BACK, SOME_CASES, WAITING
from autograder.judge.view import IN_CASES
from autograder.results import About
from autograder.text import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograder.results import QuestionResult, RuleResult


_MOST_TOLD = 4  # reasons that are told in full
_CODE = 4  # spaces by which a line of code is indented
_QUOTED = re.compile(r": `(?P<line>[^\n`]+)`(?=\Z| \(|; )")
_HELD = (HELD_BACK, "…", "")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen, and the student's own lines that it is about."""

    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Rules that are counted and not told one by one."""

    rules: Sequence[RuleResult]

    @property
    def points(self) -> int:
        """Points earned by them."""
        return sum(rule.points for rule in self.rules)

    @property
    def possible(self) -> str:
        """What they are worth, in words."""
        bonus = sum(rule.max_points for rule in self.rules if rule.bonus)
        counted = sum(rule.max_points for rule in self.rules) - bonus
        return f"{counted} + {bonus} bonus" if bonus else f"{counted}"


@dataclass(frozen=True, slots=True)
class Broken:
    """Rules that do not hold for one reason."""

    rules: Sequence[RuleResult]
    seen: Seen | None


@dataclass(frozen=True, slots=True)
class Grouped:
    """The broken rules of one question.

    Attributes:
        told: what to look at first, each reason once.
        later: the other rules, which their sentence alone stands for.
        caused: rules that do not hold because of what is said of the question.
        waiting: rules of form that hold, and count beside a rule about values.
    """

    told: Sequence[Broken]
    later: Sequence[RuleResult]
    caused: Tally
    waiting: Tally


def grouped(question: QuestionResult, rules: Iterable[RuleResult]) -> Grouped:
    """Put the rules that do not hold together by their reasons.

    Args:
        question: whose rules they are; its message is told before them.
        rules: those that do not hold, in the suite's order.
    """
    said = question.message.removeprefix(SOME_CASES)
    reasons: dict[str, list[RuleResult]] = {}
    for rule in sorted(rules, key=lambda rule: rule.about is About.FORM):  # values say more
        reasons.setdefault(rule.message.partition(IN_CASES)[0], []).append(rule)
    waiting = Tally(reasons.pop(WAITING, []))
    caused = Tally(reasons.pop(said, []) if said not in _HELD else [])
    silent = [rule for reason in _HELD for rule in reasons.pop(reason, [])]
    told = [
        Broken(found, _beside_its_line(found[0], found[0].message if len(found) == 1 else reason))
        for reason, found in reasons.items()
    ]
    more = [rule for broken in told[_MOST_TOLD:] for rule in broken.rules]
    return Grouped(told[:_MOST_TOLD], [*more, *silent], caused, waiting)


def seen(message: str) -> Seen | None:
    """Return a message with the student's own lines apart; None where nothing can be told."""
    if message in _HELD:
        return None
    quoted = [found["line"] for found in _QUOTED.finditer(message)]
    text, *more = _QUOTED.sub("", message).split("\n")
    indented = [line for line in more if line.startswith(" " * _CODE)]
    rest = [line for line in more if line not in indented]
    return Seen(sentence(" ".join([text, *rest])), (*quoted, *_dedented(indented)))


def _beside_its_line(rule: RuleResult, message: str) -> Seen | None:
    """Return what was seen of a rule, with the student's own line if it is known."""
    told = seen(message)
    if told is None or not rule.line or not rule.place:
        return told
    return Seen(f"{told.text}. Your code, {rule.place}", (rule.line,))


def _dedented(lines: Sequence[str]) -> list[str]:
    """Return lines without the indentation that all share; what marks a place stays below it."""
    least = min((len(line) - len(line.lstrip(" ")) for line in lines), default=0)
    return [line[least:] for line in lines]
