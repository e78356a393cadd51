"""The filter for texts that come out of a hidden run.

Hidden inputs are visible to the code that is called with them, so whatever it prints or raises
could carry them out. What passes: words of a fixed vocabulary (the messages of CPython and NumPy)
or of the submission's own text, integers of at most four digits, plain punctuation. The rest
becomes "…". The filter runs on the trusted side.
"""

from __future__ import annotations

import builtins
import codecs
import json
import re
from functools import cached_property

from autograder.child.kinds import SENTENCES
from autograder.run.vocabulary import VOCABULARY

__all__ = ["Filter"]

_LONGEST = 240
_TOKEN = re.compile(
    r"(?P<number>\d(?:[eE][+-]\d|[\w.])*)|(?P<word>[^\W\d]\w*)"
    r"|(?P<plain>[ !\"'()*+,\-./:;<=>?@\[\]{}|&%^~…]+)|(?P<other>.)",
    re.DOTALL,
)
# A few words are looked up by a search; from then on, in a table of all words. The first is faster
# for an honest reply, the second cannot be made slow by a hostile one.
_FEW_WORDS = 100
# The table's size is the submission's choice otherwise: 16 MiB of short words would take a worker
# half a gigabyte. An honest one that is longer loses some of its words, and only after the first.
_MOST_WORDS = 100_000
_WORD_BYTE = re.compile(rb"[\w\x80-\xff]")
_TO_SPACES = bytes(byte if _WORD_BYTE.match(bytes([byte])) else 0x20 for byte in range(256))
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLACE = re.compile(r"(?:code cell [0-9]{1,4}, )?line [0-9]{1,6}")
_LINES = re.compile(r"(?:code cell [0-9]{1,6}, )?line(?: [0-9]{1,6}|s [0-9]{1,6}-[0-9]{1,6})")
_BUILTIN_NAMES = frozenset(dir(builtins))


def _is_ours(text: str) -> bool:
    """Return whether a text is one of our own sentences, or a place and one of them."""
    place, _, said = text.partition(": ")
    return text in SENTENCES or (said in SENTENCES and _PLACE.fullmatch(place) is not None)


class Filter:
    """Cleans texts about one submission.

    Args:
        content: the submission's bytes; its own words may be shown to its author.
    """

    def __init__(self, content: bytes) -> None:
        if content.startswith(_UTF16):
            content = content.decode("utf-16", "replace").encode()
        self._content = content
        self._looked_up = 0
        self._cleaned: dict[str, str] = {}  # dict keys come with every call

    def clean(self, text: str) -> str:
        """Return `text` with every word that must not leave a hidden run replaced by "…"."""
        text = text[:_LONGEST]
        if _is_ours(text):
            return text
        if text not in self._cleaned:
            parts = [self._token(match) for match in _TOKEN.finditer(text)]
            self._cleaned[text] = re.sub(r"…(?:\s*…)+", "…", "".join(parts)).strip()
        return self._cleaned[text]

    def place(self, text: str) -> str:
        """Return a place in the student's file, or nothing when it is not one."""
        return text if _PLACE.fullmatch(text) else ""

    def lines(self, text: str) -> str:
        """Return a run of lines of the student's file, or nothing when it is not one."""
        return text if _LINES.fullmatch(text) else ""

    def line(self, text: str) -> str:
        """Return a line of the student's own; one that is not in the submission is cleaned."""
        text = text[:_LONGEST]
        in_json = (json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
        is_own = any(form.encode() in self._content for form in (text, *in_json))
        return text if is_own and text.isprintable() else self.clean(text)

    def _token(self, match: re.Match[str]) -> str:
        token = match.group()
        if match.lastgroup == "plain":
            return token
        if match.lastgroup == "number":
            return token if re.fullmatch(r"[0-9]{1,4}\.?", token) else "…"
        if match.lastgroup == "word" and (self._known(token) or self._is_own(token)):
            return token
        return " " if token.isspace() else "…"

    @staticmethod
    def _known(word: str) -> bool:
        return word.lower() in VOCABULARY or word in _BUILTIN_NAMES

    def _is_own(self, text: str) -> bool:
        """Whether the submission has the word `text`, standing alone."""
        word = text.encode()
        self._looked_up += 1
        if self._looked_up <= _FEW_WORDS:
            at = self._content.find(word)
            if at < 0:
                return False
            around = self._content[max(0, at - 1) : at] + self._content[at + len(word) :][:1]
            if not _WORD_BYTE.search(around):
                return True
        return word in self._own_words

    @cached_property
    def _own_words(self) -> frozenset[bytes]:
        # In a notebook's JSON, a backslash and n stand between the lines.
        spaced = self._content.replace(b"\\n", b" ").replace(b"\\t", b" ")
        words = spaced.translate(_TO_SPACES).split(None, _MOST_WORDS)
        return frozenset(words[:_MOST_WORDS])  # what is beyond is all in one piece
