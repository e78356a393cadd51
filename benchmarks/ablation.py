"""`make ablation`: does the suite notice when a wall is gone?

Each wall is taken out of a copy of the project, one at a time, and the tests that bear on it are
run against the copy. A wall whose removal too few tests notice is a hole in the suite.

The copy is what an interpreter of its own imports, down to the processes that run submissions;
nothing in the checkout is changed. Programs that a missing wall lets loose are held by the limits
here, and whatever a run leaves behind is killed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from autograder.child.confine import reap_orphans_here
from benchmarks.ablation_walls import WALLS, Wall

__all__ = ["Outcome", "Project", "main", "problems", "read_summary"]

_ROOT = Path(__file__).parent.parent
_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "out", "demo-out", "dist")
_SECONDS = 180.0  # of one run of pytest
_BOUNDS = {
    resource.RLIMIT_AS: 10 << 30,  # little of it can be filled before a call is timed out
    resource.RLIMIT_FSIZE: 64 << 20,
    resource.RLIMIT_NPROC: 4096,
    resource.RLIMIT_CORE: 0,
}
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - (.*))?$", re.MULTILINE)
_COUNT = re.compile(r"(\d+) (passed|failed|errors?)\b")
# A program that a missing wall lets end its judge fails all tests after it; only the first counts.
_AFTERMATH = ("BrokenPipeError", "ConnectionResetError")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one run of pytest.

    Attributes:
        ran: how many tests were run.
        noticed: the tests that failed.
        fault: why that tells nothing; empty when it does.
    """

    ran: int = 0
    noticed: tuple[str, ...] = ()
    fault: str = ""


class Project:
    """A copy of the project, and an interpreter that imports it.

    Args:
        folder: an empty one, which every user can reach.
    """

    def __init__(self, folder: Path) -> None:
        self._root = folder / "project"
        self._temporary = folder / "tmp"
        self._python = folder / "venv" / "bin" / "python"
        shutil.copytree(_ROOT, self._root, ignore=_LEFT_OUT)
        self._temporary.mkdir()
        self._temporary.chmod(0o1777)
        venv.EnvBuilder(symlinks=True).create(folder / "venv")
        # The copy comes first. What is installed comes after it, but not by its own .pth files,
        # one of which leads to the checkout.
        own = next((folder / "venv").glob("lib/python*/site-packages"))
        (own / "ablation.pth").write_text(
            f"{self._root}\n{sysconfig.get_path('purelib')}\n", "utf-8"
        )

    def is_imported(self) -> bool:
        """Whether the copy is what is graded with, where a zygote is started as graders do it."""
        program = "import autograder, sys; sys.stdout.write(autograder.__file__)"
        found = subprocess.run(
            [self._python, "-P", "-s", "-B", "-c", program],
            env={},
            cwd="/",
            capture_output=True,
            check=True,
            text=True,
        )
        return Path(found.stdout) == self._root / "autograder" / "__init__.py"

    def without(self, wall: Wall) -> Outcome:
        """Take one wall away, run the tests that bear on it, and put it back."""
        path = self._root / wall.change.path
        whole = path.read_text("utf-8")
        if whole.count(wall.change.old) != 1:
            return Outcome(fault=f"its text does not stand exactly once in {wall.change.path}")
        path.write_text(whole.replace(wall.change.old, wall.change.new), "utf-8")
        try:
            return self.run(wall.tests)
        finally:
            path.write_text(whole, "utf-8")

    def run(self, tests: Sequence[str]) -> Outcome:
        """Run tests against the copy as it is."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "PYTEST"))
        }
        # Wide, so that the summary's lines are not cut; no bytecode, so that none is stale.
        own = {"COLUMNS": "1000", "TMPDIR": str(self._temporary), "PYTHONDONTWRITEBYTECODE": "1"}
        options = "-q --tb=no -rfE -p no:cacheprovider --color=no".split()
        process = subprocess.Popen(
            [self._python, "-m", "pytest", *options, *tests],
            cwd=self._root,
            env=kept | own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=_bound,
        )
        try:
            output, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            return Outcome(fault=f"its tests did not end within {_SECONDS:.0f} s")
        finally:
            _kill_all_below()
            process.communicate()
        if process.returncode not in (0, 1):
            return Outcome(fault=f"pytest ended with {process.returncode}: {output[-2000:]}")
        return read_summary(output)


def read_summary(output: str) -> Outcome:
    """Return what the end of pytest's output tells."""
    counts = {word: int(n) for n, word in _COUNT.findall(output.rstrip().rpartition("\n")[2])}
    ran, failed = sum(counts.values()), _FAILED.findall(output)
    if not ran or len(failed) != ran - counts.get("passed", 0):
        return Outcome(fault=f"the summary of its tests cannot be read: {output[-2000:]}")
    noticed = tuple(test for test, why in failed if not why.startswith(_AFTERMATH))
    return Outcome(ran=ran, noticed=noticed)


def problems(outcomes: Sequence[tuple[Wall, Outcome]]) -> list[str]:
    """Return a sentence for each wall whose removal was not noticed enough."""
    found = []
    for wall, outcome in outcomes:
        if outcome.fault:
            found.append(f"{wall.name}: {outcome.fault}")
        elif len(outcome.noticed) < wall.needed:
            found.append(
                f"{wall.name}: its removal is noticed by {len(outcome.noticed)} of the "
                f"{wall.needed} tests that must: write one that fails without it"
            )
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if a wall's removal is not noticed enough."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=__doc__)
    parser.add_argument("--only", metavar="WORD", default="", help="walls with WORD in their name")
    parser.add_argument("--show", action="store_true", help="name the tests that noticed")
    options = parser.parse_args(arguments)
    is_root = os.geteuid() == 0
    walls = [
        wall for wall in WALLS if options.only in wall.name and (is_root or not wall.only_root)
    ]
    reap_orphans_here()  # so that whatever a run leaves behind can be found below this process
    with tempfile.TemporaryDirectory(prefix="ablation-") as name:
        Path(name).chmod(0o755)
        project = Project(Path(name))
        if not project.is_imported():
            return _complain(["another autograder is imported than the copy"])
        tests = list(dict.fromkeys(test for wall in walls for test in wall.tests))
        _tell(f"all walls standing: {len(tests)} tests or files of tests")
        whole = project.run(tests)
        if whole.fault or whole.noticed:
            failed = [f"fails with all walls standing: {test}" for test in whole.noticed]
            return _complain([whole.fault] if whole.fault else failed)
        outcomes = []
        for wall in walls:
            _tell(f"without {wall.name}")
            outcomes.append((wall, project.without(wall)))
            if options.show:
                _tell("\n".join(f"  {test}" for test in outcomes[-1][1].noticed))
    Console().print(_table(outcomes))
    return _complain(problems(outcomes))


def _table(outcomes: Sequence[tuple[Wall, Outcome]]) -> Table:
    table = Table(box=None)
    table.add_column("wall taken away")
    for heading in ("tests run", "noticed", "needed"):
        table.add_column(heading, justify="right")
    for wall, outcome in outcomes:
        noticed = "-" if outcome.fault else str(len(outcome.noticed))
        table.add_row(wall.name, str(outcome.ran), noticed, str(wall.needed))
    return table


def _bound() -> None:
    """Hold everything below this process to limits of ours, in case a wall's are gone."""
    for name, most in _BOUNDS.items():
        _, hard = resource.getrlimit(name)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(name, (limit, limit))


def _kill_all_below() -> None:
    """Kill what a run has left: all of it is below this process, whose children orphans become."""
    own = psutil.Process()
    while left := own.children(recursive=True):
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, timeout=5.0)


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _complain(found: Sequence[str]) -> int:
    for problem in found:
        _tell(f"error: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
