"""What a syntax error most likely means.

Nothing is guessed: a repair is only named when Python gets further with it than without. Python
parses the file in the same process, before any of it runs, so what is said here is no choice of
the submission's code.
"""

from __future__ import annotations

import ast
import difflib
import keyword
import re
from typing import TYPE_CHECKING

from autograder.sandbox.inside import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_HEADER = re.compile(r"\bdef\s+\w+\s*\((?P<parameters>[^()]*)")
_NAME = re.compile(r"[^\W\d]\w*")
_PRODUCT = re.compile(r"(?<![\w.])(?P<number>\d+(?:\.\d*)?)(?P<name>[^\W\d]\w*)")
_TOKEN = re.compile(r"\w+|\S")
# Words that begin or join what follows: where one is in the way, it is not meant as a name.
_JOINING = frozenset("None True False and elif else for if not or return while".split())
# What other languages write, and what Python does.
_FOREIGN = (
    (re.compile(r"\belse\s+if\b"), "elif"),
    (re.compile(r"&&"), "and"),
    (re.compile(r"\|\|"), "or"),
    (re.compile(r"!(?!=)"), "not "),
    (re.compile(r"=<"), "<="),
    (re.compile(r"=>"), ">="),
    (re.compile(r"<>"), "!="),
    (re.compile(r"\+\+"), "+= 1"),
)


def meaning(lines: Sequence[str], error: SyntaxError) -> str:
    """Return what is wrong, in words that go on after a place.

    Args:
        lines: of what was parsed.
        error: what Python said of it.
    """
    message = error.msg
    if said := kinds.odd_character(message):
        return said
    number = error.lineno or 0
    if not 1 <= number <= len(lines) or isinstance(error, IndentationError):
        return message
    for line, said in _repairs(lines, number, message):
        if _gets_further([*lines[: number - 1], line, *lines[number:]], number):
            return said
    return _at(lines[number - 1], error) if message == "invalid syntax" else message


def _repairs(lines: Sequence[str], number: int, message: str) -> Iterator[tuple[str, str]]:
    """Yield the line as it may have been meant, and what is wrong then."""
    line = lines[number - 1]
    for word in dict.fromkeys(_NAME.findall(line)):
        if keyword.iskeyword(word) and word not in _JOINING:
            is_sure = word == "lambda" or message == "invalid syntax"
            if is_sure:
                name, said = _another_name(word, lines[:number])
                yield re.sub(rf"\b{word}\b", name, line), said
    if found := _PRODUCT.search(line):
        yield (
            _PRODUCT.sub(r"\g<number> * \g<name>", line),
            f"`{found.group()}` is no name: for a product, write `*` between",
        )
    for pattern, python in _FOREIGN:
        if found := pattern.search(line):
            yield (
                pattern.sub(python, line),
                f"`{found.group()}` is written `{python.strip()}` in Python",
            )


def _another_name(word: str, lines: Sequence[str]) -> tuple[str, str]:
    """Return what to write for a word of Python's own, and what to say of it."""
    headers = list(_HEADER.finditer("\n".join(lines)))
    names = _NAME.findall(headers[-1]["parameters"]) if headers else []
    names = [name for name in names if not keyword.iskeyword(name)]
    said = f"`{word}` is a word of Python itself"
    if close := difflib.get_close_matches(word, names, n=1):
        return close[0], f"{said}; the argument is called `{close[0]}`"
    return f"{word}_", f"{said}: choose another name"


def _gets_further(lines: Sequence[str], number: int) -> bool:
    """Return whether lines have no error up to line `number`."""
    try:
        ast.parse("\n".join(lines))
    except SyntaxError as error:
        return (error.lineno or 0) > number
    except (ValueError, RecursionError, MemoryError):
        return False
    return True


def _at(line: str, error: SyntaxError) -> str:
    """Say which word or sign of a line Python stumbled at."""
    found = _TOKEN.match(line, max((error.offset or 1) - 1, 0))
    if not found:
        return error.msg
    strange = ", ".join(f"U+{ord(each):04X}" for each in found.group() if not each.isascii())
    return f"{error.msg} at `{found.group()}`" + (f" ({strange})" if strange else "")
