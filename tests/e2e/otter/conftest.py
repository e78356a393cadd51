"""Makes Otter's zip once, with the engine in it, and runs Otter on submissions."""

from __future__ import annotations

import csv
import io
import json
import shutil
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from autograder.bundle.otter import bundle
from autograder.description import find
from types import SimpleNamespace as Assigned

Points = dict[str, float]


@pytest.fixture(scope="session")
def assigned(tmp_path_factory: pytest.TempPathFactory) -> Assigned:
    """What `otter assign` makes of the master notebook."""
    return Assigned(autograder_zip=next(Path("/tmp/otter/a/dist/autograder").glob("*.zip")))


@pytest.fixture(scope="session")
def zips(assigned: Assigned, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two zips to grade with: Otter's own, `plain`, and the one with the engine, `sealed`."""
    sealed = tmp_path_factory.mktemp("zip") / "sealed.zip"
    content = assigned.autograder_zip.read_bytes()
    sealed.write_bytes(bundle(find(Path(__file__).parent), content))
    return {"plain": assigned.autograder_zip, "sealed": sealed}


@pytest.fixture(scope="session")
def otter_run(zips: dict[str, Path]) -> Callable[..., Any]:
    """Return what Otter's Python API gives for a submission, with the named zip or one's own."""

    def run(submission: Path, zip_file: str | Path = "sealed") -> Any:
        path = zips[zip_file] if isinstance(zip_file, str) else zip_file
        with quiet(), redirect_stdout(io.StringIO()):
            from otter.api import grade_submission

            return grade_submission(str(submission), str(path))

    return run


@contextmanager
def quiet() -> Iterator[None]:
    """Let Otter and the many packages that it imports warn of their own affairs, not of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


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
def entry() -> Callable[[Path], None]:
    """Start Otter as its zip does on Gradescope, on folders laid out like there."""

    def start(place: Path) -> None:
        with quiet():
            from autograder.otter.entry import main

            main(str(place))

    return start


@pytest.fixture(scope="session")
def gradescope(tmp_path_factory: pytest.TempPathFactory, zips: dict[str, Path]) -> Callable[..., Path]:
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


@pytest.fixture
def packed(tmp_path: Path) -> Callable[[Mapping[str, bytes]], Path]:
    """Write files into a zip as students submit it, and return its path."""

    def pack(files: Mapping[str, bytes]) -> Path:
        path = tmp_path / "submitted.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path

    return pack
