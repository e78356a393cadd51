"""What an assignment declares about lateness, and what is granted to single students.

The late policy's fields are those of Canvas's, so that an instructor declares here what the course
has there; `grace_minutes`, `slip_days`, `due_at` and `cutoff` are beside them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from autograder.moments import YEARS

DAY = timedelta(days=1)

_INTERVALS = {"day": DAY, "hour": timedelta(hours=1)}

Moment = Annotated[datetime, Meta(tz=True)]
Percent = Annotated[float, Meta(ge=0, le=100)]


class LatePolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[tool.autograder.late_policy]; a missing field takes nothing off.

    Attributes:
        due_at: when it is due.
        grace_minutes: up to so late is not late; what is later is late from `due_at` on.
        slip_days: each student's free days on this assignment.
        cutoff: what is handed in after this counts nothing, unless `due_at` was moved past it.
        late_submission_deduction: percentage points of the possible points, for each interval
            that has begun.
        late_submission_minimum_percent: lateness takes no score below this share of the possible
            points.
        missing_submission_deduction: percent off for who handed in nothing that can be read.
    """

    due_at: Moment | None = None
    grace_minutes: Annotated[float, Meta(ge=0, le=10_080)] = 0.0
    slip_days: Annotated[int, Meta(ge=0, le=365)] = 0
    cutoff: Moment | None = None
    late_submission_deduction_enabled: bool = True
    late_submission_deduction: Percent = 0.0
    late_submission_interval: Literal["day", "hour"] = "day"
    late_submission_minimum_percent_enabled: bool = True
    late_submission_minimum_percent: Percent = 0.0
    missing_submission_deduction_enabled: bool = True
    missing_submission_deduction: Percent = 100.0

    @property
    def interval(self) -> timedelta:
        """The interval of one deduction."""
        return _INTERVALS[self.late_submission_interval]

    @property
    def grace(self) -> timedelta:
        """Work up to this late counts as on time."""
        return timedelta(minutes=self.grace_minutes)

    @property
    def deduction(self) -> float:
        """Percent of the possible points for each interval; 0 if switched off."""
        return self.late_submission_deduction if self.late_submission_deduction_enabled else 0.0

    @property
    def minimum(self) -> float:
        """Percent of the possible points below which lateness takes no score; 0 if switched off."""
        is_on = self.late_submission_minimum_percent_enabled
        return self.late_submission_minimum_percent if is_on else 0.0


class Override(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The overrides of one student; a field that is None has no effect.

    Attributes:
        due_at: the student's own, in place of the policy's.
        extra_days: added to the policy's `due_at`.
        slip_days: what the student has, in place of the policy's.
        late_days: how late it counts as, whatever the clock said; no grace, no slip days.
        score: the final score, whatever the raw one is.
        excused: the student is taken out: there is no final score.
        comment: why, for people; alone, it is told and changes nothing.
    """

    due_at: Moment | None = None
    extra_days: float | None = None
    slip_days: int | None = None
    late_days: float | None = None
    score: float | None = None
    excused: bool = False
    comment: str = ""


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person says of one student's answer to a question that is marked by hand.

    Attributes:
        points: whole points; None while it is not marked yet.
        comment: for the student.
    """

    points: int | None = None
    comment: str = ""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that turns raw scores into final scores.

    Attributes:
        assignment: the id of the assignment that they are of.
        policy: None when none is declared.
        overrides: by student, in NFC.
        by_option: the overrides were named on a command line, not by the description.
        marks: given by hand, by student, in NFC, and question.
    """

    assignment: str = ""
    policy: LatePolicy | None = None
    overrides: dict[str, Override] = {}
    by_option: bool = False
    marks: dict[str, dict[str, Mark]] = {}

    @property
    def in_force(self) -> bool:
        """Return whether any final score may differ from the raw one."""
        return self.policy is not None or bool(self.overrides)


def problem(policy: LatePolicy) -> str:
    """Return what is wrong with the fields of a policy together, or an empty text."""
    for moment in (policy.due_at, policy.cutoff):
        if moment is not None and moment.year not in YEARS:
            return f"late_policy names the year {moment.year}: check due_at and cutoff"
    if policy.due_at is not None and policy.cutoff is not None and policy.cutoff < policy.due_at:
        return "late_policy has a cutoff before its due_at: put the cutoff later, or leave it out"
    return ""
