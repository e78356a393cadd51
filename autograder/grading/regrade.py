"""Grades again what the gradebook keeps, where something that a result depends on has changed.

No submission is looked for: the graded bytes are in the gradebook. A run that is stopped leaves
the class list as it was, and what it found out is reused by the next one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from autograder.errors import UsageError
from autograder.forking import side_by_side
from autograder.gradebook.changes import Change, causes
from autograder.grading.engine import Engine
from autograder.grading.rejudging import Rejudging
from autograder.grading.run import Observer, grade_all
from autograder.intake.model import Submission
from autograder.report.render import render
from autograder.results import Level, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.description import Assignment
    from autograder.gradebook.model import Key, Row
    from autograder.gradebook.store import Gradebook
    from autograder.grading.workers import Opening
    from autograder.results import Result

    # A change, "the same", what only running can tell, and None where nothing has changed.
    Outlook = Change | str | tuple[str, str] | None


_FAULT = "the grader itself failed"
_WORTH_A_PROCESS = 100  # rows; judging fewer takes less time than another process
_SAME = "the same"
_LOST = "its answers are not kept, or are damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What grading again would do; its size does not grow with what results hold.

    Attributes:
        affected: student, path and causes of each row to grade again, in the class list's order.
        without_bytes: student and path of rows that something has changed for, but of which there
            are no bytes: they stay as they are.
        total: rows of the class list.
    """

    affected: tuple[tuple[str, str, tuple[str, ...]], ...]
    without_bytes: tuple[tuple[str, str], ...]
    total: int


def plan(gradebook: Gradebook, engine: Engine) -> Plan:
    """Return which rows of the class list depend on something that has changed.

    Raises:
        UsageError: the gradebook cannot be read.
    """
    affected, without, total = [], [], 0
    for row in gradebook.rows():
        total += 1
        why = _why(row, engine, gradebook)
        if why and gradebook.holds(row.key.submission_sha256):
            affected.append((row.key.student, row.key.submission, why))
        elif why:
            without.append((row.key.student, row.key.submission))
    return Plan(affected=tuple(affected), without_bytes=tuple(without), total=total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What grading again would change.

    Attributes:
        changes: rows whose answers were kept and are worth something else now.
        unchanged: how many others of them there are.
        to_run: student and path of rows of which only running can tell.
    """

    changes: tuple[Change, ...]
    unchanged: int
    to_run: tuple[tuple[str, str], ...]


def level_of(gradebook: Gradebook) -> Level | None:
    """Return the level that the class list was graded at; None where it was not one."""
    levels = {_level(key) for key in gradebook.graded_with()}
    return levels.pop() if len(levels) == 1 else None


def engine_of(gradebook: Gradebook, described: Assignment) -> Engine:
    """Return what judges the class list's kept answers at the level that it was graded at.

    Raises:
        UsageError: it was not one level.
    """
    level = level_of(gradebook)
    if level is None:
        raise UsageError(
            f"the class in {gradebook.out} was graded at several levels, or by an older version: "
            f"run `autograder regrade {gradebook.out}` first"
        )
    return Engine.load(described, level)


def _level(key: Key) -> Level | None:
    try:
        return Level(json.loads(key.settings)["level"])
    except (ValueError, KeyError, TypeError):
        return None  # settings of an older form


def preview(gradebook: Gradebook, engine: Engine, jobs: int = 1) -> Preview:
    """Judge kept answers by what holds now; nothing is written, and nobody's code runs.

    Args:
        gradebook: of the class.
        engine: what to judge with.
        jobs: processes to judge in, if the class is not a small one.

    Raises:
        UsageError: the gradebook cannot be read.
        SuiteError: the hidden suite cannot be collected, or asks for what is not there.
        GraderFault: a rule failed itself, or a process ended.
    """
    from autograder.judge.session import Collected  # imports pytest, which few runs need here

    collected = Collected.of(engine.assignment)
    total = sum(gradebook.graded_with().values())
    jobs = min(jobs, 1 + total // _WORTH_A_PROCESS)

    def part(number: int) -> list[Outlook]:
        with nullcontext(gradebook) if number == 0 else gradebook.reopened() as opened:
            rows = islice(opened.rows(), number, None, jobs)
            return _judged(rows, opened, Rejudging(engine, opened, collected))

    parts = side_by_side(part, jobs)
    in_order = [*filter(None, chain.from_iterable(zip_longest(*parts)))]
    return Preview(
        changes=tuple(each for each in in_order if isinstance(each, Change)),
        unchanged=in_order.count(_SAME),
        to_run=tuple(each for each in in_order if isinstance(each, tuple)),
    )


def _judged(rows: Iterable[Row], gradebook: Gradebook, rejudging: Rejudging) -> list[Outlook]:
    """Return what becomes of each row that something has changed for; None for the others."""
    found: list[Outlook] = []
    engine = rejudging.engine
    for row in rows:
        if not _why(row, engine, gradebook) or not gradebook.holds(row.key.submission_sha256):
            found.append(None)
            continue
        new = rejudging.anew(row)
        if new is None:
            found.append((row.key.student, row.key.submission))
        else:
            found.append(Change.between(row.result, new) or _SAME)
    return found


def regrade(
    gradebook: Gradebook,
    engine: Engine,
    observer: Observer,
    planned: Plan,
    *,
    jobs: int = 1,
    elsewhere: Opening | None = None,
) -> list[Change]:
    """Grade again what `planned` says, and render; nothing that was recorded is overwritten.

    Args:
        gradebook: whose class list is brought up.
        engine: what to grade with.
        observer: is told of each result.
        planned: what `plan` found.
        jobs: worker processes.
        elsewhere: opens what grades in place of processes here.

    Returns:
        Every affected row whose grade changed, in the class list's order.

    Raises:
        UsageError: the gradebook cannot be read or written.
        GraderFault: our own processes failed altogether.
    """
    comparing = _Comparing(observer)
    sources = _sources(gradebook, engine, comparing)
    if planned.affected:
        gradebook.forget([student for student, _, why in planned.affected if _LOST in why])
        total = len(planned.affected)
        grade_all(sources, total, engine, gradebook, comparing, jobs=jobs, elsewhere=elsewhere)
        gradebook.finish(whole=False)
        gradebook.note(
            f"graded {len(planned.affected)} submissions again; {len(comparing.changes)} of the "
            "results changed"
        )
    else:
        gradebook.describe(engine.described())  # words alone may be new
    render(gradebook)
    places = {row[:2]: place for place, row in enumerate(planned.affected)}
    return sorted(comparing.changes, key=lambda change: places[change.student, change.submission])


@dataclass(frozen=True, slots=True)
class _Kept:
    """A submission whose bytes the gradebook kept."""

    gradebook: Gradebook
    row: Row

    def read(self) -> Submission:
        result, key = self.row.result, self.row.key
        content = self.gradebook.content(key.submission_sha256)
        assert content is not None
        return Submission(
            student=key.student,
            path=key.submission,
            filename=key.submission.rpartition("/")[2],
            content=content,
            remarks=result.notes[: result.remarks],
        )


@dataclass(slots=True)
class _Comparing:
    """Compares each new result with the one it takes the place of; holds only rows at work."""

    observer: Observer
    at_work: dict[tuple[str, str], Row] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def begin(self, total: int) -> None:
        self.observer.begin(total)

    def note(self, sentence: str) -> None:
        self.observer.note(sentence)

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        old = self.at_work.pop((result.student, result.submission))
        change = Change.between(old.result, result)
        if change is not None:
            self.changes.append(change)
        self.observer.known(result, reused=reused, seconds=seconds)


def outdated(gradebook: Gradebook, engine: Engine) -> Counter[str]:
    """Return what has changed since rows of the class list were graded, each with how many rows."""
    blank = engine.key("", "", "")
    found: Counter[str] = Counter()
    for key, count in gradebook.graded_with().items():
        found.update(dict.fromkeys(causes(key, blank), count))
    return found


def _sources(gradebook: Gradebook, engine: Engine, comparing: _Comparing) -> Iterator[_Kept]:
    for row in gradebook.rows():
        if _why(row, engine, gradebook) and gradebook.holds(row.key.submission_sha256):
            comparing.at_work[row.key.student, row.key.submission] = row
            yield _Kept(gradebook, row)


def _why(row: Row, engine: Engine, gradebook: Gradebook) -> tuple[str, ...]:
    """Return why a row has to be graded again; empty when it does not."""
    key = row.key
    changed = causes(key, engine.key(key.student, key.submission, key.submission_sha256))
    fault = (_FAULT,) if row.result.status is Status.GRADER_ERROR else ()
    if changed or fault or not key.submission_sha256:
        return (*changed, *fault)
    return () if gradebook.has_kept(engine.run(key.submission_sha256, key.submission)) else (_LOST,)
