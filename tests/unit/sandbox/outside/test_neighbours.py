"""Before anything is graded, code of our own tries to read beside what an exercise declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.description import Assignment
from autograder.errors import GraderFault
from autograder.results import Level
from autograder.sandbox.answers import Answer, Answers, Ended, Raised
from autograder.sandbox.outside import runner as running
from autograder.sandbox.outside.declared import Declared
from autograder.sandbox.outside.neighbours import are_refused, neighbours
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.model import Vector


@pytest.fixture
def declaring(assignment: Assignment, tmp_path: Path) -> Assignment:
    """An assignment with a package and a data file, which has a neighbour."""
    (tmp_path / "cities.csv").write_text("1,2\n")
    (tmp_path / "secret.csv").write_text("3,4\n")
    (tmp_path / "hidden.h5").write_text("5")
    return replace(
        assignment,
        packages=("jinja2",),
        readable=(tmp_path / "cities.csv",),
        hidden_vectors=tmp_path / "hidden.h5",
    )


def test_neighbours_are_what_lies_beside_and_what_knows_answers(declaring: Assignment) -> None:
    with Declared(declaring) as declared:
        found = neighbours(declaring, declared)
        (original,) = declaring.readable
        expected = {original, original.parent, original.with_name("secret.csv")}
        expected |= {declaring.hidden_vectors, Path(declared.folder).parent}
        assert {*map(str, expected)} <= {*found}
        assert not {*found} & {*declared.readable}
        installed = {Path(path).parent for path in declared.packages.readable}
        beside = [path for path in map(Path, found) if path.parent in installed]
        assert beside
        assert "numpy" not in {path.name for path in beside}


def test_an_exercise_that_declares_nothing_has_no_neighbours(assignment: Assignment) -> None:
    with Declared(assignment) as declared:
        assert neighbours(assignment, declared) == []


def raised(error: str) -> Answers:
    answer = Answer(ended=Ended.RAISED, raised=Raised(error=error, text="", place="", line=""))
    return Answers(first={"v1": answer})


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        (raised("LookupError"), True),
        (raised("OverflowError"), False),
        (Answers(first={"v1": Answer(ended=Ended.RETURNED)}), False),
        (Answers(first={"v1": Answer(ended=Ended.DIED)}), False),
        (Answers(), False),
    ],
)
def test_only_the_words_that_all_were_refused_are_a_proof(answers: Answers, refused: bool) -> None:
    assert are_refused(answers) is refused


@pytest.mark.parametrize("level", [Level.SEALED])
def test_a_runner_starts_where_all_of_them_are_refused(
    declaring: Assignment, vectors: tuple[Vector, ...], level: Level
) -> None:
    with Runner(declaring, vectors, level) as runner:
        runner.prove()


def test_a_runner_does_not_start_where_one_can_be_read(
    declaring: Assignment, vectors: tuple[Vector, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    readable: Callable[..., list[str]] = lambda *_: [np.__file__]  # noqa: E731
    monkeypatch.setattr(running, "neighbours", readable)
    runner = Runner(declaring, vectors, Level.SEALED)
    with pytest.raises(GraderFault, match="could read more than `packages` and `readable` declare"):
        runner.__enter__()
