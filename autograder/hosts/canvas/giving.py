"""Gives scores and comments back to Canvas.

What Canvas has already is not sent again, so that a run that was stopped is simply repeated. Who is
who follows `autograder.export.matching`: along keys that were read, never against one that
contradicts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from autograder.errors import UsageError
from autograder.export.comments import Comments
from autograder.export.matching import Match, Matches, match
from autograder.hosts.canvas.session import answered, patiently
from autograder.identity.people import Person
from autograder.policy.final import Final
from autograder.sheets.forms import Line
from autograder.sheets.numbers import scaled


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What one student is to get.

    Attributes:
        submission: Canvas's.
        before: the grade that Canvas has; empty where it has none.
        grade: the new one; empty where it stays.
        is_excused: Canvas is to excuse the student.
        comment: what is said beside it; empty where Canvas has it already.
    """

    final: Final
    submission: Any
    before: str = ""
    grade: str = ""
    is_excused: bool = False
    comment: str = ""

    @property
    def is_new(self) -> bool:
        """Return whether there is anything that Canvas does not have yet."""
        return bool(self.grade or self.comment or self.is_excused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What everybody is to get.

    Attributes:
        gifts: in the order of the class list.
        left: students who get nothing, and why; `(student, reason)`.
        matches: who was found.
        points: what the assignment is worth in Canvas.
    """

    gifts: list[Gift] = field(default_factory=list)
    left: list[tuple[Final, str]] = field(default_factory=list)
    matches: Matches
    points: Decimal


def plan(
    assignment: Any, finals: Sequence[Final], comments: Comments, attempts: Mapping[str, int]
) -> Plan:
    """Compare what Canvas has with what was graded; nothing is sent.

    Args:
        assignment: as `session.the_assignment` returns it.
        finals: the class list.
        comments: what students are told.
        attempts: which attempt was graded, by the user's number.

    Raises:
        UsageError: the assignment is worth no points.
        GraderFault: Canvas fails.
    """
    points = Decimal(str(getattr(assignment, "points_possible", None) or 0))
    if not points:
        raise UsageError("the assignment has no points in Canvas: give it points there")
    with answered():
        asked = ["user", "submission_comments"]
        submissions = patiently(lambda: list(assignment.get_submissions(include=asked)))
    matches = match(finals, [_line(row, each) for row, each in enumerate(submissions)])
    made = Plan(matches=matches, points=points)
    for one in matches.matched:
        submission = submissions[one.line.row]
        why = _objection(one, submission, attempts)
        if why:
            made.left.append((one.final, why))
        else:
            made.gifts.append(_gift(one.final, submission, comments, points))
    return made


def give(gifts: Sequence[Gift], pause: Callable[[float], None] = time.sleep) -> Iterator[Gift]:
    """Send what is new, one student at a time, and yield each as soon as Canvas has it.

    Raises:
        GraderFault: Canvas fails; repeating the command goes on.
    """
    for gift in gifts:
        values: dict[str, Any] = {}
        if gift.grade:
            values["submission"] = {"posted_grade": gift.grade}
        elif gift.is_excused:
            values["submission"] = {"excuse": True}
        if gift.comment:
            values["comment"] = {"text_comment": gift.comment}
        with answered():
            _send(gift.submission, values, pause)
        yield gift


def _send(submission: Any, values: dict[str, Any], pause: Callable[[float], None]) -> None:
    patiently(lambda: submission.edit(**values), pause)


def _line(row: int, submission: Any) -> Line:
    user: Mapping[str, Any] = getattr(submission, "user", {}) or {}
    person = Person(
        name=user.get("sortable_name") or user.get("name") or "",
        username=user.get("login_id") or "",
        sis_id=str(user.get("sis_user_id") or ""),
        lms_id=str(submission.user_id),
    )
    return Line(row=row, person=person)


def _objection(one: Match, submission: Any, attempts: Mapping[str, int]) -> str:
    if one.final.score is None and not one.final.excused:
        return "has no score, because the grader itself failed"
    if getattr(submission, "excused", False) and not one.final.excused:
        return "is excused in Canvas"
    now = getattr(submission, "attempt", None) or 0
    if now > attempts.get(str(submission.user_id), now):
        return "has handed in again since: fetch and grade again"
    return ""


def _gift(final: Final, submission: Any, comments: Comments, points: Decimal) -> Gift:
    has = getattr(submission, "score", None)
    before = None if has is None else Decimal(str(has))
    said = [each.get("comment", "") for each in getattr(submission, "submission_comments", [])]
    text = "" if comments.lack(final) else comments.text(final).strip()
    ours = [each for each in said if comments.is_ours(each)]
    is_said = bool(ours) and ours[-1].split() == text.split()
    grade = ""
    if not final.excused:
        assert final.score is not None
        score = scaled(final.score, final.row.result.max_score, points)
        grade = "" if before == score else f"{score:.2f}"
    return Gift(
        final=final,
        submission=submission,
        before="" if before is None else f"{before:f}",
        grade=grade,
        is_excused=final.excused and not getattr(submission, "excused", False),
        comment="" if is_said else text,
    )
