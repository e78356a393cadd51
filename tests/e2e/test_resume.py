"""A run that is stopped at any moment leaves nothing behind and loses nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess, Popen

import psutil
import pytest

from tests.sweeps import extents, whole

Autograder = Callable[..., CompletedProcess[str]]
Start = Callable[..., Popen[str]]
Tree = Callable[[int], list[psutil.Process]]
Files = Callable[[Path], dict[str, bytes]]

GRADE = ("grade", "--min-level", "open")  # what is tested here holds at every level
STOPS = extents(3, 10)  # at random moments, by kill -9
LOOPING = "gabriel_souza.ipynb"
BETWEEN = 4  # results between one kill and the next
# The first worker is a fork of the command, and has its command line; the second is started anew.
WORKERS = ("autograder grade", "spawn_main")
ZYGOTE = "sandbox.inside.zygote"
GUARD = 60.0  # seconds after which a process is taken to stay for ever
EARLIER = "of them by an earlier run"
AGAIN = "interrupted: run the same command again to go on"


@pytest.fixture(scope="module")
def brisk(the_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the class, whose programs all end by themselves and soon."""
    folder = tmp_path_factory.mktemp("brisk") / "class"
    folder.mkdir()
    for path in sorted(the_class.iterdir())[::3]:
        if path.is_file() and path.name != LOOPING:
            shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def graded(autograder: Autograder, brisk: Path) -> Path:
    """The output of grading them undisturbed."""
    out = brisk.with_name("out")
    run = autograder(*GRADE, brisk, "-o", out, "--jobs", "2")
    assert run.returncode == 0, run.stderr
    return out


@pytest.fixture
def command(brisk: Path, tmp_path: Path) -> tuple[str | Path, ...]:
    """The command that is stopped and given again."""
    return (*GRADE, brisk, "-o", tmp_path / "out", "--jobs", "2")


def known(out: Path) -> int:
    """Return how many results the gradebook in `out` holds; 0 when there is none yet."""
    path = out / "gradebook.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=GUARD)) as db:
        try:
            count: int = db.execute("SELECT count(*) FROM results").fetchone()[0]
        except sqlite3.OperationalError:  # it is being made
            return 0
    return count


def wait_for(process: Popen[str], condition: Callable[[], object]) -> None:
    """Wait until the condition holds; fail when the run ends before."""
    while not condition():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


def wait_for_results(process: Popen[str], out: Path, goal: int) -> None:
    """Wait until `goal` results are recorded."""
    wait_for(process, lambda: known(out) >= goal)


def running(processes: list[psutil.Process], words: str) -> list[psutil.Process]:
    """Return those Python processes whose command line holds `words`, if they still have one."""
    found = []
    for process in processes:
        try:
            if process.name() != "bwrap" and words in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def stop(process: Popen[str], tree_of: Tree, number: signal.Signals) -> list[psutil.Process]:
    """Send a signal to the main process alone; return what is left of its tree after a while."""
    process.send_signal(signal.SIGSTOP)  # nothing new is started while the tree is listed
    tree = tree_of(process.pid)
    process.send_signal(number)
    process.send_signal(signal.SIGCONT)
    process.communicate(timeout=GUARD)
    return survivors(tree)


def wait_for_one(process: Popen[str], tree_of: Tree, words: str) -> None:
    """Wait until a process with `words` in its command line runs."""
    wait_for(process, lambda: running(tree_of(process.pid), words))


def survivors(tree: list[psutil.Process]) -> list[psutil.Process]:
    """Return what is still there after a while; what is dead and only not waited for is not."""
    deadline = time.monotonic() + GUARD
    while (left := list(filter(is_alive, tree))) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process is there and can still do something."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def interrupt(process: Popen[str], tree_of: Tree) -> tuple[str, list[psutil.Process]]:
    """Press Ctrl-C, which reaches every process at the terminal; return stderr and survivors."""
    tree = tree_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=GUARD)
    return stderr, survivors(tree)


@pytest.mark.parametrize("stops", STOPS)
def test_a_run_stopped_at_many_moments_leaves_no_process_and_ends_with_the_same_grades(
    stops: int,
    autograder: Autograder,
    started: Start,
    tree_of: Tree,
    graded: Path,
    command: tuple[str | Path, ...],
    files_of: Files,
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    for words in WORKERS:
        process = started(*command)
        wait_for_one(process, tree_of, words)
        assert stop(process, tree_of, signal.SIGKILL) == []
    moments = random.Random(20261123)
    total = len(list((graded / "results").iterdir()))
    for stop_number in range(stops):
        process = started(*command)
        # However far a busy machine lets a run go on, the last stop still hits an unfinished one.
        left = (total - known(out)) // (stops - stop_number + 2)
        wait_for_results(process, out, known(out) + moments.randint(1, max(1, left)))
        time.sleep(moments.uniform(0, 0.05))
        assert stop(process, tree_of, signal.SIGKILL) == []
    process = started(*command)
    wait_for_results(process, out, known(out) + 1)
    stderr, left_over = interrupt(process, tree_of)
    assert process.returncode == 130
    assert stderr.splitlines()[-1] == AGAIN
    assert left_over == []
    assert EARLIER in autograder(*command).stdout
    assert files_of(out) == files_of(graded)


def test_a_killed_run_does_not_wait_for_a_submission_that_never_ends(
    started: Start, tree_of: Tree, tmp_path: Path, the_class: Path
) -> None:
    looping = the_class / LOOPING
    process = started(*GRADE, looping, "-o", tmp_path / "out", "--timeout", "600")
    # Once the level is proved, there is one zygote, and beside it only a child that is at work.
    wait_for(process, (tmp_path / "out/gradebook.sqlite").exists)
    wait_for(process, lambda: len(running(tree_of(process.pid), ZYGOTE)) > 1)
    assert stop(process, tree_of, signal.SIGKILL) == []


KILLS = [  # one after the other; those side by side at once, as a submission lost twice is given up
    pytest.param(((ZYGOTE,), WORKERS), id="all"),
    *(whole(((words,),), name=words) for words in (*WORKERS, ZYGOTE)),
]


@pytest.mark.parametrize("kills", KILLS)
def test_processes_of_ours_that_are_killed_are_replaced(
    kills: tuple[tuple[str, ...], ...],
    started: Start,
    tree_of: Tree,
    graded: Path,
    command: tuple[str | Path, ...],
    files_of: Files,
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    process = started(*command)
    for number, together in enumerate(kills, 1):
        wait_for_results(process, out, number * BETWEEN)
        for words in together:
            wait_for_one(process, tree_of, words)
        for words in together:
            running(tree_of(process.pid), words)[0].kill()
    _, stderr = process.communicate()
    assert process.returncode == 0, stderr
    assert files_of(out) == files_of(graded)


@pytest.mark.parametrize("words", [*WORKERS, ZYGOTE])
def test_an_interrupt_while_processes_start_shows_one_sentence_and_no_traceback(
    words: str, started: Start, tree_of: Tree, command: tuple[str | Path, ...], tmp_path: Path
) -> None:
    process = started(*command)
    wait_for(process, (tmp_path / "out/gradebook.sqlite").exists)
    wait_for_one(process, tree_of, words)
    stderr, left = interrupt(process, tree_of)
    before = ("warning: ", "assignment: ")
    lines = [line for line in stderr.splitlines() if not line.startswith(before)]
    assert lines == [AGAIN]
    assert process.returncode == 130
    assert left == []
