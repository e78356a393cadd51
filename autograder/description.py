"""The assignment's description: [tool.autograder] of the pyproject.toml beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from autograder import terms
from autograder.errors import DescriptionError
from autograder.exercise import Exercise, checked
from autograder.terms import LatePolicy
from autograder.written import Written

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
        marks: the CSV file of points for the questions that are marked by hand, if there is one.
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
    marks: Path | None = None
    gradescope: Gradescope = Gradescope()


def find(start: Path) -> Assignment:
    """Load the nearest description at or above `start`.

    Raises:
        DescriptionError: there is none, or it is wrong.
    """
    return load(locate(start))


def nearest(start: Path) -> Path | None:
    """Return the nearest pyproject.toml at or above `start` that describes an assignment."""
    start = start.resolve()
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file() and "[tool.autograder]" in path.read_text("utf-8", "replace"):
            return path
    return None


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


def load(path: Path) -> Assignment:
    """Read and check the description in the pyproject.toml at `path`.

    Raises:
        DescriptionError: it cannot be read, or a field is missing, unknown or wrong.
    """
    written = Written.of_project(path, msgspec.convert)
    found = checked(Assignment, written)
    if found.marks is not None and len(found.judged) == len(found.questions):
        written.refuse(
            "",
            "marks",
            "has `marks`, and every question has a `function`",
            "delete that line, or add a question with `points` and without a `function`",
        )
    _check_readable(found, written)
    trouble = "" if found.late_policy is None else terms.problem(found.late_policy)
    if trouble:
        raise DescriptionError(f"{path}: {trouble}")
    return found


def _check_readable(found: Assignment, written: Written) -> None:
    """Refuse a data file that submissions must not read, or that has no name of its own.

    Raises:
        DescriptionError: there is one.
    """
    secret = [found.source, found.hidden_suite, found.hidden_vectors, *found.secret]
    secret += [path for path in (found.overrides, found.marks) if path is not None]
    taken = {path.name: path for path in (found.public_vectors, found.hints, *found.data)}
    for path in found.readable:
        if any(each in (path, *path.parents) for each in secret):
            written.refuse(
                "",
                "readable",
                f"has {path.name} in `readable`, which students must not have",
                "name files that every student receives",
            )
        if taken.setdefault(path.name, path) != path:
            written.refuse(
                "",
                "readable",
                f"has two files named {path.name} for the hand-out's data folder",
                "rename one of them",
            )
