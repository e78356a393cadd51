"""What gets full marks from plain Otter, or runs in its process, is worth nothing here.

Each trick leaves a marker in a temporary folder where it is executed, and does nothing else.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

Trick = tuple[str, Callable[[Path], dict[str, bytes]]]

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
    return {"regularization.py": _STUB, ".OTTER_LOG": pickle.dumps(_Touch(marker))}


def own_otter(marker: Path) -> dict[str, bytes]:
    """A package in the place of the real one."""
    package = f"import pathlib\npathlib.Path({str(marker)!r}).touch()\n"
    return {"regularization.py": _STUB, "otter/__init__.py": package.encode()}


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


TRICKS = [always_passing, pickled_log, own_otter, early_exit, own_results]


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "marker"


@pytest.mark.parametrize("trick", [always_passing, pickled_log, own_otter])
def test_plain_otter_executes_the_trick(
    trick: Callable[[Path], dict[str, bytes]],
    marker: Path,
    packed: Callable[..., Path],
    otter_run: Callable[..., Any],
) -> None:
    otter_run(packed(trick(marker)), "plain")
    assert marker.exists()


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_scores_nothing_and_is_not_executed(
    trick: Callable[[Path], dict[str, bytes]],
    marker: Path,
    packed: Callable[..., Path],
    otter_run: Callable[..., Any],
) -> None:
    results = otter_run(packed(trick(marker)))
    assert (results.total, results.possible, marker.exists()) == (0, 100, False)
