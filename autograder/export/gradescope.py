"""The CSV that Gradescope's "Download Grades" gives for an assignment.

Gradescope takes no grades in; this is for the sheets and scripts that read what it gives. The
columns that it alone can fill are empty. People open such a file, so no cell in it is a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.identity.evidence import name_of
from autograder.policy.final import Final
from autograder.results import Verdict
from autograder.text import cell

_HEADER = (
    "First Name", "Last Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status",
    "Submission ID",
    "Submission Time", "Lateness (H:M:S)", "View Count", "Submission Count",
)  # fmt: skip


def render(finals: Sequence[Final]) -> bytes:
    """Return the file: one line for each row of the class list, one column for each question."""
    questions = {
        question.id: f"{question.id}: {question.title} ({question.max_points:.1f} pts)"
        for final in finals
        for question in final.row.result.questions
    }
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([*_HEADER, *map(cell, questions.values())])
    writer.writerows(_line(final, questions) for final in finals)
    return table.getvalue().encode("utf-8")


def _line(final: Final, questions: Iterable[str]) -> list[str | float | None]:
    result, person, handed = final.row.result, final.known.person, final.known.handed
    has_score = final.score is not None and not final.excused
    points = {
        question.id: question.points
        for question in result.questions
        if question.verdict is not Verdict.UNMARKED
    }
    if result.score is None:  # ours is never the student's zero
        points = {}
    first, last = _parted(name_of(person) or result.student)
    return [
        cell(first),
        cell(last),
        cell(person.sis_id),
        cell(person.email),
        "",
        final.score if has_score else None,
        float(result.max_score),
        "Graded" if has_score else "Ungraded",
        "",
        cell(handed.submitted_at),
        _lateness(handed.seconds_late),
        "",
        handed.attempt,
        *(points.get(question) for question in questions),
    ]


def _parted(name: str) -> tuple[str, str]:
    """Return given and family name for people; readers tell students apart by SID and e-mail."""
    last, comma, first = name.partition(",")
    if not comma or "," in first:
        first, _, last = name.rpartition(" ")
    return (first.strip(), last.strip()) if first else (last.strip(), "")


def _lateness(seconds: int | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"
