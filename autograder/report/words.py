"""What verdicts and statuses are called on a page for people."""

from __future__ import annotations

from autograder.results import Status, Verdict

__all__ = ["STATUSES", "VERDICTS"]

VERDICTS = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.CRASHED: "crashed",
    Verdict.TIMED_OUT: "timed out",
    Verdict.FORBIDDEN: "forbidden",
    Verdict.MISSING: "missing",
    Verdict.SYNTAX_ERROR: "syntax error",
    Verdict.UNFILLED: "unfilled",
    Verdict.GRADER_ERROR: "grader error",
}

STATUSES = {
    Status.GRADED: "graded",
    Status.UNREADABLE: "unreadable",
    Status.GRADER_ERROR: "grader error",
}
