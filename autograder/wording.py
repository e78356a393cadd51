"""What verdicts and statuses are called, wherever people read of them, in the order of a legend.

Files for programs have the values instead: those are a contract, these are words.
"""

from __future__ import annotations

from typing import NamedTuple

from autograder.results import Status, Verdict


class Wording(NamedTuple):
    """The words for one verdict.

    Attributes:
        name: on a page or a terminal.
        colour: on a terminal; on a page, the verdict's value is the class that has one.
        feedback: the sentence that a student's feedback begins with.
        at_home: what the self-check says after the question's title.
    """

    name: str
    colour: str
    feedback: str
    at_home: str


VERDICTS = {
    Verdict.PASSED: Wording("passed", "green", "Right: every rule holds.", "passed"),
    Verdict.FAILED: Wording(
        "failed", "yellow", "It runs, but some of what it returns is not right yet.", "not yet"
    ),
    Verdict.CRASHED: Wording("crashed", "red", "It stops with an error.", "stops with an error"),
    Verdict.TIMED_OUT: Wording(
        "timed out", "red", "It does not end in time.", "does not end in time"
    ),
    Verdict.FORBIDDEN: Wording(
        "forbidden",
        "red",
        "It does something that the grader does not allow.",
        "does something that the grader does not allow",
    ),
    Verdict.MISSING: Wording("missing", "red", "There is nothing to judge yet.", "missing"),
    Verdict.SYNTAX_ERROR: Wording(
        "syntax error", "red", "It does not run yet: Python cannot read it.", "does not run yet"
    ),
    Verdict.UNFILLED: Wording("unfilled", "red", "It is not filled in yet.", "not filled in yet"),
    Verdict.MARKED: Wording("marked", "green", "Marked by hand.", "is marked by hand"),
    Verdict.UNMARKED: Wording(
        "not marked yet",
        "dim",
        "Not marked yet: this question is marked by hand.",
        "is marked later",
    ),
    Verdict.GRADER_ERROR: Wording("grader error", "red", "It was not judged.", "was not judged"),
}

STATUSES = {
    Status.GRADED: "graded",
    Status.UNREADABLE: "unreadable",
    Status.GRADER_ERROR: "grader error",
}


def counted(count: int, of: Status | Verdict) -> str:
    """Return how many there are of a kind, such as `2 grader errors` or `3 passed`."""
    name = STATUSES[of] if isinstance(of, Status) else VERDICTS[of].name
    return f"{count} {name}{'s' if count != 1 and name.endswith('error') else ''}"
