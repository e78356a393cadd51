"""`make ablation`: do the tests see what gets through when a wall is gone?

Each wall is taken out of a copy of the project, one at a time, and the tests that bear on it are
run against the copy. A test has noticed when its message names what got through: one that fails
because something else broke proves nothing, and does not count. Where walls stand behind each
other they are taken out together, and each of them alone as well.

The copy is what an interpreter of its own imports, down to the processes that run submissions;
nothing in the checkout is changed. Programs that a missing wall lets loose are held by the limits
here, and whatever a run leaves behind is killed.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import re
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import psutil

from autograder.sandbox.walls.confine import reap_orphans_here
from benchmarks import ablation_page
from benchmarks.ablation_outcome import Outcome, Result, problems
from benchmarks.ablation_wall import Change, Wall
from benchmarks.ablation_walls import WALLS

_ROOT = Path(__file__).parent.parent
_PAGE = _ROOT / "docs/ablation.md"
_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "out", "demo-out", "dist")
_SECONDS = 180.0  # of one run of pytest
_BOUNDS = {
    resource.RLIMIT_AS: 10 << 30,  # little of it can be filled before a call is timed out
    resource.RLIMIT_FSIZE: 64 << 20,
    resource.RLIMIT_NPROC: 4096,
    resource.RLIMIT_CORE: 64 << 20,
}


class Project:
    """A copy of the project, and an interpreter that imports it.

    Args:
        folder: an empty one, which every user can reach.
    """

    def __init__(self, folder: Path) -> None:
        self._root = folder / "project"
        self._temporary = folder / "tmp"
        self._report = folder / "report.xml"
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
        """Return whether the copy is what is graded with: a zygote is started as graders do it."""
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

    def without(self, changes: Sequence[Change], wall: Wall) -> Outcome:
        """Make some of a wall's changes, run the tests that bear on it, and undo them."""
        whole: dict[Path, str] = {}
        try:
            for change in changes:
                path = self._root / change.path
                text = path.read_text("utf-8")
                if text.count(change.old) != 1:
                    return Outcome(fault=f"its text does not stand exactly once in {change.path}")
                whole.setdefault(path, text)
                path.write_text(text.replace(change.old, change.new), "utf-8")
            return self.run(wall.tests, wall.sees)
        finally:
            for path, text in whole.items():
                path.write_text(text, "utf-8")

    def run(self, tests: Sequence[str], sees: Sequence[str] = ()) -> Outcome:
        """Run tests against the copy as it is; `sees` are patterns of what got through."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "PYTEST"))
        }
        own = {"TMPDIR": str(self._temporary), "PYTHONDONTWRITEBYTECODE": "1"}  # none is stale
        options = ["-q", "--tb=no", "-p", "no:cacheprovider", f"--junitxml={self._report}"]
        self._report.unlink(missing_ok=True)
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
        return read_report(self._report.read_text("utf-8"), sees)


def read_report(report: str, sees: Sequence[str]) -> Outcome:
    """Return what pytest's report of a run tells, in the form that JUnit gave it."""
    noticed, otherwise = list[tuple[str, str]](), list[tuple[str, str]]()
    cases = list(ElementTree.fromstring(report).iter("testcase"))  # noqa: S314 - pytest wrote it
    for case in cases:
        for failure in [*case.iter("failure"), *case.iter("error")]:
            file = case.attrib["classname"].replace(".", "/")
            name = f"{file}.py::{case.attrib['name']}"
            message = f"{failure.attrib['message']}\n{failure.text or ''}"
            has_seen = failure.tag == "failure" and any(re.search(each, message) for each in sees)
            (noticed if has_seen else otherwise).append((name, message))
    if not cases:
        return Outcome(fault="no test was run")
    return Outcome(
        ran=len(cases), noticed=tuple(name for name, _ in noticed), otherwise=tuple(otherwise)
    )


@dataclass(slots=True)
class _Worker:
    """What each of the processes that work side by side holds."""

    project: Project | None = None


_worker = _Worker()


def _begin(folder: str) -> None:
    """Set this process up: it has a copy of its own, and all that a run leaves is below it."""
    reap_orphans_here()
    own = Path(folder, str(os.getpid()))
    own.mkdir(mode=0o755)
    _worker.project = Project(own)
    if not _worker.project.is_imported():
        raise RuntimeError("another autograder is imported than the copy")


def _whole(walls: Sequence[Wall]) -> list[str]:
    """Run all tests with all walls standing; return what is wrong with that."""
    assert _worker.project is not None
    outcome = _worker.project.run(
        list(dict.fromkeys(test for wall in walls for test in wall.tests))
    )
    if outcome.fault:
        return [outcome.fault]
    return [f"fails with all walls standing: {test}: {why}" for test, why in outcome.otherwise]


def _try(wall: Wall) -> Result:
    """Take a wall away, and where it has several parts also each of them alone."""
    assert _worker.project is not None
    together = _worker.project.without(wall.changes, wall)
    parts = wall.changes if len(wall.changes) > 1 else ()
    alone = tuple(_worker.project.without([part], wall) for part in parts)
    return Result(wall=wall, together=together, alone=alone)


def _work(walls: Sequence[Wall], jobs: int) -> Iterator[Result | list[str]]:
    """Yield what fails with all walls standing; when that is nothing, the result of each wall."""
    with tempfile.TemporaryDirectory(prefix="ablation-") as name:
        Path(name).chmod(0o755)
        context = multiprocessing.get_context("spawn")  # each has a clean start
        with ProcessPoolExecutor(jobs, context, _begin, (name,)) as pool:
            wrong = pool.submit(_whole, walls).result()  # by itself: nothing makes it slow
            yield wrong
            if not wrong:
                # Long ones are begun first, so that no worker is left with one at the end.
                order = sorted(walls, key=lambda wall: -len(wall.tests))
                futures = {wall.name: pool.submit(_try, wall) for wall in order}
                yield from (futures[wall.name].result() for wall in walls)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if a wall's removal is not noticed enough."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=__doc__)
    parser.add_argument("--only", metavar="WORD", default="", help="walls with WORD in their name")
    parser.add_argument("--jobs", type=int, default=2, help="how many to try side by side")
    parser.add_argument("--why", action="store_true", help="print the message of every failure")
    parser.add_argument("--write", action="store_true", help=f"put the table into {_PAGE.name}")
    options = parser.parse_args(arguments)
    walls = [wall for wall in WALLS if options.only in wall.name]
    here = [wall for wall in walls if wall.is_here]
    began, results, found = time.monotonic(), [], list[str]()
    for item in _work(here, options.jobs):
        if isinstance(item, Result):
            results.append(item)
            _tell(f"{item.wall.name}: {len(item.together.noticed)} noticed")
            if options.why:
                _tell("\n".join(f"  {test}: {why}" for test, why in item.together.otherwise))
        else:
            found += item
    found += problems(results)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    measure = ablation_page.Measure(
        seconds=time.monotonic() - began, processor=usage.ru_utime + usage.ru_stime
    )
    elsewhere = [wall for wall in walls if not wall.is_here]
    print(ablation_page.table(results, elsewhere, measure))
    if options.write and not found:
        ablation_page.write(_PAGE, results, elsewhere, measure)
    for problem in found:
        _tell(f"error: {problem}")
    return 1 if found else 0


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


if __name__ == "__main__":
    sys.exit(main())
