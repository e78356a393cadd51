"""Feedback: what one student may see of a result, as a page and as Markdown.

It is read in a minute: the hint, what to look at first with the student's own line beside it, then
what is right. It holds no input, no expected value, nothing that hidden calls printed, no time.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.report.grouping import Grouped, Seen, grouped, seen
from autograder.report.templates import asset, html, markdown, plain, policy
from autograder.results import (
    NOTHING_TO_JUDGE,
    QuestionResult,
    Result,
    RuleResult,
    Status,
    Verdict,
)
from autograder.wording import VERDICTS

if TYPE_CHECKING:
    from autograder.policy.final import Final


_BUT_BONUS = "Right: every rule holds, except for a bonus."
_MOST_NOTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One question, and its rules parted.

    Attributes:
        seen: what is said of the question itself, beyond its broken rules.
        broken: None where there is nothing that rules could be about.
        right: the rules that hold; none where all do.
        filled: how much of the meter is, in percent.
    """

    question: QuestionResult
    said: str
    seen: Seen | None
    broken: Grouped | None
    right: Sequence[RuleResult]
    filled: float


def feedback_html(
    result: Result,
    title: str,
    final: Final | None = None,
    student: str = "",
    explained: Set[str] = frozenset(),
) -> bytes:
    """Return the page of one student; equal results give equal bytes.

    Args:
        result: of the submission.
        title: the assignment's.
        final: what the score becomes; None when nothing bears on it.
        student: as people call the student; the row's own name when empty.
        explained: the misconceptions that have a page in `explain/` beside the feedback's folder.
    """
    style = asset("feedback.css")
    return html(
        "feedback.html",
        style=style,
        policy=policy(style),
        explained=explained,
        **_context(result, title, final, student),
    )


def feedback_md(result: Result, title: str, final: Final | None = None, student: str = "") -> bytes:
    """Return the same as Markdown in which nothing of the student's can act.

    Args:
        result: of the submission.
        title: the assignment's.
        final: what the score becomes; None when nothing bears on it.
        student: as people call the student; the row's own name when empty.
    """
    return markdown("feedback.md", **_context(result, title, final, student))


def feedback_txt(result: Result, title: str, final: Final | None = None) -> str:
    """Return the same as plain text, for a comment beside a grade; it begins with `heading`.

    Args:
        result: of the submission.
        title: the assignment's.
        final: what the score becomes; None when nothing bears on it.
    """
    return plain("feedback.txt", heading=heading(title), **_context(result, title, final, ""))


def heading(title: str) -> str:
    """Return the first line of every plain feedback on an assignment."""
    return f"Feedback: {title}"


def _context(result: Result, title: str, final: Final | None, student: str) -> dict[str, object]:
    parts = [_part(question, result.rules) for question in result.questions]
    return {
        "student": student or result.student,
        "title": title or "Feedback",
        "result": result,
        "final": final,
        "parts": parts,
        "marked": [part for part in parts if part.question.verdict is Verdict.MARKED],
        "notes": result.notes[:_MOST_NOTES],
        "more_notes": len(result.notes[_MOST_NOTES:]),
        "is_ours": result.status is Status.GRADER_ERROR,
        "is_unreadable": result.status is Status.UNREADABLE,
        "is_absent": not result.submission and result.status is Status.UNREADABLE,
    }


def _part(question: QuestionResult, rules: Sequence[RuleResult]) -> _Part:
    own = [rule for rule in rules if rule.question == question.id]
    failed = [rule for rule in own if not rule.passed]
    told = "" if question.verdict is Verdict.FAILED else question.message  # its rules are told
    passed = question.verdict is Verdict.PASSED
    return _Part(
        question=question,
        said=_BUT_BONUS if passed and failed else VERDICTS[question.verdict].feedback,
        seen=seen(told),
        broken=None if question.verdict in NOTHING_TO_JUDGE else grouped(question, failed),
        right=[rule for rule in own if rule.passed] if failed else [],
        filled=min(100.0, 100 * question.points / (question.max_points or question.bonus or 1)),
    )
