"""Makes Otter's zip once, with the engine in it, and runs Otter on submissions."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.handout import notebook
from autograder.authoring.handout.notebook import Assigned, assign
from autograder.description import find
from autograder.hosts.otter.bundle import with_engine
from tests.sweeps import extents

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def assigned(ask: Ask, tmp_path_factory: pytest.TempPathFactory) -> Assigned:
    """What `otter assign` makes of the master notebook; it runs in the process behind `ask`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebook, "_run", lambda *paths: ask("assign", *map(str, paths)))
        return assign(find(Path(__file__).parent), tmp_path_factory.mktemp("assign") / "work")


@pytest.fixture(scope="session")
def zips(assigned: Assigned, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two zips to grade with: Otter's own, `plain`, and the one with the engine, `sealed`."""
    sealed = tmp_path_factory.mktemp("zip") / "sealed.zip"
    content = assigned.autograder_zip.read_bytes()
    sealed.write_bytes(with_engine(find(Path(__file__).parent), content))
    return {"plain": assigned.autograder_zip, "sealed": sealed}


@pytest.fixture(scope="session")
def ask() -> Iterator[Ask]:
    """Give a function that asks a process that runs Otter; see `driver.py`."""
    program = [sys.executable, "-P", str(Path(__file__).with_name("driver.py"))]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program, **pipes, stderr=subprocess.DEVNULL, text=True) as process:

        def answer(*request: str) -> dict[str, Any]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{json.dumps(request)}\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            return answer

        yield answer


@pytest.fixture(scope="module", params=extents(("without kernel",), ()))
def without(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The words that most requests begin with; `driver.py` says what they leave out, and why."""
    words: tuple[str, ...] = request.param
    return words


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
