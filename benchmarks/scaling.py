"""`python -m benchmarks.scaling`: 100,000 submissions on 1 to 256 workers, as a picture.

What each part costs is measured here, in processor time, on a cluster of one worker; the rest is
simulated. A worker grades one batch after another and has one in hand. The scheduler handles one
batch after another. So does the client, which sends and records, and at the end writes everybody's
pages. Networks cost nothing here, and all machines are as fast as this one.

With `--draw`, the figures of the last measurement (`docs/scaling.json`) are drawn again.
"""

from __future__ import annotations

import argparse
import heapq
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from distributed import Client

from autograder import description
from autograder.cluster import crew
from autograder.cluster.connect import connected
from autograder.gradebook.store import Gradebook
from autograder.grading.engine import Engine
from autograder.grading.merging import merge
from autograder.grading.run import grade
from autograder.grading.shards import Shard
from autograder.intake.plan import plan
from autograder.report.render import render
from autograder.results import Level
from benchmarks.grading import make_class
from benchmarks.watching import Silent, spent
from tests.clusters import GUARD, Machines, machines

ROOT = Path(__file__).parent.parent
FIGURES, PICTURE = ROOT / "docs/scaling.json", ROOT / "docs/scaling.svg"
TOTAL = 100_000
WORKERS = tuple(2**power for power in range(9))
SHARDS = 4
_MEASURED = 200  # submissions
_TASKS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Seconds of processor time.

    Attributes:
        worker: of a worker, for each submission.
        client: of the client, to read, send and record each submission.
        render: of the client, to write each student's pages.
        merge: to take over each submission from a shard, without the pages.
        scheduler: of the scheduler, for each batch, however large.
    """

    worker: float
    client: float
    render: float
    merge: float
    scheduler: float


def simulated(costs: Costs, total: int, workers: int) -> float:
    """Return the seconds from the first batch until all pages are written."""
    size = max(1, min(crew.LARGEST, total // (crew.SHARES * workers)))
    left = [size] * (total // size) + ([total % size] if total % size else [])
    at_work = [(0.0, number, 0) for number in range(workers)]  # done at, by whom, how many
    in_hand = [0.0] * workers  # since when each has its next batch
    scheduler = client = 0.0
    while at_work:
        done, number, count = heapq.heappop(at_work)
        scheduler = max(scheduler, done) + costs.scheduler
        client = max(client, scheduler) + count * costs.client
        if left:
            begun, batch = max(done, in_hand[number]), left.pop()
            heapq.heappush(at_work, (begun + batch * costs.worker, number, batch))
            in_hand[number] = client
    return client + total * costs.render


def in_shards(costs: Costs, total: int, workers: int, shards: int = SHARDS) -> float:
    """Return the same for shards side by side, each with a share of the workers, and the merge."""
    side_by_side = min(workers, shards)
    share = simulated(costs, total // shards, workers // side_by_side)
    return share * shards / side_by_side + total * (costs.merge + costs.render)


def measured() -> Costs:
    """Grade a class on a cluster of one worker and return what each part of it cost."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        submissions = make_class(folder / "class", _MEASURED)
        place = folder / "cluster"
        place.mkdir()
        with machines(place) as made:
            worker, client = _graded(made, submissions, folder / "out")
            scheduler = scheduling(made)
        with Gradebook.open(folder / "out") as gradebook, _timed() as rendering:
            render(gradebook)
        merging = _merged(submissions, folder)
    pages = rendering[0] / _MEASURED
    return Costs(
        worker=worker / _MEASURED,
        client=client / _MEASURED - pages,
        render=pages,
        merge=max(0.0, merging / _MEASURED - pages),
        scheduler=scheduler,
    )


def scheduling(made: Machines) -> float:
    """Return the scheduler's processor time for one task, among many that do nothing."""
    scheduler = psutil.Process(made.scheduler.pid)
    with Client(scheduler_file=str(made.file), set_as_default=False) as client:
        client.submit(abs, 0).result()
        before = spent(scheduler)
        client.gather(client.map(abs, range(1, _TASKS + 1)))
        return (spent(scheduler) - before) / _TASKS


def _graded(made: Machines, submissions: Path, out: Path) -> tuple[float, float]:
    """Grade once; return the processor time of the worker and of the client."""
    assignment = description.find(ROOT)
    with connected(str(made.file), is_insecure=False, patience=GUARD, note=print) as cluster:
        engine = Engine.load(assignment, cluster.level(Level.SEALED))
        batch = plan([submissions], assignment)
        with Gradebook.open(out) as gradebook, cluster.workers(engine, _MEASURED) as workers:
            before = spent(made.worker(0))
            with _timed() as client:
                grade(batch, engine, gradebook, Silent(), elsewhere=lambda *_: nullcontext(workers))
            worker = spent(made.worker(0)) - before
    return worker, client[0]


def _merged(submissions: Path, folder: Path) -> float:
    """Return the processor time of merging the class from one shard."""
    assignment = description.find(ROOT)
    engine = Engine.load(assignment, Level.OPEN)
    batch = plan([submissions], assignment)
    outs = [folder / "1", folder / "2"]
    for number, out in enumerate(outs, 1):
        with Gradebook.open(out) as gradebook:
            grade(batch, engine, gradebook, Silent(), shard=Shard(number, 2))
    with Gradebook.open(folder / "merged") as gradebook, _timed() as merging:
        merge(outs, gradebook)
    return merging[0]


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Give a list that holds this process's processor time of the block, once it has ended."""
    spent: list[float] = []
    begin = time.process_time()
    yield spent
    spent.append(time.process_time() - begin)


def table(costs: Costs) -> str:
    """Return what the picture shows, in Markdown."""
    rows = ["| workers | workers alone | one client | four shards, merged |", "|---|---|---|---|"]
    for workers in WORKERS[::2]:
        alone = TOTAL * costs.worker / workers
        one, four = simulated(costs, TOTAL, workers), in_shards(costs, TOTAL, workers)
        rows.append(f"| {workers} | {_minutes(alone)} | {_minutes(one)} | {_minutes(four)} |")
    return "\n".join(rows)


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min"


def draw(costs: Costs) -> None:
    """Draw the picture of the manual."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    pyplot.rcParams["svg.hashsalt"] = "scaling"  # to be the same every time
    figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    lines: Sequence[tuple[str, str, Callable[[int], float]]] = (
        ("workers alone", ":", lambda workers: TOTAL * costs.worker / workers),
        ("one client", "-", lambda workers: simulated(costs, TOTAL, workers)),
        ("four shards, merged", "--", lambda workers: in_shards(costs, TOTAL, workers)),
    )
    for name, style, seconds in lines:
        axes.plot(WORKERS, [seconds(each) / 60 for each in WORKERS], style, label=name, marker="o")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(WORKERS, [str(each) for each in WORKERS])
    axes.set_xlabel("workers, one core each")
    axes.set_ylabel("minutes for 100,000 submissions")
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.savefig(PICTURE, metadata={"Date": None, "Title": "100,000 submissions"})


def main() -> None:
    """Measure, unless only drawing is asked for; draw, and print the table."""
    parser = argparse.ArgumentParser(description="Simulate 100,000 submissions on 256 workers.")
    parser.add_argument("--draw", action="store_true", help="draw the figures of the last time")
    if not parser.parse_args().draw:
        figures = {name: round(value, 6) for name, value in asdict(measured()).items()}
        FIGURES.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    costs = Costs(**json.loads(FIGURES.read_text("utf-8")))
    draw(costs)
    print(table(costs))


if __name__ == "__main__":
    main()
