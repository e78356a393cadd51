"""submission_metadata.json: who handed in, when, how late, and which attempt it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from autograder import moments
from autograder.identity.people import Handed, Known, Person


class _Dates(msgspec.Struct, kw_only=True):
    due_date: str | None = None


class _User(msgspec.Struct, kw_only=True):
    id: int | str | None = None
    name: str | None = None
    email: str | None = None
    assignment: _Dates | None = None  # this student's own dates, as after an extension


class _File(msgspec.Struct, kw_only=True):
    """What is read of the file; Gradescope may add to it."""

    id: int | str | None = None
    created_at: str | None = None
    assignment: _Dates | None = None
    users: Sequence[_User] | None = None
    previous_submissions: Sequence[Any] | None = None


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What Gradescope says of a submission.

    Attributes:
        student: a name for the row: the students' names, or else the submission's number.
        known: who and how, as the gradebook keeps it.
        due: when it was due for these students; empty when nobody knows.
        problem: why nothing else is known; usually empty.
    """

    student: str = "submission"
    known: Known = Known()
    due: str = ""
    problem: str = ""


def read(path: Path) -> Metadata:
    """Return what the file at `path` says; nothing, when it is missing or damaged.

    Dates bear on lateness alone, so a submission is graded without them.
    """
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, ValueError) as error:  # msgspec's errors are ValueErrors
        return Metadata(problem=f"{path.name} cannot be used, so lateness is not known: {error}")
    users = file.users or ()
    due = _due(file, users)
    handed = Handed(
        submitted_at=file.created_at or "",
        is_late=None if (late := _seconds_late(file.created_at, due)) is None else late > 0,
        seconds_late=late,
        attempt=len(file.previous_submissions or ()) + 1,
    )
    names = [user.name or user.email or "" for user in users]
    return Metadata(
        student=", ".join(filter(None, names)) or f"submission {file.id or ''}".strip(),
        known=Known(person=_person(users), handed=handed),
        due=due or "",
    )


def _due(file: _File, users: Sequence[_User]) -> str | None:
    """Return when it was due: for a group, when it was for the one with the most time."""
    general = file.assignment.due_date if file.assignment else None
    own = [
        user.assignment.due_date if user.assignment and user.assignment.due_date else general
        for user in users
    ]
    dates = {date: moment for date in own or [general] if date and (moment := _moment(date))}
    return max(dates, key=lambda date: dates[date], default=None)


def _seconds_late(created: str | None, due: str | None) -> int | None:
    begin, end = _moment(due or ""), _moment(created or "")
    return None if begin is None or end is None else max(0, int((end - begin).total_seconds()))


def _moment(text: str) -> datetime | None:
    """Return a moment; without an offset from UTC a text does not name one."""
    moment = moments.read(text)
    return None if moment is None or moment.tzinfo is None else moment


def _person(users: Sequence[_User]) -> Person:
    """Return who handed in, where that is one person."""
    if len(users) != 1:
        return Person()
    (user,) = users
    return Person(name=user.name or "", email=user.email or "", lms_id=str(user.id or ""))
