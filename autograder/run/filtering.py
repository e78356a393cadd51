"""The filter for texts that come out of a hidden run.

Hidden inputs are visible to the code that is called with them, so whatever it prints or raises
could carry them out. What passes: words of a fixed vocabulary (the messages of CPython and NumPy)
or of the submission's own text, integers of at most four digits, plain punctuation. The rest
becomes "…". The filter runs on the trusted side.
"""

from __future__ import annotations

import builtins
import json
import re

from autograder.run.vocabulary import VOCABULARY

__all__ = ["Filter"]

_LONGEST = 240
_TOKEN = re.compile(
    r"(?P<number>\d[\w.]*)|(?P<word>[^\W\d]\w*)"
    r"|(?P<plain>[ !\"'()*+,\-./:;<=>?@\[\]{}|&%^~…]+)|(?P<other>.)",
    re.DOTALL,
)
_PLACE = re.compile(r"(?:code cell \d{1,4}, )?line \d{1,6}")
_BUILTIN_NAMES = frozenset(dir(builtins))


class Filter:
    """Cleans texts about one submission.

    Args:
        content: the submission's bytes; its own words may be shown to its author.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._cleaned: dict[str, str] = {}  # dict keys come with every call

    def clean(self, text: str) -> str:
        """Return `text` with every word that must not leave a hidden run replaced by "…"."""
        text = text[:_LONGEST]
        if text not in self._cleaned:
            parts = [self._token(match) for match in _TOKEN.finditer(text)]
            self._cleaned[text] = re.sub(r"…(?:\s*…)+", "…", "".join(parts)).strip()
        return self._cleaned[text]

    def place(self, text: str) -> str:
        """Return a place in the student's file, or nothing when it is not one."""
        return text if _PLACE.fullmatch(text) else ""

    def line(self, text: str) -> str:
        """Return a line of the student's own; one that is not in the submission is cleaned."""
        text = text[:_LONGEST]
        if not text.isprintable():
            return ""
        own = (text.encode(), json.dumps(text)[1:-1].encode())
        return text if any(form in self._content for form in own) else self.clean(text)

    def _token(self, match: re.Match[str]) -> str:
        token = match.group()
        if match.lastgroup == "plain":
            return token
        if match.lastgroup == "number":
            return token if re.fullmatch(r"\d{1,4}\.?", token) else "…"
        if match.lastgroup == "word" and (self._known(token) or self._is_own(token)):
            return token
        return " " if token.isspace() else "…"

    @staticmethod
    def _known(word: str) -> bool:
        return word.lower() in VOCABULARY or word in _BUILTIN_NAMES

    def _is_own(self, text: str) -> bool:
        """Whether the submission has the word `text`, standing alone."""
        word = text.encode()
        at = self._content.find(word)
        while at >= 0:
            around = self._content[max(0, at - 1) : at] + self._content[at + len(word) :][:1]
            if not re.search(rb"\w", around):
                return True
            at = self._content.find(word, at + 1)
        return False
