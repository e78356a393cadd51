"""The assignment's description: [tool.autograder] of the pyproject.toml beside it.

It says all, or names the one file that does: ``author = "softmax.py"`` (`author_file`). Both are
the same keys, and make the same object.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from autograder import author_file, terms
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
        source: the right answers, with solution marks.
        handout: the folder that students receive.
        notebook: the master of the notebook, a jupytext file with otter-grader's cells.
        allowed: patterns of what the hand-out may hold; whatever else is there is a mistake.
        secret: folders and modules whose code knows answers, beside the source and the suite.
        explorer: a package that draws a page from a student's functions, if there is one.
        data: further data files that students receive; the vector builder makes them too.
        hidden_suite: the folder of the rules, or the one file that holds them.
        hidden_vectors: the test vectors that grade.
        vector_builder: the module that makes the vectors.
        seed: what the hidden inputs are drawn from.
        points: what the rules must add up to; None where nobody has said.
        late_policy: what lateness costs, or None when that is not for the grader to say.
        overrides: the CSV file of what is granted to single students, if there is one.
        marks: the CSV file of points for the questions that are marked by hand, if there is one.
        gradescope: what Gradescope shows to whom.
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
    seed: int = 1
    points: int | None = None
    late_policy: LatePolicy | None = None
    overrides: Path | None = None
    marks: Path | None = None
    gradescope: Gradescope = Gradescope()

    @property
    def is_one_file(self) -> bool:
        """Whether one file holds the right answers, the vectors' builder and the rules."""
        return self.source == self.vector_builder == self.hidden_suite


# Where things lie unless an author's file says otherwise, and what that file itself is.
PLACES = {
    "handout": "assignment",
    "hidden_vectors": "datasets/hidden.h5",
    "public_vectors": "datasets/public.h5",
    "public_suite": "assignment/checks",
    "hints": "datasets/hints.json",
}
_ROLES = ("source", "hidden_suite", "vector_builder")


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
    written = _written(path)
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


def _written(path: Path) -> Written:
    """Return what a pyproject.toml says of an assignment, or the author's file that it names."""
    written = Written.of_project(path, msgspec.convert)
    is_one_file = isinstance(written.table, dict) and "author" in written.table
    return _of_author(written) if is_one_file else written


def _of_author(project: Written) -> Written:
    name = project.table["author"]
    if not isinstance(name, str):
        project.refuse("", "author", f"has `author` = {name!r}", 'write author = "NAME.py"')
    for key in project.table:
        if key != "author":
            project.refuse("", key, f"has `{key}` beside `author`", f"write it in {name}")
    path, ours = project.root / name, dict.fromkeys(_ROLES, name)
    said = author_file.table(path)
    for key in (key for key in said if key in ours):
        project.refuse("", "author", f"names {name}, which says `{key}` too", "delete that key")
    table = _defaults(Path(name).stem) | said
    table = {"allowed": _allowed(table, name)} | table | ours
    written = Written(str(path), table, root=project.root, convert=msgspec.convert)
    written.line_of = partial(author_file.line_of, path)
    return written


def _defaults(stem: str) -> dict[str, Any]:
    files = [f"{stem}.ipynb", f"{stem}.py"]
    return PLACES | {"id": stem, "title": stem, "files": files, "given": {"np": "numpy"}}


def _allowed(table: dict[str, Any], name: str) -> list[str]:
    """Return what a hand-out may hold where nobody has said: what is made, and words about it."""
    built = [table["public_vectors"], table["hints"]]
    built += [*_list(table, "data"), *_list(table, "readable")]
    named = [name, *_list(table, "files"), *_list(table, "helpers")]
    made = ["README.md", "checks/*", "checks/engine.zip/autograder/*.py"]
    return [*made, *map(_last, named), *(f"data/{_last(each)}" for each in built)]


def _list(table: dict[str, Any], key: str) -> list[Any]:
    """Return a list of the table; none where it is something else, which is refused later."""
    found = table.get(key)
    return found if isinstance(found, list) else []


def _last(path: Any) -> str:
    return str(path).rpartition("/")[2]
