"""grades.csv: one line per submission, for people and their spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from autograder.results import Result, Status
from autograder.text import cell

if TYPE_CHECKING:
    from autograder.policy.final import Final

__all__ = ["grades_csv"]

_EXCUSED = "EX"  # as in Canvas's gradebook


def grades_csv(
    results: Iterable[Result], questions: Sequence[str], finals: Iterable[Final] | None = None
) -> bytes:
    """Return the class list as CSV in UTF-8.

    Args:
        results: the class list, in the order of its lines.
        questions: ids of the questions, each a column of points.
        finals: what the scores of the same lines become, in columns at the end; or None when
            nothing bears on them.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(
        ["student", "submission", "status", "score", "max_score"]
        + [cell(question) for question in questions]
        + ["level", "misconceptions", "message"]
        + ([] if finals is None else ["penalty", "final_score"])
    )
    lines = (_line(result, questions) for result in results)
    if finals is not None:
        lines = (_finished(line, each) for line, each in zip(lines, finals, strict=True))
    writer.writerows(lines)
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


def _finished(line: list[str | int | None], final: Final) -> list[str | int | None]:
    """Return a line with what its score becomes; a time that nobody could read is told, too."""
    *cells, message = line
    if final.known.handed.unclear and final.note:
        message = "; ".join(filter(None, [str(message), cell(final.note)]))
    return [*cells, message, *_ending(final)]


def _ending(final: Final) -> list[str | int | None]:
    """Return the cells of the penalty and the final score, without a zero behind the point."""
    score = "" if final.score is None else f"{round(final.score, 2):.12g}"
    return [f"{final.penalty:.12g}", _EXCUSED if final.excused else score]


def _misconceptions(result: Result) -> dict[str, None]:
    """Return the ids in the order of the questions, each once."""
    return dict.fromkeys(id_ for question in result.questions for id_ in question.misconceptions)
