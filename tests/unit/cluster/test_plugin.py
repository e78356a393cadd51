"""A worker offers to grade once it is proved; what takes workers with it is found out and named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import psutil
import pytest

from autograder.cluster.connect import Cluster, connected
from autograder.errors import GraderFault
from autograder.grading.messages import Failed, Job
from autograder.results import Level
from tests.clusters import GUARD, Machines, machines, survivors, wait_for
from tests.unit.grading.sabotage import (
    FATAL,
    engine_failing_with,
    engine_killed_by_fatal,
    graded,
    jobs,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A cluster with one worker."""
    with machines(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture
def cluster(made: Machines) -> Iterator[Cluster]:
    made.wait_for_workers(1)
    with connected(str(made.file), is_insecure=False, patience=GUARD, note=print) as opened:
        yield opened


def test_a_submission_that_takes_two_workers_of_dask_with_it_is_given_up_and_no_other(
    made: Machines, cluster: Cluster, tmp_path: Path
) -> None:
    fatal = Job(number=9, content=FATAL, filename="a.py")
    with cluster.workers(engine_killed_by_fatal(tmp_path, above=2), 3) as crew:
        below = made.worker(0).children(recursive=True)
        assert any("cluster.steward" in str(process.cmdline()) for process in below)
        answers, _ = graded(crew, chain(jobs(1), [fatal], jobs(1)))
        assert survivors(below) == []  # all below a killed worker has ended with it
    failed = [answer for answer in answers if isinstance(answer, Failed)]
    assert [(answer.number, str(answer.error)) for answer in failed] == [
        (9, "the worker that graded this was lost twice")
    ]
    assert len(answers) == 3


def test_a_steward_that_dies_is_replaced(cluster: Cluster, tmp_path: Path) -> None:
    fatal = Job(number=9, content=FATAL, filename="a.py")
    with cluster.workers(engine_killed_by_fatal(tmp_path, above=1), 2) as crew:
        answers, _ = graded(crew, chain([fatal], jobs(1)))
    assert sorted((answer.number or 0, isinstance(answer, Failed)) for answer in answers) == [
        (0, False),
        (9, True),
    ]


def test_nothing_is_left_at_a_worker_after_a_run(
    made: Machines, cluster: Cluster, tmp_path: Path
) -> None:
    with cluster.workers(engine_failing_with(tmp_path / "flag"), 1) as crew:
        graded(crew, jobs(1))
        worker = made.worker(0)
        below = worker.children(recursive=True)
        kept = list(made.folder.rglob("vectors.h5"))
        assert kept
    assert survivors(below) == []
    wait_for(lambda: not any(path.exists() for path in kept))
    assert psutil.pid_exists(worker.pid)


def test_a_worker_whose_engine_differs_is_refused_with_what_differs(
    cluster: Cluster, tmp_path: Path
) -> None:
    engine = engine_failing_with(tmp_path / "flag")
    other = replace(engine, settings=engine.settings.replace('"NumPy": "', '"NumPy": "9.'))
    with (
        pytest.raises(GraderFault, match=r"does not grade: it has NumPy .* instead of 9\."),
        cluster.workers(other, 1),
    ):
        pass


def test_the_level_is_the_strongest_that_the_workers_prove(cluster: Cluster) -> None:
    from autograder.sandbox.outside.level import best

    assert cluster.level(Level.OPEN) is best().level
