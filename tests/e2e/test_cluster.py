"""A class that is graded on a cluster gets what it gets on one machine, or a sentence."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess, Popen

import psutil
import pytest

from tests.clusters import Machines, below, machines, wait_for

Autograder = Callable[..., CompletedProcess[str]]
Start = Callable[..., Popen[str]]
Files = Callable[[Path], dict[str, bytes]]
Refusal = Callable[..., str]

GRADE = ("grade", "--min-level", "open")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """One worker of two threads."""
    made = Machines(tmp_path_factory.mktemp("cluster"))
    made.start_scheduler()
    try:
        made.start_worker(threads=2)
        made.wait_for_workers(1)
        yield made
    finally:
        made.stop()
        assert made.left() == []


def test_grades_are_the_bytes_of_a_run_on_one_machine(
    autograder: Autograder,
    cluster: Machines,
    the_class: Path,
    graded: Path,
    files_of: Files,
    tmp_path: Path,
) -> None:
    run = autograder(*GRADE, the_class, "-o", tmp_path / "out", "--dask", cluster.file)
    assert run.returncode == 0, run.stderr
    assert files_of(tmp_path / "out") == files_of(graded)


def test_a_regrade_on_a_cluster_is_a_regrade(
    autograder: Autograder, cluster: Machines, out: Path, files_of: Files
) -> None:
    before = files_of(out)
    options = ("--min-level", "open", "--timeout", "3", "--dask", cluster.file)
    run = autograder("regrade", out, *options)
    assert "3 of 3 to grade again; changed: limits" in run.stdout, run.stderr
    assert "0 changed, 3 graded again with the same outcome" in run.stdout
    assert {name for name in before if name.endswith(".csv")} <= files_of(out).keys()
    assert files_of(out)["grades.csv"] == before["grades.csv"]


def test_an_interrupted_run_says_so_and_leaves_nothing_at_the_workers(
    autograder: Autograder,
    started: Start,
    cluster: Machines,
    submissions: Path,
    tmp_path: Path,
) -> None:
    endless = "def compute_cost_with_regularization(*_):\n    while True: pass\n"
    (submissions / "endless.py").write_text(endless)
    options = ("--timeout", "600", "--dask", str(cluster.file))
    process = started(*GRADE, submissions, "-o", tmp_path / "out", *options)
    wait_for((tmp_path / "out/gradebook.sqlite").exists)
    wait_for(lambda: _stewards(cluster))
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate()
    assert process.returncode == 130
    assert stderr.splitlines()[-1] == "interrupted: run the same command again to go on"
    wait_for(lambda: not _stewards(cluster))


def _stewards(cluster: Machines) -> list[psutil.Process]:
    """Return what grades below the worker."""
    return below(cluster.worker(0), "cluster.steward")


def test_a_cluster_without_workers_ends_in_a_sentence(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    with machines(tmp_path, workers=0) as empty:
        options = ("--dask", empty.file, "--dask-wait", "0")
        run = autograder(*GRADE, submissions, "-o", tmp_path / "out", *options)
    assert "nothing can be graded on the cluster, because it has no worker" in refusal(run, code=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("tcp://203.0.113.9:8786", "is neither encrypted nor on this machine"),
        ("nowhere.json", "nowhere.json cannot be read"),
        ("nowhere", "is neither a scheduler's address nor a file"),
    ],
)
def test_a_scheduler_that_may_not_be_used_is_refused_before_anything_is_written(
    address: str,
    sentence: str,
    autograder: Autograder,
    submissions: Path,
    refusal: Refusal,
    tmp_path: Path,
) -> None:
    run = autograder(*GRADE, submissions, "-o", tmp_path / "out", "--dask", address)
    assert sentence in refusal(run)
    assert not (tmp_path / "out").exists()


def test_without_its_packages_the_option_says_how_to_install_them(
    autograder: Autograder, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['distributed'] = None\n", "utf-8"
    )
    options = ("-o", tmp_path / "out", "--dask", "tcp://127.0.0.1:1")
    run = autograder(*GRADE, submissions, *options, variables={"PYTHONPATH": str(tmp_path)})
    assert "pip install 'distributed>=" in refusal(run)
