"""Who a student is to the school's systems, and how a submission was handed in.

A row is known by its student's name alone. These values say more where a bulk download or a
roster does; they bear on lateness and on which line of an LMS's sheet a score belongs to, and
never on how a submission is judged.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Handed", "Known", "Person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A student's names elsewhere; each is empty where it is not known.

    Attributes:
        name: for people, such as ``Ada Lovelace``.
        email: address, as the school writes it.
        username: what the student logs in with.
        sis_id: the school's own number (SIS ID, OrgDefinedId, SID, Student ID).
        lms_id: the LMS's number (Canvas user id, Moodle participant, Brightspace user id).
    """

    name: str = ""
    email: str = ""
    username: str = ""
    sis_id: str = ""
    lms_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """How a submission was handed in, as far as the download says.

    Attributes:
        submitted_at: ISO 8601; with an offset from UTC where that is known. Empty when unknown.
        is_late: the download's own mark, or None when it has none.
        seconds_late: how late the download says it is, or None when it does not.
        attempt: which of the student's attempts it is, from 1, or None when it is not told.
    """

    submitted_at: str = ""
    is_late: bool | None = None
    seconds_late: int | None = None
    attempt: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is known of one student beside the submission's bytes."""

    person: Person = Person()
    handed: Handed = Handed()
