"""The pytest plugin of suites. It does nothing unless a submission is being judged.

It gives tests the `answers` fixture, turns each test into a rule, and collects what becomes of
the rules. The engine (`judge.session`) has it collect a suite, and run one that needs more of
pytest than that. By hand, a suite is run on one file, `pytest tests/hidden --submission=FILE`: then
the suite's own conftest has the file run, each kind of suite in its way.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import AutograderError, SuiteError
from autograder.judge.compare import RuleFailedError
from autograder.judge.marks import marks_of
from autograder.judge.rules import MARKERS, rules_of
from autograder.judge.suite import Suite
from autograder.judge.verdicts import Outcome, outcome
from autograder.judge.view import Question
from autograder.results import Level, Verdict

SUITE = pytest.StashKey[Suite[Any]]()
OUTCOMES = pytest.StashKey[dict[str, Outcome]]()
FAULTS = pytest.StashKey[list[AutograderError]]()
_BY_HAND = pytest.StashKey["ByHand"]()


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """What one file is judged by hand: its name, fit for a terminal, and how it was confined."""

    name: str
    level: Level


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission`."""
    group = parser.getgroup("autograder")
    group.addoption("--submission", type=Path, help="the .py or .ipynb file to judge by hand")
    group.addoption(
        "--min-level",
        type=Level,
        choices=list(Level),
        default=Level.SEALED,
        help="have a hidden suite refuse weaker isolation than this (default: sealed)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Refuse settings that are not the suite's, before any conftest is loaded."""
    submission: Path | None = early_config.known_args_namespace.submission
    if submission is None:
        return
    with contextlib.suppress(ModuleNotFoundError):  # a hand-out has no hidden suite, and no gate
        import_module(".gate", __package__).refuse_foreign(early_config, submission)


def begin(config: pytest.Config, suite: Suite[Any], by_hand: ByHand | None = None) -> None:
    """Have a session judge by a suite, which has the answers already.

    Args:
        config: of the session.
        suite: its rules are collected by a session by hand, and known to every other.
        by_hand: what to tell the person who started the session, where one did.
    """
    config.stash[SUITE] = suite
    config.stash[OUTCOMES] = {}
    config.stash[FAULTS] = []
    if by_hand is not None:
        config.stash[_BY_HAND] = by_hand


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say what is judged, and how strongly it was confined."""
    if _BY_HAND not in config.stash:
        return None
    by_hand = config.stash[_BY_HAND]
    return f"submission: {by_hand.name}, run at level {by_hand.level}"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give pytest's own marks to a test that was marked without pytest."""
    for mark in marks_of(getattr(item, "function", None)):
        item.add_marker(getattr(pytest.mark, mark.name)(*mark.args, **mark.kwargs))


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Make every collected test a rule, or refuse the suite."""
    if _BY_HAND not in config.stash:
        return  # the engine makes its rules itself, and tells a bad suite in its own way
    if session.testsfailed:
        return  # a file of it does not load, as pytest is about to show
    suite = config.stash[SUITE]
    try:
        suite.rules = rules_of(items, suite.assignment)
    except SuiteError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture
def answers(request: pytest.FixtureRequest) -> Question:
    """The calls of the test's question and what the submission returned."""
    suite = request.config.stash[SUITE]
    view = suite.view(suite.rules[request.node.nodeid].question)
    view.notes.clear()
    return view


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Collect a rule's outcome; by hand, show its sentence and message, not a traceback."""
    suite = item.config.stash.get(SUITE, None)
    error = call.excinfo.value if call.excinfo is not None else None
    is_failed = suite is not None and isinstance(error, RuleFailedError)
    with _briefly(item.config) if is_failed else contextlib.nullcontext():
        report = yield
    if suite is None or (call.when != "call" and error is None):
        return report
    rule = suite.rules[item.nodeid]
    try:
        found = outcome(item.nodeid, error, () if error else suite.view(rule.question).notes)
    except AutograderError as fault:  # the rule itself is wrong, and pytest shows how
        item.config.stash[FAULTS].append(fault)
        return report
    item.config.stash[OUTCOMES][item.nodeid] = found
    if is_failed:
        report.longrepr = f"{rule.sentence}\n  {found.message}"
    return report


@contextlib.contextmanager
def _briefly(config: pytest.Config) -> Iterator[None]:
    """Make pytest write native tracebacks: its own print every vector, which takes seconds."""
    style = config.getoption("tbstyle", "auto")
    config.option.tbstyle = "native"
    try:
        yield
    finally:
        config.option.tbstyle = style


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the points that the engine would give, and what helps."""
    config = terminalreporter.config
    if _BY_HAND not in config.stash:
        return
    suite, outcomes, by_hand = config.stash[SUITE], config.stash[OUTCOMES], config.stash[_BY_HAND]
    if not suite.rules or set(outcomes) != set(suite.rules):
        return  # only some of the rules were asked for, or one of them failed itself
    result = suite.result(outcomes, by_hand.level)
    terminalreporter.section("points")
    for question in result.questions:
        line = f"{question.id}  {question.points:3} of {question.max_points}  {question.verdict}"
        terminalreporter.write_line(line)
        if question.verdict not in (Verdict.PASSED, Verdict.FAILED):
            terminalreporter.write_line(f"    {question.message}")
        if question.misconceptions:
            terminalreporter.write_line(f"    {', '.join(question.misconceptions)}")
            terminalreporter.write_line(f"    {question.hint}")
    terminalreporter.write_line(f"in all {result.score} of {result.max_score}")
