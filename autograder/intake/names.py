"""Names of files and students: what is ignored, what an ending is, how a name is shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from autograder.errors import UsageError
from autograder.text import nfc

NOTEBOOK = ".ipynb"
MODULE = ".py"
CODE = (NOTEBOOK, MODULE)
ZIP = ".zip"

_MOST = 5  # names in a sentence, remarks on a submission

# What operating systems and Python leave in folders; names beginning with a dot come on top.
_LITTER = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"})

# A short word behind the last dot. In "Anna M. Lee" the dot ends an initial, not a stem.
_ENDING = re.compile(r"(?<=.)\.[A-Za-z0-9]{1,10}\Z", re.DOTALL)

# Controls, invisible formatting (bidirectional overrides among it), surrogates, private use,
# line and paragraph separators: what a name can use to look like another one.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def shown(name: str) -> str:
    r"""Return `name` in NFC, fit for people, and different for every different name.

    Bytes that were not UTF-8 (surrogates that the operating system's names are decoded with)
    become ``\xNN``, characters that cannot be seen ``\uNNNN``, a backslash two of them.
    """
    if name.isascii() and name.isprintable() and "\\" not in name:
        return name  # most are, and this is a hundred times as fast
    return "".join(map(_visible, nfc(name)))


def nowhere(name: str) -> UsageError:
    """Return what is said of a path that is named and does not exist."""
    return UsageError(f"{name} does not exist: name a file, a folder or a zip")


def tidy(text: str) -> str:
    """Return a person's name, number or address on one line, without what cannot be seen.

    Different texts may become the same, so it must not be what tells people apart. Bytes that
    were not UTF-8 stay as they are.
    """
    line = " ".join(nfc(text).split())
    return "".join(c for c in line if c.isprintable() or unicodedata.category(c) in ("Cs", "Zs"))


def _visible(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if unicodedata.category(character) not in _HIDDEN:
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def ignored(name: str) -> bool:
    """Return whether a file or folder of this name is ignored without a remark."""
    return name.startswith(".") or name in _LITTER


def split(name: str) -> tuple[str, str]:
    """Return the stem and the ending in lower case, empty when there is none."""
    found = _ENDING.search(name)
    if found is None:
        return name, ""
    return name[: found.start()], found.group().lower()


def listed(names: Sequence[str]) -> str:
    """Return `names` as people list them: ``a, b and 7 more``."""
    *most, last = _cut(names)
    return f"{', '.join(most)} and {last}" if most else last


def few(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the first few of `sentences`, and how many more there are."""
    return tuple(_cut(sentences))


def _cut(texts: Sequence[str]) -> list[str]:
    more = len(texts) - _MOST
    return [*texts[:_MOST], *([f"{more} more"] if more > 0 else [])]
