"""Has the hidden suite judge one file, in pytest's own words.

Theory of operation. The file is run first, as in a class: at a level that was proved, and with
honest code of our own run after it. pytest then judges the recorded answers, with no settings,
plugins or conftests but the suite's, so that nothing beside FILE has a say. `autograder judge FILE`
starts pytest itself (`show`). Who writes rules may start it instead, for its options: `pytest
tests/hidden --submission=FILE`; then the suite's conftest calls `begin`, and `gate` and `joined`
keep foreign settings out.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

import pytest

from autograder import description
from autograder.errors import AutograderError, DescriptionError, SuiteError, UsageError
from autograder.hints import advice
from autograder.intake import single
from autograder.judge import plugin, session
from autograder.judge.suite import Suite
from autograder.sandbox.outside import level
from autograder.sandbox.outside.runner import Runner
from autograder.text import visible
from autograder.vectors import hdf5

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.description import Assignment
    from autograder.intake.model import Submission
    from autograder.results import Level, Result
    from autograder.sandbox.answers import Answers

__all__ = ["begin", "show"]


def begin(config: pytest.Config) -> None:
    """Run the file that was named and have the suite judge it; for a hidden suite's conftest.

    Nothing happens when the engine runs the suite, or when no file was named.

    Raises:
        pytest.UsageError: the file cannot be read or not confined as strongly as was asked for,
            or the assignment not used.
    """
    submission: Path | None = config.option.submission
    if plugin.SUITE in config.stash or submission is None:
        return
    try:
        read = single.read(config.invocation_params.dir / submission)
        confined = level.at_least(config.option.min_level)
        suite, answers = _answered(_described(config), read, confined)
        plugin.begin(config, suite, answers, visible(str(submission)), level=confined)
    except AutograderError as error:
        raise pytest.UsageError(str(error)) from error


def show(assignment: Assignment, submission: Submission, confined: Level) -> Result:
    """Run a submission and have pytest print what the hidden suite makes of it.

    No settings are read but the suite's own, and no plugin or conftest of anybody else's.

    Args:
        assignment: whose suite judges.
        submission: what is judged.
        confined: how strongly it is run; proved.

    Raises:
        UsageError: the submission is no module or notebook.
        SuiteError: the suite does not load, or a rule asks for what is not there.
        GraderFault: a rule failed itself, or our own processes failed.
    """
    session.refuse_missing(assignment.hidden_suite)
    suite, answers = _answered(assignment, submission, confined)
    if answers.unreadable:
        raise UsageError(f"{submission.path} {answers.unreadable}")
    shown = _Shown(suite, answers, submission.path, confined)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in session.FOREIGN:
        os.environ.pop(name, None)
    sys.dont_write_bytecode = True
    arguments = [*session.arguments(assignment.hidden_suite), "-p", "no:cacheprovider"]
    code = pytest.main(arguments, plugins=[plugin, shown])
    return shown.result(code)


def _answered(
    assignment: Assignment, submission: Submission, confined: Level
) -> tuple[Suite[Assignment], Answers]:
    vectors = hdf5.read(assignment.hidden_vectors).vectors
    suite = Suite(assignment, vectors, advise=advice(assignment.hints))
    with Runner(assignment, suite.vectors, confined) as runner:
        answers = runner.run(submission.content, submission.filename)
        runner.prove()
    return suite, answers


def _described(config: pytest.Config) -> Assignment:
    """Find the description at or above the suite; pytest's own root depends on its options."""
    places = [
        config.invocation_params.dir / argument.partition("::")[0] for argument in config.args
    ]
    for place in places:
        with contextlib.suppress(DescriptionError):
            return description.find(place)
    return description.find(config.rootpath)


class _Shown:
    """The plugin that hands a session its submission, and keeps what becomes of it."""

    def __init__(
        self, suite: Suite[Assignment], answers: Answers, name: str, confined: Level
    ) -> None:
        self._suite = suite
        self._answers = answers
        self._name = visible(name)
        self._level = confined
        self._config: pytest.Config | None = None
        self._is_interrupted = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        plugin.begin(config, self._suite, self._answers, self._name, level=self._level)
        self._config = config

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # pytest interrupts itself, too, where a file of the suite does not load.
        self._is_interrupted = not isinstance(excinfo.value, pytest.Session.Interrupted)

    def result(self, code: int | pytest.ExitCode) -> Result:
        """Return what the session that ended with `code` came to."""
        if self._is_interrupted:
            raise KeyboardInterrupt
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or self._config is None:
            raise SuiteError(
                f"the hidden suite {visible(str(self._suite.assignment.hidden_suite))} does not "
                "run: pytest says why, above"
            )
        faults = self._config.stash[plugin.FAULTS]
        if faults:
            raise faults[0]
        outcomes = self._config.stash[plugin.OUTCOMES]
        return self._suite.result(outcomes, self._level)
