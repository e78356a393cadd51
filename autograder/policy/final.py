"""The final score of each row of the class list, beside the raw one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from autograder.description import Assignment
from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.identity.people import Known
from autograder.policy import kept
from autograder.policy.absent import class_list
from autograder.policy.lateness import Lateness, intervals, lateness, penalty
from autograder.results import Status
from autograder.terms import LatePolicy, Override, Terms
from autograder.text import nfc

_NOTHING = Override()


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """One row of the class list, and what its score becomes.

    Attributes:
        row: the row itself, with the raw result.
        known: who the student is, and how the submission was handed in.
        penalty: points taken off for lateness; 0 when there are none.
        score: raw score less the penalty, or what an override says. None when the fault is ours.
        excused: an override takes the student out; nothing is exported as a score.
        reason: for people, why `score` is not the raw score; empty when it is.
        comment: what the overrides tell the student beside, and is not in `reason`.
        is_untimed: a late policy holds, and nothing tells whether this was late.
        note: for people, how lateness was found, or why it could not be; often empty.
    """

    row: Row
    known: Known
    penalty: float = 0.0
    score: float | None
    excused: bool = False
    reason: str = ""
    comment: str = ""
    is_untimed: bool = False
    note: str = ""


def finals(
    gradebook: Gradebook, assignment: Assignment | None, terms: Terms | None = None
) -> Iterator[Final]:
    """Yield the class list in its order, each row with its final score.

    Who handed in nothing has a row where an override states a score or an excuse.

    Args:
        gradebook: what was recorded.
        assignment: whose late policy and overrides hold, or None for those of the last run.
        terms: what holds, where that is known already.

    Raises:
        UsageError: the overrides cannot be used, or the gradebook is another assignment's.
    """
    if terms is None:
        terms = kept.current(gradebook, assignment)
    known = gradebook.known()
    for row in class_list(gradebook, terms):
        yield final(row, known.get(row.result.student, Known()), terms)


def final(row: Row, known: Known, terms: Terms) -> Final:
    """Return what the score of one row becomes; the row itself is never changed."""
    override = terms.overrides.get(nfc(row.result.student), _NOTHING)
    why = f" ({override.comment})" if override.comment else ""
    raw = row.result.score
    if override.excused:
        return Final(row=row, known=known, score=raw, excused=True, reason=f"excused{why}")
    if override.score is not None:
        reason = _replaced(row, override.score) + why
        return Final(row=row, known=known, score=override.score, reason=reason)
    return replace(_timed(row, known, terms.policy, override), comment=override.comment)


def _timed(row: Row, known: Known, policy: LatePolicy | None, override: Override) -> Final:
    """Return what a score becomes by the late policy."""
    raw = row.result.score
    if policy is None or raw is None:
        return Final(row=row, known=known, score=raw)
    if row.result.status is Status.UNREADABLE and not row.key.submission_sha256:
        return _missing(row, known, raw, policy)
    return _late(row, known, raw, lateness(known.handed, policy, override), policy)


def _late(row: Row, known: Known, raw: int, late: Lateness, policy: LatePolicy) -> Final:
    off = penalty(raw, row.result.max_score, late, policy)
    return Final(
        row=row,
        known=known,
        penalty=off,
        score=round(raw - off, 2),
        reason=_reason(off, row.result.max_score, late, policy) if off else "",
        is_untimed=late.is_unknown,
        note=late.note,
    )


def _missing(row: Row, known: Known, raw: int, policy: LatePolicy) -> Final:
    """Return the score of who handed in nothing that can be read; it cannot be late as well."""
    share = 100 - policy.missing_submission_deduction
    score = round(row.result.max_score * share / 100, 2)
    if not policy.missing_submission_deduction_enabled or score <= raw:
        return Final(row=row, known=known, score=raw)
    reason = (
        f"no readable submission: {policy.missing_submission_deduction:g} % of the "
        f"{row.result.max_score} possible points off"
    )
    return Final(row=row, known=known, score=score, reason=reason)


def _replaced(row: Row, score: float) -> str:
    raw = "no score" if row.result.score is None else f"{row.result.score}"
    beyond = f", more than the {row.result.max_score} possible"
    more = beyond if score > row.result.max_score else ""
    return f"an override sets {score:g} instead of {raw}{more}"


def _reason(off: float, possible: int, late: Lateness, policy: LatePolicy) -> str:
    if late.is_cut_off:
        return f"submitted after the cutoff: {off:g} off"
    times = intervals(late.by, policy)
    begun = f"{times} {policy.late_submission_interval}{'s' if times > 1 else ''} begun"
    asked = policy.deduction * times * possible / 100
    least = (
        f", because lateness takes no score below {policy.minimum:g} %"
        if asked > off + 0.01
        else ""
    )
    return (
        f"late by {_span(late.by)}: {off:g} off, at {policy.deduction:g} % of {possible} points "
        f"for each of {begun}{least}"
    )


def _span(late: timedelta) -> str:
    """Return a span in its two largest units, rounded up to whole minutes."""
    minutes = -(-late // timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if n]
    return " ".join(parts[:2])
