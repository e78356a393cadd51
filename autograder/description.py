"""The assignment's description: [tool.autograder] of the pyproject.toml beside it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.errors import DescriptionError

__all__ = ["Assignment", "Limits", "Question", "find", "load"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One graded function."""

    id: str
    function: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a submission may use.

    Attributes:
        call_seconds: wall clock of one call, and of loading the submission.
        submission_seconds: wall clock of all that one submission may use.
        memory_mib: address space over what the interpreter with NumPy needs.
    """

    call_seconds: float = 2.0
    submission_seconds: float = 60.0
    memory_mib: int = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Everything the engine knows about an assignment; paths are absolute.

    Attributes:
        files: names under which the assignment is handed in, best first.
        helpers: modules given to students, importable by submissions.
        given: names bound before a submission runs, to the modules they stand for.
        hints: what to tell whoever has a misconception, by its id; built with the vectors.
        explorer: a package that draws a page from a student's functions, if there is one.
        data: further data files that students receive; the vector builder makes them too.
    """

    root: Path
    id: str
    title: str
    source: Path
    handout: Path
    files: tuple[str, ...]
    helpers: tuple[Path, ...]
    given: dict[str, str]
    hidden_suite: Path
    hidden_vectors: Path
    public_vectors: Path
    vector_builder: Path
    hints: Path
    data: tuple[Path, ...]
    seed: int
    questions: tuple[Question, ...]
    limits: Limits
    explorer: Path | None = None

    @property
    def functions(self) -> tuple[str, ...]:
        """Names of the graded functions, in the order of their questions."""
        return tuple(question.function for question in self.questions)


class _Table(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The table as written; the same fields with paths still relative."""

    id: str
    title: str
    source: str
    handout: str
    files: tuple[str, ...]
    helpers: tuple[str, ...] = ()
    given: dict[str, str] = {}
    hidden_suite: str
    hidden_vectors: str
    public_vectors: str
    vector_builder: str
    hints: str
    data: tuple[str, ...] = ()
    seed: int
    questions: tuple[Question, ...]
    limits: Limits = Limits()
    explorer: str | None = None


def find(start: Path) -> Assignment:
    """Load the nearest description at or above `start`.

    Raises:
        DescriptionError: there is none, or it is wrong.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file() and "[tool.autograder]" in path.read_text("utf-8", "replace"):
            return load(path)
    raise DescriptionError(
        f"no pyproject.toml with [tool.autograder] at or above {start}: run this inside the "
        "assignment's folder, or name it with --assignment"
    )


def load(path: Path) -> Assignment:
    """Read and check the description in the pyproject.toml at `path`.

    Raises:
        DescriptionError: it cannot be read, or a field is missing, unknown or wrong.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
        table = msgspec.convert(document.get("tool", {}).get("autograder"), _Table)
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
        files=table.files,
        helpers=tuple(root / helper for helper in table.helpers),
        given=table.given,
        hidden_suite=root / table.hidden_suite,
        hidden_vectors=root / table.hidden_vectors,
        public_vectors=root / table.public_vectors,
        vector_builder=root / table.vector_builder,
        hints=root / table.hints,
        data=tuple(root / name for name in table.data),
        seed=table.seed,
        questions=table.questions,
        limits=table.limits,
        explorer=root / table.explorer if table.explorer else None,
    )


def _check(table: _Table, path: Path) -> None:
    ids = [question.id for question in table.questions]
    functions = [question.function for question in table.questions]
    if not ids or len(set(ids)) < len(ids) or len(set(functions)) < len(functions):
        raise DescriptionError(f"{path}: give at least one question, each id and function once")
    limits = table.limits
    if min(limits.call_seconds, limits.submission_seconds, limits.memory_mib) <= 0:
        raise DescriptionError(f"{path}: every limit must be above zero")
