"""Collects a suite with pytest, and judges one submission after another by its rules.

A rule that takes `answers` and nothing else is a function, and is called as one, without pytest,
as the self-check calls it too. A suite that needs more of pytest (other fixtures, parameters, hooks
around a test) is run by pytest itself, in a session for each submission: the same results, later.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import autograder.judge.ledger  # noqa: F401 - now, and not with the first submission
from autograder.description import Assignment
from autograder.errors import GraderFault, SuiteError
from autograder.judge import plugin
from autograder.judge.rules import Rule, rules_of
from autograder.judge.suite import Suite
from autograder.judge.verdicts import Outcome
from autograder.judge.view import Question
from autograder.results import Level, Result
from autograder.sandbox.answers import Answers
from autograder.text import visible

# What people set for their own test runs; here it could leave rules out.
_NO_PLUGINS = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
_FOREIGN = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")

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
            "unraisableexception", "skipping", "setuponly", "cacheprovider")  # fmt: skip
_QUIET = ["--maxfail=0", *(part for name in _WITHOUT for part in ("-p", f"no:{name}"))]

# Hooks of a suite's own that have had their say when the rules are collected.
_EARLY = ("pytest_addoption", "pytest_collect", "pytest_configure", "pytest_generate",
          "pytest_ignore", "pytest_itemcollected", "pytest_make", "pytest_pycollect",
          "pytest_report_header")  # fmt: skip

_OURS = ("answers", "request")  # the latter is what our fixture takes
_FIXTURE = type(plugin.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A suite, as pytest has collected it.

    Attributes:
        assignment: whose suite it is.
        rules: by test id.
        functions: what each test calls, where it is a function.
        path: where modules that a rule imports as it runs are found.
        slow: why each submission takes a pytest session of its own; empty where none does.
    """

    assignment: Assignment
    rules: Mapping[str, Rule]
    functions: Mapping[str, Callable[[Question], object]]
    path: tuple[str, ...]
    slow: str

    @classmethod
    def of(cls, assignment: Assignment) -> Collected:
        """Have pytest collect the hidden suite of an assignment.

        Raises:
            SuiteError: it cannot be collected.
        """
        suite = Suite(assignment, ())
        collecting = _Collecting(suite)
        code, said = _silently(suite, collecting)
        if collecting.error is not None:
            raise collecting.error
        if code != pytest.ExitCode.OK:
            raise SuiteError(f"the hidden suite does not load: {said}")
        return cls(
            assignment=assignment,
            rules=suite.rules,
            functions=collecting.functions,
            path=tuple(collecting.path),
            slow=collecting.more,
        )


class Judge:
    """Judges answers by a suite's rules.

    Args:
        suite: whose rules are applied; it has them afterwards.
        collected: its rules, where they were collected already.

    Attributes:
        slow: why each submission takes a pytest session of its own; empty where none does.

    Raises:
        SuiteError: the suite cannot be collected.
    """

    def __init__(self, suite: Suite[Assignment], collected: Collected | None = None) -> None:
        if collected is None or collected.assignment != suite.assignment:
            collected = Collected.of(suite.assignment)
        suite.rules = collected.rules
        self._suite = suite
        sys.path[:] = collected.path
        self.slow = collected.slow
        self._functions = collected.functions

    def __call__(self, answers: Answers, level: Level) -> Result:
        """Return the result of answers that were given at `level`.

        Raises:
            SuiteError: a rule asks for what is not there.
            GraderFault: a rule failed itself.
        """
        self._suite.judge(answers)
        if answers.unreadable:
            outcomes = {}
        elif self.slow:
            outcomes = self._by_pytest()
        else:
            outcomes = {test: self._suite.outcome(test, it) for test, it in self._functions.items()}
        return self._suite.result(outcomes, level, bounded=True)

    def _by_pytest(self) -> dict[str, Outcome]:
        session = Session(self._suite)
        code, said = _silently(self._suite, session)
        outcomes = session.outcomes(code)
        if outcomes.keys() != self._suite.rules.keys():
            raise GraderFault(f"pytest did not run every rule of the hidden suite: {said}")
        return outcomes


class Session:
    """The plugin that hands pytest a suite, and keeps what becomes of its rules.

    Args:
        suite: with the answers to judge.
        by_hand: what to tell the person who reads pytest's output, where there is one.
    """

    def __init__(self, suite: Suite[Assignment], by_hand: plugin.ByHand | None = None) -> None:
        self._suite = suite
        self._by_hand = by_hand
        self._stash = pytest.Stash()
        self._is_interrupted = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Hand the suite over."""
        plugin.begin(config, self._suite, self._by_hand)
        if self._by_hand is None:
            config.option.tbstyle = "native"  # tracebacks that nobody reads; others cost much more
        self._stash = config.stash

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Note that a person ended the session."""
        # pytest interrupts itself, too, where a file of the suite does not load.
        self._is_interrupted = not isinstance(excinfo.value, pytest.Session.Interrupted)

    def outcomes(self, code: int | pytest.ExitCode) -> dict[str, Outcome]:
        """Return what became of the rules in the session that ended with `code`.

        Raises:
            SuiteError: the suite does not run, or a rule asks for what is not there.
            GraderFault: a rule failed itself.
        """
        if self._is_interrupted:
            raise KeyboardInterrupt
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            raise SuiteError(
                f"the hidden suite {visible(str(self._suite.assignment.hidden_suite))} does not "
                "run: pytest says why, above"
            )
        for fault in self._stash[plugin.FAULTS]:
            raise fault
        return self._stash[plugin.OUTCOMES]


class _Collecting(Session):
    """A session that collects a suite and runs none of it."""

    def __init__(self, suite: Suite[Assignment]) -> None:
        super().__init__(suite)
        self.error: SuiteError | None = None
        self.more = ""
        self.path: list[str] = []
        self.functions: dict[str, Callable[[Question], object]] = {}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.error is None:
            last = str(report.longrepr).strip().splitlines()[-1]
            self.error = SuiteError(f"the hidden suite does not load: {report.nodeid}: {last}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self.error is None:
            try:
                self._suite.rules = rules_of(session.items, self._suite.assignment)
            except SuiteError as error:
                self.error = error
        self.path = [*sys.path]
        self.more = next(_more_than_answers(session), "")
        items = (item for item in session.items if isinstance(item, pytest.Function))
        self.functions = {item.nodeid: item.function for item in items}
        return True


def start(suite: Suite[Assignment], session: Session, options: Iterable[str]) -> int:
    """Have pytest run a suite by the suite's own settings, plugins and conftests alone.

    Those of the folders above it may be anybody's: of the place where the course lies.

    Raises:
        SuiteError: there is no such suite.
    """
    place = suite.assignment.hidden_suite
    if not place.exists():
        raise SuiteError(f"there is no hidden suite at {place}: check [tool.autograder]")
    folder = str(place if place.is_dir() else place.parent)
    settings = [str(place), "-c", _settings(place), "--rootdir", folder, "--confcutdir", folder]
    if place.is_file():  # an author's: what lies beside it is no part of the rules
        settings.append("--noconftest")
    _forget_namesakes(place)
    with _apart():
        return pytest.main([*settings, *options], plugins=[plugin, session])


def _forget_namesakes(suite: Path) -> None:
    """Have Python import the modules of a suite, where it has imported another suite's."""
    for module in [suite] if suite.is_file() else suite.rglob("*.py"):
        known = getattr(sys.modules.get(module.stem), "__file__", None)
        if known is not None and Path(known) != module:
            del sys.modules[module.stem]


def _settings(suite: Path) -> str:
    """Return the file of settings that is a suite's own; one file has none."""
    own = (suite / name for name in _CONFIGURATIONS)
    return str(next(filter(Path.is_file, own), os.devnull))


@contextlib.contextmanager
def _apart() -> Iterator[None]:
    """Keep pytest from what the environment says of other suites, and from leaving files."""
    before = {name: os.environ.get(name) for name in (_NO_PLUGINS, *_FOREIGN)}
    writes = sys.dont_write_bytecode
    os.environ[_NO_PLUGINS], sys.dont_write_bytecode = "1", True
    for name in _FOREIGN:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _silently(suite: Suite[Assignment], session: Session) -> tuple[int, str]:
    """Have pytest run a suite; return its exit code, and the last line that it printed."""
    said = io.StringIO()  # pytest's own words; ours are one sentence
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = start(suite, session, _QUIET)
    return code, (said.getvalue().strip().splitlines() or ["pytest says nothing"])[-1]


def _more_than_answers(session: pytest.Session) -> Iterator[str]:
    """Yield what a suite has beside functions that take `answers` alone, in words."""
    modules: list[object] = []
    for item in session.items:
        function = getattr(item, "function", None)
        if not isinstance(item, pytest.Function) or item.cls is not None or _is_suspended(function):
            yield f"{item.nodeid} is no plain function"
            return
        asked = [*inspect.signature(item.function).parameters]
        more = [name for name in (*asked, *item.fixturenames) if name not in _OURS]
        yield from (f"{item.nodeid} takes {name}" for name in more)
        if asked != ["answers"]:
            yield f"{item.nodeid} takes something else than answers"
        modules.append(item.module)
    manager = session.config.pluginmanager
    for each in filter(_is_of_suite, manager.get_plugins()):
        modules.append(each)
        hooks = sorted(caller.name for caller in manager.get_hookcallers(each) or ())
        yield from (f"it has the hook {name}" for name in hooks if not name.startswith(_EARLY))
    named = (item for module in modules for item in getattr(module, "__dict__", {}).items())
    yield from (f"it has the fixture {name}" for name, value in named if type(value) is _FIXTURE)


def _is_suspended(function: object) -> bool:
    """Return whether calling a function would not yet run it."""
    kinds = (inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)
    return any(is_kind(function) for is_kind in kinds)


def _is_of_suite(loaded: object) -> bool:
    """Return whether pytest got a plugin from the suite; others are pytest's or this package's."""
    name = getattr(loaded, "__name__", type(loaded).__module__)
    return not name.startswith(("_pytest.", f"{__package__}."))
