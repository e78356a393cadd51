"""grades.csv: one line per submission, for people and their spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from autograder.results import Status, Verdict
from autograder.text import cell

if TYPE_CHECKING:
    from autograder.policy.final import Final
    from autograder.report.survey import Line


_EXCUSED = "EX"  # as in Canvas's gradebook


def grades_csv(
    lines: Iterable[Line], questions: Sequence[str], *, has_finals: bool = False
) -> bytes:
    """Return the class list as CSV in UTF-8.

    Args:
        lines: the class list, in the order of its lines.
        questions: ids of the questions, each a column of points.
        has_finals: whether lines have endings, which are columns then.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(
        ["student", "submission", "status", "score", "max_score"]
        + [cell(question) for question in questions]
        + ["level", "misconceptions", "message"]
        + (["penalty", "final_score"] if has_finals else [])
    )
    writer.writerows(_cells(line, questions) for line in lines)
    return table.getvalue().encode("utf-8")


def ending(final: Final) -> tuple[str, ...]:
    """Return penalty and final score, without a zero behind the point, and what explains them.

    That is told only of a time of submission that nobody could read.
    """
    score = "" if final.score is None else f"{round(final.score, 2):.12g}"
    note = final.note if final.known.handed.unclear else ""
    return f"{final.penalty:.12g}", _EXCUSED if final.excused else score, note


def _points(points: Mapping[str, tuple[int, Verdict]], question: str) -> int | None:
    """Return the points for a question; None where there are none yet."""
    earned, verdict = points.get(question, (0, Verdict.UNMARKED))
    return None if verdict is Verdict.UNMARKED else earned


def _cells(line: Line, questions: Sequence[str]) -> list[str | int | None]:
    """Return the cells of one line; csv writes None as an empty cell."""
    points = {} if line.status is Status.GRADER_ERROR else line.questions
    *ending, note = line.ending or ("",)
    message = "; ".join(cell(text) for text in (line.message, note) if text)
    return [
        cell(line.name),
        cell(line.submission),
        line.status.value,
        line.score,
        line.max_score,
        *(_points(points, question) for question in questions),
        line.level.value,
        cell(";".join(line.misconceptions)),
        message,
        *ending,
    ]
