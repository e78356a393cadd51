"""One look at every row of the class list, and what a report needs of it.

Of each row a few short values are kept, so that memory holds classes of any size.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.gradebook.model import Key, Row
from autograder.results import (
    NOTHING_TO_JUDGE,
    About,
    Level,
    QuestionResult,
    Result,
    RuleResult,
    Status,
    Verdict,
)

_NEARLY_ALL = 0.9
_EXCEPTION = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Warning)\b")


class Broken(NamedTuple):
    """A rule that a submission breaks: what was seen, and the student's own line and its place."""

    rule: str
    message: str
    line: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What grades.csv and the report's table show of one row.

    Attributes:
        name: the row's own name for the student.
        student: as people call the student.
        file: the stem of the row's own files.
        questions: points and verdict of each, by its id.
        broken: what became of each rule that does not hold, where there was something to judge.
        crashes: the exception that stopped each question, by its id.
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
    broken: tuple[Broken, ...] = ()
    crashes: Mapping[str, str] = field(default_factory=dict)
    ending: tuple[str, ...] = ()


@dataclass(slots=True)
class Survey:
    """What the rows that were added come to.

    Attributes:
        lines: one for each row, in the order of the class list.
        questions: by id, as the last row has them.
        rules: by id, as the last row has them.
        failed: how many submissions break each rule, by its id.
        judged: how many submissions have something that each rule could be about.
        below: how many of those that were judged have less than full marks.
        explained: of how many of them a misconception explains something.
        lacking: how many of the others lack a function, or have not filled one in.
        crashes: how often an exception stopped a question, by question and exception.
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
    below: int = 0
    explained: int = 0
    lacking: int = 0
    crashes: Counter[tuple[str, str]] = field(default_factory=Counter)
    keys: dict[str, Counter[str]] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    _breakers: dict[str, set[int]] = field(default_factory=dict)
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
        self._count_explained(result)
        self.crashes.update(self.lines[-1].crashes.items())
        if result.rules:
            self._count_rules(result)

    def catches_all(self, rule: str) -> bool:
        """Return whether nearly all who break other rules about values break this one, too.

        Such a rule says that something is wrong, and not what.
        """
        about = self.rules[rule]
        others = [
            breakers
            for id_, breakers in self._breakers.items()
            if id_ != rule and _is_beside(self.rules[id_], about)
        ]
        whoever = set().union(*others)
        caught = whoever & self._breakers.get(rule, set())
        return len(others) > 1 and len(caught) >= _NEARLY_ALL * len(whoever)

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

    def _count_explained(self, result: Result) -> None:
        if result.status is not Status.GRADED or result.score == result.max_score:
            return
        self.below += 1
        if any(question.misconceptions for question in result.questions):
            self.explained += 1
        elif any(question.verdict in NOTHING_TO_JUDGE for question in result.questions):
            self.lacking += 1

    def _count_rules(self, result: Result) -> None:
        rules = result.rules
        self.rules.update((rule.id, rule) for rule in rules)
        judged = _with_something(result)
        self.judged.update(rule.id for rule in rules if rule.question in judged)
        for broken in self.lines[-1].broken:
            self.failed[broken.rule] += 1
            self._breakers.setdefault(broken.rule, set()).add(len(self.lines))
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
        broken=tuple(_broken(result)),
        crashes=dict(_crashes(result)),
        ending=ending,
    )


def _is_beside(rule: RuleResult, other: RuleResult) -> bool:
    """Return whether a rule is about values of the same question."""
    return rule.question == other.question and rule.about is About.VALUE


def _with_something(result: Result) -> set[str]:
    """Return the questions of which there is something to judge."""
    found = (each for each in result.questions if each.verdict not in NOTHING_TO_JUDGE)
    return {question.id for question in found}


def _broken(result: Result) -> Iterator[Broken]:
    judged = _with_something(result)
    for rule in result.rules:
        if not rule.passed and rule.question in judged:
            yield Broken(rule.id, rule.message, rule.line, rule.place)


def _crashes(result: Result) -> Iterator[tuple[str, str]]:
    for question in result.questions:
        found = _EXCEPTION.search(question.message)
        if question.verdict is Verdict.CRASHED and found:
            yield question.id, found.group()


def _each_once(questions: Iterable[QuestionResult]) -> tuple[str, ...]:
    ids = (id_ for question in questions for id_ in question.misconceptions)
    return tuple(dict.fromkeys(ids))
