"""One look at every row of the class list, and what a report needs of it.

Of each row a few short values are kept, so that memory holds classes of any size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from autograder.gradebook.model import Key, Row
from autograder.results import Level, QuestionResult, Result, RuleResult, Status, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What grades.csv and the report's table show of one row.

    Attributes:
        name: the row's own name for the student.
        student: as people call the student.
        file: the stem of the row's own files.
        questions: points and verdict of each, by its id.
        ending: what is said of the final score: penalty, score, note; empty where none is shown.
    """

    name: str
    student: str
    submission: str
    sha256: str
    file: str
    status: Status
    level: Level
    score: int | None
    max_score: int
    questions: Mapping[str, tuple[int, Verdict]]
    misconceptions: tuple[str, ...]
    message: str
    seconds: float
    ending: tuple[str, ...] = ()


@dataclass(slots=True)
class Survey:
    """What the rows that were added come to.

    Attributes:
        lines: one for each row, in the order of the class list.
        questions: by id, as the last row has them.
        rules: by id, as the last row has them.
        failed: how many submissions break each rule, by its id.
        judged: how many submissions each rule was applied to.
        misconceptions: submissions that each one explains, by question and id.
        ties: those of them that another misconception explains as well.
        keys: how often each suite, vectors, engine and level were used, and settings.
        first: the earliest time at which a row was recorded; `last` is the latest.
    """

    lines: list[Line] = field(default_factory=list)
    questions: dict[str, QuestionResult] = field(default_factory=dict)
    rules: dict[str, RuleResult] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    misconceptions: Counter[tuple[str, str]] = field(default_factory=Counter)
    ties: Counter[tuple[str, str]] = field(default_factory=Counter)
    keys: dict[str, Counter[str]] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    _points: dict[tuple[str, ...], list[tuple[int, ...]]] = field(default_factory=dict)

    def add(self, row: Row, file: str, student: str = "", ending: tuple[str, ...] = ()) -> None:
        """Look at one row.

        Args:
            row: a line of the class list.
            file: what its files are named.
            student: as people call the student; the row's own name when empty.
            ending: as `Line` has it.
        """
        result = row.result
        self.lines.append(_line(row, file, student or result.student, ending))
        self.questions.update((question.id, question) for question in result.questions)
        self._count_key(row.key, result)
        self.first = min(filter(None, (self.first, row.recorded_at)), default="")
        self.last = max(self.last, row.recorded_at)
        for question in result.questions:
            self._count_misconceptions(question)
        if result.rules:
            self._count_rules(result.rules)

    def scores(self) -> list[int]:
        """Return the scores there are."""
        return [line.score for line in self.lines if line.score is not None]

    def points_of(self, question: str) -> list[int]:
        """Return the points for one question of whoever has a score, and is marked if need be."""
        scored = (line.questions for line in self.lines if line.score is not None)
        found = [questions[question] for questions in scored if question in questions]
        return [points for points, verdict in found if verdict is not Verdict.UNMARKED]

    def verdicts_of(self, question: str) -> Counter[Verdict]:
        """Return how often each verdict was given on one question."""
        judged = (line.questions[question] for line in self.lines if question in line.questions)
        return Counter(verdict for _, verdict in judged)

    def matrix(self) -> tuple[list[RuleResult], NDArray[np.int64], int]:
        """Return rules, the points of each submission for each, and how many were left out.

        Submissions that were judged by other rules than most, as after a change of the suite, are
        left out: their points cannot be compared.
        """
        ids, points = max(self._points.items(), key=lambda item: len(item[1]), default=((), []))
        left_out = sum(map(len, self._points.values())) - len(points)
        table = np.array(points, dtype=np.int64).reshape(len(points), len(ids))
        return [self.rules[id_] for id_ in ids], table, left_out

    def _count_key(self, key: Key, result: Result) -> None:
        used = {
            "suite": key.suite_sha256,
            "vectors": key.vectors_sha256,
            "engine": key.engine,
            "level": result.level.value,
            "settings": key.settings,
        }
        for name, value in used.items():
            self.keys.setdefault(name, Counter())[value] += 1

    def _count_misconceptions(self, question: QuestionResult) -> None:
        named = [(question.id, id_) for id_ in question.misconceptions]
        self.misconceptions.update(named)
        if len(named) > 1:
            self.ties.update(named)

    def _count_rules(self, rules: Sequence[RuleResult]) -> None:
        self.rules.update((rule.id, rule) for rule in rules)
        self.judged.update(rule.id for rule in rules)
        self.failed.update(rule.id for rule in rules if not rule.passed)
        points = self._points.setdefault(tuple(rule.id for rule in rules), [])
        points.append(tuple(rule.points for rule in rules))


def _line(row: Row, file: str, student: str, ending: tuple[str, ...]) -> Line:
    result = row.result
    return Line(
        name=result.student,
        student=student,
        submission=result.submission,
        sha256=result.submission_sha256,
        file=file,
        status=result.status,
        level=result.level,
        score=result.score,
        max_score=result.max_score,
        questions={each.id: (each.points, each.verdict) for each in result.questions},
        misconceptions=_each_once(result.questions),
        message=result.message,
        seconds=row.seconds,
        ending=ending,
    )


def _each_once(questions: Iterable[QuestionResult]) -> tuple[str, ...]:
    ids = (id_ for question in questions for id_ in question.misconceptions)
    return tuple(dict.fromkeys(ids))
