"""What results.json says before a submission is graded, after, and when that fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograder.description import Gradescope
from autograder.hosts.gradescope.metadata import Metadata
from autograder.judge.rules import Rule
from autograder.policy.final import Final
from autograder.report import results_json
from autograder.report.results_json import OUR_FAULT, PLAIN, unscored
from autograder.results import Status
from autograder.text import visible

_UNFINISHED = (
    "Grading did not finish, so there is no score yet. This says nothing about your work: "
    "ask your instructor to have it graded again."
)
_UNSAFE = (
    "The grader did not run this submission, because it cannot do so safely here. Nothing was "
    "judged and there is no score; this is not your fault. Your instructor can read the reason in "
    "the autograder's output."
)
_NOT_YET = "not judged yet"


def unfinished(rules: Iterable[Rule], settings: Gradescope) -> dict[str, Any]:
    """Return what is there from the first moment: all rules, none judged, and no score."""
    tests = [
        {
            "name": visible(rule.sentence),
            "number": rule.number,
            "output": _NOT_YET,
            "tags": [rule.question],
            "visibility": settings.visibility,
        }
        for rule in rules
    ]
    return _without_score(_UNFINISHED, "unfinished", settings) | {"tests": tests}


def fault(settings: Gradescope) -> dict[str, Any]:
    """Return what is there when the grader failed; why may be no reading for students."""
    return _without_score(OUR_FAULT, Status.GRADER_ERROR, settings)


def unsafe(settings: Gradescope) -> dict[str, Any]:
    """Return what is there when submissions cannot be confined, so that none was run."""
    return _without_score(_UNSAFE, Status.GRADER_ERROR, settings)


def finished(final: Final, metadata: Metadata, settings: Gradescope) -> dict[str, Any]:
    """Return the results of a graded submission."""
    document = results_json.document(final.row, visibility=settings.visibility, final=final)
    document["output"] = "\n".join(filter(None, [_lateness(metadata), document["output"]]))
    handed = metadata.known.handed
    document["extra_data"] |= {
        "excused": final.excused,
        "due": visible(metadata.due),
        "submitted_at": visible(handed.submitted_at),
        "seconds_late": handed.seconds_late,
        "attempt": handed.attempt,
    }
    return document | _shown(settings)


def _without_score(output: str, status: str, settings: Gradescope) -> dict[str, Any]:
    """Return a document that Gradescope shows instructors as failed, and nobody as a zero."""
    return {**unscored(output), **_shown(settings), "extra_data": {"status": str(status)}}


def _shown(settings: Gradescope) -> dict[str, str]:
    return {
        **PLAIN,
        "test_name_format": settings.name_format,
        "stdout_visibility": settings.stdout_visibility,
    }


def _lateness(metadata: Metadata) -> str:
    seconds = metadata.known.handed.seconds_late
    if not seconds:
        return ""
    minutes = -(-seconds // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{rest} min"]
    late = " ".join(filter(None, parts))
    return f"Handed in {late} after it was due ({visible(metadata.due)})."
