"""Feedback: what one student may see of a result, as a page and as Markdown.

It holds the rules in words, how far off an answer was in coarse steps, the hint, and what was
read of the file. It holds no input, no expected value, nothing that hidden calls printed, no time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.report.templates import asset, html, markdown, policy
from autograder.results import QuestionResult, Result, RuleResult, Status, Verdict

if TYPE_CHECKING:
    from autograder.policy.final import Final

__all__ = ["feedback_html", "feedback_md"]

_SAID = {
    Verdict.PASSED: "Right: every rule holds.",
    Verdict.FAILED: "It runs to its end, and some of what it returns is not right yet.",
    Verdict.CRASHED: "It stops with an error.",
    Verdict.TIMED_OUT: "It does not come to an end in time.",
    Verdict.FORBIDDEN: "It tries something that the grader does not allow.",
    Verdict.MISSING: "The grader found no such function.",
    Verdict.SYNTAX_ERROR: "It does not run yet: Python cannot read it.",
    Verdict.UNFILLED: "The function is still to be filled in.",
    Verdict.GRADER_ERROR: "It was not judged.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One question, and its rules parted."""

    question: QuestionResult
    said: str
    failed: Sequence[RuleResult]
    passed: Sequence[RuleResult]

    @property
    def message(self) -> str:
        """What the question says beyond its failed rules, which are listed one by one."""
        is_listed = self.question.verdict is Verdict.FAILED
        return "" if is_listed else self.question.message


def feedback_html(
    result: Result, title: str, final: Final | None = None, student: str = ""
) -> bytes:
    """Return the page of one student; equal results give equal bytes.

    Args:
        result: of the submission.
        title: the assignment's.
        final: what the score becomes; None when nothing bears on it.
        student: as people call the student; the row's own name when empty.
    """
    style = asset("feedback.css")
    return html(
        "feedback.html",
        style=style,
        policy=policy(style),
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


def _context(result: Result, title: str, final: Final | None, student: str) -> dict[str, object]:
    return {
        "student": student or result.student,
        "title": title or "Feedback",
        "result": result,
        "final": final,
        "parts": [_part(question, result.rules) for question in result.questions],
        "is_ours": result.status is Status.GRADER_ERROR,
        "is_unreadable": result.status is Status.UNREADABLE,
        "is_absent": not result.submission and result.status is Status.UNREADABLE,
    }


def _part(question: QuestionResult, rules: Sequence[RuleResult]) -> _Part:
    own = [rule for rule in rules if rule.question == question.id]
    part = _Part(
        question=question,
        said=_SAID[question.verdict],
        failed=[rule for rule in own if not rule.passed],
        passed=[rule for rule in own if rule.passed],
    )
    return replace(part, failed=_each_said_once(part.message, part.failed))


def _each_said_once(before: str, rules: Sequence[RuleResult]) -> list[RuleResult]:
    """Shorten messages that an earlier one has said: an error fails many rules in the same words.

    Args:
        before: what is said before the rules.
        rules: in the order in which they are read.
    """
    said = [before] if before else []
    found = []
    for rule in rules:
        known = next((text for text in said if rule.message.startswith(text)), "")
        if known:
            rest = rule.message.removeprefix(known)
            found.append(replace(rule, message=f"the same as above{rest}"))
        else:
            found.append(rule)
            said += filter(None, [rule.message])
    return found
