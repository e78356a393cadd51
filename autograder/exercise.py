"""An assignment as a student holds it: what a self-check needs to know, and nothing hidden.

In the hand-out it is kept beside the public rules, in `FILE`; for a course, [tool.autograder] says
the same and more (`description`). Both are read by one parser (`written`).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from autograder.errors import DescriptionError
from autograder.settings import MOST, troubles
from autograder.written import Written

FOLDER = "checks"  # where the public rules lie in a hand-out
FILE = "assignment.json"
ENGINE = f"{FOLDER}/engine.zip"
DATA = "data"  # where the public vectors and the hints lie
OLD_ENGINE = "autograder"  # in a hand-out of version 0.1, the folder of the engine's modules

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}", re.ASCII)
_AGAIN = "take it from the hand-out again"
E = TypeVar("E", bound="Exercise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One graded function, or one question that a person marks.

    Attributes:
        id: its name in grades.csv, such as ``q1``.
        function: the name of the function or class; empty where the question is marked by hand.
        title: its heading in reports.
        call_seconds: wall clock of one call; None for that of the limits.
        tolerance: how far off an entry may be, in units of S, where neither a rule nor a case says;
            None for 1e-5.
        bonus: whether its points come on top of the possible ones.
        points: what a question marked by hand is worth; of others the suite says it.
    """

    id: str
    function: str = ""
    title: str
    call_seconds: float | None = None
    tolerance: float | None = None
    bonus: bool = False
    points: int | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether a person marks it, and no function is called."""
        return not self.function


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
        packages: what submissions may import beside NumPy, by its name in an import; a part of one,
            such as ``scipy.optimize``, is imported beforehand.
        readable: data files that submissions may read, as ``data/NAME``.
        further: names of files that may be handed in beside the graded one; submissions may read
            them, and import the modules among them.
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
    packages: tuple[str, ...] = ()
    readable: tuple[Path, ...] = ()
    further: tuple[str, ...] = ()
    public_vectors: Path
    public_sha256: str = ""
    public_suite: Path | None = None
    hints: Path
    questions: tuple[Question, ...]
    limits: Limits = Limits()

    @property
    def observed(self) -> Path:
        """Where mistakes lie that were seen in a class and named, if there are any."""
        return self.hints.with_name("observed.h5")

    @property
    def functions(self) -> tuple[str, ...]:
        """Names of the graded functions, in the order of their questions."""
        return tuple(question.function for question in self.judged)

    @property
    def judged(self) -> tuple[Question, ...]:
        """The questions that have a function; all others are marked by hand."""
        return tuple(question for question in self.questions if not question.is_by_hand)

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
    data = [f"{DATA}/{path.name}" for path in exercise.readable]
    table = {
        "id": exercise.id,
        "title": exercise.title,
        "files": exercise.files,
        "helpers": [path.name for path in exercise.helpers],
        "given": exercise.given,
        **({"packages": exercise.packages} if exercise.packages else {}),
        **({"readable": data} if data else {}),
        **({"further": exercise.further} if exercise.further else {}),
        "public_vectors": f"{DATA}/{exercise.public_vectors.name}",
        "public_sha256": sha256,
        "hints": f"{DATA}/{exercise.hints.name}",
        "questions": [_told(question) for question in exercise.questions],
        "limits": asdict(exercise.limits),
    }
    return json.dumps(table, indent=2, ensure_ascii=False).encode() + b"\n"


def _told(question: Question) -> dict[str, Any]:
    """Return a question's table, without the keys that say nothing."""
    return {key: value for key, value in asdict(question).items() if value or key == "title"}


def timed(exercise: E, limits: Limits) -> E:
    """Return the exercise with these limits, for every question."""
    questions = tuple(replace(question, call_seconds=None) for question in exercise.questions)
    return replace(exercise, limits=limits, questions=questions)


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
    _check_questions(found, written)
    for name in found.further:
        if not _PLAIN.fullmatch(name) or name in (DATA, *found.files):
            written.refuse(
                "", "further", f"has {name!r} in `further`", "name other files, without folders"
            )
    for name, limit in asdict(found.limits).items():
        if not 0 < limit <= MOST[name]:
            written.refuse(
                "limits",
                name,
                f"has a limit `{name}` of {limit:g}",
                f"set more than 0, and at most {MOST[name]}",
            )
    return found


def _check_questions(found: Exercise, written: Written) -> None:
    ids = [question.id for question in found.questions]
    if not ids or len(set(ids)) < len(ids) or len(set(found.functions)) < len(found.functions):
        written.refuse(
            "questions", "", "has no question, or one twice", "give each an id and a function"
        )
    if not found.functions:
        written.refuse(
            "questions", "", "has no question with a function", "give one of them a `function`"
        )
    for number, question in enumerate(found.questions):
        for wrong in troubles(question, found.limits):
            written.refuse(f"questions.{number}", wrong.key, wrong.trouble, wrong.remedy)
