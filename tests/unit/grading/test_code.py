"""The code that a result depends on is all that runs and judges, and nothing that renders."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import autograder
from autograder.description import find
from autograder.grading.code import code_sha256, sources
from autograder.sandbox.outside.runner import Runner
from autograder.vectors import hdf5
from tests.closure import closure

PACKAGE = Path(autograder.__file__).parent
ROOTS = ("autograder.grading.worker", "autograder.sandbox.inside.zygote", "autograder.vectors.hdf5")
SUITE = [path.read_bytes() for path in find(Path(__file__).parent).hidden_suite.glob("*.py")]

# What a worker does, in the order in which it does it.
WORKER = """
import sys
from pathlib import Path
from autograder.grading import worker
from autograder.grading.bench import Judge, Suite
from autograder.sandbox.answers import Answers
from autograder.description import find
from autograder.results import Level
from autograder.vectors.hdf5 import read

assignment = find(Path(sys.argv[1]))
Judge(Suite(assignment, read(assignment.hidden_vectors).vectors))(Answers(), Level.OPEN)
print(*(name for name in sys.modules if name.split(".")[0] == "autograder"))
"""


@pytest.mark.slow
def test_every_module_that_a_worker_loads_is_in_it() -> None:
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", WORKER, here], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "autograder.judge.view" in loaded
    assert loaded <= sources(SUITE).keys()


# A given module that has the zygote tell what it has loaded when it is ready.
TELLING = """
import gc, sys
freeze = gc.freeze

def telling():
    with open({seen!r}, "w") as told:
        told.write(" ".join(sys.modules))
    freeze()

gc.freeze = telling
"""


def test_every_module_that_a_zygote_loads_is_in_it(tmp_path: Path) -> None:
    assignment = find(Path(__file__).parent)
    helper, seen = tmp_path / "telling.py", tmp_path / "seen"
    helper.write_text(TELLING.format(seen=str(seen)), "utf-8")
    assignment = replace(assignment, helpers=(helper,))
    with Runner(assignment, hdf5.read(assignment.hidden_vectors).vectors):
        names = seen.read_text("utf-8").split()
    loaded = {name for name in names if name.split(".")[0] == "autograder"}
    assert "autograder.sandbox.inside.calling" in loaded
    assert loaded <= sources().keys()


@pytest.mark.parametrize("part", ["bundle", "cli", "export", "handout", "intake", "otter",
                                  "record", "report"])  # fmt: skip
def test_what_finds_submissions_and_renders_results_is_not_in_it(part: str) -> None:
    assert not [name for name in sources(SUITE) if name.startswith(f"autograder.{part}")]


def test_what_words_are_shown_in_is_not_in_it() -> None:
    assert not sources(SUITE).keys() & {"autograder.hints", "autograder.student.words"}


def test_it_is_what_parsing_every_import_gives() -> None:
    assert list(sources()) == sorted(closure(ROOTS))


def test_what_a_suite_imports_is_in_it() -> None:
    text = b"from autograder import (\n    hints,\n)\n"
    assert sources([text]).keys() - sources().keys() == {"autograder.hints"}
    assert code_sha256([text]) != code_sha256()


def test_what_only_a_type_checker_imports_is_not_in_it() -> None:
    text = b"if TYPE_CHECKING:\n    from autograder import hints\n\nx = 1\n"
    assert code_sha256([text]) == code_sha256()


def test_it_is_the_same_from_a_zip(tmp_path: Path) -> None:
    packed = tmp_path / "engine.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(PACKAGE.rglob("*.py")):
            archive.write(path, path.relative_to(PACKAGE.parent))
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from autograder.grading import code\n"
        "assert sys.argv[1] in code.__file__\n"
        "print(code.code_sha256())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(packed)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == code_sha256()
