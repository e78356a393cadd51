"""What a submission at `walled` can know of the machine's files and processes: SECURITY.md's words.

At `sealed` it cannot read them either, but it can ask whether they exist.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import psutil
import pytest

import autograder
from autograder.description import Assignment
from autograder.results import Level
from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.outside.zygote import Zygote
from autograder.sandbox.walls import bubblewrap
from autograder.vectors.model import Vector
from tests.unit.sandbox.handed import G, number

EXISTS = "import os\ndef f(x, k):\n    return float(os.path.lexists(PATH))\n" + G
READS = (
    "def f(x, k):\n    try:\n        open(PATH, 'rb')\n"
    "    except OSError:\n        return 0.0\n    return 1.0\n" + G
)


@pytest.fixture(scope="module")
def walled(assignment: Assignment, vectors: tuple[Vector, ...]) -> Iterator[Runner]:
    with Runner(assignment, vectors, Level.WALLED) as started:
        yield started


def told(runner: Runner, text: str, path: object) -> bool:
    answers = runner.run(text.replace("PATH", repr(str(path))).encode(), "a.py")
    return number(answers.first["v1"]) == 1.0


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own"
    path.write_text("mine")
    return path


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc", "/home", "/var", "/sys", "/mnt"])
def test_walled_hides_that_folders_of_the_machine_exist(walled: Runner, path: str) -> None:
    assert Path(path).exists()
    assert not told(walled, EXISTS, path)


def test_walled_hides_that_files_of_people_exist_and_sealed_does_not(
    walled: Runner, sealed: Runner, own: Path
) -> None:
    own.parent.chmod(0o755)
    assert not told(walled, EXISTS, own)
    assert told(sealed, EXISTS, "/etc/passwd")


def test_walled_hides_the_submissions_the_suite_and_the_answers(
    walled: Runner, assignment: Assignment
) -> None:
    repository = Path(autograder.__file__).parents[1]
    for path in (assignment.root, repository / "datasets", repository / "tests"):
        assert path.exists()
        assert not told(walled, EXISTS, path)


def test_walled_hides_other_processes(walled: Runner) -> None:
    assert not told(walled, EXISTS, f"/proc/{os.getpid()}/exe")


@pytest.mark.parametrize(
    "path", [h5py.__file__, autograder.__file__, sys.executable, "/usr/bin/env"]
)
def test_that_files_of_the_system_and_the_interpreter_exist_can_be_seen_and_no_more(
    walled: Runner, path: str
) -> None:
    assert told(walled, EXISTS, path)
    assert not told(walled, READS, path)


def test_a_zygote_that_is_ended_while_it_starts_leaves_no_process(tmp_path: Path) -> None:
    walls = bubblewrap.prefix([str(tmp_path)])
    assert walls is not None
    for milliseconds in np.arange(0, 6, 0.25):  # bubblewrap prepares its child in some of these
        zygote = Zygote(program=b"", walls=walls)
        time.sleep(milliseconds / 1000)
        zygote.close()
    until = time.monotonic() + 5
    while (left := with_argument(str(tmp_path))) and time.monotonic() < until:
        time.sleep(0.01)
    assert left == []


def test_numpy_alone_is_visible_wherever_the_environment_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store/__init__.py").touch()
    (tmp_path / "numpy").symlink_to("store")
    monkeypatch.delitem(sys.modules, "numpy")
    monkeypatch.syspath_prepend(tmp_path)  # as a .pth file does
    walls = bubblewrap.prefix()
    assert walls is not None
    shown = [walls[at + 1 :][:2] for at, option in enumerate(walls) if option.startswith("--")]
    assert [str(tmp_path / "store")] * 2 in shown
    assert ["store", str(tmp_path / "numpy")] in shown
    assert [str(tmp_path)] * 2 not in shown


def with_argument(argument: str) -> list[psutil.Process]:
    """Return the processes whose command line has an argument."""
    return [
        each
        for each in psutil.process_iter(["cmdline"])
        if argument in (each.info["cmdline"] or ())
    ]
