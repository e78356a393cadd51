"""grades.csv: one line per submission, for people and their spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.record.text import cell
from autograder.results import Result, Status

__all__ = ["grades_csv"]


def grades_csv(results: Iterable[Result], questions: Sequence[str]) -> bytes:
    """Return the class list as CSV in UTF-8.

    Args:
        results: the class list, in the order of its lines.
        questions: ids of the questions, each a column of points.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(
        ["student", "submission", "status", "score", "max_score"]
        + [cell(question) for question in questions]
        + ["level", "misconceptions", "message"]
    )
    writer.writerows(_line(result, questions) for result in results)
    return table.getvalue().encode("utf-8")


def _line(result: Result, questions: Sequence[str]) -> list[str | int | None]:
    """Return the cells of one line; csv writes None as an empty cell."""
    points = {question.id: question.points for question in result.questions}
    if result.status is Status.GRADER_ERROR:
        points = {}
    return [
        cell(result.student),
        cell(result.submission),
        result.status.value,
        result.score,
        result.max_score,
        *(points.get(question) for question in questions),
        result.level.value,
        cell(";".join(_misconceptions(result))),
        cell(result.message),
    ]


def _misconceptions(result: Result) -> dict[str, None]:
    """Return the ids in the order of the questions, each once."""
    return dict.fromkeys(id_ for question in result.questions for id_ in question.misconceptions)
