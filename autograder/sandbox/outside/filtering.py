"""The filter for texts that come out of a hidden run.

Hidden inputs are visible to the code that is called with them, so whatever it prints or raises
could carry them out. What passes: identifiers and messages of Python, NumPy and the exercise, the
submission's own words and lines, integers of at most four digits, plain punctuation. The rest
becomes "…". And since all that can be chosen to spell something, every text has a price in bits
(`pricing`), and one submission has a budget for all its texts: what is beyond is shortened.

The filter runs on the trusted side, and the order of texts is the order of calls, so the same
submission gets the same words wherever it runs.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from autograder.sandbox.answers import Raised
from autograder.sandbox.outside import advice, templates

if TYPE_CHECKING:
    from autograder.sandbox.outside.cases import Call
    from autograder.sandbox.outside.pricing import Pricing


# For all texts of one submission; the rest of `judge.ledger`'s budget is for which rules hold and
# how far off answers are. Honest ones in the example class need 255 at most.
TEXT_BITS = 288

_LONGEST = 600  # characters that are looked at
_MOST_SHOWN = 240
_DIGITS = re.compile(r"[0-9]+")
_SPACES = re.compile(r"\s+")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINES = re.compile(r"(?:code cell [0-9]{1,6}, )?line(?: [0-9]{1,6}|s [0-9]{1,6}-[0-9]{1,6})")
# What does not parse: where, why, and the line or a part of it, which is the submission's own.
_BROKEN = re.compile(
    r"(?P<where>(?:code cell [0-9]{1,6}, )?line [0-9]{1,6}(?:, column [0-9]{1,6})?: )"
    r"(?P<why>.*?)(?:: `(?P<line>.*)`)?"
)
_FORM = 2  # bits that say which form of a text there was room for: as it is, shortened, or not
_NO_ROOM = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a child tells of an exception.

    Attributes:
        error: its type.
        text: type and message.
        place: of the student's own line that raised it.
        line: that line.
        clue: what else the child knows that helps.
    """

    error: str
    text: str
    place: str
    line: str
    clue: str


class Filter:
    """Cleans texts about one submission.

    Args:
        content: the submission's bytes; its own words may be shown to its author.
        names: identifiers of the exercise's interface, such as keys and arguments.
        budget: bits that all texts together may tell.

    Attributes:
        told: bits that they have told so far.
    """

    def __init__(
        self, content: bytes, names: frozenset[str] = frozenset(), budget: float = TEXT_BITS
    ) -> None:
        if content.startswith(_UTF16):
            content = content.decode("utf-16", "replace").encode()
        self._content, self._names = content, names
        self._left = budget
        self._told: dict[str, str] = {}  # a text that was told already tells nothing new
        self._errors: dict[tuple[str, str, str, str], Raised] = {}
        self.told = 0.0

    @cached_property
    def _pricing(self) -> Pricing:
        # Its vocabulary takes long to load, and a self-check has no need of it.
        from autograder.sandbox.outside.pricing import Pricing

        return Pricing(self._content, self._names)

    def clean(self, text: str) -> str:
        """Return as much of `text` as may leave a hidden run, the rest replaced by "…"."""
        return self._cleaned(text, 0.0)

    def note(self, text: str) -> str:
        """Clean a note; notes come first, and leave half of the room to errors of calls."""
        return self._cleaned(text, TEXT_BITS / 2)

    def early(self, text: str) -> str:
        """Clean what was told before any code of the submission ran: it has no price.

        Told again, it tells nothing new.
        """
        text = text[:_LONGEST].strip()
        found = _BROKEN.fullmatch(text)
        if found is None:
            shown = _cut(self._pricing.text(_SPACES.sub(" ", text))[0]) if text else ""
        else:
            shown = found["where"] + _cut(self._pricing.text(_SPACES.sub(" ", found["why"]))[0])
            if line := found["line"]:
                own = line.strip(_NO_ROOM)  # which stands where a long line is cut
                shown += f": `{line.replace(own, self._pricing.line(own)[0])}`" if own else ""
        return self._told.setdefault(_SPACES.sub(" ", text), shown)

    def place(self, text: str) -> str:
        """Return a place in the student's file, or nothing when it is not one."""
        key = f"place {text}"
        if text and key not in self._told:
            shown, bits = self._pricing.place(text)
            self._told[key] = shown if self._spend(bits) else ""
        return self._told[key] if text else ""

    def lines(self, text: str) -> str:
        """Return a run of lines of the student's file, or nothing when it is not one.

        Only for what was told before any code of the submission ran: it has no price.
        """
        return text if _LINES.fullmatch(text) else ""

    def line(self, text: str) -> str:
        """Return a line of the student's own; one that is not in the submission is cleaned."""
        text = text[:_MOST_SHOWN]
        key = f"line {text}"
        if text and key not in self._told:
            shown, bits = self._pricing.line(text)
            self._told[key] = shown if self._spend(bits) else ""
        return self._told[key] if text else ""

    def error(self, call: Call, said: Said) -> Raised:
        """Return what may be shown of an exception, and what helps against it.

        The same error of a function in another case is told as the first one was: what differs is
        numbers, such as shapes, and a student mends it once.
        """
        key = (call.function, _DIGITS.sub("#", said.text), said.place, said.line)
        if key not in self._errors:
            is_first = all(call.function != function for function, *_ in self._errors)
            self._errors[key] = self._error(call, said, is_first)
        return self._errors[key]

    def _error(self, call: Call, said: Said, is_first: bool) -> Raised:
        text, place, line = self.clean(said.text), self.place(said.place), self.line(said.line)
        clue = self._clue(said.clue) if is_first else ""
        is_cause = advice.is_cause(clue)
        told = (clue, advice.advice(text, line, call))
        return Raised(
            error=said.error if text.partition(":")[0] == said.error else "",
            text=text,
            place=place,
            line=line,
            cause=clue if is_cause else "",
            advice="" if is_cause else "; ".join(filter(None, told)),
        )

    def _clue(self, text: str) -> str:
        """Return what the child saw beside an exception, whole or not at all."""
        shown, bits = self._pricing.text(text) if text else ("", 0.0)
        return shown if _NO_ROOM not in shown and self._spend(bits) else ""

    def early_line(self, text: str) -> str:
        """Return a line of the student's own that was told before any code of it ran: no price."""
        return self._pricing.line(text[:_MOST_SHOWN])[0]

    def _cleaned(self, text: str, keep: float) -> str:
        text = _SPACES.sub(" ", text[:_LONGEST]).strip()
        if not text:
            return ""
        if text not in self._told:
            self._told[text] = self._bought(text, keep)
        return self._told[text]

    def _bought(self, text: str, keep: float) -> str:
        """Return the longest form of a text that there is room for."""
        for numbers in (True, False):
            shown, bits = self._pricing.text(text, numbers=numbers)
            if self._spend(_FORM + bits, keep):
                return _cut(shown)
        kind, colon, _ = text.partition(": ")
        shown, bits = self._pricing.text(kind)
        if colon and self._spend(_FORM + bits, keep):
            return f"{shown}: {_NO_ROOM}"
        self._spend(min(_FORM, max(self._left - keep, 0)))
        return _NO_ROOM

    def _spend(self, bits: float, keep: float = 0.0) -> bool:
        if bits > self._left - keep:
            return False
        self._left -= bits
        self.told += bits
        return True


class Unfiltered(Filter):
    """Shows whatever can be shown: to somebody whose file runs on inputs that they have."""

    def clean(self, text: str) -> str:
        """Return `text` in one line."""
        text = "".join(each for each in _SPACES.sub(" ", text).strip() if each.isprintable())
        return templates.without_rest(text)

    def note(self, text: str) -> str:
        """Return `text` in one line."""
        return self.clean(text)

    def early(self, text: str) -> str:
        """Return `text` in one line."""
        return self.clean(text)

    def place(self, text: str) -> str:
        """Return `text` in one line."""
        return self.clean(text)

    def line(self, text: str) -> str:
        """Return `text` in one line."""
        return self.clean(text)

    def _clue(self, text: str) -> str:
        return self.clean(text)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + _NO_ROOM
