"""Each example is a folder of its own: built with one command wherever it lies, and graded."""

from __future__ import annotations

import csv
import shutil
import statistics
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder import author_file, description
from autograder.authoring import versions
from autograder.authoring.vectors import build
from autograder.authoring.vectors.one_file import OneFile
from tests.sweeps import extents

Autograder = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("examples/*/pyproject.toml"))
MOST_LINES = {"dropout": 150}
MEDIAN = 80


def authored(name: str) -> int:
    """Return how many lines of an example its author wrote, without empty ones."""
    files = [*(ROOT / "examples" / name).glob("*.py"), ROOT / "examples" / name / "pyproject.toml"]
    return sum(1 for path in files for line in path.read_text("utf-8").splitlines() if line.strip())


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of an example that lies outside of the repository, as it is checked out."""
    folder: Path = tmp_path_factory.mktemp("examples") / request.param
    built = shutil.ignore_patterns("assignment", "datasets", "out", "__pycache__")
    shutil.copytree(ROOT / "examples" / request.param, folder, ignore=built)
    return folder


def test_an_example_is_a_page() -> None:
    lines = {name: authored(name) for name in EXAMPLES}
    assert {
        name: number for name, number in lines.items() if number > MOST_LINES.get(name, 100)
    } == {}
    assert statistics.median(lines.values()) <= MEDIAN


@pytest.mark.parametrize("is_checked", extents(False, True))  # by `author check`, from the start
def test_an_example_is_built_and_graded(
    autograder: Autograder, example: Path, is_checked: bool
) -> None:
    built = autograder("author", "build", cwd=example)
    assert built.returncode == 0, built.stdout + built.stderr
    described = description.load(example / "pyproject.toml")
    class_ = example.with_name(f"class_{example.name}")
    expected = _class_of(class_, described)
    _mark(described)
    out = example.with_name(f"out_{example.name}")
    run = autograder("grade", class_, "--assignment", example, "-o", out, "--jobs", "1")
    assert run.returncode == 0, run.stdout + run.stderr
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {name: row["misconceptions"] for name, row in rows.items()} == expected
    assert rows["right"]["score"] == rows["right"]["max_score"] == str(described.points)
    assert rows["untouched"]["score"] == "0"
    if is_checked:
        assert autograder("author", "check", cwd=example).returncode == 0
        return
    # The build has proved everything else that `author check` proves.
    assert [claim.name for claim in build.verify(described) if not claim.holds] == []


def _mark(described: description.Assignment) -> None:
    """Mark the questions that people mark, for whoever has all else right."""
    if described.marks is not None:
        rows = [
            f"right,{q.id},{q.points},Well argued." for q in described.questions if q.is_by_hand
        ]
        with described.marks.open("a", encoding="utf-8") as file:
            file.write("".join(f"{row}\n" for row in rows))


def _class_of(folder: Path, described: description.Assignment) -> dict[str, str]:
    """Write a class: the right answer, the stub, and each mistake; return what each is named."""
    folder.mkdir()
    source = described.source.read_text("utf-8")
    right = author_file.students_part(source)
    (folder / "right.py").write_text(right, "utf-8")
    shutil.copy(described.handout / described.source.name, folder / "untouched.py")
    builder = build.load(described).module
    assert isinstance(builder, OneFile)
    expected = {"right": "", "untouched": ""}
    for mistake, program in builder.mistakes():
        (folder / f"{mistake.id}.py").write_bytes(program)
        expected[mistake.id] = mistake.id
    assert versions.of_wrong_forms(source, described.functions[0], 1)
    return expected
