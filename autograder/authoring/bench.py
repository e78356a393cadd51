"""Builds all of an exercise, in a folder of its own until it is proved, and then in its place."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.authoring import proof
from autograder.authoring.handout import build as handout
from autograder.authoring.handout import verify
from autograder.authoring.vectors import build as vectors
from autograder.authoring.vectors.build import Builder, Claim
from autograder.description import Assignment
from autograder.results import Level
from autograder.vectors.model import VectorSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """An exercise that was built and not yet put in its place.

    Attributes:
        assignment: where everything is to stand.
        staged: the same, with what was built in a temporary folder.
        builder: that built it.
        sets: the vectors, by the names of their sets.
        handout: the students' files, by name.
    """

    assignment: Assignment
    staged: Assignment
    builder: Builder
    sets: Mapping[str, VectorSet]
    handout: Mapping[str, bytes]

    def claims(self, min_level: Level) -> Iterator[Claim]:
        """Prove what must hold before anything is written.

        Raises:
            UsageError: the level cannot be had.
            GraderFault: the grader's own processes failed.
        """
        stubs = {name: self.handout[name] for name in self.staged.files if name in self.handout}
        yield from proof.claims(self.staged, min_level, builder=self.builder, stubs=stubs)
        leaks = [*verify.faults(self.staged, self.handout.items())]
        yield Claim(
            name="the hand-out contains no answer", holds=not leaks, detail="; ".join(leaks)
        )
        yield from self.builder.claims(self.sets)

    def write(self) -> list[Path]:
        """Put everything in its place; return the files.

        Raises:
            UsageError: a file cannot be written.
        """
        _write(self.assignment, self.builder, self.sets)
        return [*vectors.files(self.assignment).values(), *handout.build(self.assignment)]


@contextmanager
def built(assignment: Assignment) -> Iterator[Built]:
    """Build an exercise; nothing of its folder is changed.

    Raises:
        DescriptionError: a source is not what can be built from.
        UsageError: a file cannot be read.
        GraderFault: the builder raised.
    """
    builder = vectors.load(assignment)
    sets = {
        which: builder.build(which, vectors.seed_of(which, assignment.seed))
        for which in vectors.SETS
    }
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        staged = _moved(assignment, Path(folder))
        _write(staged, builder, sets)
        yield Built(
            assignment=assignment,
            staged=staged,
            builder=builder,
            sets=sets,
            handout=handout.files(staged),
        )


def _moved(assignment: Assignment, folder: Path) -> Assignment:
    """Return an assignment whose built files are in a folder, under the same names."""
    return replace(
        assignment,
        hidden_vectors=folder / "hidden" / assignment.hidden_vectors.name,
        public_vectors=folder / assignment.public_vectors.name,
        hints=folder / assignment.hints.name,
        data=tuple(folder / path.name for path in assignment.data),
    )


def _write(assignment: Assignment, builder: Builder, sets: Mapping[str, VectorSet]) -> None:
    paths = vectors.files(assignment)
    vectors.write(
        {paths[which]: found for which, found in sets.items()},
        {assignment.hints: builder.hints()},
        vectors.tables(assignment, builder),
    )
