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

from autograder.run.pricing import Pricing

__all__ = ["TEXT_BITS", "Filter", "Unfiltered"]

# For all texts of one submission; the rest of `judge.ledger`'s budget is for which rules hold and
# how far off answers are. Honest ones in the example class need 255 at most.
TEXT_BITS = 288

_LONGEST = 600  # characters that are looked at
_MOST_SHOWN = 240
_SPACES = re.compile(r"\s+")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINES = re.compile(r"(?:code cell [0-9]{1,6}, )?line(?: [0-9]{1,6}|s [0-9]{1,6}-[0-9]{1,6})")
_FORM = 2  # bits that say which form of a text there was room for: as it is, shortened, or not
_NO_ROOM = "…"


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
        self._pricing = Pricing(content, names)
        self._left = budget
        self._told: dict[str, str] = {}  # a text that was told already tells nothing new
        self.told = 0.0

    def clean(self, text: str) -> str:
        """Return as much of `text` as may leave a hidden run, the rest replaced by "…"."""
        return self._cleaned(text, 0.0)

    def note(self, text: str) -> str:
        """Clean a note; notes come first, and leave half of the room to errors of calls."""
        return self._cleaned(text, TEXT_BITS / 2)

    def early(self, text: str) -> str:
        """Clean what was told before any code of the submission ran: it has no price."""
        text = _SPACES.sub(" ", text[:_LONGEST]).strip()
        return _cut(self._pricing.text(text)[0]) if text else ""

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
        return "".join(each for each in _SPACES.sub(" ", text).strip() if each.isprintable())

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


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + _NO_ROOM
