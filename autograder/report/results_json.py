"""results/<student>.json: Gradescope's results.json for one submission.

The format is the one of Gradescope's autograder specification; `extra_data` is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from autograder.description import Visibility
from autograder.gradebook.model import Row
from autograder.results import BY_HAND, QuestionResult, Result, RuleResult, Status, Verdict
from autograder.text import encodable, visible
from autograder.wording import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.policy.final import Final


_SCHEMA = 1
OUR_FAULT = (
    "The grader failed on this submission. This is not your fault and says nothing about your "
    "work; there is no score yet, and the submission will be graded again."
)
# Everything is declared plain text, because by default some of it would be taken for HTML.
PLAIN = dict.fromkeys(("output_format", "test_output_format", "test_name_format"), "text")


def results_json(row: Row, *, final: Final | None = None) -> bytes:
    """Return the file for one row; equal rows give equal bytes."""
    return encoded(document(row, final=final))


def document(
    row: Row, *, visibility: Visibility = "visible", final: Final | None = None
) -> dict[str, Any]:
    """Return what the file for one row says.

    Without a score, as after an error of the grader, Gradescope shows none.

    Where `final` is given, `score` is the final score: Gradescope takes no other number and has
    no penalty of its own, so whoever declares a late policy wants it there. The tests keep their
    raw points, the output begins with the reason, and both scores are in `extra_data`.

    Args:
        row: a line of the class list.
        visibility: who may see each test.
        final: what the row's score becomes; None when nothing bears on it.
    """
    whole = {**_graded(row.result, visibility), "extra_data": _extra_data(row)}
    if final is not None:
        _finish(whole, final)
    return whole


def unscored(output: str) -> dict[str, Any]:
    """Return what says why there is no score, so that nobody is taken to have earned a zero."""
    return {"output": output, **PLAIN, "tests": []}


def encoded(document: dict[str, Any]) -> bytes:
    """Return a document as the bytes of its file."""
    # As the standard library would write it, in an eighth of the time.
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _graded(result: Result, visibility: Visibility) -> dict[str, Any]:
    if result.status is Status.GRADER_ERROR:
        return unscored(OUR_FAULT)
    tests = [test for question in result.questions for test in _tests(question, result, visibility)]
    hints = [f"{question.id}: {question.hint}" for question in result.questions if question.hint]
    output = _shown("\n".join([*filter(None, [result.message]), *hints, *result.notes]))
    return {"score": result.score, "output": output, **PLAIN, "tests": tests}


def _finish(document: dict[str, Any], final: Final) -> None:
    """Put what a score becomes into its document."""
    if final.score is not None:
        document["score"] = _number(final.score)
    told = [_shown(text) for text in (final.reason, final.comment) if text]
    if told:
        document["output"] = "\n".join(filter(None, [*told, document["output"]]))
    document["extra_data"] |= {
        "raw_score": final.row.result.score,
        "penalty": _number(final.penalty),
        "final_score": None if final.excused or final.score is None else _number(final.score),
    }


def _number(points: float) -> float:
    """Return whole points as what JSON writes without a point."""
    return int(points) if points == int(points) else points


def _tests(
    question: QuestionResult, result: Result, visibility: Visibility
) -> Iterator[dict[str, Any]]:
    """Yield an entry for each rule of a question; or one for a question that is marked by hand."""
    if question.verdict not in BY_HAND:
        yield from (
            _test(each, visibility) for each in result.rules if each.question == question.id
        )
        return
    scored = {"score": question.points, "max_score": question.max_points}
    yield {
        "name": _shown(question.title),
        "number": str(result.questions.index(question) + 1),
        **(scored if question.verdict is Verdict.MARKED else {}),
        "output": _shown(
            "\n".join(filter(None, [VERDICTS[question.verdict].feedback, question.message]))
        ),
        "tags": [question.id],
        "visibility": visibility,
    }


def _test(rule: RuleResult, visibility: Visibility) -> dict[str, Any]:
    return {
        "name": _shown(rule.rule),
        "number": rule.number,
        "score": rule.points,
        "max_score": 0 if rule.bonus else rule.max_points,  # Gradescope's way to say it
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
        "questions": questions(result),
    }


def questions(result: Result) -> dict[str, Any]:
    """Return what programs are told of each question, by its id."""
    return {question.id: _question(question) for question in result.questions}


def _question(question: QuestionResult) -> dict[str, Any]:
    bonus = {"bonus": question.bonus} if question.bonus else {}
    return {
        "verdict": question.verdict.value,
        "points": question.points,
        "max_points": question.max_points,
        **bonus,
        "misconceptions": list(question.misconceptions),
    }


def _shown(text: str) -> str:
    return visible(text, keep="\n\t")
