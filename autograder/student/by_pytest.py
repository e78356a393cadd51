"""Shows in pytest what the check says of a student's file: `pytest` in a hand-out.

Each rule is a test. One that is off fails with its sentence, one that waits for another or whose
part is not filled in yet is skipped with that reason. The words are those of `python -m checks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder import exercise
from autograder.errors import AutograderError, UsageError
from autograder.judge import plugin
from autograder.sandbox.inside import source
from autograder.student import finding, runner, words
from autograder.student.checker import Checker
from autograder.student.order import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from autograder.student.checker import Checked


_NAME = "the rules on a file"


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
    if config.pluginmanager.has_plugin(_NAME):
        return
    try:
        name, checked = _checked(config, suite)
    except AutograderError as error:
        raise pytest.UsageError(str(error)) from error
    config.pluginmanager.register(_Shown(name, checked), _NAME)


def _checked(config: pytest.Config, suite: Path) -> tuple[str, list[Checked]]:
    """Return the name of the file that is checked, and what is said of each question."""
    described = exercise.read(suite)
    submission: Path | None = config.option.submission
    if submission is None:
        found = finding.find(described, described.root)
    else:
        found = finding.read(config.invocation_params.dir / submission)
    if isinstance(found, finding.Unusable):
        raise UsageError(f"{found.reason} (pytest --submission=FILE)")
    checker = Checker(described)
    answers = runner.run(described, checker.vectors, found.handed(described), found.name)
    if answers.unreadable:
        raise UsageError(f"{found.name} {answers.unreadable}")
    taken_apart = source.read(found.content, found.name)
    return found.name, [
        checker.check(question, answers, taken_apart) for question in described.judged
    ]


class _Shown:
    """The plugin that gives each test the outcome that its rule has, instead of running it."""

    def __init__(self, name: str, checked: Sequence[Checked]) -> None:
        self._name = name
        self._checked = checked
        self._placed = {each.result.id: each for question in checked for each in question.placed}
        self._is_open = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Fail, skip or pass, as the rule stands; other tests are left to pytest."""
        placed = self._placed.get(f"{pyfuncitem.path.name}::{pyfuncitem.name}")
        if placed is None:
            return None
        if placed.standing is Standing.OFF:
            pytest.fail(f"{placed.result.rule}\n  {placed.result.message}", pytrace=False)
        if placed.standing is not Standing.HOLDS:
            self._is_open = True
            pytest.skip(words.reason(placed))
        return True

    @pytest.fixture
    def answers(self) -> None:
        """Stand in for what the rules look at when they run."""

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Call it a failure when nothing failed only because something was skipped."""
        if exitstatus == pytest.ExitCode.OK and self._is_open:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say of each question what the check says."""
        terminalreporter.section(self._name)
        for checked in self._checked:
            terminalreporter.write_line("".join(words.headline(checked)))
            for line in words.wrapped(words.lines(checked)):
                terminalreporter.write_line(line)
