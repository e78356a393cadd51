"""The pytest plugin of hidden suites. It does nothing unless a submission is being judged.

It gives tests the `answers` fixture, turns each test into a rule, and collects what becomes of
the rules. A TA runs a suite by hand on one file, `pytest tests/hidden --submission FILE`; the
engine (`judge.session`) runs it over many submissions in one session.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from pathlib import Path

import pytest

from autograder import description
from autograder.description import Assignment
from autograder.errors import (
    AutograderError,
    DescriptionError,
    GraderFault,
    SuiteError,
    UsageError,
)
from autograder.judge.compare import RuleFailedError
from autograder.judge.rules import MARKERS, rules_of
from autograder.judge.suite import Suite
from autograder.judge.verdicts import Outcome
from autograder.judge.view import Question
from autograder.results import Level
from autograder.run import level
from autograder.run.runner import Runner
from autograder.vectors import hdf5

__all__ = ["OUTCOMES", "SUITE", "outcome_of"]

SUITE = pytest.StashKey[Suite]()
OUTCOMES = pytest.StashKey[dict[str, Outcome]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission`."""
    group = parser.getgroup("autograder")
    group.addoption("--submission", type=Path, help="the .py or .ipynb file to judge by hand")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers; run the submission when the suite is used by hand."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if SUITE not in config.stash and config.option.submission is not None:
        try:
            _run_by_hand(config, config.option.submission)
        except AutograderError as error:
            raise pytest.UsageError(str(error)) from error


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Make every collected test a rule, or refuse the suite."""
    if config.option.submission is None:
        return  # the engine makes its rules itself, and tells a bad suite in its own way
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
    report = yield
    if SUITE not in item.config.stash:
        return report
    if call.when == "call" or call.excinfo is not None:
        outcome = outcome_of(item, call)
        item.config.stash[OUTCOMES][item.nodeid] = outcome
        if call.excinfo is not None and isinstance(call.excinfo.value, RuleFailedError):
            rule = item.config.stash[SUITE].rules[item.nodeid]
            report.longrepr = f"{rule.sentence}\n  {outcome.message}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the points that the engine would give."""
    config = terminalreporter.config
    if SUITE not in config.stash:
        return
    suite, outcomes = config.stash[SUITE], config.stash[OUTCOMES]
    if set(outcomes) != set(suite.rules):
        return  # only some of the rules were asked for
    result = suite.result(outcomes, Level.OPEN)
    terminalreporter.section("points")
    for question in result.questions:
        line = f"{question.id}  {question.points:3} of {question.max_points}  {question.verdict}"
        terminalreporter.write_line(line)
        if question.misconceptions:
            terminalreporter.write_line(f"    {', '.join(question.misconceptions)}")
    terminalreporter.write_line(f"in all {result.score} of {result.max_score}")


def outcome_of(item: pytest.Item, call: pytest.CallInfo[None]) -> Outcome:
    """Say what became of a rule.

    Raises:
        GraderFault: the test itself failed, in a way that says nothing about the submission.
    """
    if call.excinfo is None:
        suite = item.config.stash[SUITE]
        view = suite.view(suite.rules[item.nodeid].question)
        return Outcome(passed=True, message="; ".join(view.notes))
    error = call.excinfo.value
    if isinstance(error, RuleFailedError):
        return Outcome(passed=False, message=str(error))
    if isinstance(error, AssertionError):
        # pytest's text of a plain assert would show expected values.
        return Outcome(passed=False, message="it does not hold")
    if isinstance(error, SuiteError):
        raise error
    raise GraderFault(f"the hidden test {item.nodeid} failed itself: {error!r}") from error


def _run_by_hand(config: pytest.Config, submission: Path) -> None:
    path = config.invocation_params.dir / submission
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{submission} cannot be read: {error.strerror}") from error
    assignment = _described(config)
    suite = Suite(assignment, hdf5.read(assignment.hidden_vectors).vectors)
    with Runner(assignment, suite.vectors, level.best().level) as runner:
        answers = runner.run(content, path.name)
    if answers.unreadable:
        raise UsageError(f"{submission} {answers.unreadable}")
    suite.judge(answers)
    config.stash[SUITE] = suite
    config.stash[OUTCOMES] = {}


def _described(config: pytest.Config) -> Assignment:
    """Find the description at or above the suite; pytest's own root depends on its options."""
    places = [
        config.invocation_params.dir / argument.partition("::")[0] for argument in config.args
    ]
    for place in places:
        with contextlib.suppress(DescriptionError):
            return description.find(place)
    return description.find(config.rootpath)
