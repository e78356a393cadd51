"""What to tell whoever has a misconception: sentences by its id, kept beside the vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.errors import UsageError

__all__ = ["Hint", "encode", "read", "words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """The words for one misconception.

    Attributes:
        question: the question that it concerns.
        title: what it is, in a sentence.
        hint: what a patient teacher says; gives no solution away.
    """

    question: str
    title: str
    hint: str


def read(path: Path) -> dict[str, Hint]:
    """Return the hints kept at `path`, by misconception.

    Raises:
        UsageError: the file is missing or damaged.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Hint])
    except (OSError, ValueError) as error:
        raise UsageError(
            f"the hints at {path} cannot be used ({error}): "
            "rebuild them with `autograder vectors build --write`"
        ) from error


def words(hints: Mapping[str, Hint], names: Sequence[str]) -> str:
    """Return what to tell a student whose answers the misconceptions `names` explain."""
    found = [hints[name] for name in names if name in hints]
    if len(found) == 1:
        return f"{found[0].title} {found[0].hint}"
    return " Or: ".join(each.title for each in found)


def encode(hints: Mapping[str, Hint]) -> bytes:
    """Return the file's bytes: JSON for people to read, sorted by misconception."""
    return msgspec.json.format(msgspec.json.encode(dict(sorted(hints.items())))) + b"\n"
