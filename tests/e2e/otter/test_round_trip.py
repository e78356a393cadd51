"""From the hand-out to a grade: a student checks, exports, and Otter grades what was exported."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.description import find
from tests.kernels import FileKernelManager

FORMAT: Any = nbformat  # it has no types
ASSIGNMENT = find(Path(__file__).parent)
ANSWERS = "otter_answer_cell"
RIGHT = "georg_bauer.py"
WRONG = "alice_moreau.py"  # both functions, 78 points


@dataclass(frozen=True, slots=True)
class Handed:
    """What a student did.

    Attributes:
        seen: what stands below each cell that asks the grader, by the cell's source.
        exported: the zip to hand in.
    """

    seen: dict[str, str]
    exported: Path


def done(folder: Path, answers: str) -> Handed:
    """Do the exercise in `folder` with the functions of a module: fill in, check, export."""
    shutil.copytree(ASSIGNMENT.handout, folder)
    path = folder / "regularization.ipynb"
    notebook = FORMAT.read(path, as_version=4)
    first, *rest = [cell for cell in notebook.cells if ANSWERS in cell.metadata.get("tags", [])]
    first.source = answers
    for cell in rest:
        cell.source = "pass"
    # What is drawn and trained between the exercises is another test's.
    notebook.cells = [c for c in notebook.cells if c is first or c in rest or "grader" in c.source]
    FORMAT.write(notebook, path)
    NotebookClient(
        notebook,
        kernel_manager_class=FileKernelManager,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    asked = [cell for cell in notebook.cells if cell.source.startswith("grader.")]
    (exported,) = folder.glob("regularization_*.zip")
    return Handed({cell.source: str(cell.outputs) for cell in asked}, exported)


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory, the_class: Path) -> dict[str, Handed]:
    folder = tmp_path_factory.mktemp("students")
    return {
        name: done(folder / name, (the_class / name).read_text("utf-8")) for name in (RIGHT, WRONG)
    }


@pytest.fixture(scope="module")
def graded(
    handed: dict[str, Handed], ask: Callable[..., dict[str, Any]], zips: dict[str, Path]
) -> dict[str, Any]:
    sealed = str(zips["sealed"])
    return {name: ask("api", str(each.exported), sealed) for name, each in handed.items()}


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_a_right_function_passes_its_check(question: str, handed: dict[str, Handed]) -> None:
    assert "passed" in handed[RIGHT].seen[f'grader.check("{question}")']


def test_all_questions_are_checked_at_once(handed: dict[str, Handed]) -> None:
    seen = handed[RIGHT].seen["grader.check_all()"]
    assert ("q1" in seen, "q2" in seen, "passed" in seen) == (True, True, True)


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_a_wrong_function_is_told_what_is_wrong(question: str, handed: dict[str, Handed]) -> None:
    seen = handed[WRONG].seen[f'grader.check("{question}")']
    assert "passed!" not in seen
    assert "Look at" in seen  # the hint of the misconception


@pytest.mark.parametrize(("name", "points"), [(RIGHT, (40, 60)), (WRONG, (26, 52))])
def test_what_was_exported_gets_the_points_of_the_functions(
    name: str, points: tuple[int, int], graded: dict[str, Any]
) -> None:
    assert graded[name]["scores"] == {"q1": points[0], "q2": points[1]}
