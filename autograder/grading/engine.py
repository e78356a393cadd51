"""What a result depends on beside the submission: suite, vectors, engine, settings."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from autograder import __version__
from autograder.errors import DescriptionError, SuiteError, VectorFileError
from autograder.judge import hints
from autograder.record.model import Described, Key
from autograder.results import Level
from autograder.vectors import hdf5
from autograder.vectors.model import VectorSet

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.description import Assignment

__all__ = ["Engine"]

ENGINE = f"autograder {__version__}"
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
            DescriptionError: a file that the description names cannot be read.
        """
        vectors = hdf5.read(assignment.hidden_vectors)
        if vectors.assignment != assignment.id:
            raise VectorFileError(
                f"{assignment.hidden_vectors} holds the vectors of {vectors.assignment}, not of "
                f"{assignment.id}: check hidden_vectors in [tool.autograder]"
            )
        return cls(
            assignment=assignment,
            vectors=vectors,
            level=level,
            suite_sha256=_suite_sha256(assignment),
            settings=_settings(assignment, level),
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


def _suite_sha256(assignment: Assignment) -> str:
    """Hash names and bytes of the suite's files, in sorted order."""
    folder = assignment.hidden_suite
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".ini"})
    if not files:
        raise SuiteError(f"there is no hidden suite at {folder}: check [tool.autograder]")
    digest = hashlib.sha256()
    for path in files:
        content = _read(path)
        name = path.relative_to(folder).as_posix()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _settings(assignment: Assignment, level: Level) -> str:
    files = (*assignment.helpers, assignment.hints)
    hashes = {path.name: hashlib.sha256(_read(path)).hexdigest() for path in files}
    described = {
        "questions": [asdict(question) for question in assignment.questions],
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
