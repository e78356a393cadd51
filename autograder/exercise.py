"""An assignment as a student holds it: what a self-check needs to know, and nothing hidden.

In the hand-out it is kept beside the public rules, in `FILE`; for a course, [tool.autograder] says
the same and more (`description`). Both are read by one parser (`written`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from autograder.errors import DescriptionError
from autograder.written import Written

__all__ = [
    "FILE",
    "FOLDER",
    "PYTEST_INI",
    "Exercise",
    "Limits",
    "Question",
    "checked",
    "encode",
    "project",
    "read",
]

FOLDER = "checks"  # where the public rules lie in a hand-out
FILE = "assignment.json"

# For the top of a hand-out: pytest finds the rules, imports this package and not the plugin of one
# that is installed, and leaves nothing behind.
PYTEST_INI = f"""\
[pytest]
testpaths = {FOLDER}
pythonpath = .
addopts = -p no:autograder -p no:cacheprovider
"""


_AGAIN = "take it from the hand-out again"
E = TypeVar("E", bound="Exercise")


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
    submission_seconds: float = 10.0
    memory_mib: int = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """What is known to whoever does the exercise; paths are absolute.

    Attributes:
        files: names under which the assignment is handed in, best first.
        helpers: modules given to students, importable by submissions.
        given: names bound before a submission runs, to the modules they stand for.
        public_vectors: what to check one's own work by.
        public_sha256: of that file as it was handed out; empty where it is built.
        public_suite: the rules that do so; None when the assignment has none.
        hints: what to tell whoever has a misconception, by its id; built with the vectors.
    """

    root: Path
    id: str
    title: str
    files: tuple[str, ...]
    helpers: tuple[Path, ...] = ()
    given: dict[str, str] = field(default_factory=dict)
    public_vectors: Path
    public_sha256: str = ""
    public_suite: Path | None = None
    hints: Path
    questions: tuple[Question, ...]
    limits: Limits = Limits()

    @property
    def functions(self) -> tuple[str, ...]:
        """Names of the graded functions, in the order of their questions."""
        return tuple(question.function for question in self.questions)

    @property
    def titles(self) -> dict[str, str]:
        """Titles of the questions, by their ids."""
        return {question.id: question.title for question in self.questions}


def encode(exercise: Exercise, *, vectors: str, hints: str, helpers: Sequence[str]) -> bytes:
    """Return the file's bytes, for a hand-out that has these files at these places.

    Args:
        exercise: what is handed out.
        vectors: path of the public vectors in the hand-out, relative to its top.
        hints: path of the hints.
        helpers: paths of the helper modules.

    Raises:
        DescriptionError: the public vectors cannot be read.
    """
    try:
        sha256 = hashlib.sha256(exercise.public_vectors.read_bytes()).hexdigest()
    except OSError as error:
        raise DescriptionError(
            f"{exercise.public_vectors} cannot be read ({error.strerror}): check public_vectors"
        ) from error
    table = {
        "id": exercise.id,
        "title": exercise.title,
        "files": exercise.files,
        "helpers": list(helpers),
        "given": exercise.given,
        "public_vectors": vectors,
        "public_sha256": sha256,
        "hints": hints,
        "questions": [asdict(question) for question in exercise.questions],
        "limits": asdict(exercise.limits),
    }
    return json.dumps(table, indent=2, ensure_ascii=False).encode() + b"\n"


def read(suite: Path) -> Exercise:
    """Return the exercise whose public rules lie in the folder `suite`.

    Raises:
        DescriptionError: its description is missing or damaged.
    """
    suite = suite.resolve()
    path = suite / FILE
    if not path.exists() and (found := project(suite)) is not None:
        # The course's own repository, in which the rules are kept too.
        whole = Written.of_project(found)
        known = {each.name for each in fields(Exercise)}
        table = {key: value for key, value in whole.table.items() if key in known}
        written = Written(str(found), table | {"public_suite": str(suite)}, root=found.parent)
        return checked(Exercise, written)
    try:
        table = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DescriptionError(f"{path} cannot be used ({error}): {_AGAIN}") from error
    return checked(Exercise, Written(str(path), table, root=suite.parent, remedy=_AGAIN), suite)


def checked(kind: type[E], written: Written, suite: Path | None = None) -> E:
    """Return the description of a kind that somebody wrote.

    Raises:
        DescriptionError: a key is missing, unknown or wrong, or they contradict each other.
    """
    given = {"root": written.root} | ({} if suite is None else {"public_suite": suite})
    found = written.built(kind, given)
    ids = [question.id for question in found.questions]
    if not ids or len(set(ids)) < len(ids) or len(set(found.functions)) < len(ids):
        written.refuse(
            "questions", "", "has no question, or one twice", "give each an id and a function"
        )
    for name, limit in asdict(found.limits).items():
        if not limit > 0:
            written.refuse("limits", name, f"has a limit `{name}` of {limit}", "set more than 0")
    return found


def project(start: Path) -> Path | None:
    """Return the nearest pyproject.toml at or above `start` that describes an assignment."""
    start = start.resolve()
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file() and "[tool.autograder]" in path.read_text("utf-8", "replace"):
            return path
    return None
