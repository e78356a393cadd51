"""What it takes to begin: from a command to its files, or to the first line of its answer.

Each figure is the median of several runs, and of the ratios to the same imports, run in turn.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_RUNS = 7
_ENVIRONMENT = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def rows(folder: Path) -> list[tuple[str, str]]:
    """Measure in an empty folder; return what was measured, and the figure."""
    submission = shutil.copy(_ROOT / "solutions/regularization.py", folder / "one.py")
    out = folder / "out-one"
    grade = ("-m", "autograder", "grade", str(submission), "-o", str(out))
    check = ("-m", "checks", str(submission))
    numpy, all_three = "import numpy", "import numpy, h5py, pytest"
    return [
        _row("one submission, cold", lambda: _whole(grade, out), all_three),
        _row("`--help`", lambda: _whole(("-m", "autograder", "--help"), out), all_three),
        _row("self-check, first line", lambda: _first_line(check), numpy),
    ]


def _row(what: str, measured: Callable[[], float], imports: str) -> tuple[str, str]:
    seconds, ratios = [], []
    for _ in range(_RUNS):
        seconds.append(measured())
        ratios.append(seconds[-1] / _seconds(lambda: _run(("-c", imports))))
    ratio = f"{statistics.median(ratios):.1f} times `{imports}`"
    return what, f"{statistics.median(seconds):.2f} s, {ratio}"


def _whole(arguments: Sequence[str], out: Path) -> float:
    shutil.rmtree(out, ignore_errors=True)
    return _seconds(lambda: _run(arguments))


def _first_line(arguments: Sequence[str]) -> float:
    """Return the seconds until something is on stdout."""
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=_ROOT / "assignment",
        stdout=subprocess.PIPE,
        env=_ENVIRONMENT,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        taken = time.perf_counter() - begin
        process.stdout.read()
    return taken


def _run(arguments: Sequence[str]) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=_ROOT, env=_ENVIRONMENT, capture_output=True, check=True)


def _seconds(act: Callable[[], None]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin
