"""A class of any size, made from the catalogue of misconceptions with known frequencies.

Every misconception is graded once; students are put together from those results, one version of
each question, so that a class of thousands costs no more grading than one of a hundred.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from autograder import description
from autograder.gradebook.model import Described, Row
from autograder.gradebook.store import Gradebook
from autograder.grading.engine import Engine
from autograder.grading.messages import Done, Job
from autograder.grading.pool import Pool
from autograder.results import Level, Result

_ROOT = Path(__file__).parent.parent
_RIGHT = 0.4  # of the class, in each question


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One version of one graded function, and what grading says of it.

    Attributes:
        id: the misconception; empty for the reference.
        source: a module that defines this version.
    """

    id: str
    question: str
    source: bytes
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthetic:
    """A class.

    Attributes:
        rows: of each student, with the bytes handed in.
        frequencies: how often each misconception is among them.
        described: what reports say of the assignment.
    """

    rows: Sequence[tuple[Row, bytes]]
    frequencies: Counter[str]
    described: Described


def graded(most: int | None = None) -> list[Known]:
    """Grade the reference and the first `most` misconceptions of each question, or all.

    A misconception that shares its answers with another is left out: what it would be called is
    not known beforehand.
    """
    assignment = description.load(_ROOT / "pyproject.toml")
    catalogue, whole = _of_the_course("misconceptions", "submissions")
    versions: list[tuple[str, str, bytes]] = []
    for question in assignment.questions:
        versions.append(("", question.id, assignment.source.read_bytes()))
        own = [each for each in catalogue.CATALOGUE if each.question == question.id]
        versions += [
            (each.id, question.id, whole.as_submission(each, question.function).encode())
            for each in own[:most]
        ]
    jobs = (
        Job(number=number, content=source, filename="version.py")
        for number, (_, _, source) in enumerate(versions)
    )
    with Pool(Engine.load(assignment, Level.OPEN), 1) as pool:
        done = {each.number: each.result for each in pool.grade(jobs) if isinstance(each, Done)}
    known = [
        Known(id=id_, question=question, source=source, result=done[number])
        for number, (id_, question, source) in enumerate(versions)
    ]
    return [each for each in known if _named(each) == ((each.id,) if each.id else ())]


def class_of(size: int, known: Sequence[Known]) -> Synthetic:
    """Return a class of `size` students.

    The n-th misconception of a question is about n times rarer than the first.
    """
    random = Random(20261123)  # noqa: S311 - to be the same every time
    engine = Engine.load(description.load(_ROOT / "pyproject.toml"), Level.OPEN)
    columns = [
        _drawn([each for each in known if each.question == question.id], size, random)
        for question in engine.assignment.questions
    ]
    rows = []
    for number, versions in enumerate(zip(*columns, strict=True)):
        result, content = _student(f"student{number:05}", versions)
        key = engine.key(result.student, result.submission, result.submission_sha256)
        seconds = round(random.lognormvariate(-4.0, 0.3), 6)
        rows.append((Row(key=key, result=result, seconds=seconds), content))
    return Synthetic(
        rows=rows,
        frequencies=Counter(each.id for column in columns for each in column if each.id),
        described=engine.described(),
    )


def record(gradebook: Gradebook, made: Synthetic) -> None:
    """Make a class the class list of a gradebook."""
    gradebook.describe(made.described)
    for row, content in made.rows:
        gradebook.record(row.key, row.result, content=content, seconds=row.seconds)
    gradebook.finish(whole=True)


def _of_the_course(*names: str) -> list[Any]:
    """Import modules of `solutions`."""
    before = list(sys.path)
    # No longer than this: a module there has the name of a package.
    sys.path[:0] = [str(_ROOT / "solutions"), str(_ROOT / "assignment")]
    try:
        return [import_module(name) for name in names]
    finally:
        sys.path[:] = before


def _named(known: Known) -> tuple[str, ...]:
    questions = {question.id: question for question in known.result.questions}
    return questions[known.question].misconceptions


def _drawn(known: Sequence[Known], size: int, random: Random) -> list[Known]:
    right, *wrong = known
    weights = [1 / (place + 1) for place in range(len(wrong))]
    drawn = [right] * round(_RIGHT * size)
    drawn += random.choices(wrong, weights, k=size - len(drawn))
    random.shuffle(drawn)
    return drawn


def _student(name: str, versions: Sequence[Known]) -> tuple[Result, bytes]:
    """Return a student's result, each question of it from one version, and bytes of their own."""
    sources = dict.fromkeys(each.source for each in versions)
    content = b"\n\n".join([f"# {name}\n".encode(), *sources])
    parts = [
        (question, [rule for rule in each.result.rules if rule.question == question.id])
        for each in versions
        for question in each.result.questions
        if question.id == each.question
    ]
    questions = tuple(question for question, _ in parts)
    result = replace(
        versions[0].result,
        student=name,
        submission=f"{name}.py",
        submission_sha256=sha256(content).hexdigest(),
        questions=questions,
        rules=tuple(rule for _, rules in parts for rule in rules),
        message="; ".join(f"{each.id}: {each.message}" for each in questions if each.message),
    )
    return result, content
