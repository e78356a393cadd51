"""The report's table as data: the page's script makes the rows that are in sight from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from autograder.report.beside import NOTHING, Beside
from autograder.report.groups import Group
from autograder.report.survey import Line, Survey
from autograder.results import Status, Verdict
from autograder.text import visible
from autograder.wording import STATUSES, VERDICTS

_LONGEST = 160  # characters of one text


def table(survey: Survey, groups: Sequence[Group] = (), beside: Beside = NOTHING) -> dict[str, Any]:
    """Return columns and rows, every text in them made visible.

    Args:
        survey: of all rows.
        groups: of equal wrong answers.
        beside: what else is told of students.
    """
    grouped = [({*group.students}, group.id) for group in groups]
    questions = list(survey.questions)
    sections = [_shown(beside.sections.get(line.name, "")) for line in survey.lines]
    columns = [
        {"name": "Student", "kind": "link"},
        {"name": "Score", "kind": "number"},
        *({"name": question, "kind": "verdict"} for question in questions),
        {"name": "Misconceptions", "kind": "text wide"},
        {"name": "Status", "kind": "status"},
        {"name": "Message", "kind": "text wide"},
        {"name": "Seconds", "kind": "time"},
        *([{"name": "Section", "kind": "text"}] if any(sections) else []),
        {"name": "File", "kind": "text"},
    ]
    rules = {id_: place for place, id_ in enumerate(survey.rules)}
    texts = _Texts()
    return {
        "columns": columns,
        "rows": [
            [*_row(line, questions), *([section] if any(sections) else []), _shown(line.submission)]
            for line, section in zip(survey.lines, sections, strict=True)
        ],
        "rules": [[rule.number, _shown(rule.rule)] for rule in survey.rules.values()],
        "broken": [_broken(line, rules, texts) for line in survey.lines],
        "crashes": [sorted({*line.crashes.values()}) for line in survey.lines],
        "unexplained": [_is_unexplained(line) for line in survey.lines],
        "groups": [[id_ for names, id_ in grouped if line.name in names] for line in survey.lines],
        "code": [_code(line, beside, texts) for line in survey.lines],
        "history": [[*map(_shown, beside.history.get(line.name, ()))] for line in survey.lines],
        "texts": list(texts.places),
    }


class _Texts:
    """Texts that many rows share, each kept once."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Return where a text is kept."""
        return self.places.setdefault(_shown(text), len(self.places))


def _broken(line: Line, rules: Mapping[str, int], texts: _Texts) -> list[list[int]]:
    """Return the broken rules of a row: the rule, what was seen, the own line, and its place."""
    return [
        [rules[each.rule], *map(texts.place, (each.message, each.line, each.place))]
        for each in line.broken
    ]


def _code(line: Line, beside: Beside, texts: _Texts) -> list[list[Any]]:
    """Return what was run, cell by cell: its label, the number of the first line, and the lines."""
    return [
        [
            _shown(part.label),
            part.first,
            [*map(texts.place, part.lines)],
        ]
        for part in beside.code.get(line.sha256, ())
    ]


def _is_unexplained(line: Line) -> bool:
    """Return whether no misconception explains why a submission has less than full marks."""
    is_below = line.status is Status.GRADED and line.score != line.max_score
    return is_below and not line.misconceptions


def _row(line: Line, questions: list[str]) -> list[Any]:
    """Return the first cells: a link is its text and address, a verdict its points and name."""
    return [
        [_shown(line.student), f"feedback/{quote(line.file)}.html" if line.file else ""],
        line.score,
        *(_verdict(line, question) for question in questions),
        _shown(", ".join(line.misconceptions)),
        STATUSES[line.status],
        _shown(line.message),
        round(line.seconds, 3),
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
