"""What a result depends on beside the submission: suite, vectors, code, versions, settings.

Words do not count: hints and titles are added when a result is rendered. Nor does what is proved
otherwise: whatever h5py reads, its content has the hash that is recorded; the level is proved by
trying.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from autograder import __version__, hints
from autograder.errors import DescriptionError, SuiteError, VectorFileError
from autograder.gradebook.model import Described, Key, Row
from autograder.grading.code import code_sha256, sha256_of
from autograder.results import Level
from autograder.vectors import hdf5
from autograder.vectors.model import VectorSet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path, PurePath

    from autograder.description import Assignment
    from autograder.results import Result


ENGINE = f"autograder {__version__}"
# Beside Python: what computes a submission's numbers, and what runs the rules.
_BEARING = {"NumPy": "numpy", "pytest": "pytest"}
_HIDDEN_SETTINGS = (".pytest.toml", ".pytest.ini")  # which pytest reads nevertheless
_LARGEST_STARTER = 1 << 20  # bytes; a larger file of a hand-out is data, not code


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An assignment, ready to grade with, and the hashes that say with what exactly.

    Attributes:
        assignment: what is graded.
        vectors: the hidden vectors.
        level: how strongly submissions are confined.
        suite_sha256: of the hidden suite's files.
        settings: what else bears on a result, in one canonical text.
    """

    assignment: Assignment
    vectors: VectorSet
    level: Level
    suite_sha256: str
    settings: str

    @classmethod
    def load(cls, assignment: Assignment, level: Level) -> Engine:
        """Read and check what the assignment's description names.

        Raises:
            VectorFileError: the hidden vectors cannot be used, or are another assignment's.
            SuiteError: there is no hidden suite.
            GraderFault: the engine's own code cannot be read.
            DescriptionError: a file that the description names cannot be read.
        """
        vectors = hdf5.read(assignment.hidden_vectors)
        if vectors.assignment != assignment.id:
            raise VectorFileError(
                f"{assignment.hidden_vectors} contains the vectors of {vectors.assignment}, not of "
                f"{assignment.id}: check hidden_vectors in [tool.autograder]"
            )
        suite = suite_files(assignment)
        return cls(
            assignment=assignment,
            vectors=vectors,
            level=level,
            suite_sha256=sha256_of(suite.items()),
            settings=_settings(assignment, level, suite),
        )

    def key(self, student: str, submission: str, sha256: str) -> Key:
        """Return what the result of a submission is recorded under."""
        return Key(
            student=student,
            submission=submission,
            submission_sha256=sha256,
            suite_sha256=self.suite_sha256,
            vectors_sha256=self.vectors.content_sha256,
            engine=ENGINE,
            settings=self.settings,
        )

    def row(self, result: Result) -> Row:
        """Return the line of a class list that a named result makes, in the present words.

        Raises:
            UsageError: the hints cannot be read.
        """
        key = self.key(result.student, result.submission, result.submission_sha256)
        told = hints.read(self.assignment.hints)
        return Row(key=key, result=hints.advised(result, told, self.assignment.titles))

    def described(self) -> Described:
        """Return what reports say of the assignment.

        Raises:
            UsageError: its hints or its hand-out cannot be read.
        """
        packages = ("numpy", "h5py", "pytest")
        return Described(
            title=self.assignment.title,
            seed=self.assignment.seed,
            hints=hints.read(self.assignment.hints),
            titles=self.assignment.titles,
            starter=_starter(self.assignment),
            versions={"Python": platform.python_version()} | {p: version(p) for p in packages},
        )


def _starter(assignment: Assignment) -> dict[str, str]:
    """Return the code that every student receives; a hand-out that is not there has none."""
    paths = [assignment.handout / name for name in assignment.files]
    paths += [assignment.handout / helper.name for helper in assignment.helpers]
    there = (path for path in paths if path.is_file())
    small = (path for path in there if path.stat().st_size <= _LARGEST_STARTER)
    return {path.name: _read(path).decode("utf-8", "replace") for path in small}


def suite_files(assignment: Assignment) -> dict[str, bytes]:
    """Return the suite's files by name, in sorted order; what a run leaves there is none."""
    folder = assignment.hidden_suite
    files = {path.relative_to(folder): path for path in sorted(folder.rglob("*"))}
    files = {name: path for name, path in files.items() if path.is_file() and not _is_cache(name)}
    if not any(name.suffix == ".py" for name in files):
        raise SuiteError(f"{folder} has no Python file: check hidden_suite in [tool.autograder]")
    return {name.as_posix(): _read(path) for name, path in files.items()}


def _is_cache(name: PurePath) -> bool:
    parts = name.parent.parts if name.name in _HIDDEN_SETTINGS else name.parts
    return any(part == "__pycache__" or part.startswith(".") for part in parts)


def _settings(assignment: Assignment, level: Level, suite: Mapping[str, bytes]) -> str:
    helpers = assignment.helpers
    hashes = {path.name: hashlib.sha256(_read(path)).hexdigest() for path in helpers}
    modules = (content for name, content in suite.items() if name.endswith(".py"))
    versions = {name: version(package) for name, package in _BEARING.items()}
    described = {
        "code": code_sha256(modules),
        "versions": {"Python": platform.python_version()} | versions,
        "questions": [(question.id, question.function) for question in assignment.questions],
        "given": assignment.given,
        "files": hashes,
        "limits": asdict(assignment.limits),
        "level": level.value,
    }
    return json.dumps(described, sort_keys=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DescriptionError(
            f"{path} cannot be read ({error.strerror}): check [tool.autograder], which names it"
        ) from error
