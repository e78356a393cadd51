"""Runners that the tests of a worker share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from textwrap import dedent

import pytest

from autograder.description import Assignment
from autograder.exercise import Limits
from autograder.results import Level
from autograder.sandbox.answers import Answers
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.model import Vector
from tests.unit.sandbox.handed import GOOD, Run, assert_honest


@pytest.fixture(scope="session")
def runner(assignment: Assignment, vectors: tuple[Vector, ...]) -> Iterator[Runner]:
    with Runner(assignment, vectors) as started:
        yield started


@pytest.fixture(scope="session")
def hasty(assignment: Assignment, vectors: tuple[Vector, ...]) -> Iterator[Runner]:
    """Run with limits of time so small that waiting for them is quick."""
    limits = Limits(call_seconds=0.6, submission_seconds=30.0, memory_mib=256)
    with Runner(replace(assignment, limits=limits), vectors) as started:
        yield started


@pytest.fixture
def run(runner: Runner) -> Run:
    """Return what runs a module's text, and requires that the next honest one is not harmed."""

    def run_text(text: str) -> Answers:
        answers = runner.run(dedent(text).encode(), "a.py")
        assert_honest(runner.run(GOOD.encode(), "b.py"))
        return answers

    return run_text


@pytest.fixture(scope="session")
def sealed(assignment: Assignment, vectors: tuple[Vector, ...]) -> Iterator[Runner]:
    with Runner(assignment, vectors, Level.SEALED) as started:
        yield started
