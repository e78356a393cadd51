"""results/<student>.json: Gradescope's results.json for one submission.

The format is the one of Gradescope's autograder specification; `extra_data` is ours.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from autograder.record.model import Row
from autograder.record.text import encodable, visible
from autograder.results import QuestionResult, Result, RuleResult, Status

__all__ = ["Visibility", "results_json"]

Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]

_SCHEMA = 1
_OUR_FAULT = (
    "The grader failed on this submission. This is not your fault and says nothing about your "
    "work; there is no score yet, and the submission will be graded again."
)


def results_json(row: Row, *, visibility: Visibility = "visible") -> bytes:
    """Return the document for one row; equal rows give equal bytes.

    Without a score, as after an error of the grader, Gradescope shows none.

    Args:
        row: a line of the class list.
        visibility: who may see each test.
    """
    document = {**_graded(row.result, visibility), "extra_data": _extra_data(row)}
    # As the standard library would write it, in an eighth of the time.
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _graded(result: Result, visibility: Visibility) -> dict[str, Any]:
    # Everything is declared plain text, because by default some of it would be taken for HTML.
    formats = dict.fromkeys(("output_format", "test_output_format", "test_name_format"), "text")
    if result.status is Status.GRADER_ERROR:
        return {"output": _OUR_FAULT, **formats, "tests": []}
    tests = [_test(rule, visibility) for rule in result.rules]
    hints = [f"{question.id}: {question.hint}" for question in result.questions if question.hint]
    output = _shown("\n".join([*filter(None, [result.message]), *hints, *result.notes]))
    return {"score": result.score, "output": output, **formats, "tests": tests}


def _test(rule: RuleResult, visibility: Visibility) -> dict[str, Any]:
    return {
        "name": _shown(rule.rule),
        "number": rule.number,
        "score": rule.points,
        "max_score": rule.max_points,
        "status": "passed" if rule.passed else "failed",
        "output": _shown(rule.message),
        "tags": [rule.question],
        "visibility": visibility,
    }


def _extra_data(row: Row) -> dict[str, Any]:
    key, result = row.key, row.result
    return {
        "schema": _SCHEMA,
        "student": encodable(result.student),
        "submission": encodable(result.submission),
        "submission_sha256": key.submission_sha256,
        "suite_sha256": key.suite_sha256,
        "vectors_sha256": key.vectors_sha256,
        "engine": key.engine,
        "level": result.level.value,
        "status": result.status.value,
        "questions": {question.id: _question(question) for question in result.questions},
    }


def _question(question: QuestionResult) -> dict[str, Any]:
    return {
        "verdict": question.verdict.value,
        "points": question.points,
        "max_points": question.max_points,
        "misconceptions": list(question.misconceptions),
    }


def _shown(text: str) -> str:
    return visible(text, keep="\n\t")
