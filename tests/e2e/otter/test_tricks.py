"""What gets full marks from plain Otter, or runs in its process, is worth nothing here.

Each trick leaves a marker in a temporary folder where it is executed, and does nothing else.
"""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

Trick = Callable[[Path], dict[str, bytes]]

_STUB = b"def compute_cost_with_regularization(A3, Y, parameters, lambd):\n    return None\n"


@dataclass(frozen=True, slots=True)
class _Touch:
    """Unpickled, it makes a file."""

    path: Path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def always_passing(marker: Path) -> dict[str, bytes]:
    """A module that has Otter's tests pass."""
    source = f"""
import pathlib
from otter.test_files import abstract_test, exception_test
def run(self, environment):
    self.test_case_results = [
        abstract_test.TestCaseResult(test_case=case, message="", passed=True)
        for case in self.test_cases
    ]
exception_test.ExceptionTestFile.run = run
pathlib.Path({str(marker)!r}).touch()
"""
    return {"regularization.py": source.encode()}


def pickled_log(marker: Path) -> dict[str, bytes]:
    """A log that runs when it is read."""
    return {".OTTER_LOG": pickle.dumps(_Touch(marker))}


def own_otter(marker: Path) -> dict[str, bytes]:
    """A package in the place of the real one."""
    package = f"import pathlib\npathlib.Path({str(marker)!r}).touch()\n"
    return {"otter/__init__.py": package.encode()}


def early_exit(marker: Path) -> dict[str, bytes]:
    """A module that ends its process."""
    source = f"import os, pathlib\npathlib.Path({str(marker)!r}).touch()\nos._exit(0)\n"
    return {"regularization.py": source.encode()}


def own_results(marker: Path) -> dict[str, bytes]:
    """A module that writes its own results, and brings some along."""
    forged = b'{"score": 100, "tests": []}'
    source = f"""
import pathlib
pathlib.Path({str(marker)!r}).touch()
for place in (".", "results", "../results", "/autograder/results"):
    try:
        pathlib.Path(place, "results.json").write_bytes({forged!r})
    except OSError:
        pass
"""
    return {"regularization.py": source.encode(), "results.json": forged}


TRICKS: dict[str, Trick] = {
    trick.__name__: trick
    for trick in (always_passing, pickled_log, own_otter, early_exit, own_results)
}
ON_PLAIN_OTTER = ["always_passing", "pickled_log", "own_otter"]

# The submissions, by grader. Tricks are apart if one would keep another from running.
HANDED_IN = {
    "plain": [["always_passing", "pickled_log"], ["own_otter"]],
    "sealed": [["always_passing", "pickled_log", "own_otter"], ["early_exit"], ["own_results"]],
}


@dataclass(frozen=True, slots=True)
class Played:
    """What Otter made of a trick, and whether the trick was executed."""

    answer: dict[str, Any]
    executed: bool


@pytest.fixture(scope="module")
def played(
    ask: Callable[..., dict[str, Any]],
    zips: dict[str, Path],
    without: tuple[str, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Played]:
    folder = tmp_path_factory.mktemp("tricks")
    found = {}
    for grader, submissions in HANDED_IN.items():
        for tricks in submissions:
            markers = {trick: folder / f"{grader} {trick}" for trick in tricks}
            files = {"regularization.py": _STUB}
            for trick, marker in markers.items():
                files |= TRICKS[trick](marker)
            submission = folder / f"{grader} {tricks[0]}.zip"
            with zipfile.ZipFile(submission, "w") as archive:
                for member, content in files.items():
                    archive.writestr(member, content)
            # Execute Otter's notebook if a trick could replace or change what it imports.
            begin = () if tricks[0] in ON_PLAIN_OTTER else without
            answer = ask(*begin, "api", str(submission), str(zips[grader]))
            for trick, marker in markers.items():
                found[f"{grader} {trick}"] = Played(answer, marker.exists())
    return found


@pytest.mark.parametrize("trick", ON_PLAIN_OTTER)
def test_plain_otter_executes_the_trick(trick: str, played: dict[str, Played]) -> None:
    assert played[f"plain {trick}"].executed


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_is_not_executed(trick: str, played: dict[str, Played]) -> None:
    assert not played[f"sealed {trick}"].executed


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_scores_nothing(trick: str, played: dict[str, Played]) -> None:
    answer = played[f"sealed {trick}"].answer
    assert (answer["scores"], answer["possible"]) == ({"q1": 0, "q2": 0}, 100)
