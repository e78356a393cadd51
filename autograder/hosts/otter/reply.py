"""What the engine's process beside Otter is asked, and what it answers: one line of JSON each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.gradebook import stored
from autograder.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A student's folder.

    Attributes:
        folder: absolute path.
        added: names at its top that Otter has put there.
    """

    folder: str
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What the engine says of it.

    Attributes:
        result: with points per question.
        extra_data: the record of what was graded with what, as in results/<student>.json.
    """

    result: Result
    extra_data: dict[str, Any]


def encode(message: Request | Graded | str) -> bytes:
    """Return one line for a request, an answer, or the sentence that says why there is none."""
    return f"{stored.encode(message)}\n".encode()
