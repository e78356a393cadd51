"""One pytest session that judges many submissions.

The suite is collected once. Then pytest's run loop is replaced by ours, which judges submission
after submission by setting up, running and tearing down every collected test: fixtures and
markers work as ever. Reports are not made, because nobody reads them here and they would cost
more than the tests; a suite that needs reporting hooks is run by hand.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.description import Assignment
from autograder.errors import SuiteError
from autograder.judge import plugin
from autograder.judge.plugin import OUTCOMES, SUITE, outcome_of
from autograder.judge.rules import rules_of
from autograder.judge.suite import Suite
from autograder.judge.verdicts import Outcome
from autograder.results import Level, Result
from autograder.sandbox.answers import Answers

__all__ = ["FOREIGN", "Judge", "arguments", "hold", "refuse_missing"]

# What people set for their own test runs; here it could leave rules out.
FOREIGN = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")

# Where pytest looks for settings in a folder, in its order.
_CONFIGURATIONS = (
    "pytest.toml",
    ".pytest.toml",
    "pytest.ini",
    ".pytest.ini",
    "pyproject.toml",
    "tox.ini",
    "setup.cfg",
)

# What a session over recorded answers has no use for; each would cost time at every test.
_WITHOUT = ("terminal", "logging", "warnings", "capture", "faulthandler", "threadexception",
            "unraisableexception", "skipping", "setuponly")  # fmt: skip

Judge = Callable[[Answers, Level], Result]


def hold(suite: Suite[Assignment], serve: Callable[[Judge], None]) -> None:
    """Collect the hidden suite and call `serve` with a function that judges answers.

    Raises:
        SuiteError: the suite cannot be collected.
        GraderFault: from the judging function, when a hidden test failed itself.
    """
    folder = suite.assignment.hidden_suite
    refuse_missing(folder)
    loop = _Loop(suite, serve)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in FOREIGN:
        os.environ.pop(name, None)
    sys.dont_write_bytecode = True
    asked = arguments(folder)
    for name in _WITHOUT:
        asked += ["-p", f"no:{name}"]
    said = io.StringIO()  # pytest's own words; ours are one sentence
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main(asked, plugins=[plugin, loop])
    if loop.error is not None:
        raise loop.error
    if code != pytest.ExitCode.OK:
        last = (said.getvalue().strip().splitlines() or ["pytest says nothing"])[-1]
        raise SuiteError(f"the hidden suite does not load: {last}")


def arguments(folder: Path) -> list[str]:
    """Return what has pytest run the suite in `folder` by that folder's own settings alone.

    Settings and conftests above it may be anybody's: of the place where the course lies.
    """
    own = next((folder / each for each in _CONFIGURATIONS if (folder / each).is_file()), os.devnull)
    place = str(folder)
    return [place, "-c", str(own), "--rootdir", place, "--confcutdir", place]


def refuse_missing(folder: Path) -> None:
    """Refuse a hidden suite that is not there.

    Raises:
        SuiteError: it is not.
    """
    if not folder.is_dir():
        raise SuiteError(f"there is no hidden suite at {folder}: check [tool.autograder]")


class _Loop:
    """The plugin that replaces pytest's run loop."""

    def __init__(self, suite: Suite[Assignment], serve: Callable[[Judge], None]) -> None:
        self._suite = suite
        self._serve = serve
        self._items: list[pytest.Item] = []
        self._outcomes: dict[str, Outcome] = {}
        self.error: BaseException | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[SUITE] = self._suite
        config.stash[OUTCOMES] = self._outcomes

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.error is None:
            last = str(report.longrepr).strip().splitlines()[-1]
            self.error = SuiteError(f"the hidden suite does not load: {report.nodeid}: {last}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = session.items
        if self.error is None:
            try:
                self._suite.rules = rules_of(session.items, self._suite.assignment)
                self._serve(self._judge)
            except BaseException as error:  # pytest would print it and go on
                self.error = error
        return True

    def _judge(self, answers: Answers, level: Level) -> Result:
        self._suite.judge(answers)
        self._outcomes.clear()
        if not answers.unreadable:
            following = [*self._items[1:], None]
            for item, after in zip(self._items, following, strict=True):
                self._outcomes[item.nodeid] = self._run(item, after)
        return self._suite.result(self._outcomes, level, bounded=True)

    @staticmethod
    def _run(item: pytest.Item, after: pytest.Item | None) -> Outcome:
        """Set a test up, run it and tear it down, as pytest's own protocol does."""
        item._initrequest()  # type: ignore[attr-defined]
        state = item.session._setupstate

        def run() -> None:
            state.setup(item)
            item.runtest()

        try:
            call = pytest.CallInfo.from_call(run, "call", reraise=KeyboardInterrupt)
            return outcome_of(item, call)
        finally:
            state.teardown_exact(after)
