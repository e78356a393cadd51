"""An assignment as a student holds it: what a self-check needs to know, and nothing hidden.

In the hand-out it is kept beside the public rules, in `FILE`; for a course, [tool.autograder] says
the same and more (`description`). Both are read by one parser (`written`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from autograder.errors import DescriptionError
from autograder.written import Written

FOLDER = "checks"  # where the public rules lie in a hand-out
FILE = "assignment.json"
ENGINE = f"{FOLDER}/engine.zip"
DATA = "data"  # where the public vectors and the hints lie
OLD_ENGINE = "autograder"  # in a hand-out of version 0.1, the folder of the engine's modules

_AGAIN = "take it from the hand-out again"
E = TypeVar("E", bound="Exercise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One graded function.

    Attributes:
        id: its name in grades.csv, such as ``q1``.
        function: the name of the function or class.
        title: its heading in reports.
    """

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
        id: names the exercise in files: letters, digits, - and _.
        title: its heading in reports.
        files: names under which the assignment is handed in, best first.
        helpers: modules given to students, importable by submissions.
        given: names bound before a submission runs, to the modules they stand for.
        public_vectors: what to check one's own work by.
        public_sha256: of that file as it was handed out; empty where it is built.
        public_suite: the rules that do so; None when the assignment has none.
        hints: what to tell whoever has a misconception, by its id; built with the vectors.
        questions: the graded functions, in order.
        limits: what a submission may use.
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


def encode(exercise: Exercise) -> bytes:
    """Return the file's bytes, for a hand-out that holds what the exercise names.

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
        "helpers": [path.name for path in exercise.helpers],
        "given": exercise.given,
        "public_vectors": f"{DATA}/{exercise.public_vectors.name}",
        "public_sha256": sha256,
        "hints": f"{DATA}/{exercise.hints.name}",
        "questions": [asdict(question) for question in exercise.questions],
        "limits": asdict(exercise.limits),
    }
    return json.dumps(table, indent=2, ensure_ascii=False).encode() + b"\n"


def is_old(handout: Path) -> bool:
    """Return whether a folder holds the engine of a hand-out of version 0.1."""
    return (handout / OLD_ENGINE / "__init__.py").is_file()


def read(suite: Path) -> Exercise:
    """Return the exercise whose public rules lie in the folder `suite`.

    Raises:
        DescriptionError: its description is missing or damaged, or the hand-out is an old one.
    """
    suite = suite.resolve()
    path = suite / FILE
    if path.exists() and is_old(suite.parent):
        raise DescriptionError(
            f"{suite.parent} holds files of an old hand-out: unpack the new one in an empty "
            "folder, and move your own file there"
        )
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
