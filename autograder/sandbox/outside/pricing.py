"""What a text that a submission chose may show, and how many bits of its choosing that is.

The price of a text is the length of its code in a prefix code: texts that cost at most n bits are
at most 2**n in number. Whoever reads them knows the submission and this code, so that is what can
be learned. A template costs its place among all templates, a word its place among the words that
could stand there, and a number up to twice its length in binary.
"""

from __future__ import annotations

import builtins
import json
import keyword
import re
from functools import cached_property
from math import log2
from string import digits

import numpy as np

from autograder.sandbox.inside.kinds import SENTENCES
from autograder.sandbox.outside import templates
from autograder.sandbox.outside.vocabulary import VOCABULARY

Shown = tuple[str, float]  # what remains of a text, and its price in bits

_TOKEN = re.compile(
    r"(?P<number>[0-9](?:[eE][+-][0-9]|\w|\.(?=\w))*)|(?P<word>[^\W\d]\w*)"
    r"|(?P<plain>[ !\"'()*+,\-./:;<=>?@\[\]{}|&%^~`…]+)|(?P<other>.)",
    re.DOTALL,
)
_PLACE = re.compile(r"(?:code cell (?P<cell>[1-9][0-9]{0,3}), )?line (?P<line>[1-9][0-9]{0,5})")
_PLACED = re.compile(rf"(?P<place>{_PLACE.pattern}): (?P<text>.*)")
_TYPED = re.compile(r"(?P<type>[A-Za-z]\w*(?:Error|Exception|Exit|Iteration|Interrupt|Warning))"
                    r"(?:: (?P<text>.*))?")  # fmt: skip
_SHOWN_NUMBER = re.compile(r"0|[1-9][0-9]{0,3}")
# The tables of own words and lines are the submission's choice otherwise: 16 MiB of short words
# would take a worker half a gigabyte. An honest one that is longer loses what is after these.
_MOST_WORDS = 100_000
_MOST_LINES = 50_000
_WORD_BYTE = re.compile(rb"[\w\x80-\xff]")
_TO_SPACES = bytes(byte if _WORD_BYTE.match(bytes([byte])) else 0x20 for byte in range(256))

_TYPES = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
) | {"AxisError", "LinAlgError", "UFuncTypeError"}  # fmt: skip
# Identifiers of Python and NumPy, which tell nothing by themselves.
_KNOWN = (
    VOCABULARY.union(*map(dir, (builtins, np, np.linalg, np.random, np.ndarray, np.dtype)))
    | {name for kind in (str, list, dict, tuple, float, int, complex, set) for name in dir(kind)}
    | _TYPES
    | set(keyword.kwlist)
)
_COMMON = frozenset(
    "a an and are at be by for in is it must not of on or the to was were with".split()
)

# Bits that say of what sort the next token is: 2**-bits of all add up to 1.
_NEAR, _IS_KNOWN, _IS_OWN, _NUMBER, _RECASED, _NUMBERED, _HIDDEN, _END = 2, 2, 2, 3, 5, 5, 5, 5
_IN_SLOT = 0.2, 3.0  # a number that is shown where only one can be, and one that is hidden
_FLAG = 1
# What stands between two tokens: a space, nothing, or a run of punctuation and its end.
_SPACE, _NOTHING, _RUN, _PLAIN = 1, 2, 2, log2(33)
_TYPE_BITS = log2(len(_TYPES))
_TEMPLATE_BITS = log2(len(templates.TEMPLATES) + 1)  # and one for all sentences of our own
_SENTENCE_BITS = log2(len(SENTENCES))
_KNOWN_BITS = log2(len(_KNOWN))


def number_bits(number: int) -> int:
    """Return the price of an integer: 5 bits below 16; beyond, the last 4 and a gamma code."""
    high = abs(number) >> 4
    return 5 if not high else 4 + 2 * high.bit_length()


class Pricing:
    """Knows one submission.

    Args:
        content: its bytes, of text in an encoding that keeps ASCII.
        names: of the exercise's interface, which tell nothing.
    """

    def __init__(self, content: bytes, names: frozenset[str]) -> None:
        self._content = content
        self._near = names | _COMMON
        self._stems = {name.rstrip(digits) for name in names} - names

    def text(self, text: str, *, numbers: bool = True) -> Shown:
        """Price a text: a place, an exception's type and its message, each where there is one.

        Args:
            text: with single spaces.
            numbers: whether to show numbers.
        """
        start, bits = "", 3.0 * _FLAG
        if found := _PLACED.fullmatch(text):
            place, price = self.place(found["place"])
            start, bits, text = f"{place}: ", bits + price, found["text"]
        if (found := _TYPED.fullmatch(text)) and self._is_type(found["type"]):
            start, bits, text = (
                start + found["type"],
                bits + self._type(found["type"]),
                found["text"],
            )
            start += ": " if text else ""
        shown, price = self._message(text or "", numbers)
        return start + shown, bits + price

    def place(self, text: str) -> Shown:
        """Price a place in the student's file; nothing is shown of what is not one."""
        found = _PLACE.fullmatch(text)
        if not found or int(found["line"]) > self._lines:
            return "", _FLAG
        cell = number_bits(int(found["cell"])) if found["cell"] else 0
        return text, _FLAG + _FLAG + cell + log2(self._lines)

    def line(self, text: str) -> Shown:
        """Price a line of the submission; one that is not its own is priced like other text."""
        in_json = (json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
        forms = [form.encode() for form in (text, *in_json)]
        if not text.isprintable():
            forms = []
        if any(form in self._own_lines for form in forms):
            return text, 2 * _FLAG + log2(len(self._own_lines))
        if any(form in self._content for form in forms):  # as a part of a line, with two ends
            return text, 2 * _FLAG + 2 * log2(len(self._content))
        shown, bits = self._tokens(text, numbers=True)
        return shown, _FLAG + bits

    def _is_type(self, word: str) -> bool:
        return word in _TYPES or word.encode() in self._own_words

    def _type(self, word: str) -> float:
        return _FLAG + (_TYPE_BITS if word in _TYPES else self._own_bits)

    def _message(self, text: str, numbers: bool) -> Shown:
        if text in SENTENCES:
            return text, _TEMPLATE_BITS + _SENTENCE_BITS
        found = templates.match(text)
        if found is None:
            return self._tokens(text, numbers)
        shown, bits = found.literals[0], _TEMPLATE_BITS
        for (kind, slot), literal in zip(found.slots, found.literals[1:], strict=True):
            part, price = self._slot(kind, slot, numbers)
            shown, bits = shown + part + literal, bits + price
        return shown, bits

    def _slot(self, kind: str, text: str, numbers: bool) -> Shown:
        match kind:
            case "w":
                return self._word(text)
            case "l":
                parts = [self._word(word) for word in text.split(", ")]
                shown = ", ".join(part for part, _ in parts)
                return shown, len(parts) * _FLAG + sum(bits for _, bits in parts)
            case "r":
                return "", 0.0
            case "n":
                sign = "-" if text.startswith("-") else ""
                shown, bits = self._number(text.removeprefix("-"), numbers, *_IN_SLOT)
                return sign + shown, bits + _FLAG
            case "s":
                return self._shape(text, numbers)
            case _:
                if text in self._near or text in _KNOWN:
                    shown, bits = self._word(text)
                else:
                    shown, bits = self._line_or_tokens(text, numbers)
                return shown, bits + _FLAG

    def _line_or_tokens(self, text: str, numbers: bool) -> Shown:
        own = text.encode() if text.isprintable() else b"\n"
        if own in self._own_lines:
            return text, _FLAG + log2(len(self._own_lines))
        if text[:1].isdigit() and own in self._own_words:  # what only looks like a number
            return text, 2 * _FLAG + self._own_bits
        shown, bits = self._tokens(text, numbers)
        return shown, bits + 2 * _FLAG

    def _shape(self, text: str, numbers: bool) -> Shown:
        lengths = [part.strip() for part in text[1:-1].split(",") if part.strip()]
        parts = [self._number(length, numbers, *_IN_SLOT) for length in lengths]
        inside = ",".join(shown for shown, _ in parts) + ("," if len(parts) == 1 else "")
        return f"({inside})", 1 + len(parts) + sum(bits for _, bits in parts)

    def _tokens(self, text: str, numbers: bool) -> Shown:
        shown, bits, gap = "", float(_FLAG + _NOTHING + _END), True
        for match in _TOKEN.finditer(text):
            token = match.group()
            if match.lastgroup == "plain":
                shown, bits, gap = shown + token, bits + _plain_bits(token), True
                continue
            if match.lastgroup == "number":
                part, price = self._number(token, numbers)
            elif match.lastgroup == "word":
                part, price = self._word(token)
            else:
                part, price = "…", float(_HIDDEN)
            shown, bits = shown + part, bits + price + (0 if gap else _NOTHING)
            gap = False
        return re.sub(r"…(?:\s*…)+", "…", shown).strip(), bits

    @staticmethod
    def _number(text: str, numbers: bool, shown: float = _NUMBER, hidden: float = _HIDDEN) -> Shown:
        if numbers and _SHOWN_NUMBER.fullmatch(text):
            return text, shown + number_bits(int(text))
        return "…", hidden

    def _word(self, word: str) -> Shown:
        if word in self._near:
            return word, _NEAR + log2(len(self._near))
        if word in _KNOWN:
            return word, _IS_KNOWN + _KNOWN_BITS
        stem = word.rstrip(digits)
        number = word[len(stem) :]
        if stem in self._stems and len(number) <= 2 and _SHOWN_NUMBER.fullmatch(number):
            return word, _NUMBERED + log2(len(self._stems)) + number_bits(int(number))
        lowered = word.lower()
        if lowered in _KNOWN and word in (lowered.capitalize(), lowered.upper()):
            return word, _RECASED + _FLAG + _KNOWN_BITS
        if word.encode() in self._own_words:
            return word, _IS_OWN + self._own_bits
        return "…", float(_HIDDEN)

    @cached_property
    def _lines(self) -> int:
        """How many lines the submission can have, as it is or in a notebook's JSON."""
        return 1 + sum(self._content.count(end) for end in (b"\n", b"\r", b"\\n"))

    @cached_property
    def _own_lines(self) -> frozenset[bytes]:
        ends = self._content.replace(b"\\n", b"\n").split(b"\n", _MOST_LINES)[:_MOST_LINES]
        lines = {line.strip() for line in ends}
        # In a notebook's JSON, quotes stand around.
        bare = {line.removeprefix(b'"').removesuffix(b",").removesuffix(b'"') for line in lines}
        return frozenset(lines | {line.strip() for line in bare} | {b""})

    @cached_property
    def _own_words(self) -> frozenset[bytes]:
        # In a notebook's JSON, a backslash and n stand between the lines.
        spaced = self._content.replace(b"\\n", b" ").replace(b"\\t", b" ")
        words = spaced.translate(_TO_SPACES).split(None, _MOST_WORDS)
        return frozenset(words[:_MOST_WORDS])  # what is beyond is all in one piece

    @cached_property
    def _own_bits(self) -> float:
        return log2(len(self._own_words) + 1)


def _plain_bits(run: str) -> float:
    """Return the price of what stands between two words: most often, a space."""
    return _SPACE if run == " " else _RUN + _PLAIN * (len(run) + 1)
