"""Runs one file against the hidden suite by hand: `pytest tests/hidden --submission FILE`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from autograder import description
from autograder.errors import AutograderError, DescriptionError, UsageError
from autograder.judge import plugin
from autograder.judge.hints import advice
from autograder.judge.suite import Suite
from autograder.run import level
from autograder.run.runner import Runner
from autograder.vectors import hdf5

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.description import Assignment

__all__ = ["begin"]


def begin(config: pytest.Config) -> None:
    """Run the file that was named and have the suite judge it; for a hidden suite's conftest.

    Nothing happens when the engine runs the suite, or when no file was named.

    Raises:
        pytest.UsageError: the file cannot be read, or the assignment not used.
    """
    submission: Path | None = config.option.submission
    if plugin.SUITE in config.stash or submission is None:
        return
    try:
        _run(config, submission)
    except AutograderError as error:
        raise pytest.UsageError(str(error)) from error


def _run(config: pytest.Config, submission: Path) -> None:
    path = config.invocation_params.dir / submission
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{submission} cannot be read: {error.strerror}") from error
    assignment = _described(config)
    suite = Suite(
        assignment,
        hdf5.read(assignment.hidden_vectors).vectors,
        advise=advice(assignment.hints),
    )
    with Runner(assignment, suite.vectors, level.best().level) as runner:
        answers = runner.run(content, path.name)
    plugin.begin(config, suite, answers, str(submission))


def _described(config: pytest.Config) -> Assignment:
    """Find the description at or above the suite; pytest's own root depends on its options."""
    places = [
        config.invocation_params.dir / argument.partition("::")[0] for argument in config.args
    ]
    for place in places:
        with contextlib.suppress(DescriptionError):
            return description.find(place)
    return description.find(config.rootpath)
