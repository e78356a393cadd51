"""Text that strangers chose, made fit for files that people and programs read."""

from __future__ import annotations

import codecs
import re
from io import TextIOWrapper
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from typing import TextIO


# Control characters, separators of lines, overrides of writing direction, lone surrogates.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


# Of messages that are sentences; others begin with a name.
_BEGINNINGS = ("it ", "the ", "there ", "in some ", "this ", "what ", "a ")

# What is written where a terminal's encoding lacks the character.
_SPELLED = {
    "λ": "lambda", "Σ": "sum", "²": "^2", "½": "1/2", "‖": "||", "√": "sqrt", "≤": "<=", "≥": ">=",
    "α": "alpha", "ε": "epsilon", "∞": "infinity", "·": "*", "×": "x", "−": "-", "–": "-",
    "—": "-", "→": "->", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"', "\xa0": " ",
}  # fmt: skip
_SPELL_OUT = "autograder.spell_out"


def spell_out(stream: TextIO) -> None:
    """Have `stream` write ``lambda`` where its encoding has no λ, and so on."""
    if isinstance(stream, TextIOWrapper):
        codecs.register_error(_SPELL_OUT, _spelled_out)
        stream.reconfigure(errors=_SPELL_OUT)


def _spelled_out(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_spelled, lacking)), error.end


def _spelled(character: str) -> str:
    """Return a character in ASCII: in words, without its accents, or else by its number."""
    bare = (
        _SPELLED.get(character) or normalize("NFKD", character).encode("ascii", "ignore").decode()
    )
    return bare or character.encode("ascii", "backslashreplace").decode()


def sentence(message: str) -> str:
    """Return a message with a capital letter, unless it begins with a name such as dW1."""
    return message[0].upper() + message[1:] if message.startswith(_BEGINNINGS) else message


def encodable(text: str) -> str:
    r"""Return `text` with lone surrogates, which UTF-8 cannot hold, written out as ``\udc80``."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def visible(text: str, *, keep: str = "") -> str:
    r"""Return `text` with every character that acts instead of showing written out, as ``\x1b``.

    Args:
        text: any text, possibly hostile.
        keep: characters that may stay as they are, such as line ends.
    """

    def written_out(match: re.Match[str]) -> str:
        character = match.group()
        if character in keep:
            return character
        return character.encode("unicode_escape").decode("ascii")

    return _UNSEEN.sub(written_out, text)


def nfc(text: str) -> str:
    """Return `text` in the composed form in which names are compared."""
    return normalize("NFC", text)


def cell(text: str) -> str:
    """Return `text` as a cell of a table for people that shows itself and is never computed.

    Spreadsheets take a cell for a formula by its first character, some also when it is in full
    width or after spaces; an apostrophe in front makes it text. NFKC folds the widths.
    """
    shown = visible(text)
    is_formula = normalize("NFKC", shown).lstrip().startswith(("=", "+", "-", "@"))
    return f"'{shown}" if is_formula else shown


def from_cell(text: str) -> str:
    """Return the name that somebody copied from a cell, in NFC: without the apostrophe in front."""
    name = nfc(text)
    return name[1:] if name.startswith("'") and cell(name[1:]) == name else name
