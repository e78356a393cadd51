"""Puts the student's own line beside the rule that it breaks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.results import RuleResult


_WORD = re.compile(r"\w+")


def beside_its_line(rule: RuleResult, lines: Mapping[str, tuple[str, str]]) -> RuleResult:
    """Return a rule with the line that works out the key that its message speaks of.

    Only where the rule's own sentence speaks of that key too, or of all keys of that kind, as "each
    dW" does: a rule about everything may name a key that is off because of an earlier one.

    Args:
        rule: of the function whose lines these are.
        lines: place and text of the line for each key.
    """
    if rule.passed or "`" in rule.message:  # an error brings its own line
        return rule
    spoken_of = set(_WORD.findall(rule.rule))
    for key in _WORD.findall(rule.message):
        if key in lines and spoken_of & {key, key.rstrip("0123456789")}:
            place, line = lines[key]
            return replace(rule, line=line, place=place)
    return rule
