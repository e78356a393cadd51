"""The assignment's description: [tool.autograder] of the pyproject.toml beside it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from autograder import terms
from autograder.errors import DescriptionError
from autograder.exercise import Exercise, Limits, Question
from autograder.terms import LatePolicy

__all__ = [
    "Assignment",
    "Gradescope",
    "Limits",
    "Question",
    "TextFormat",
    "Visibility",
    "find",
    "load",
    "locate",
    "nearest",
]

# Gradescope's own words.
Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]
TextFormat = Literal["text", "html", "simple_format", "md", "ansi"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradescope:
    """What Gradescope shows to whom; it hides the total as well as soon as any test is hidden.

    Attributes:
        visibility: who may see the rules, and when.
        stdout_visibility: who may see what the grader prints: times, levels, faults.
        name_format: how the rules' sentences are marked up.
    """

    visibility: Visibility = "visible"
    stdout_visibility: Visibility = "hidden"
    name_format: TextFormat = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Exercise):
    """Everything the engine knows about an assignment: beside what students hold, what they do not.

    Paths are absolute.

    Attributes:
        notebook: the master of the notebook, a jupytext file with otter-grader's cells.
        allowed: patterns of what the hand-out may hold; whatever else is there is a mistake.
        secret: folders and modules whose code knows answers, beside the source and the suite.
        explorer: a package that draws a page from a student's functions, if there is one.
        data: further data files that students receive; the vector builder makes them too.
        late_policy: what lateness costs, or None when that is not for the grader to say.
        overrides: the CSV file of what is granted to single students, if there is one.
    """

    source: Path
    handout: Path
    notebook: Path | None = None
    allowed: tuple[str, ...] = ()
    secret: tuple[Path, ...] = ()
    explorer: Path | None = None
    data: tuple[Path, ...] = ()
    hidden_suite: Path
    hidden_vectors: Path
    vector_builder: Path
    seed: int
    late_policy: LatePolicy | None = None
    overrides: Path | None = None
    gradescope: Gradescope = Gradescope()


class _Table(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The table as written; the same fields with paths still relative."""

    id: str
    title: str
    source: str
    handout: str
    notebook: str | None = None
    allowed: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    files: tuple[str, ...]
    helpers: tuple[str, ...] = ()
    given: dict[str, str] = {}
    hidden_suite: str
    hidden_vectors: str
    public_vectors: str
    public_suite: str | None = None
    vector_builder: str
    hints: str
    explorer: str | None = None
    data: tuple[str, ...] = ()
    seed: int
    questions: tuple[Question, ...]
    limits: Limits = Limits()
    late_policy: LatePolicy | None = None
    overrides: str | None = None
    gradescope: Gradescope = Gradescope()


def find(start: Path) -> Assignment:
    """Load the nearest description at or above `start`.

    Raises:
        DescriptionError: there is none, or it is wrong.
    """
    return load(locate(start))


def locate(start: Path) -> Path:
    """Return the nearest pyproject.toml at or above `start` that describes an assignment.

    Raises:
        DescriptionError: there is none.
    """
    path = nearest(start)
    if path is None:
        raise DescriptionError(
            f"no pyproject.toml with [tool.autograder] at or above {start.resolve()}: run this "
            "inside the assignment's folder, or name it with --assignment"
        )
    return path


def nearest(start: Path) -> Path | None:
    """Return the nearest pyproject.toml at or above `start` that describes an assignment."""
    start = start.resolve()
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file() and "[tool.autograder]" in path.read_text("utf-8", "replace"):
            return path
    return None


def load(path: Path) -> Assignment:
    """Read and check the description in the pyproject.toml at `path`.

    Raises:
        DescriptionError: it cannot be read, or a field is missing, unknown or wrong.
    """
    try:
        written = tomllib.loads(path.read_text("utf-8")).get("tool", {}).get("autograder")
        if isinstance(written, dict) and "extras" in written:
            raise ValueError(
                f"delete the line `extras`, and move the files of {written['extras']} into the "
                "folder that `handout` names"
            )
        table = msgspec.convert(written, _Table)
    except (OSError, ValueError) as error:  # msgspec's and tomllib's errors are ValueErrors
        raise DescriptionError(f"[tool.autograder] in {path} is not usable: {error}") from error
    _check(table, path)
    root = path.parent.resolve()
    return Assignment(
        root=root,
        id=table.id,
        title=table.title,
        source=root / table.source,
        handout=root / table.handout,
        notebook=root / table.notebook if table.notebook else None,
        allowed=table.allowed,
        secret=tuple(root / name for name in table.secret),
        explorer=root / table.explorer if table.explorer else None,
        data=tuple(root / name for name in table.data),
        files=table.files,
        helpers=tuple(root / helper for helper in table.helpers),
        given=table.given,
        hidden_suite=root / table.hidden_suite,
        hidden_vectors=root / table.hidden_vectors,
        public_vectors=root / table.public_vectors,
        public_suite=root / table.public_suite if table.public_suite else None,
        vector_builder=root / table.vector_builder,
        hints=root / table.hints,
        seed=table.seed,
        questions=table.questions,
        limits=table.limits,
        late_policy=table.late_policy,
        overrides=None if table.overrides is None else root / table.overrides,
        gradescope=table.gradescope,
    )


def _check(table: _Table, path: Path) -> None:
    ids = [question.id for question in table.questions]
    functions = [question.function for question in table.questions]
    if not ids or len(set(ids)) < len(ids) or len(set(functions)) < len(functions):
        raise DescriptionError(f"{path}: give at least one question, each id and function once")
    limits = table.limits
    if min(limits.call_seconds, limits.submission_seconds, limits.memory_mib) <= 0:
        raise DescriptionError(f"{path}: every limit must be above zero")
    trouble = "" if table.late_policy is None else terms.problem(table.late_policy)
    if trouble:
        raise DescriptionError(f"{path}: {trouble}")
