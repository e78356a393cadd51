"""Grades from a script: results as values, and nothing written."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import description
from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading import run
from autograder.grading.engine import Engine
from autograder.intake.plan import plan
from autograder.results import Level
from autograder.sandbox.outside import level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.description import Assignment
    from autograder.results import Result


class _Silent:
    """An observer that shows no progress; what authors should know is a warning."""

    def begin(self, total: int) -> None:
        """Say nothing."""

    def note(self, sentence: str) -> None:
        """Warn."""
        warnings.warn(sentence, stacklevel=2)

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        """Say nothing."""


def grade(
    submissions: str | Path | Iterable[str | Path],
    assignment: str | Path | Assignment,
    *,
    jobs: int = 1,
    min_level: Level = Level.SEALED,
) -> tuple[Result, ...]:
    """Grade submissions and return one result for each student, in the order of grades.csv.

    Nothing is kept: for a gradebook and reports, run `autograder grade`. Points are those of the
    rules, which a late policy and overrides do not change here.

    Args:
        submissions: files, folders or zips, as for `autograder grade`.
        assignment: the folder whose pyproject.toml describes the assignment, or the description.
        jobs: worker processes.
        min_level: the weakest isolation level to accept.

    Raises:
        UsageError: a path, the assignment or the level cannot be used.
        GraderFault: the grader's own processes failed.
    """
    paths = [submissions] if isinstance(submissions, str | Path) else submissions
    described = _described(assignment)
    batch = plan([Path(path) for path in paths], described)
    engine = Engine.load(described, level.at_least(min_level))
    with tempfile.TemporaryDirectory() as folder, Gradebook.open(Path(folder)) as gradebook:
        run.grade(batch, engine, gradebook, _Silent(), jobs=jobs)
        return tuple(row.result for row in gradebook.rows())


def judge_file(
    file: str | Path, assignment: str | Path | Assignment, *, min_level: Level = Level.SEALED
) -> Result:
    """Judge one module or notebook by the hidden suite and return its result; nothing is kept.

    Args:
        file: the module or notebook.
        assignment: the folder whose pyproject.toml describes the assignment, or the description.
        min_level: the weakest isolation level to accept.

    Raises:
        UsageError: the file, the assignment or the level cannot be used.
        GraderFault: the grader's own processes failed.
    """
    if not Path(file).is_file():
        raise UsageError(f"{file} is not a file: name one module or notebook")
    (result,) = grade(file, assignment, min_level=min_level)
    return result


def _described(assignment: str | Path | Assignment) -> Assignment:
    if isinstance(assignment, description.Assignment):
        return assignment
    path = Path(assignment)
    return description.load(path / "pyproject.toml" if path.is_dir() else path)
