"""What a result depends on beside the submission: suite, vectors, code, versions, settings.

Words do not count: hints and titles are added when a result is rendered. Nor does what is proved
otherwise: whatever h5py reads, its content has the hash that is recorded; the level is proved by
trying.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import PurePath
from typing import TYPE_CHECKING

from autograder import __version__, author_file, hints
from autograder.errors import DescriptionError, SuiteError, VectorFileError
from autograder.gradebook.model import Described, Key, Row, Run
from autograder.gradebook.packing import Base
from autograder.grading.code import code_sha256, sha256_of, sources
from autograder.results import Level
from autograder.sandbox.outside import cases
from autograder.sandbox.outside.packages import resolved
from autograder.vectors import hdf5, observed
from autograder.vectors.model import VectorSet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.description import Assignment
    from autograder.results import Result


ENGINE = f"autograder {__version__}"
# Beside Python: what computes a submission's numbers, and what runs the rules.
_BEARING = {"NumPy": "numpy", "pytest": "pytest"}
# What runs submissions and decodes what they return.
_RUNNING = ("sandbox.outside.runner", "sandbox.inside.zygote")
_HIDDEN_SETTINGS = (".pytest.toml", ".pytest.ini")  # which pytest reads nevertheless
_LARGEST_STARTER = 1 << 20  # bytes; a larger file of a hand-out is data, not code


@dataclass(frozen=True, kw_only=True)
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
    def load(
        cls, assignment: Assignment, level: Level, reading: hdf5.Reading | None = None
    ) -> Engine:
        """Read and check what the assignment's description names.

        Args:
            assignment: the description.
            level: how strongly submissions are confined; it was proved.
            reading: of the hidden vectors, where that has begun.

        Raises:
            VectorFileError: the hidden vectors cannot be used, or are another assignment's.
            SuiteError: there is no hidden suite.
            GraderFault: the engine's own code cannot be read.
            DescriptionError: a file that the description names cannot be read, or a package is not
                installed.
        """
        vectors = reading.vectors() if reading else hdf5.read(assignment.hidden_vectors)
        if vectors.assignment != assignment.id:
            raise VectorFileError(
                f"{assignment.hidden_vectors} contains the vectors of {vectors.assignment}, not of "
                f"{assignment.id}: check hidden_vectors in [tool.autograder]"
            )
        suite = suite_files(assignment)
        seen = observed.read(assignment.observed)
        return cls(
            assignment=assignment,
            vectors=replace(vectors, vectors=observed.joined(vectors.vectors, seen)),
            level=level,
            suite_sha256=sha256_of(suite.items()),
            settings=_settings(assignment, level, suite),
        )

    @cached_property
    def run_sha256(self) -> str:
        """The hash of all that bears on what a submission returns, beside the submission."""
        calls = cases.plan(self.vectors.vectors, self.assignment)
        described, blob = cases.encode(calls)
        running = {
            "code": sha256_of(sources(roots=_RUNNING).items()),
            "cases": json.dumps(described),
            "blob": hashlib.sha256(blob).hexdigest(),
        }
        judged = ("code", "versions", "observed", "judged")
        settings = {k: v for k, v in json.loads(self.settings).items() if k not in judged}
        versions = {"Python": platform.python_version(), "NumPy": version("numpy")}
        text = json.dumps(running | settings | {"versions": versions}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def base(self) -> Base:
        """What answers are kept as differences from."""
        return Base.of(self.vectors.vectors)

    def run(self, sha256: str, filename: str) -> Run:
        """Return what the answers of a submission are kept under."""
        ending = PurePath(filename).suffix.lower()
        return Run(submission_sha256=sha256, ending=ending, run_sha256=self.run_sha256)

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
        """Return the class list's row for a named result, with the hints as they were first read.

        Raises:
            UsageError: the hints cannot be read.
        """
        key = self.key(result.student, result.submission, result.submission_sha256)
        return Row(key=key, result=hints.advised(result, self._hints, self.assignment.titles))

    @cached_property
    def _hints(self) -> dict[str, hints.Hint]:
        """The hints, read once: Otter removes the assignment's folder after each submission."""
        return hints_of(self.assignment)

    def described(self) -> Described:
        """Return what reports say of the assignment.

        Raises:
            UsageError: its hints or its hand-out cannot be read.
        """
        packages = ("numpy", "h5py", "pytest")
        return Described(
            title=self.assignment.title,
            seed=self.assignment.seed,
            hints=hints_of(self.assignment),
            titles=self.assignment.titles,
            starter=_starter(self.assignment),
            versions={"Python": platform.python_version()} | {p: version(p) for p in packages},
        )


def hints_of(assignment: Assignment) -> dict[str, hints.Hint]:
    """Return what to tell whoever has a misconception, one that was observed included.

    Raises:
        UsageError: a file of them cannot be read.
    """
    seen = {
        each.id: hints.Hint(question=each.question, title=each.title, hint=each.hint)
        for each in observed.read(assignment.observed)
    }
    return hints.read(assignment.hints) | seen


def _starter(assignment: Assignment) -> dict[str, str]:
    """Return the code that every student receives; a hand-out that is not there has none."""
    paths = [assignment.handout / name for name in assignment.files]
    paths += [assignment.handout / helper.name for helper in assignment.helpers]
    there = (path for path in paths if path.is_file())
    small = (path for path in there if path.stat().st_size <= _LARGEST_STARTER)
    return {path.name: _read(path).decode("utf-8", "replace") for path in small}


def suite_files(assignment: Assignment) -> dict[str, bytes]:
    """Return the suite's files by name, in sorted order; what a run leaves there is none.

    Of an author's file it is the rules, and what they may use.
    """
    folder = assignment.hidden_suite
    if assignment.is_one_file:
        return {folder.name: author_file.without_notes(_read(folder).decode()).encode()}
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
    hashes |= {path.name: hashlib.sha256(_read(path)).hexdigest() for path in assignment.readable}
    described = {
        "code": code_sha256(modules),
        "versions": {"Python": platform.python_version()} | versions,
        "further": assignment.further,
        "packages": [assignment.packages, dict(resolved(assignment.packages).versions)],
        "questions": [(each.id, each.function, each.call_seconds) for each in assignment.questions],
        "judged": [(each.tolerance, each.bonus, each.points) for each in assignment.questions],
        "given": assignment.given,
        "files": hashes,
        "limits": asdict(assignment.limits),
        "level": level.value,
    }
    if assignment.observed.exists():
        described["observed"] = hashlib.sha256(_read(assignment.observed)).hexdigest()
    return json.dumps(described, sort_keys=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DescriptionError(
            f"{path} cannot be read ({error.strerror}): check [tool.autograder], which names it"
        ) from error
