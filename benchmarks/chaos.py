"""`make chaos`: a class on a cluster whose parts are killed, stopped or unfit; the grades stay.

Each round grades the class twice. In the first run, workers and nannies are killed, a worker is
stopped for a while, and workers join that cannot seal or have another NumPy: the run has to end by
itself. The second is stopped by the death of its client, a full disk, and the death of the
scheduler: the same command, given again, has to end it. Both times, grades.csv and results/ have to
be the bytes of an undisturbed run without a cluster, and no process may be left. At the end, all
hostile programs are graded on the cluster, each followed by a right submission.

`tests/e2e/test_chaos.py` disturbs a small class once.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from autograder import description
from autograder.cluster.connect import connected
from autograder.grading.engine import Engine
from autograder.grading.messages import Job
from autograder.results import Level
from benchmarks.grading import make_class
from benchmarks.soak import Submission, hostile_submissions, wrong
from tests.clusters import GUARD, Machines, machines, wait_for
from tests.hostile.lab import CANARY_VARIABLE

ROOT = Path(__file__).parent.parent
WORKERS = 3
_FULL = 4096  # bytes that a file may have at most once the disk is full
_NUMPY = """
import importlib.metadata as metadata
version = metadata.version
metadata.version = lambda name: "1.0" if name == "numpy" else version(name)
"""


@dataclass(slots=True)
class Stage:
    """A class to grade, a cluster to grade it on, and what has to come out.

    Attributes:
        folder: where the class, outputs and logs are.
        stopped: seconds for which a worker is stopped; 0 for until others have graded something.
        submissions: the class.
        total: its size.
    """

    folder: Path
    stopped: float
    submissions: Path
    total: int
    expected: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def made(cls, folder: Path, size: int, stopped: float) -> Stage:
        """Make a class and grade it here, undisturbed."""
        stage = cls(folder, stopped, make_class(folder / "class", size), size)
        run = stage.start("expected")
        _, said = run.communicate()
        assert run.returncode == 0, said
        stage.expected = _files(folder / "expected")
        return stage

    def start(self, out: str, *options: str) -> subprocess.Popen[str]:
        """Start grading into a folder; what it says goes to stderr."""
        command = [sys.executable, "-m", "autograder", "grade", str(self.submissions)]
        return subprocess.Popen(
            [*command, "-o", str(self.folder / out), *options],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def known(self, out: str) -> int:
        """Return how many results are recorded; 0 when there is no gradebook yet."""
        path = self.folder / out / "gradebook.sqlite"
        if not path.exists():
            return 0
        with closing(sqlite3.connect(path, timeout=GUARD)) as db:
            try:
                return int(db.execute("SELECT count(*) FROM results").fetchone()[0])
            except sqlite3.OperationalError:  # it is being made
                return 0

    def wait_for(self, run: subprocess.Popen[str], out: str, known: int) -> None:
        """Wait until so many results are recorded; fail when the run ends before."""
        while self.known(out) < known:
            assert run.poll() is None, run.communicate()
            time.sleep(0.01)

    def check(self, out: str) -> None:
        """Fail unless an output is that of the undisturbed run, and nobody was graded below."""
        found = _files(self.folder / out)
        assert found.keys() == self.expected.keys()
        differing = [name for name in found if found[name] != self.expected[name]]
        assert differing == [], differing


def survive(stage: Stage, made: Machines) -> None:
    """Disturb a run that has to end by itself."""
    made.start_worker(*_unsealable())
    made.start_worker(*_with_another_numpy(stage.folder))
    made.wait_for_workers(WORKERS + 2)
    out = "survived"
    run = stage.start(out, *_on(made))
    acts: list[Callable[[], None]] = [
        lambda: _stop_worker(stage, made, out),
        lambda: made.worker(0).kill(),
        lambda: made.worker(WORKERS).kill(),  # and is back, no fitter than before
        lambda: _kill_nanny(made),
    ]
    for number, act in enumerate(acts, 1):
        stage.wait_for(run, out, number * stage.total // (len(acts) + 2))
        made.remember()
        act()
    _, said = run.communicate()
    assert run.returncode == 0, said
    assert "submissions can only be run at level open here" in said, said
    assert "it has NumPy 1.0 instead of " in said, said
    stage.check(out)


def repeat(stage: Stage, made: Machines) -> None:
    """Stop a run three times; the same command has to end it."""
    out = "repeated"
    acts: list[Callable[[subprocess.Popen[str]], None]] = [
        lambda run: run.send_signal(signal.SIGKILL),
        _fill_disk,
        lambda _: made.scheduler.kill(),
    ]
    said = []
    for number, act in enumerate(acts, 1):
        run = stage.start(out, *_on(made))
        stage.wait_for(run, out, number * stage.total // (len(acts) + 1))
        made.remember()
        act(run)
        said.append(run.communicate()[1])
        assert run.returncode != 0
    assert "results so far are kept" in said[2], said[2]
    assert not any("Traceback" in each for each in said), said
    made.scheduler.wait()
    made.stop()
    made.nannies.clear()
    made.start_scheduler()
    for _ in range(WORKERS):
        made.start_worker()
    run = stage.start(out, *_on(made))
    _, last = run.communicate()
    assert run.returncode == 0, last
    stage.check(out)


def disturb(stage: Stage, made: Machines) -> None:
    """Kill a worker, then the client; the same command has to end it."""
    out = "disturbed"
    run = stage.start(out, *_on(made))
    stage.wait_for(run, out, stage.total // 3)
    made.worker(0).kill()
    stage.wait_for(run, out, 2 * stage.total // 3)
    made.remember()
    run.kill()
    run.communicate()
    run = stage.start(out, *_on(made))
    _, said = run.communicate()
    assert run.returncode == 0, said
    stage.check(out)


def withstand(stage: Stage, made: Machines) -> None:
    """Grade the hostile programs, which must earn nothing and cost nobody else anything."""
    assignment = description.find(ROOT)
    (stage.folder / "lab").mkdir(exist_ok=True)
    os.environ.setdefault(CANARY_VARIABLE, secrets.token_hex(16))  # what programs try to read
    hostile = list(hostile_submissions(stage.folder / "lab", assignment.functions))
    right = Submission(
        name="a right one", filename="a.py", content=assignment.source.read_bytes(), points=100
    )
    submissions = [each for attack in hostile for each in (attack, right)]
    limits = replace(assignment.limits, call_seconds=1.0)
    jobs = [
        Job(number=number, content=each.content, filename=each.filename)
        for number, each in enumerate(submissions)
    ]
    with connected(str(made.file), is_insecure=False, patience=GUARD, note=print) as cluster:
        engine = Engine.load(replace(assignment, limits=limits), cluster.level(Level.SEALED))
        with cluster.workers(engine, len(jobs)) as crew:
            answers = list(crew.grade(jobs))
    problems = [said for each in answers for said in wrong(each, submissions)]
    assert len(answers) == len(jobs)
    assert problems == [], problems


def _on(made: Machines) -> tuple[str, ...]:
    return ("--dask", str(made.file), "--dask-wait", str(GUARD))


def play(stage: Stage, act: Callable[[Stage, Machines], None], workers: int = WORKERS) -> None:
    """Have a cluster, do that on it, and see that nothing of it is left."""
    folder = Path(tempfile.mkdtemp(dir=stage.folder))
    with machines(folder, workers) as made:
        act(stage, made)
    assert made.left() == []


def _unsealable() -> list[str]:
    """Return the command of a Python on whose machine nothing can be sealed."""
    return [sys.executable, "-m", "tests.machines", "--program", "-m", "without Landlock"]


def _with_another_numpy(folder: Path) -> list[str]:
    """Return the command of a Python with another NumPy, as far as anybody can tell."""
    place = folder / "another-numpy"
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(_NUMPY, "utf-8")
    return ["/usr/bin/env", f"PYTHONPATH={place}", sys.executable, "-m"]


def _kill_nanny(made: Machines) -> None:
    made.nannies[1].kill()
    made.nannies[1].wait()


def _stop_worker(stage: Stage, made: Machines, out: str) -> None:
    """Stop a worker while others go on, and let it go on later."""
    worker = made.worker(2)
    worker.suspend()
    try:
        if stage.stopped:
            time.sleep(stage.stopped)
        else:
            before = stage.known(out)
            wait_for(lambda: stage.known(out) > before)
    finally:
        worker.resume()


def _fill_disk(run: subprocess.Popen[str]) -> None:
    psutil.Process(run.pid).rlimit(psutil.RLIMIT_FSIZE, (_FULL, _FULL))


def _files(out: Path) -> dict[str, bytes]:
    rendered = [out / "grades.csv", *(out / "results").iterdir()]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in rendered}


def main() -> None:
    """Play all rounds and print a line for each."""
    parser = argparse.ArgumentParser(description="Grade on a cluster whose parts are killed.")
    parser.add_argument("--size", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage.made(Path(folder), asked.size, 20.0)
        for number in range(1, asked.rounds + 1):
            for act in (survive, repeat):
                _timed(f"round {number}", stage, act)
                _forget(stage)
        _timed("hostile programs", stage, withstand)


def _timed(what: str, stage: Stage, act: Callable[[Stage, Machines], None]) -> None:
    begin = time.monotonic()
    play(stage, act)
    print(f"{what}: {act.__name__}, {time.monotonic() - begin:.0f} s", flush=True)


def _forget(stage: Stage) -> None:
    for out in ("survived", "repeated"):
        for path in sorted((stage.folder / out).rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()


if __name__ == "__main__":
    main()
