"""`make bench-peers`: one submission, cold, here and with other autograders, in one run.

Each of them has an environment of its own below `.venv-peers`, made when it is missing, and the
smallest assignment in its own form: the cost of this exercise, one test, the right answer. None of
them keeps the answers from a submission, so this compares what a course waits for, no more.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_HOMES = _ROOT / ".venv-peers"
_ROUNDS = 5

_SOLUTION = """
import numpy as np

def cost(A3, Y, weights, lambd):
    cross_entropy = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / Y.size
    return cross_entropy + lambd / (2 * Y.size) * sum(np.sum(np.square(W)) for W in weights)
"""
_CALL = "cost(np.array([[0.6, 0.4]]), np.array([[1, 0]]), [np.ones((2, 2))], 0.5)"
_RIGHT = "abs({} - 1.0108256237659907) < 1e-9"

_UNITTEST = f'''
import unittest
import numpy as np
from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
from submission import cost

class TestCost(unittest.TestCase):
    @weight(1)
    def test_cost(self):
        """The cost"""
        self.assertTrue({_RIGHT.format(_CALL)})

with open("results.json", "w") as results:
    JSONTestRunner(visibility="visible", stream=results).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(TestCost))
'''
_CASE = {"hidden": False, "locked": False, "code": f">>> bool({_RIGHT.format(_CALL)})\nTrue"}
_SUITE = {"type": "doctest", "scored": True, "setup": "", "teardown": "", "cases": [_CASE]}
_TEST = {"name": "q1", "points": 1, "suites": [_SUITE]}
_OTTER_TEST = f"OK_FORMAT = True\ntest = {_TEST}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another autograder.

    Attributes:
        requires: what is installed into its environment.
        files: its assignment and the submission.
        prepare: commands that are run once; the first word is a program of the environment.
        grade: the command that is measured.
        leaves: what it must leave.
    """

    requires: Sequence[str]
    files: Mapping[str, str]
    prepare: Sequence[Sequence[str]] = ()
    grade: Sequence[str]
    leaves: str


def main() -> None:
    """Install what is missing, measure in turn and print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds: dict[str, list[float]] = {"this project": [], **{peer: [] for peer in _PEERS}}
        for peer in _PEERS:
            _prepare(peer, folder / peer)
        for _ in range(_ROUNDS):
            seconds["this project"].append(_ours(folder))
            for peer in _PEERS:
                seconds[peer].append(_theirs(peer, folder / peer))
    print("| one submission, cold | median of 5 |\n|---|---|")
    for who, taken in seconds.items():
        print(f"| {who} | {statistics.median(taken):.2f} s |")


def _prepare(name: str, folder: Path) -> None:
    peer, home = _PEERS[name], _HOMES / name
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([home / "bin/pip", "install", "--quiet", *peer.requires], check=True)
        (home / "ready").touch()
    for path, text in peer.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    for command in peer.prepare:
        _run(name, command, folder)


def _run(name: str, command: Sequence[str], folder: Path) -> None:
    program, *arguments = command
    programs = _HOMES / name / "bin"
    subprocess.run(
        [programs / program, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        check=True,
    )


def _theirs(name: str, folder: Path) -> float:
    peer = _PEERS[name]
    begin = time.perf_counter()
    _run(name, peer.grade, folder)
    taken = time.perf_counter() - begin
    left = folder / peer.leaves
    assert left.exists(), f"{name} left no {peer.leaves}"
    shutil.rmtree(left) if left.is_dir() else left.unlink()
    return taken


def _ours(folder: Path) -> float:
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    submission = _ROOT / "solutions/regularization.py"
    command = [sys.executable, "-m", "autograder", "grade", str(submission), "-o", str(out)]
    begin = time.perf_counter()
    subprocess.run(command, cwd=_ROOT, capture_output=True, check=True)
    return time.perf_counter() - begin


def _notebook(*cells: tuple[str, Mapping[str, object]]) -> str:
    """Return a notebook of code cells with these metadata."""
    code: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": metadata,
            "outputs": [],
            "source": text,
        }
        for number, (text, metadata) in enumerate(cells)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": code, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _of_nbgrader(*, test: bool) -> dict[str, object]:
    role = {"grade": test, "solution": not test, "locked": test, "task": False}
    named = {"grade_id": "test" if test else "cost", "schema_version": 3, "cell_type": "code"}
    return {"nbgrader": role | named | ({"points": 1} if test else {})}


_PS1 = _notebook(
    (_SOLUTION, _of_nbgrader(test=False)),
    (f"assert {_RIGHT.format(_CALL)}", _of_nbgrader(test=True)),
)
_PEERS = {
    "gradescope-utils": Peer(
        requires=("gradescope-utils==0.5.0", "numpy"),
        files={"submission.py": _SOLUTION, "run_tests.py": _UNITTEST},
        grade=("python", "run_tests.py"),
        leaves="results.json",
    ),
    "otter-grader": Peer(
        requires=("otter-grader[grading]>=7,<8", "numpy"),
        files={"tests/q1.py": _OTTER_TEST, "submission.ipynb": _notebook((_SOLUTION, {}))},
        prepare=[("otter", "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment")],
        grade=("otter", "run", "-a", "autograder.zip", "-o", ".", "submission.ipynb"),
        leaves="results.json",
    ),
    "nbgrader": Peer(
        requires=("nbgrader>=0.9", "ipykernel", "numpy"),
        files={"source/ps1/p.ipynb": _PS1, "submitted/ada/ps1/p.ipynb": _PS1},
        prepare=[("nbgrader", "generate_assignment", "ps1", "--create")],
        grade=("nbgrader", "autograde", "ps1", "--create", "--force"),
        leaves="autograded",
    ),
}

if __name__ == "__main__":
    main()
