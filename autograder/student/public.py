"""The public half of an exercise: its vectors, and its rules as plain functions.

Both are the student's own copy, so they are read here and not for trial in a process of their own
as a stranger's are (`vectors.hdf5`): the first answer is to come within a second.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.errors import SuiteError, VectorFileError
from autograder.judge.marks import Mark, marks_of
from autograder.sandbox.outside.cases import REPEAT
from autograder.vectors.content import MalformedContent, ReadLimits
from autograder.vectors.layout import from_content, vector_of
from autograder.vectors.reading import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import ModuleType

    from autograder.exercise import Exercise
    from autograder.judge.view import Question
    from autograder.vectors.model import Vector


_FINGERPRINTS = "fingerprints"
_AGAIN = "take the file from the hand-out again"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTest:
    """A rule as a function; as much of a pytest item as rules are made of."""

    nodeid: str
    function: Callable[[Question], None]

    def get_closest_marker(self, name: str) -> Mark | None:
        """Return the mark of that name, or None when the test has none."""
        return next((mark for mark in marks_of(self.function) if mark.name == name), None)


class Vectors:
    """The public vectors. There are few, so each is asked twice.

    Where the hand-out says what file it is, that file is read as far as it is needed: fingerprints
    are most of it, and only a wrong answer needs them.

    Args:
        exercise: whose vectors they are.

    Raises:
        VectorFileError: they are missing, damaged or another exercise's.

    Attributes:
        all: sorted by id; with fingerprints where the file had to be read whole.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._path = exercise.public_vectors
        try:
            self._image = self._path.read_bytes()
        except OSError as error:
            raise self._refused(f"cannot be read ({error.strerror})") from error
        self._is_ours = bool(exercise.public_sha256)
        if self._is_ours and hashlib.sha256(self._image).hexdigest() != exercise.public_sha256:
            raise self._refused("is not the file that was handed out")
        self.all = (
            self._read(frozenset([_FINGERPRINTS])) if self._is_ours else self._whole(exercise.id)
        )

    def known(self, question: str) -> Sequence[Vector]:
        """Return a question's vectors with their fingerprints.

        Raises:
            VectorFileError: they cannot be read.
        """
        others = frozenset(vector.id for vector in self.all if vector.question != question)
        found = self._read(others) if self._is_ours else self.all
        return [vector for vector in found if vector.question == question]

    def _read(self, skipped: frozenset[str]) -> tuple[Vector, ...]:
        try:
            root = tree(self._image, ReadLimits(), skipped)
            names = sorted(root.children.keys() - skipped)
            return tuple(_twice(vector_of(root, name)) for name in names)
        except MalformedContent as error:
            raise self._refused(str(error)) from error

    def _whole(self, assignment: str) -> tuple[Vector, ...]:
        try:
            found = from_content(tree(self._image, ReadLimits()))
        except MalformedContent as error:
            raise self._refused(str(error)) from error
        if found.assignment != assignment:
            raise self._refused(f"belongs to {found.assignment}, not to {assignment}")
        return tuple(map(_twice, found.vectors))

    def _refused(self, problem: str) -> VectorFileError:
        return VectorFileError(f"{self._path} {problem}: {_AGAIN}")


def _twice(vector: Vector) -> Vector:
    flags = vector.flags if REPEAT in vector.flags else (*vector.flags, REPEAT)
    return replace(vector, flags=flags)


def tests(exercise: Exercise) -> list[PlainTest]:
    """Return the public rules, in the order in which they stand.

    Raises:
        SuiteError: there are none, or a file of them does not load.
    """
    folder = exercise.public_suite
    files = sorted(folder.glob("test_*.py")) if folder is not None else []
    if not files:
        raise SuiteError(f"there are no public rules at {folder}: {_AGAIN}")
    return [
        PlainTest(nodeid=f"{path.name}::{name}", function=function)
        for path in files
        for name, function in vars(_module(path)).items()
        if name.startswith("test_")
    ]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}.{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise SuiteError(f"{path} does not load ({error!r}): {_AGAIN}") from error
    return module
