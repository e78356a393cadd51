"""Runs the command line as people do, in processes of its own, and grades the class once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser

from benchmarks import synthetic
from benchmarks.browser import launched
from tests.e2e.warm import Warm
from tests.once import made_once

ROOT = Path(__file__).parents[2]
CLASS = ROOT / "tests/submissions/class"

Run = subprocess.CompletedProcess[str]


# TAs have no Hypothesis, whose plugin takes a third of the time of judging one file.
AS_ELSEWHERE = "-p no:hypothesispytest"

# Variables that do not affect how Python starts.
_READ_WHILE_IT_RUNS = {"AUTOGRADER_ASSIGNMENT", "HOME", "PYTEST_ADDOPTS", "PYTEST_PLUGINS"}


def _environment(**more: str) -> dict[str, str]:
    """Return the caller's variables without those that bear on what is asked or printed."""
    ours = ("AUTOGRADER_", "PYTEST_", "FORCE_COLOR", "NO_COLOR", "TERMINAL_WIDTH", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"TERM": "dumb"} | more


def _python(*arguments: str | Path, cwd: Path, **options: Any) -> Run:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        **options,
    )


def _run(
    *arguments: str | Path,
    cwd: Path = ROOT,
    variables: dict[str, str] | None = None,
    kernel: str = "",
    **options: Any,
) -> Run:
    variables = variables or {}
    env = _environment(**variables)
    is_copy = cwd != ROOT and (cwd / "autograder").is_dir()
    # Whatever affects how Python starts, or what it imports, needs a new process.
    if not variables.keys() <= _READ_WHILE_IT_RUNS or options or is_copy:
        return _python("-m", "autograder", *arguments, cwd=cwd, env=env, **options)
    return _warm().run([*map(str, arguments)], cwd, env, kernel=kernel)


@cache
def _warm() -> Warm:
    return Warm()


@pytest.fixture(scope="session")
def warm_process() -> Warm:
    """The process whose forks run the commands of `autograder` and `by_hand`."""
    return _warm()


@pytest.fixture(scope="session", autouse=True)
def _no_warm_process_stays() -> Iterator[None]:
    yield
    if _warm.cache_info().currsize:
        _warm().stop()


@pytest.fixture(scope="session")
def autograder() -> Callable[..., Run]:
    """Run `autograder` with the given arguments, from the repository unless `cwd` is given.

    With `kernel`, it runs as if on that kernel of `tests.machines`.
    """
    return _run


@pytest.fixture(scope="session")
def by_hand() -> Callable[..., Run]:
    """Run `pytest` with the given arguments, as a TA does who tries the hidden suite."""

    def run(
        *arguments: str | Path, cwd: Path = ROOT, is_new: bool = False, kernel: str = ""
    ) -> Run:
        env = _environment(PYTEST_ADDOPTS=AS_ELSEWHERE)
        if is_new:  # a new Python process
            return _python(Path(sys.executable).with_name("pytest"), *arguments, cwd=cwd, env=env)
        return _warm().run([*map(str, arguments)], cwd, env, "pytest", kernel)

    return run


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # which what runs in the background may ignore


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `autograder` in a process group of its own; all of its tree ends with the test."""
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "autograder", *map(str, arguments)],
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        tree = [] if process.poll() is not None else descendants(process.pid)
        process.kill()
        process.communicate()
        for each in tree:
            with suppress(psutil.NoSuchProcess):  # it ended with its parent
                each.kill()


@pytest.fixture(scope="session")
def tree_of() -> Callable[[int], list[psutil.Process]]:
    """Return all processes below one."""
    return descendants


def descendants(pid: int) -> list[psutil.Process]:
    """Return all processes below `pid`, without scanning every process of the machine."""
    found: list[psutil.Process] = []
    todo = [pid]
    while todo:
        for child in _children(todo.pop()):
            with suppress(psutil.NoSuchProcess):  # it ended just now
                found.append(psutil.Process(child))
                todo.append(child)
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):  # it ended just now
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):  # one of its threads ended just now
                found += map(int, (task / "children").read_text("ascii").split())
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser, without a window; `tests.needs` sees that there is one."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def the_class() -> Path:
    """The example class."""
    return CLASS


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of grading the example class on two jobs, undisturbed."""

    def grade(folder: Path) -> None:
        run = _run("grade", CLASS, "-o", folder / "out", "--jobs", "2", "--min-level", "open")
        assert run.returncode == 0, run.stderr

    return made_once(tmp_path_factory, "graded", grade) / "out"


@pytest.fixture(scope="session")
def versions() -> list[synthetic.Known]:
    """The reference and some of the catalogue's misconceptions of each question, graded."""
    return synthetic.graded(12)


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """A small class that is graded in no time: one right, one wrong, one empty."""
    return _small_class(tmp_path / "submissions")


@pytest.fixture
def out(small_out: Path, tmp_path: Path) -> Path:
    """The output of grading the small class."""
    return Path(shutil.copytree(small_out, tmp_path / "out"))


@pytest.fixture(scope="session")
def small_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for all tests, none of which may change it."""

    def grade(folder: Path) -> None:
        options = ("-o", folder / "out", "--jobs", "1", "--min-level", "open")
        run = _run("grade", _small_class(folder / "submissions"), *options)
        assert run.returncode == 0, run.stderr

    return made_once(tmp_path_factory, "small", grade) / "out"


def _small_class(folder: Path) -> Path:
    folder.mkdir()
    for name in ("georg_bauer.py", "diego_ramirez.py", "anton_weber.py"):
        shutil.copy(CLASS / name, folder)
    return folder


@pytest.fixture
def assignment(tmp_path: Path) -> Path:
    """A copy of the assignment with all that grading needs, to be spoilt."""
    return _copied_assignment(tmp_path / "assignment")


@pytest.fixture(scope="module")
def module_assignment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for all tests of a module, changed by their module alone."""
    return _copied_assignment(tmp_path_factory.mktemp("module") / "assignment")


def _copied_assignment(copy: Path) -> Path:
    copy.mkdir()
    shutil.copy(ROOT / "pyproject.toml", copy)
    for folder in ("tests/hidden", "datasets"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("solutions/regularization.py", "assignment/reg_utils.py"):
        (copy / name).parent.mkdir()
        shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="session")
def refusal() -> Callable[..., str]:
    """Return the one sentence that a run was refused with, beside warnings and notes."""

    def sentence(run: Run, *, code: int = 2) -> str:
        beside = ("assignment: ", "warning", "note")
        told = [line for line in run.stderr.splitlines() if not line.startswith(beside)]
        assert len(told) == 1, run.stderr
        assert told[0].startswith("error: ")
        assert run.returncode == code
        return told[0]

    return sentence


@pytest.fixture(scope="session")
def files_of() -> Callable[[Path], dict[str, bytes]]:
    """Return the rendered files of an output folder by name, but for the report: it has times."""

    def files(out: Path) -> dict[str, bytes]:
        folders = (out / "results", out / "feedback")
        rendered = [out / "grades.csv", *(path for each in folders for path in each.iterdir())]
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in rendered}

    return files
