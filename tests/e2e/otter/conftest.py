"""Makes Otter's zip once, with the engine in it, and runs Otter on submissions."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.handout.notebook import Assigned, assign
from autograder.description import find
from autograder.hosts.otter.bundle import with_engine

Points = dict[str, float]
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def assigned(tmp_path_factory: pytest.TempPathFactory) -> Assigned:
    """What `otter assign` makes of the master notebook."""
    return assign(find(Path(__file__).parent), tmp_path_factory.mktemp("assign") / "work")


@pytest.fixture(scope="session")
def zips(assigned: Assigned, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two zips to grade with: Otter's own, `plain`, and the one with the engine, `sealed`."""
    sealed = tmp_path_factory.mktemp("zip") / "sealed.zip"
    content = assigned.autograder_zip.read_bytes()
    sealed.write_bytes(with_engine(find(Path(__file__).parent), content))
    return {"plain": assigned.autograder_zip, "sealed": sealed}


@pytest.fixture(scope="session")
def drivers() -> Iterator[list[Ask]]:
    """Two processes that run Otter; see `driver.py`."""
    with ExitStack() as stack:
        yield [stack.enter_context(_driver()) for _ in range(2)]


@contextmanager
def _driver() -> Iterator[Ask]:
    program = [sys.executable, "-P", str(Path(__file__).with_name("driver.py"))]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program, **pipes, stderr=subprocess.DEVNULL, text=True) as process:

        def ask(*request: str) -> dict[str, Any]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{json.dumps(request)}\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            return answer

        yield ask


@pytest.fixture(scope="session")
def ask_all(drivers: list[Ask]) -> Callable[[Mapping[str, tuple[str, ...]]], dict[str, Any]]:
    """Ask the two processes side by side; return the answers under the requests' names."""

    def run(requests: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        waiting = list(requests.items())
        answers: dict[str, Any] = {}

        def work(ask: Ask) -> None:
            with suppress(IndexError):  # nothing is left
                while True:
                    name, request = waiting.pop()
                    answers[name] = ask(*request)

        with ThreadPoolExecutor() as threads:
            list(threads.map(work, drivers))
        return answers

    return run


@pytest.fixture(scope="session")
def engine_points(
    autograder: Callable[..., Any], the_class: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[list[str]], dict[str, Points]]:
    """Return, by file name, the points that `autograder grade` gives to submissions."""

    def points(names: list[str]) -> dict[str, Points]:
        folder = tmp_path_factory.mktemp("by-engine")
        (folder / "class").mkdir()
        for name in names:
            shutil.copy(the_class / name, folder / "class")
        run = autograder("grade", folder / "class", "-o", folder / "out", "--jobs", "2")
        assert run.returncode == 0, run.stderr
        with (folder / "out" / "grades.csv").open(encoding="utf-8", newline="") as rows:
            return {
                row["submission"]: {"q1": float(row["q1"]), "q2": float(row["q2"])}
                for row in csv.DictReader(rows)
            }

    return points


@pytest.fixture(scope="session")
def gradescope(
    tmp_path_factory: pytest.TempPathFactory, zips: dict[str, Path]
) -> Callable[..., Path]:
    """Lay out Gradescope's folders with a submission's files, and return their place."""

    def lay_out(files: Mapping[str, bytes]) -> Path:
        place = tmp_path_factory.mktemp("gradescope") / "autograder"
        for name in ("source", "submission", "results"):
            (place / name).mkdir(parents=True)
        with zipfile.ZipFile(zips["sealed"]) as archive:
            archive.extractall(place / "source")
        (place / "submission_metadata.json").write_text(json.dumps({"users": []}), "utf-8")
        for name, content in files.items():
            path = place / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return place

    return lay_out
