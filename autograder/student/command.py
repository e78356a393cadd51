"""`python -m checks` and `autograder check`: a student's file against the public rules.

Exit codes are the project's: 0 all passed, 1 our fault, 2 usage, 3 not all passed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import exercise
from autograder.errors import AutograderError, ExitCode
from autograder.sandbox.inside import source
from autograder.sandbox.outside.process import Process
from autograder.student import finding
from autograder.text import spell_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.exercise import Exercise
    from autograder.sandbox.answers import Answers
    from autograder.student.checker import Checked


_GREEN, _YELLOW, _PLAIN = "\033[32m", "\033[33m", "\033[0m"


def main(suite: Path, arguments: Sequence[str] | None = None) -> int:
    """Run the command of a hand-out whose public rules lie in `suite`; return the exit code."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {suite.name}",
        description="Check your own file. Exit codes: 0 all passed, 3 not all passed.",
    )
    parser.add_argument("file", nargs="?", type=Path, help="your notebook or module")
    file: Path | None = parser.parse_args(arguments).file
    spell_out(sys.stderr)
    try:
        return check(exercise.read(suite), file)
    except AutograderError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - this tells a person
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        return ExitCode.INTERRUPTED
    except BrokenPipeError:  # whoever reads has read enough, as `head` does
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.NOT_ALL_PASSED


def check(described: Exercise, file: Path | None) -> ExitCode:
    """Check a file, or the exercise's own in this folder, and print what is found.

    Raises:
        UsageError: the public vectors, rules or hints cannot be used.
        GraderFault: something of ours failed.
    """
    spell_out(sys.stdout)
    # NumPy takes its time to load. The process loads it while this one loads it with h5py.
    process = Process()
    try:
        found = finding.find(described, Path.cwd()) if file is None else finding.read(file)
        if isinstance(found, finding.Unusable):
            _say(found.reason)
            return ExitCode.NOT_ALL_PASSED
        return _Check(described, found).run(process)
    finally:
        process.close()


class _Check:
    """One check, which says what it knows as soon as it knows it."""

    def __init__(self, described: Exercise, found: finding.Found) -> None:
        from autograder.student.checker import Checker  # needs NumPy

        self._found = found
        self._exercise = described
        self._source: source.Source | None = None
        with contextlib.suppress(source.UnreadableError):  # the answers say so as well
            self._source = source.read(found.content, found.name)
        self._checker = Checker(described)
        self._waiting = list(described.judged)
        self._checked: list[Checked] = []

    def run(self, process: Process) -> ExitCode:
        from autograder.student import runner, words

        answers = runner.run(
            self._exercise,
            self._checker.vectors,
            self._found.handed(self._exercise),
            self._found.name,
            first=process,
            heard=self._hear,
        )
        if answers.unreadable:
            _say(f"{self._found.name} {answers.unreadable}")
            return ExitCode.NOT_ALL_PASSED
        while self._waiting:
            self._tell_next(answers)
        cases = len(self._checker.vectors)
        *told, last = words.closing(self._found.name, self._checked, cases, answers.notes)
        for line in (*words.wrapped(told, indent=""), last):
            _say(line)
        done = all(each.passed for each in self._checked)
        return ExitCode.DONE if done else ExitCode.NOT_ALL_PASSED

    def _hear(self, answers: Answers) -> None:
        while self._waiting and self._checker.is_known(self._waiting[0], answers):
            self._tell_next(answers)

    def _tell_next(self, answers: Answers) -> None:
        from autograder.student import words

        checked = self._checker.check(self._waiting.pop(0), answers, self._source)
        self._checked.append(checked)
        question, verdict = words.headline(checked)
        _say(question + _coloured(verdict, _colour(checked)))
        for line in words.wrapped(words.lines(checked)):
            _say(line)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this tells a person


def _colour(checked: Checked) -> str:
    """Return a verdict's colour; what is only not filled in yet has none."""
    if checked.passed:
        return _GREEN
    return "" if checked.is_open else _YELLOW


def _coloured(text: str, colour: str) -> str:
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or os.name == "nt"
    if plain or not colour or not sys.stdout.isatty():
        return text
    return f"{colour}{text}{_PLAIN}"
