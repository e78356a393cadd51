"""A hand-out uses the engine that lies in it, whatever else is installed under its name."""

from __future__ import annotations

import os
import subprocess
import sysconfig
import venv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from autograder.authoring.handout.build import files
from autograder.description import find

ROOT = Path(__file__).parents[2]
NOT_ALL_PASSED = 3
FILE = "regularization.py"
FOREIGN = "raise_me = 'a package of another project'\n"
IN_A_NOTEBOOK = """
import autograder
assert autograder.raise_me
import sys
sys.path.insert(0, "")
import numpy as np
from reg_utils import *
exec(open("regularization.py", encoding="utf-8").read())
from checks import in_notebook
in_notebook("q1", globals())
in_notebook("q2", globals())
"""
# Has NumPy in the checking process, so that only the process that runs the file could be misled.
CHECKED = """
import sys, runpy, numpy
sys.path.insert(0, "")
runpy.run_module("checks", run_name="__main__")
"""

Run = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-out as it would be built now, with the reference filled in, and no notebook."""
    folder = tmp_path_factory.mktemp("handout")
    assignment = replace(find(ROOT), notebook=None)
    for name, content in files(assignment).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / FILE).write_bytes(assignment.source.read_bytes())
    (folder / "regularization.ipynb").unlink()  # the standing one
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with a package of our name that is not ours, before what this one has."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
    foreign = packages / "autograder"
    foreign.mkdir()
    (foreign / "__init__.py").write_text(FOREIGN, "utf-8")
    (foreign / "errors.py").write_text(FOREIGN, "utf-8")
    # Its plugin has our plugin's name, too.
    info = packages / "autograder-9.9.9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: autograder\nVersion: 9.9.9\n")
    (info / "entry_points.txt").write_text("[pytest11]\nautograder = autograder.errors\n")
    (packages / "more.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return place


@pytest.fixture
def run(handout: Path, place: Path) -> Callable[..., Run]:
    """Run that environment's Python in the hand-out."""

    def run(*arguments: str, cwd: Path = handout) -> Run:
        own = {name: text for name, text in os.environ.items() if not name.startswith("PY")}
        command = [str(place / "bin/python"), *arguments]
        return subprocess.run(
            command, cwd=cwd, env=own, capture_output=True, text=True, check=False, timeout=120
        )

    return run


def test_the_other_package_is_what_is_found_elsewhere(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    done = run("-c", "import autograder, numpy; print(autograder.raise_me)", cwd=tmp_path)
    assert done.stdout == "a package of another project\n", done.stderr


def test_the_terminal_check_uses_the_engine_of_the_hand_out_and_unpacks_it_once(
    run: Callable[..., Run], handout: Path
) -> None:
    for _ in range(2):
        done = run("-m", "checks", FILE)
        assert (done.returncode, done.stderr) == (0, "")
    # In the folder where Python caches compiled files.
    (unpacked,) = (handout / "checks/__pycache__").glob("engine-*")
    assert list(unpacked.glob("autograder/__pycache__/*.pyc"))


def test_the_engine_stays_packed_where_python_may_write_nothing(
    run: Callable[..., Run], handout: Path, tmp_path: Path
) -> None:
    fresh = Path(copytree(handout, tmp_path / "fresh", ignore=ignore_patterns("__pycache__")))
    done = run("-B", "-m", "checks", FILE, cwd=fresh)
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(fresh.rglob("__pycache__"))


def test_pytest_uses_the_engine_of_the_hand_out(run: Callable[..., Run]) -> None:
    done = run("-m", "pytest", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The gradients of J: passed" in done.stdout


def test_pytest_on_the_folder_of_the_rules_does_so_too(run: Callable[..., Run]) -> None:
    done = run("-m", "pytest", "-q", "checks")
    assert done.returncode == 0, done.stdout + done.stderr


def test_where_pytest_has_loaded_the_other_plugin_it_is_named(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    (tmp_path / "other.ini").write_text("[pytest]\n", "utf-8")
    done = run("-m", "pytest", "-q", "-c", str(tmp_path / "other.ini"), "checks")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    assert "another package named autograder" in line
    assert str(Path("autograder/errors.py")) in line
    assert "-p no:autograder" in line


def test_the_check_in_a_notebook_uses_it_where_the_other_was_imported_before(
    run: Callable[..., Run],
) -> None:
    done = run("-P", "-c", IN_A_NOTEBOOK)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_page_is_drawn_by_the_engine_of_the_hand_out(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    (tmp_path / "stub.py").write_text("nothing = 0\n", "utf-8")
    done = run("-m", "explore", str(tmp_path / "stub.py"), "-o", str(tmp_path / "page.html"))
    assert (done.returncode, done.stderr) == (NOT_ALL_PASSED, "")
    assert "compute_cost_with_regularization" in done.stdout


def test_a_file_beside_the_engine_stands_in_for_no_library(
    run: Callable[..., Run], handout: Path
) -> None:
    shadow = handout / "numbers.py"  # NumPy imports the standard library's
    shadow.write_text("raise SystemExit('not the standard library')\n", "utf-8")
    try:
        done = run("-P", "-c", CHECKED, FILE)
    finally:
        shadow.unlink()
    assert (done.returncode, done.stderr) == (0, "")
