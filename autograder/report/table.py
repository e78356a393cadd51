"""The report's table as data: the page's script makes the rows that are in sight from it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from autograder.report.survey import Line, Survey
from autograder.results import Verdict
from autograder.text import visible
from autograder.wording import STATUSES, VERDICTS

_LONGEST = 160  # characters of one text


def table(survey: Survey) -> dict[str, Any]:
    """Return columns and rows, every text in them made visible."""
    questions = list(survey.questions)
    columns = [
        {"name": "Student", "kind": "link"},
        {"name": "Score", "kind": "number"},
        *({"name": question, "kind": "verdict"} for question in questions),
        {"name": "Misconceptions", "kind": "text wide"},
        {"name": "Status", "kind": "status"},
        {"name": "Seconds", "kind": "time"},
        {"name": "File", "kind": "text"},
    ]
    return {"columns": columns, "rows": [_row(line, questions) for line in survey.lines]}


def _row(line: Line, questions: list[str]) -> list[Any]:
    """Return the cells: a link is its text and address, a verdict its points and name."""
    return [
        [_shown(line.student), f"feedback/{quote(line.file)}.html" if line.file else ""],
        line.score,
        *(_verdict(line, question) for question in questions),
        _shown(", ".join(line.misconceptions)),
        STATUSES[line.status],
        round(line.seconds, 3),
        _shown(line.submission),
    ]


def _verdict(line: Line, question: str) -> list[Any]:
    if question not in line.questions:
        return [None, ""]
    points, verdict = line.questions[question]
    has_points = line.score is not None and verdict is not Verdict.UNMARKED
    return [points if has_points else None, VERDICTS[verdict].name]


def _shown(text: str) -> str:
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return visible(cut)
