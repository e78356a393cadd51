"""What somebody decided since the last run: overrides, marks, the late policy; in words.

The gradebook's journal keeps these sentences, so that whoever asks later sees what changed when.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from autograder.terms import Mark, Override, Terms

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
    for student in sorted(before.marks.keys() | after.marks.keys()):
        old, new = before.marks.get(student, {}), after.marks.get(student, {})
        for question in sorted(old.keys() | new.keys()):
            if old.get(question) != new.get(question):
                yield student, _about_mark(question, old.get(question), new.get(question))


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


def _about_mark(question: str, was: Mark | None, now: Mark | None) -> str:
    if now is None:
        return f"the mark of {question} was removed; it was: {_points(was)}"
    before = "" if was is None else f"; it was: {_points(was)}"
    return f"{question} was marked by hand: {_points(now)}{before}"


def _points(mark: Mark | None) -> str:
    if mark is None or mark.points is None:
        return "no points yet"
    return f"{mark.points} points"


def _said(override: Override) -> str:
    values = msgspec.structs.asdict(override)
    filled = [item for item in values.items() if item[1] is not False and item[1] not in (None, "")]
    return ", ".join(_part(name, value) for name, value in filled)


def _part(name: str, value: object) -> str:
    words = _WORDS.get(name, name.replace("_", " "))
    if value is True:
        return words
    return f"{words} {value.isoformat() if isinstance(value, datetime) else value}"
