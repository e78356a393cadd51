"""What somebody decided since the last run: overrides and the late policy, in words.

The gradebook's journal keeps these sentences, so that whoever asks later sees what changed when.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from autograder.terms import Override, Terms

_NOTHING = Override()
_WORDS = {"due_at": "due", "comment": "because:"}


def decisions(before: Terms, after: Terms) -> Iterator[tuple[str, str]]:
    """Yield what changed from one run's terms to the next's: whom it is about, and what.

    Yields:
        The student's name in NFC, or an empty text for the class; and a sentence.
    """
    if before.policy != after.policy:
        yield "", _about_policy(before, after)
    for student in sorted(before.overrides.keys() | after.overrides.keys()):
        was = before.overrides.get(student, _NOTHING)
        now = after.overrides.get(student, _NOTHING)
        if was != now:
            yield student, _about_override(was, now)


def _about_policy(before: Terms, after: Terms) -> str:
    if after.policy is None:
        return "the late policy was removed"
    return f"the late policy was {'changed' if before.policy else 'declared'}"


def _about_override(was: Override, now: Override) -> str:
    if now == _NOTHING:
        return f"the override was removed; it was: {_said(was)}"
    if was == _NOTHING:
        return f"an override was made: {_said(now)}"
    return f"the override was changed: {_said(now)}; it was: {_said(was)}"


def _said(override: Override) -> str:
    values = msgspec.structs.asdict(override)
    filled = [item for item in values.items() if item[1] is not False and item[1] not in (None, "")]
    return ", ".join(_part(name, value) for name, value in filled)


def _part(name: str, value: object) -> str:
    words = _WORDS.get(name, name.replace("_", " "))
    if value is True:
        return words
    return f"{words} {value.isoformat() if isinstance(value, datetime) else value}"
