"""At most 64 bytes of a submission's choosing leave with one attempt.

The code that is judged sees the hidden inputs, and what it does decides which rules hold, what is
said of those that do not, and in which words. All of that could spell something. So everything
that its author will read is priced, in bits, in one fixed order, as if it were written in a prefix
code: first what each rule earns and which mistakes are recognised, then what is said of each rule,
of each question, and the notes. The texts that the submission made itself were priced where they
came in (`sandbox.outside.filtering`); here each of them is one among those. What there is no room
for is not said.

A submission that fails in many ways for honest reasons needs far less: see `tests/meta`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING

from autograder.judge.verdicts import HELD_BACK, SOME_CASES, WAITING
from autograder.judge.view import IN_CASES
from autograder.results import Verdict
from autograder.sandbox.outside.pricing import number_bits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from autograder.judge.verdicts import Outcome
    from autograder.results import QuestionResult
    from autograder.sandbox.answers import Answer, Answers


BITS = 512  # that one attempt may tell

_STATUS = 2
_VERDICT = 3
_ONE_MORE = 1  # whether there is another note
# Of a passed rule: nothing is noted, or something is. 2**-bits add up to 1, here and below.
_SILENT, _NOTED = 0.25, 2.65
# Of a failed rule: the words of an earlier one, new ones, or none for want of room.
_AGAIN, _NEW, _HELD_BACK = 1, 1.2, 4
# Of new words: composed as earlier ones were, or otherwise. A rule can say less than 128 things,
# names, numbers and its own texts aside: `call`, `view`, `compare`, `verdicts` and the suite
# have the kinds.
_SAME_FORM, _OTHER_FORM = 1, 1 + 7

_COUNTED = re.compile(r"([0-9]+) of ([0-9]+)")
_DERIVED = (Verdict.PASSED, Verdict.FAILED)  # whose message is put together from those of rules


class Ledger:
    """Prices what one submission's author will read.

    Args:
        answers: of the submission.
        names: of the exercise's interface.
        questions: how many there are.
        points: of each rule, by test id; one that does not hold may earn a share of them.
        mistakes: how many misconceptions have a name.

    Attributes:
        left: bits that are left; below zero only where the rules alone are more than there are.
    """

    def __init__(
        self,
        answers: Answers,
        names: frozenset[str],
        *,
        questions: int,
        points: Mapping[str, int],
        mistakes: int,
    ) -> None:
        self.left = BITS - answers.told - _STATUS - 2 * _ONE_MORE
        self.left -= questions * (_VERDICT + log2(mistakes + 1))
        self._points = points
        self._texts = sorted(_texts(answers), key=len, reverse=True)
        self._text_bits = log2(len(self._texts) + 1)
        self._filling = _filling(names)
        self._name_bits = log2(len(names) + 1)
        self._said = {WAITING: None, HELD_BACK: None}
        self._forms: set[str] = set()

    def outcomes(self, outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
        """Return the outcomes of the rules, with as much of their messages as there is room for."""
        for test, found in outcomes.items():
            self.left -= _earned_bits(found, self._points[test])
        return {test: self._outcome(outcome) for test, outcome in outcomes.items()}

    def question(self, result: QuestionResult) -> QuestionResult:
        """Return a question's result, with its message if there is room for it."""
        if result.verdict in _DERIVED:
            return result
        text = result.message.removeprefix(SOME_CASES)
        return result if self._say(text) else replace(result, message="…")

    def notes(self, notes: Sequence[str], early: int) -> tuple[str, ...]:
        """Return the notes that there is room for.

        Args:
            notes: in the order in which they are read.
            early: how many of them, the first ones, tell nothing: no code had run yet.
        """
        late = [note for note in notes[early:] if self._spend(_ONE_MORE)]
        kept = [note for note in late if note != "…" and self._say(note)]
        more = ("and more",) if len(kept) < len(notes) - early else ()
        return (*notes[:early], *kept, *more)

    def _outcome(self, outcome: Outcome) -> Outcome:
        if outcome.passed and (not outcome.message or not self._spend(_NOTED)):
            self._spend(_SILENT)
            return replace(outcome, message="") if outcome.message else outcome
        return outcome if self._say(outcome.message) else replace(outcome, message=HELD_BACK)

    def _say(self, text: str) -> bool:
        """Pay for a message; return whether there was room for it."""
        text, _, where = text.partition(IN_CASES)
        tail = _cases_bits(where)
        if text in self._said:
            return self._pay(_AGAIN + log2(len(self._said)) + tail)
        form, slots = self._taken_apart(text)
        is_known = form in self._forms
        price = _SAME_FORM + log2(len(self._forms)) if is_known else _OTHER_FORM
        if not self._pay(_NEW + slots + price + tail):
            return False
        self._forms.add(form)
        self._said[text] = None
        return True

    def _pay(self, bits: float) -> bool:
        if self._spend(bits):
            return True
        self._spend(min(_HELD_BACK, max(self.left, 0)))
        return False

    def _spend(self, bits: float) -> bool:
        if bits > self.left:
            return False
        self.left -= bits
        return True

    def _taken_apart(self, text: str) -> tuple[str, float]:
        """Return a message's form, with marks for what fills it, and the price of what does."""
        bits = 0.0
        for own in self._texts:
            if own in text:
                text, found = _without(text, own)
                bits += found * self._text_bits

        def mark(match: re.Match[str]) -> str:
            nonlocal bits
            if match["all"]:
                bits += log2(int(match["all"]) + 1)
                return "\1"
            if match["number"]:
                bits += number_bits(int(match["number"]))
                return "\2"
            bits += self._name_bits
            return "\3"

        return self._filling.sub(mark, text), bits


def _cases_bits(where: str) -> float:
    """Return the price of "7 of 14 cases)", where what is counted depends on the rule alone.

    There may be one less of it, where a call was not made a second time.
    """
    counted = _COUNTED.match(where)
    if counted is None:
        return 0
    return 2 if counted[1] == counted[2] else 2 + log2(int(counted[2]))


def _earned_bits(outcome: Outcome, points: int) -> float:
    """Return the price of what a rule earns: all or less; then nothing, or which share."""
    if outcome.passed:
        return 1
    return 2 + (log2(max(points - 1, 1)) if outcome.earned else 0)


@lru_cache(maxsize=8)
def _filling(names: frozenset[str]) -> re.Pattern[str]:
    """Return what finds counts, numbers and the names of the exercise in a message."""
    listed = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"[0-9]+ of (?P<all>[0-9]+)|\b(?:{listed})\b|(?P<number>[0-9]+)")


def _without(text: str, own: str) -> tuple[str, int]:
    """Put a mark in the place of `own` wherever it is no part of a word; return how often."""
    parts = text.split(own)
    kept, found = parts[0], 0
    for before, after in pairwise(parts):
        is_part = before[-1:].isalnum() or after[:1].isalnum()
        kept += (own if is_part else "\0") + after
        found += not is_part
    return kept, found


def _texts(answers: Answers) -> set[str]:
    """Return the texts that a submission made itself, as they may be shown."""
    found = {function.hint for function in answers.functions.values()} | set(answers.notes)
    for answer in (*answers.first.values(), *answers.again.values()):
        found.update(_of_answer(answer))
    return found - {""}


def _of_answer(answer: Answer) -> Iterator[str]:
    if answer.raised is not None:
        raised = answer.raised
        yield from (raised.text, raised.place, raised.line, raised.cause, raised.advice)
    if answer.value is not None:
        yield answer.value.type_name
        yield from (array.shown for array in answer.value.arrays.values())
