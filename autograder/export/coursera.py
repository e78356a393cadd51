"""Coursera's feedback.json, for one submission."""

from __future__ import annotations

import json
from collections.abc import Iterator

from autograder.errors import GraderFault, UsageError
from autograder.policy.final import Final
from autograder.results import BY_HAND, Status
from autograder.text import visible
from autograder.wording import VERDICTS


def render(final: Final) -> bytes:
    """Return feedback.json for one submission.

    Raises:
        GraderFault: it has no score, because the grader failed; Coursera has no word for that.
        UsageError: the student is excused; nor has it for that.
    """
    result = final.row.result
    if final.excused:
        raise UsageError(f"{visible(result.student)} is excused: there is no score to export")
    if final.score is None:
        raise GraderFault(
            f"there is no score for {visible(result.student)}, because the grader itself failed: "
            "grade it again before you export it"
        )
    fraction = min(1.0, max(0.0, final.score / result.max_score))
    document = {"fractionalScore": fraction, "feedback": "\n".join(_feedback(final))}
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode()


def _feedback(final: Final) -> Iterator[str]:
    """Yield the lines that a student reads; Coursera shows no list of tests."""
    result = final.row.result
    if result.status is Status.UNREADABLE:
        yield visible(result.message)
    for question in result.questions:
        points = f"{question.points} of {question.possible} points"
        yield visible(f"{question.id}, {question.title}: {points}")
        for rule in result.rules:
            if rule.question == question.id and not rule.passed:
                yield visible(f"  {rule.number} {rule.rule} {rule.message}".rstrip())
        if question.verdict in BY_HAND:
            yield visible(f"  {VERDICTS[question.verdict].feedback} {question.message}".rstrip())
        if question.hint:
            yield visible(f"  {question.hint}")
    yield from (visible(text) for text in (final.reason, final.comment) if text)
