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
from functools import partial
from typing import TYPE_CHECKING

import pytest

from autograder import description
from autograder.errors import AutograderError, DescriptionError, UsageError
from autograder.hints import advice
from autograder.intake import single
from autograder.judge import plugin, session
from autograder.judge.suite import Suite
from autograder.sandbox.outside import level
from autograder.sandbox.outside.runner import Runner
from autograder.text import visible
from autograder.vectors import hdf5

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from autograder.description import Assignment
    from autograder.intake.model import Submission
    from autograder.results import Level, Result
    from autograder.sandbox.outside.level import Proof


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
        assignment = _described(config)
        with hdf5.Reading(assignment.hidden_vectors) as reading, level.Proving() as proving:
            accept = partial(level.enough, minimum=config.option.min_level)
            suite, confined = _answered(assignment, read, str(submission), reading, proving, accept)
        plugin.begin(config, suite, plugin.ByHand(name=visible(str(submission)), level=confined))
    except AutograderError as error:
        raise pytest.UsageError(str(error)) from error


def show(
    assignment: Assignment,
    submission: Submission,
    reading: hdf5.Reading,
    proving: level.Proving,
    accept: Callable[[Proof], Level],
) -> Result:
    """Run a submission and have pytest print what the hidden suite makes of it.

    No settings are read but the suite's own, and no plugin or conftest of anybody else's.

    Args:
        assignment: whose suite judges.
        submission: what is judged.
        reading: the hidden vectors, which are being read.
        proving: the level, which is being proved.
        accept: returns the level that was proved here, if it is enough.

    Raises:
        UsageError: the submission is no module or notebook.
        SuiteError: the suite does not load, or a rule asks for what is not there.
        GraderFault: a rule failed itself, or our own processes failed.
    """
    suite, confined = _answered(assignment, submission, submission.path, reading, proving, accept)
    by_hand = plugin.ByHand(name=visible(submission.path), level=confined)
    shown = session.Session(suite, by_hand)
    code = session.start(suite, shown, ["-p", "no:cacheprovider"])
    return suite.result(shown.outcomes(code), confined)


def _answered(
    assignment: Assignment,
    submission: Submission,
    name: str,
    reading: hdf5.Reading,
    proving: level.Proving,
    accept: Callable[[Proof], Level],
) -> tuple[Suite[Assignment], Level]:
    """Run a submission; return the suite that is about to judge what it answered, and the level."""
    confined = accept(proving.proof())
    suite = Suite(assignment, reading.vectors().vectors, advise=advice(assignment.hints))
    with Runner(assignment, suite.vectors, confined, proving.zygote) as runner:
        answers = runner.run(submission.content, submission.filename)
        runner.prove()
    if answers.unreadable:
        raise UsageError(f"{visible(name)} {answers.unreadable}")
    suite.judge(answers)
    return suite, confined


def _described(config: pytest.Config) -> Assignment:
    """Find the description at or above the suite; pytest's own root depends on its options."""
    places = [
        config.invocation_params.dir / argument.partition("::")[0] for argument in config.args
    ]
    for place in places:
        with contextlib.suppress(DescriptionError):
            return description.find(place)
    return description.find(config.rootpath)
