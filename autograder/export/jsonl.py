"""JSON lines: one object for each row of the class list, with all that is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from autograder.policy.final import Final
from autograder.results import QuestionResult, Verdict


def render(finals: Iterable[Final]) -> bytes:
    """Return one JSON object per row of the class list: all that is known of it."""
    lines = (json.dumps(_object(final), ensure_ascii=False, allow_nan=False) for final in finals)
    # A lone surrogate, which UTF-8 cannot hold, becomes JSON's own escape for it.
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _question(question: QuestionResult) -> dict[str, Any]:
    """Return a question; nobody's zero stands where it is not marked yet."""
    unmarked = {"points": None} if question.verdict is Verdict.UNMARKED else {}
    return asdict(question) | unmarked


def _object(final: Final) -> dict[str, Any]:
    key, result = final.row.key, final.row.result
    questions = [_question(question) for question in result.questions]
    if result.score is None:  # ours is never the student's zero
        questions = [question | {"points": None} for question in questions]
    return {
        "student": result.student,
        "submission": result.submission,
        "status": result.status,
        "score": None if final.excused else final.score,
        "max_score": result.max_score,
        "raw_score": result.score,
        "penalty": final.penalty,
        "excused": final.excused,
        "reason": final.reason,
        "comment": final.comment,
        "level": result.level,
        "message": result.message,
        "questions": questions,
        "rules": [asdict(rule) for rule in result.rules],
        "notes": result.notes,
        "person": asdict(final.known.person),
        "handed": asdict(final.known.handed),
        "submission_sha256": key.submission_sha256,
        "suite_sha256": key.suite_sha256,
        "vectors_sha256": key.vectors_sha256,
        "engine": key.engine,
    }
