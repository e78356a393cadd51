"""File names for students, whose own names may be anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from unicodedata import normalize

_LONGEST = 150  # bytes; leaves room for endings under the 255 that file systems allow
_HASH_DIGITS = 10

# Separators of any system, control characters, the escape itself, a leading dot; and lone
# surrogates, which no file system takes.
_UNSAFE = re.compile(r"[/\\:%\x00-\x1f\x7f-\x9f\ud800-\udfff]|^\.")

# Windows opens a device under these names, whatever their ending.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def file_names(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Name a file for each row of a class list, without ending.

    A name is the student's own where that is safe, short and unlike every other; otherwise it
    ends with a hash. Names differ even where case or the form of accents is not told apart, and
    do not depend on the order of the rows.

    Args:
        rows: student and submission path of each row.

    Returns:
        One name per row, of at most 150 bytes in UTF-8.
    """
    plain = [_encoded(student) for student, _ in rows]
    hashed = [
        f"{_cut(name)}-{_short_hash(identity)}"
        for name, identity in zip(plain, _identities(rows), strict=True)
    ]
    chosen = [hashed[i] if _is_awkward(name) else name for i, name in enumerate(plain)]
    while clashing := _clashing(chosen, hashed):
        for i in clashing:
            chosen[i] = hashed[i]
    return chosen


def _encoded(student: str) -> str:
    return _UNSAFE.sub(lambda match: _percent(match.group()), student)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _identities(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Return what each row's hash is of: the exact name; with the path where rows share one."""
    rows_of = Counter(student for student, _ in rows)
    return [
        student if rows_of[student] == 1 else f"{student}\0{submission}"
        for student, submission in rows
    ]


def _short_hash(identity: str) -> str:
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_DIGITS]


def _is_awkward(name: str) -> bool:
    is_long = len(name.encode("utf-8")) > _LONGEST
    return is_long or not name or name[-1] in ". " or _DEVICE.fullmatch(name) is not None


def _cut(name: str) -> str:
    """Return as much of `name` as leaves room for the hash, splitting no character or escape."""
    room = _LONGEST - _HASH_DIGITS - 1
    kept = name.encode("utf-8")[:room].decode("utf-8", "ignore")
    return kept if len(kept) == len(name) else re.sub(r"%.?\Z", "", kept)


def _clashing(chosen: list[str], hashed: list[str]) -> list[int]:
    """Return the rows that share a file with another row and can still be told apart."""
    folded = [normalize("NFD", normalize("NFD", name).casefold()) for name in chosen]
    rows_of = Counter(folded)
    return [i for i, name in enumerate(folded) if rows_of[name] > 1 and chosen[i] != hashed[i]]
