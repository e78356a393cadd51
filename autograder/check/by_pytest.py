"""Runs a student's file against the public rules by hand: `pytest` in a hand-out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder import exercise
from autograder.check import finding, public, runner
from autograder.errors import AutograderError, UsageError
from autograder.judge import plugin
from autograder.judge.suite import Suite

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["begin", "load"]


def load(manager: pytest.PytestPluginManager) -> None:
    """Load the plugin of suites, unless this package is installed and pytest has it already.

    Raises:
        pytest.UsageError: pytest has loaded another package's plugin of that name.
    """
    if manager.is_registered(plugin):
        return
    other = manager.get_plugin("autograder")
    if other is not None:
        raise pytest.UsageError(
            f"another package named autograder is installed, and pytest has loaded its plugin "
            f"({getattr(other, '__file__', other)}): run pytest with -p no:autograder"
        )
    manager.register(plugin, "the rules of a suite")  # the name `autograder` may be blocked


def begin(config: pytest.Config, suite: Path) -> None:
    """Run the file that was named, or the exercise's own, and have the rules judge it.

    Args:
        config: of the session.
        suite: the folder of the public rules, whose conftest calls this.

    Raises:
        pytest.UsageError: there is no such file, or the exercise cannot be used.
    """
    if plugin.SUITE in config.stash:
        return
    try:
        _run(config, suite)
    except AutograderError as error:
        raise pytest.UsageError(str(error)) from error


def _run(config: pytest.Config, suite: Path) -> None:
    described = exercise.read(suite)
    submission: Path | None = config.option.submission
    if submission is None:
        found = finding.find(described, described.root)
    else:
        found = finding.read(config.invocation_params.dir / submission)
    if isinstance(found, finding.Unusable):
        raise UsageError(f"{found.reason} (pytest --submission=FILE)")
    vectors = public.Vectors(described)
    answers = runner.run(described, vectors.all, found.content, found.name)
    judging = Suite(described, vectors.all, vectors.known)
    plugin.begin(config, judging, answers, found.name, counted="rules")
