"""How late a submission is, and what that costs: arithmetic alone.

All of it is exact (`timedelta`, `Fraction`), so that a submission at the very minute is judged the
same on every machine; points are cut to hundredths in the student's favour at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor

from autograder.identity.people import Handed
from autograder.moments import read
from autograder.terms import DAY, LatePolicy, Override

_NONE = timedelta(0)
_LONGEST = 10**9  # seconds; a download may say anything, and what is later than that is as late

_NO_TIME = "the time of submission is not known, so nothing is taken off for lateness"
_NO_DUE = "late_policy has no due_at, so nothing is taken off for lateness"
_HOW_LATE = (
    "how late it is after the student's own due_at is not known, so nothing is taken off: "
    "set late_days in the overrides"
)
_ONE_INTERVAL = "marked late without a time: counted as one interval"
_UNCLEAR = (
    "the time of submission, {}, is not understood, so nothing is taken off for lateness: "
    "set late_days in the overrides"
)
_UNCLEAR_LATE = "marked late, but its time, {}, is not understood: counted as one interval"
_UNCLEAR_ON_TIME = (
    "not marked late, but its time, {}, is not understood: counted as on time; set late_days in "
    "the overrides to change that"
)
_OFFSET = "the time of submission has no offset from UTC: due_at's is used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """How late a submission counts as.

    Attributes:
        by: after grace and slip days; zero when it is in time or nobody knows.
        is_cut_off: it came after the cutoff, and counts nothing.
        is_unknown: nothing tells whether it was late.
        note: for people, how that was found where it is not plain.
    """

    by: timedelta = _NONE
    is_cut_off: bool = False
    is_unknown: bool = False
    note: str = ""


def lateness(handed: Handed, policy: LatePolicy, override: Override) -> Lateness:
    """Return how late a submission is under a policy and what is granted to its student.

    The clock counts before the download's own figure, and that before its mark. A mark alone
    counts as one interval, the least that being late can mean. A time that nobody could read is
    told in the note.
    """
    if override.late_days is not None:
        return Lateness(by=timedelta(days=override.late_days), note="an override sets how late")
    due = _due(policy, override)
    submitted, note = _submitted(handed, policy)
    if submitted is not None and (due is not None or policy.cutoff is not None):
        past = _NONE if due is None else submitted - due
        is_cut_off = _is_after_cutoff(submitted, due, policy)
        return Lateness(by=_counted(past, policy, override), is_cut_off=is_cut_off, note=note)
    told, note = _as_told(handed, policy, override)
    if told is None:
        return Lateness(is_unknown=True, note=note)
    return Lateness(by=_counted(told, policy, override), note=note)


def intervals(late: timedelta, policy: LatePolicy) -> int:
    """Return how many intervals have begun."""
    return max(0, -(-late // policy.interval))


def penalty(raw: float, possible: float, late: Lateness, policy: LatePolicy) -> float:
    """Return the points that lateness takes off a raw score: never more than there are.

    Args:
        raw: points earned.
        possible: points there were to earn, of which a percent of the policy is one.
        late: how late it counts as.
        policy: what is taken off.
    """
    earned = _exact(raw)
    if late.is_cut_off:
        return _points(earned)
    a_percent = _exact(possible) / 100
    asked = _exact(policy.deduction) * a_percent * intervals(late.by, policy)
    most = max(Fraction(0), earned - _exact(policy.minimum) * a_percent)
    return _points(min(asked, most))


def _due(policy: LatePolicy, override: Override) -> datetime | None:
    if override.due_at is not None or policy.due_at is None:
        return override.due_at
    return policy.due_at + _extra(override)


def _extra(override: Override) -> timedelta:
    return timedelta(days=override.extra_days or 0)


def _submitted(handed: Handed, policy: LatePolicy) -> tuple[datetime | None, str]:
    """Return when it was handed in, by the clock or from how late the download says it is."""
    moment = read(handed.submitted_at)
    reference = policy.due_at or policy.cutoff
    if moment is not None and moment.utcoffset() is not None:
        return moment, ""
    if moment is not None and reference is not None:
        return moment.replace(tzinfo=reference.tzinfo), _OFFSET
    if policy.due_at is not None and handed.seconds_late is not None:
        return policy.due_at + _told(handed.seconds_late), ""
    return None, ""


def _told(seconds: int) -> timedelta:
    return timedelta(seconds=max(-_LONGEST, min(seconds, _LONGEST)))


def _as_told(
    handed: Handed, policy: LatePolicy, override: Override
) -> tuple[timedelta | None, str]:
    """Return how late the download says it is, where the clock cannot tell."""
    if handed.seconds_late is None and handed.is_late is None:
        return None, _untold(handed)
    if handed.seconds_late == 0 or handed.is_late is False:
        return _NONE, _UNCLEAR_ON_TIME.format(handed.unclear) if handed.unclear else ""
    if override.due_at is not None:
        return None, _HOW_LATE
    if handed.seconds_late is not None:
        return _told(handed.seconds_late) - _extra(override), ""
    note = _UNCLEAR_LATE.format(handed.unclear) if handed.unclear else _ONE_INTERVAL
    return policy.interval - _extra(override), note


def _untold(handed: Handed) -> str:
    if handed.unclear:
        return _UNCLEAR.format(handed.unclear)
    return _NO_DUE if handed.submitted_at else _NO_TIME


def _counted(past: timedelta, policy: LatePolicy, override: Override) -> timedelta:
    """Return what is left of being so late after slip days and grace."""
    slip = policy.slip_days if override.slip_days is None else override.slip_days
    left = past - slip * DAY
    return left if left > policy.grace else _NONE


def _is_after_cutoff(submitted: datetime, due: datetime | None, policy: LatePolicy) -> bool:
    if policy.cutoff is None:
        return False
    if due is None:
        return submitted > policy.cutoff
    return submitted > max(policy.cutoff, due + policy.grace)


def _exact(number: float) -> Fraction:
    return Fraction(str(number))  # 0.1 as it was written


def _points(exact: Fraction) -> float:
    return floor(exact * 100) / 100
